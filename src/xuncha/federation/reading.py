"""A carried file read with care: who signed it first, then no more of it than it said there is.

Nothing is unpacked to disk, no name in it leads anywhere, and before the signature is known to be a
registered one not more than a few kilobytes are unpacked.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from xuncha.base.language import _
from xuncha.federation.models import Peer
from xuncha.federation.rows import PARTS, Manifest, Part
from xuncha.monitoring.reports import signed
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.people.actions import RefusedError

#: Bytes of a file, of its list, and of one line.
LARGEST: Final = 256 * 2**20
_MOST_MANIFEST: Final = 64 * 2**10
_MOST_LINE: Final = 2**20
#: Days one file may speak of.
_MOST_DAYS: Final = 400
#: How far the clock of the installation below may be ahead of ours.
_AHEAD: Final = timedelta(hours=2)
_NAMES: Final = frozenset({"manifest.json", "signature", *PARTS})
_PLAIN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class Carried:
    """A file whose signature is that of a registered installation; every byte was proved."""

    path: Path
    digest: str
    peer: Peer
    manifest: Manifest

    def rows(self, name: str) -> Iterator[Any]:
        """The rows of one part, one by one. Raises RefusedError for one that cannot be."""
        with zipfile.ZipFile(self.path) as archive, archive.open(name) as file:
            decoder = msgspec.json.Decoder(PARTS[name])
            for number, line in enumerate(_lines(file), 1):
                try:
                    yield decoder.decode(line)
                except (msgspec.DecodeError, RecursionError) as error:
                    raise RefusedError(
                        _("{name} 第 {number} 行不可读：{why}。文件未导入").format(
                            name=name, number=number, why=str(error)[:200]
                        )
                    ) from error


def read_file(path: Path, now: datetime) -> Carried:
    """Prove a file. Raises RefusedError, saying what is wrong with it."""
    if path.stat().st_size > LARGEST:
        raise RefusedError(_("上报文件超过 {n} MB").format(n=LARGEST // 2**20))
    try:
        with zipfile.ZipFile(path) as archive:
            infos = _listed(archive)
            body = _capped(archive, infos["manifest.json"], _MOST_MANIFEST)
            signature = _capped(archive, infos["signature"], 200).decode("ascii", "replace")
            peer, manifest = _known(body, signature)
            _must_be_timely(manifest, now)
            for name, part in manifest.parts.items():
                _prove(archive, infos[name], name, part)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        KeyError,
        OSError,
    ) as error:
        raise RefusedError(
            _("不是上报文件，或文件不完整（{why}）").format(why=str(error)[:120])
        ) from error
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Carried(path, digest, peer, manifest)


def _listed(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The members by name: exactly those of a carried file, each once and plainly packed."""
    infos = archive.infolist()
    names = [one.filename for one in infos]
    if len(names) != len(set(names)) or set(names) != _NAMES:
        odd = sorted(set(names) ^ _NAMES) or names
        raise RefusedError(_("含有不该有的文件 {name}").format(name=odd[0][:80]))
    for one in infos:
        if one.compress_type not in _PLAIN or one.flag_bits & 1:
            raise RefusedError(_("含有不该有的文件 {name}").format(name=one.filename))
    return {one.filename: one for one in infos}


def _capped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    with archive.open(info) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise RefusedError(_("{name} 过大").format(name=info.filename))
    return content


def _known(body: bytes, signature: str) -> tuple[Peer, Manifest]:
    """The installation that signed the list, and the list."""
    try:
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise RefusedError(
            _("不是上报文件，或文件不完整（{why}）").format(why=str(error)[:120])
        ) from error
    peer = Peer.objects.filter(public_key=manifest.key).select_related("office").first()
    if peer is None:
        raise RefusedError(
            _("签名的公钥 {key}… 没有登记，请系统维护员核实后登记").format(key=manifest.key[:16])
        )
    if not signed(peer.public_key, body, signature):
        raise RefusedError(_("签名不对，文件被改过，未导入"))
    if not peer.active:
        raise RefusedError(_("“{name}”的公钥已停用，文件未导入").format(name=peer.name))
    return peer, manifest


def _must_be_timely(manifest: Manifest, now: datetime) -> None:
    today: date = now.astimezone(OFFICE_TIME).date()
    days = (manifest.end - manifest.begin).days
    if not 0 <= days <= _MOST_DAYS or manifest.end > today + timedelta(days=1):
        raise RefusedError(
            _("起止日期不对：{begin} 至 {end}").format(begin=manifest.begin, end=manifest.end)
        )
    if manifest.made_at > now + _AHEAD:
        raise RefusedError(
            _("文件写明的时间 {at} 在将来，请校准那台机器的时钟后重新导出").format(
                at=f"{manifest.made_at.astimezone(OFFICE_TIME):%Y-%m-%d %H:%M}"
            )
        )


def _prove(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, part: Part) -> None:
    """The part is what the signed list says, and not a byte more is unpacked to find out."""
    digest, size, rows = hashlib.sha256(), 0, 0
    with archive.open(info) as file:
        while piece := file.read(1 << 20):
            size += len(piece)
            if size > part.size:
                break
            digest.update(piece)
            rows += piece.count(b"\n")
    if (size, digest.hexdigest(), rows) != (part.size, part.sha256, part.rows):
        raise RefusedError(_("{name} 与签过名的清单不符，未导入").format(name=name))


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_MOST_LINE):
        yield line
