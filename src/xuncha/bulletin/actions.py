"""Composing a bulletin from files, and writing its five forms all together or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.bulletin.answers import names
from xuncha.bulletin.composition import compose
from xuncha.bulletin.confirmation import confirm
from xuncha.bulletin.document import docx
from xuncha.bulletin.messages import read_messages
from xuncha.bulletin.models import MESSAGE_DAYS, Bulletin, Letter, Sources, china_day
from xuncha.bulletin.page import html, pdf
from xuncha.bulletin.rules import standing
from xuncha.bulletin.wording import plain
from xuncha.bulletin.workbook import xlsx
from xuncha.policies.files import read_policies
from xuncha.report import read_inspection
from xuncha.report.privacy import published
from xuncha.sampling.queries import read as read_draw
from xuncha.scoring.results import Inspection
from xuncha.scoring.standard import Standard, StandardError, load

FORMS: Mapping[str, Callable[[Bulletin, Sources], bytes]] = {
    "bulletin.html": lambda bulletin, _sources: html(bulletin),
    "bulletin.docx": lambda bulletin, _sources: docx(bulletin),
    "bulletin.pdf": lambda bulletin, _sources: pdf(bulletin),
    "bulletin-annex.xlsx": xlsx,
    "bulletin.json": lambda bulletin, _sources: record(bulletin),
}

_HOW = (
    "sha256 是 content 的散列值：写成 JSON，键按字母排序、不留空格、非 ASCII 字符不转义，"
    "按 UTF-8 编码。"
)


def gather(
    folder: Path,
    *,
    draw: Path | None = None,
    messages: Path | None = None,
    policies: Path | None = None,
    message_days: int = MESSAGE_DAYS,
    standard: str | None = None,
    confirmed: Collection[str] = (),
    named: Collection[str] = (),
) -> Sources:
    """Everything a bulletin is counted from; `confirmed` are site codes a person reviewed, `named`
    those of unqualified sites that the office puts forward.

    Raises InputError, RecordError, DrawError or OSError, each in one line, where a file cannot be
    used or belongs to another inspection.
    """
    file = folder / "inspection.json" if folder.is_dir() else folder
    if not file.is_file():
        raise InputError(
            str(file), _("没有检查结果"), _("请给出 xuncha inspect 的结果目录（--out 的目录）")
        )
    inspection = read_inspection(file)
    _refuse_undated(file, inspection)
    inspection = confirm(inspection, confirmed)
    drawn = read_draw(draw) if draw else None
    sources = Sources(
        inspection=published(inspection),
        draw=drawn,
        messages=read_messages(messages) if messages else None,
        policies=read_policies(policies) if policies else None,
        law=_law(standard, inspection.standard),
        message_days=message_days,
        files={
            what: hashlib.sha256(one.read_bytes()).hexdigest()
            for what, one in (
                ("检查结果", file),
                ("抽取结果", draw),
                ("网民留言", messages),
                ("应转载政策", policies),
            )
            if one is not None
        },
        batches=drawn.sample() if drawn else {},
        confirmed=tuple(sorted(confirmed)),
        named=tuple(sorted(named)),
    )
    _refuse_to_name(sources)
    if draw is not None:
        _refuse_other_draw(draw, sources)
    if policies is not None:
        _refuse_other_policies(policies, sources)
    return sources


def _refuse_to_name(s: Sources) -> None:
    """Only an unqualified site may be put forward."""
    for code in s.named:
        found = [one for one in s.inspection.sites if one.site_code == code]
        if not found or standing(found[0], s.law) != "unqualified":
            raise InputError(
                f"--name {code}",
                _("检查结果里没有这家网站，或没有认定它不合格"),
                _("只能点名不合格的网站，请核对网站标识码"),
            )


def _refuse_undated(path: Path, inspection: Inspection) -> None:
    try:
        china_day(inspection.as_of)
    except ValueError as error:
        raise InputError(
            str(path),
            _("监测时间点“{word}”读不懂").format(word=plain(inspection.as_of, 40)),
            _("请给出 xuncha inspect 写的 inspection.json"),
        ) from error


def _law(asked: str | None, standard: str) -> Standard | None:
    """The standard asked for, or the inspection's own; a bulletin can do without its wording."""
    if asked:
        return load(asked)
    try:
        return load(standard)
    except StandardError:
        return None


def _refuse_other_draw(path: Path, s: Sources) -> None:
    for site in s.inspection.sites:
        if site.site_code not in s.batches:
            raise InputError(
                path.name,
                _("没有抽中检查过的“{name}”（{code}）").format(
                    name=plain(site.name, 40), code=plain(site.site_code, 20) or "–"
                ),
                _("请给出本次检查所用的抽取结果"),
            )


def _refuse_other_policies(path: Path, s: Sources) -> None:
    known = {name for policy in s.policies or () for name in names(policy)}
    for found in _reprints(s.inspection):
        if found not in known:
            raise InputError(
                path.name,
                _("没有检查结果提到的政策“{policy}”").format(policy=plain(found, 60)),
                _("请给出检查时 --policies 所用的文件"),
            )


def _reprints(inspection: Inspection) -> list[str]:
    return [
        policy
        for site in inspection.sites
        for one in site.findings
        if one.indicator.startswith("reprint.")
        and isinstance(policy := one.observed.get("policy"), str)
    ]


def record(bulletin: Bulletin) -> bytes:
    """bulletin.json: the hash, and under "content" exactly what it is the hash of."""
    content = bulletin.content()
    written = {
        "schema": bulletin.schema,
        "sha256": bulletin.sha256,
        "how": _HOW,
        "content": content,
    }
    return json.dumps(written, ensure_ascii=False, indent=1).encode() + b"\n"


def write(sources: Sources, letter: Letter, out: Path) -> Bulletin:
    """Compose and write the folder `out`; an older bulletin in it is replaced as a whole.

    Raises InputError where `out` holds anything else, OSError as the disk gives it.
    """
    out = out.resolve()
    _refuse_foreign(out)
    bulletin = compose(sources, letter)
    out.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        for name, form in FORMS.items():
            _seal(new / name, form(bulletin, sources))
        new.chmod(0o755)
        _swap(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return bulletin


def _refuse_foreign(out: Path) -> None:
    if not out.exists():
        return
    if not out.is_dir() or any(one.name not in FORMS for one in out.iterdir()):
        raise InputError(
            str(out), _("已有别的内容，不会覆盖"), _("请用 --out 给出新的目录或原来的通报目录")
        )


def _swap(new: Path, out: Path) -> None:
    """Put `new` in the place of `out`; what stood there goes only after that."""
    if not out.exists():
        new.replace(out)
        return
    old = new.with_name(f"{new.name}.old")
    out.replace(old)
    try:
        new.replace(out)
    except OSError:
        old.replace(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _seal(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
