"""Archives that somebody attaches: opened within caps before they are kept, or refused.

A ZIP says little of what it becomes: a few kilobytes may unpack to petabytes, one inside another.
What is kept is handed on to other people's computers, so it is looked through here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from xuncha.base.language import _
from xuncha.people.actions import RefusedError

#: Entries of an archive with those inside it, bytes they unpack to, archives in archives.
MOST_ENTRIES: Final = 2_000
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_DEPTH: Final = 2
#: More than this from one byte is no document: deflate gives 1,032 at most, text some 20.
MOST_RATIO: Final = 300
#: An entry smaller than this may be as dense as it likes: a drawing of one colour is.
_SMALL: Final = 1024 * 1024
#: An archive inside is read whole to be opened; a larger one is refused.
_MOST_INNER: Final = 20 * 1024 * 1024
_CHUNK: Final = 256 * 1024
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
#: Packed in ways that are not opened here.
_OTHERS: Final = (
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
)


@dataclass(slots=True)
class _Budget:
    #: Whether it is a plain archive, and no document.
    plain: bool
    entries: int = MOST_ENTRIES
    unpacked: int = MOST_UNPACKED


def look_through(name: str, data: bytes) -> None:
    """Open an archive as deep as it goes; raises RefusedError, which says why, for a dangerous one.

    ``data`` that is no ZIP is left alone. What an archive says of its own size is not believed.
    """
    if data.startswith(_ZIP):
        _open(name, data, _Budget(name.lower().endswith(".zip")), 1)


def _open(name: str, data: bytes, budget: _Budget, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise _refused(name, _("压缩包里套了太多层压缩包"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            infos = book.infolist()
            _count(name, infos, len(data), budget)
            for info in infos:
                inner = _unpacked(name, book, info, budget)
                if inner.startswith(_ZIP):
                    _open(f"{name}/{info.filename[-60:]}", inner, budget, depth + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise _refused(name, _("压缩包打不开或已损坏")) from error


def _count(name: str, infos: list[zipfile.ZipInfo], size: int, budget: _Budget) -> None:
    budget.entries -= len(infos)
    if budget.entries < 0:
        raise _refused(name, _("压缩包里的文件超过{most}个").format(most=MOST_ENTRIES))
    if sum(one.compress_size for one in infos) > size:
        # Entries that share their bytes: how a small archive unpacks to anything.
        raise _refused(name, _("压缩包里的文件相互重叠"))
    for one in infos:
        if one.flag_bits & 1:
            raise _refused(name, _("压缩包已加密，无法检查"))
        parts = one.filename.replace("\\", "/").split("/")
        if one.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
            raise _refused(name, _("压缩包里有指向包外的文件名"))


def _unpacked(name: str, book: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    """An entry's bytes where it is an archive itself, else only its beginning; all of it read."""
    allowed = max(_SMALL, info.compress_size * MOST_RATIO)
    head, kept, read = b"", [], 0
    for chunk in _chunks(book, info):
        head = head or chunk[:8]
        read += len(chunk)
        budget.unpacked -= len(chunk)
        if read > allowed or budget.unpacked < 0:
            raise _refused(name, _("压缩包解开后过大，疑似压缩炸弹"))
        if head.startswith(_ZIP):
            if read > _MOST_INNER:
                raise _refused(name, _("压缩包里的压缩包过大"))
            kept.append(chunk)
    if budget.plain and head.startswith(_OTHERS):
        raise _refused(name, _("压缩包里有不能检查的压缩文件"))
    return b"".join(kept) or head


def _chunks(book: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with book.open(info) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _refused(name: str, why: str) -> RefusedError:
    return RefusedError(
        _("“{name}”：{why}。请解开后单独上传，或改用其他格式").format(name=name[-80:], why=why)
    )
