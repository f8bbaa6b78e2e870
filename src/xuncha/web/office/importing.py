"""Import of the official forms: a file is looked through, mended on the page, then taken whole."""

from __future__ import annotations

import io
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from xuncha.base.language import N_, _
from xuncha.people.actions import RefusedError
from xuncha.people.rules import Verb
from xuncha.registry.models import Column, Site
from xuncha.registry.transfer import (
    CellProblem,
    apply_import,
    export_columns,
    export_sites,
    forget,
    preview,
    preview_of,
    shown_lines,
)
from xuncha.registry.transfer.preview import folder
from xuncha.registry.transfer.reading import read_rows
from xuncha.registry.transfer.sheets import headings
from xuncha.web import files
from xuncha.web.door import Visit, actor, page
from xuncha.web.office.importjobs import Job, Told, job_of, start

KINDS: Final = {"sites": N_("网站基本信息表"), "columns": N_("栏目(系统)基本信息表")}
MOST_BYTES: Final = 60 * 1024 * 1024
#: Rows mended on one page, and lines of a clean file shown on it.
_ROWS: Final = 50
_DOINGS: Final = {
    "new": N_("新登记"),
    "draft": N_("生成登记申请"),
    "change": N_("修改"),
    "draft_change": N_("生成变更申请"),
    "same": N_("不变"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row that has a problem somewhere."""

    heading: str
    value: str
    problem: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row that cannot be taken as it is."""

    number: int
    cells: Sequence[Cell]
    #: What is wrong with the row as a whole.
    problems: Sequence[str]


@page("GET", "POST", verb=Verb.IMPORT)
def begin(request: Visit) -> HttpResponse:
    """Choose a file; it is looked through at once, and nothing is written."""
    context: dict[str, Any] = {"kinds": [(key, _(name)) for key, name in KINDS.items()]}
    if request.method == "GET":
        return render(request, "office/import.html", context)
    kind, sent = request.POST.get("kind", ""), request.FILES.get("file")
    if kind not in KINDS or sent is None:
        raise RefusedError(_("请选择表格种类和文件"))
    if (sent.size or 0) > MOST_BYTES:
        raise RefusedError(_("文件超过 {most} MB，请拆分后导入").format(most=MOST_BYTES // 2**20))
    name = Path(sent.name or "").name[:120] or "import.xlsx"
    return _look(request, kind, _keep(sent, name), name, {})


def _keep(sent: Any, name: str) -> Path:
    folder().mkdir(parents=True, exist_ok=True)
    ending = ".xlsx" if name.lower().endswith(".xlsx") else ".csv"
    path = folder() / f"upload-{secrets.token_hex(16)}{ending}"
    with path.open("xb") as file:
        for chunk in sent.chunks():
            file.write(chunk)
    return path


def _look(
    request: Visit, kind: str, path: Path, name: str, mended: Mapping[tuple[int, str], str]
) -> HttpResponse:
    who = actor(request)

    def work(job: Job, told: Told) -> None:
        job.token = preview(kind, path, who, name=name, corrections=mended, told=told).token

    cells: Any = [[row, column, value] for (row, column), value in mended.items()]
    request.session["import"] = {"token": "", "upload": path.name, "mended": cells}
    return _after(request, start(request.user, "look", work))


def _after(request: Visit, job: Job) -> HttpResponse:
    """Where one goes from a job: to the page that waits for it, or to what it came to."""
    if job.state == "running":
        return redirect("import_wait", job.name)
    kept = request.session.get("import", {})
    if job.state == "failed":
        messages.error(request, job.said)
        return redirect("import")
    if job.what == "look":
        request.session["import"] = kept | {"token": job.token}
        return redirect("import_preview", job.token)
    request.session.pop("import", None)
    (folder() / str(kept.get("upload", "-"))).unlink(missing_ok=True)
    words = _("、").join(f"{_(_DOINGS.get(key, key))} {n:,}" for key, n in job.doings.items())
    messages.success(request, _("已导入：{what}").format(what=words))
    drafted = job.doings.get("draft", 0) + job.doings.get("draft_change", 0)
    return redirect("requests" if drafted else "sites")


@page("GET", verb=Verb.IMPORT)
def wait(request: Visit, token: str) -> HttpResponse:
    """How far it is; goes on by itself to what it comes to."""
    try:
        job = job_of(request.user, token)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("import")
    if job.state != "running":
        answer = _after(request, job)
        if request.htmx:
            return HttpResponseClientRedirect(answer["Location"])
        return answer
    whole = "office/import_wait.html"
    return render(request, "parts/import_progress.html" if request.htmx else whole, {"job": job})


def _upload(request: Visit, token: str) -> tuple[Path, dict[tuple[int, str], str]]:
    """The file behind a preview, and what was mended in it so far."""
    kept = request.session.get("import", {})
    path = folder() / str(kept.get("upload", ""))
    if kept.get("token") != token or not path.is_file():
        raise RefusedError(_("没有这次预览，请重新上传文件"))
    return path, {(row, column): value for row, column, value in kept["mended"]}


@page("GET", "POST", verb=Verb.IMPORT)
def look(request: Visit, token: str) -> HttpResponse:
    """What the file would do; the cells that are wrong can be mended here."""
    try:
        found = preview_of(actor(request), token)
        path, mended = _upload(request, token)
    except RefusedError as refused:
        messages.error(request, str(refused))
        return redirect("import")
    if request.method == "POST":
        for key, value in request.POST.items():
            row, mark, column = key.partition(":")
            if mark and row.isascii() and row.isdigit() and len(mended) < 5000:
                mended[int(row), column] = str(value)
        forget(found)
        return _look(request, found.kind, path, found.file, mended)
    return render(
        request,
        "office/import_preview.html",
        {
            "found": found,
            "kind": _(KINDS[found.kind]),
            "doings": [(_(_DOINGS.get(key, key)), n) for key, n in found.doings.items()],
            "heads": [one.label for one in headings(found.kind).values()],
            "rows": bad_rows(path, found.problems, mended),
            "lines": shown_lines(actor(request), found, 0, _ROWS) if found.ok else [],
        },
    )


def bad_rows(
    path: Path, problems: Sequence[CellProblem], mended: Mapping[tuple[int, str], str]
) -> list[Row]:
    """The first rows that have a problem, with every cell of them."""
    by_row: dict[int, list[CellProblem]] = {}
    for one in problems:
        if one.row in by_row or len(by_row) < _ROWS:
            by_row.setdefault(one.row, []).append(one)
    rows: list[Row] = []
    heads: list[str] = []
    last = max(by_row, default=0)
    for number, cells in read_rows(path):
        if not heads:
            heads = [cell.strip() for cell in cells]
        if number in by_row:
            rows.append(_row(number, heads, cells, by_row.pop(number), mended))
        if number >= last:
            break
    # A row the file does not have (an empty file) still has its words.
    rows += [Row(n, (), [_said(one) for one in ones]) for n, ones in by_row.items()]
    return rows


def _row(
    number: int,
    heads: Sequence[str],
    cells: Sequence[str],
    wrong: Sequence[CellProblem],
    mended: Mapping[tuple[int, str], str],
) -> Row:
    known = set(heads)
    said = {one.column: _said(one) for one in wrong}
    shown = []
    for place, head in enumerate(heads):
        value = cells[place] if place < len(cells) else ""
        value = mended.get((number, head), value)
        if head and (value or head in said):
            shown.append(Cell(head, value, said.get(head, "")))
    return Row(number, shown, [_said(one) for one in wrong if one.column not in known])


def _said(one: CellProblem) -> str:
    return _("{problem}。{remedy}").format(problem=one.problem, remedy=one.remedy)


@page("POST", verb=Verb.IMPORT)
def take(request: Visit, token: str) -> HttpResponse:
    """Import the previewed file whole."""
    who = actor(request)
    found = preview_of(who, token)

    def work(job: Job, told: Told) -> None:
        job.doings = apply_import(who, found, told)

    return _after(request, start(request.user, "take", work, found.rows))


@page("GET", verb=Verb.IMPORT)
def blank(request: Visit, kind: str) -> HttpResponse:  # noqa: ARG001
    """The empty form, to be filled in."""
    if kind not in KINDS:
        raise Http404(kind)
    out: BinaryIO = io.BytesIO()
    if kind == "sites":
        export_sites(Site.objects.none(), "xlsx", out)
    else:
        export_columns(Column.objects.none(), "xlsx", out)
    out.seek(0)
    return files.made(f"{kind}.xlsx", out.read())
