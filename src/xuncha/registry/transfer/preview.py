"""A file looked through before anything is written, kept beside the data until it is imported."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec
from django.conf import settings

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.people.actions import Actor, RefusedError
from xuncha.people.models import User
from xuncha.people.rules import Verb
from xuncha.registry.bulk import settled
from xuncha.registry.transfer.columnplan import ColumnLine, ColumnPlan, column_line
from xuncha.registry.transfer.lines import CellProblem, Offices, Problems, read_lines
from xuncha.registry.transfer.sheets import headings
from xuncha.registry.transfer.siteline import SiteLine, repeated, site_line
from xuncha.registry.transfer.siteplan import MOST_DRAFTS, SitePlan

BATCH: Final = 1_000
#: A preview nobody imported is forgotten after a day (seconds).
KEPT: Final = 24 * 3600
_TYPES: Final = {"sites": SiteLine, "columns": ColumnLine}


class Preview(msgspec.Struct):
    """What a file would do, line by line; its lines lie in a file of their own."""

    token: str
    kind: str
    file: str
    sha256: str
    user: int
    #: Lines that hold something.
    rows: int = 0
    #: Lines by what they do: new, draft, change, draft_change, same.
    doings: dict[str, int] = msgspec.field(default_factory=dict)
    problem_count: int = 0
    #: The first thousand problems.
    problems: list[CellProblem] = msgspec.field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether it can be imported."""
        return self.problem_count == 0

    @property
    def path(self) -> Path:
        """Where its lines lie."""
        return folder() / f"{self.token}.lines"


def folder() -> Path:
    """Where previews are kept."""
    return Path(settings.DATA) / "imports"


def preview(
    kind: str,
    path: Path,
    actor: Actor,
    *,
    name: str = "",
    corrections: Mapping[tuple[int, str], str] | None = None,
    told: Callable[[int], None] = lambda _rows: None,
) -> Preview:
    """Look a file of ``"sites"`` or ``"columns"`` through; nothing of the register changes.

    `name` is what the file is called (an upload's own name); `corrections` stand in the place of
    cells, by row and heading, as somebody mended them on the page; `told` hears how many lines
    were looked at so far. Raises PermissionDenied
    without the right to import, InputError for a file that cannot be read at all.
    """
    user = _importer(actor)
    headings(kind)
    called = name or path.name
    problems = Problems(called)
    found = Preview(secrets.token_hex(16), kind, called, _sha256(path), user.pk)
    folder().mkdir(parents=True, exist_ok=True)
    _forget_old(actor)
    try:
        lines = _counted(read_lines(kind, path, problems, corrections or {}), told)
        with settled():
            (_look_at_sites if kind == "sites" else _look_at_columns)(found, user, lines, problems)
    except InputError as error:
        found.path.unlink(missing_ok=True)
        raise InputError(called, error.problem, error.remedy, row=error.row) from error
    except BaseException:
        found.path.unlink(missing_ok=True)
        raise
    if not found.rows:
        problems.add(1, "", _("没有一行内容"), _("请在表头下逐行填写"))
    problems.found.sort(key=lambda one: one.row)
    found.problems, found.problem_count = problems.found, problems.count
    _meta(found.token).write_bytes(msgspec.json.encode(found))
    return found


def preview_of(actor: Actor, token: str) -> Preview:
    """A preview made before, by its token; raises RefusedError when it is gone or another's."""
    if not (len(token) == 32 and token.isalnum() and token.isascii()):
        raise RefusedError(_("没有这次预览，请重新上传文件"))
    try:
        found = msgspec.json.decode(_meta(token).read_bytes(), type=Preview)
    except OSError as error:
        raise RefusedError(_("没有这次预览，请重新上传文件")) from error
    if actor.user is None or found.user != actor.user.pk or not found.path.exists():
        raise RefusedError(_("没有这次预览，请重新上传文件"))
    return found


def forget(found: Preview) -> None:
    """Drop a preview that was imported or given up."""
    found.path.unlink(missing_ok=True)
    _meta(found.token).unlink(missing_ok=True)


def lines_of(found: Preview) -> Iterator[Any]:
    """The cleaned lines of a preview, in the order of its file (columns: by site)."""
    decoder = msgspec.msgpack.Decoder(_TYPES[found.kind])
    with found.path.open("rb") as file:
        while head := file.read(4):
            yield decoder.decode(file.read(int.from_bytes(head, "big")))


def batches(lines: Iterable[Any]) -> Iterator[list[Any]]:
    """Lines a thousand at a time."""
    rest = iter(lines)
    while batch := list(islice(rest, BATCH)):
        yield batch


def site_batches(lines: Iterable[ColumnLine]) -> Iterator[list[ColumnLine]]:
    """Lines of columns some thousand at a time, the lines of one site together."""
    batch: list[ColumnLine] = []
    for line in lines:
        if len(batch) >= BATCH and line.site_code != batch[-1].site_code:
            yield batch
            batch = []
        batch.append(line)
    if batch:
        yield batch


def _counted(
    lines: Iterator[tuple[int, dict[str, Any]]], told: Callable[[int], None]
) -> Iterator[tuple[int, dict[str, Any]]]:
    for count, line in enumerate(lines, start=1):
        if count % BATCH == 0:
            told(count)
        yield line


def _importer(actor: Actor) -> User:
    if actor.user is None:
        raise RefusedError(_("导入须由人员办理"))
    actor.must(Verb.IMPORT, actor.user.office.path)
    return actor.user


def _look_at_sites(
    found: Preview, user: User, rows: Iterator[tuple[int, dict[str, Any]]], problems: Problems
) -> None:
    offices = Offices(user)
    plan = SitePlan(user, offices)
    lines = (site_line(number, cells, offices, problems) for number, cells in rows)
    with found.path.open("wb") as file:
        for batch in batches(repeated(lines, problems)):
            for line in batch:
                _put(file, line)
            for one in plan.plan(batch):
                found.rows += 1
                found.doings[one.doing] = found.doings.get(one.doing, 0) + 1
                for column, problem, remedy in one.wrong:
                    problems.add(one.line.number, column, problem, remedy)
    drafts = found.doings.get("draft", 0) + found.doings.get("draft_change", 0)
    if drafts > MOST_DRAFTS:
        problems.add(
            1,
            "",
            _("要生成 {count} 份申请，超过 {most} 份").format(count=drafts, most=MOST_DRAFTS),
            _("请分批导入，或由省级导入既有登记"),
        )


def _look_at_columns(
    found: Preview, user: User, rows: Iterator[tuple[int, dict[str, Any]]], problems: Problems
) -> None:
    plan = ColumnPlan(user)
    # Sorting is stable: the lines of a site come together and keep their order.
    lines = sorted(
        (column_line(number, cells) for number, cells in rows), key=lambda line: line.site_code
    )
    usable = [line for line in lines if line.site_code and line.name and line.url]
    found.rows = len(lines)
    with found.path.open("wb") as file:
        for batch in site_batches(usable):
            for line in batch:
                _put(file, line)
            for one in plan.plan(batch):
                for doing in one.doings:
                    found.doings[doing] = found.doings.get(doing, 0) + 1
                for row, column, problem, remedy in one.wrong:
                    problems.add(row, column, problem, remedy)


def _put(file: BinaryIO, line: Any) -> None:
    packed = msgspec.msgpack.encode(line)
    file.write(len(packed).to_bytes(4, "big"))
    file.write(packed)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InputError(
            path.name, _("无法读取（{why}）").format(why=error.strerror), _("请检查路径与权限")
        ) from error


def _meta(token: str) -> Path:
    return folder() / f"{token}.json"


def _forget_old(actor: Actor) -> None:
    oldest = actor.now.timestamp() - KEPT
    for path in folder().iterdir():
        # Another process may forget the same at the same time.
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < oldest:
                path.unlink()
