"""Annual reports for everyone: the list of a year, one report as a page and as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from xuncha.base.language import _
from xuncha.cases.kinds.report_request.fields import Field, FieldKind
from xuncha.cases.kinds.report_request.models import ReportAnswer
from xuncha.cases.kinds.report_request.queries import fields_of, published
from xuncha.report.sheets import Sheet, encode
from xuncha.web import files, words
from xuncha.web.public.door import public, show

_MOST = 2000


@public()
def listed(request: HttpRequest) -> HttpResponse:
    """Every published annual report, the newest year first."""
    said = request.GET.get("year", "")
    year = int(said) if said.isascii() and said.isdigit() and len(said) == 4 else None
    rows = list(published(year)[:_MOST])
    years: dict[int, list[ReportAnswer]] = {}
    for one in rows:
        years.setdefault(one.request.year or 0, []).append(one)
    return show(request, "annuals.html", {"years": years})


@public()
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One annual report."""
    answer = get_object_or_404(published(), pk=number)
    return show(
        request,
        "annual.html",
        {"answer": answer, "name": _name(answer), "groups": _lines(answer)},
    )


@public()
def file(_request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """The same as a workbook."""
    if kind != "xlsx":
        raise Http404(kind)
    answer = get_object_or_404(published(), pk=number)
    rows = [[group, label, said] for group, lines in _lines(answer) for label, said in lines]
    head = [_("类别"), _("项目"), _("内容")]
    whole = encode([Sheet(str(answer.request.year), head, rows)], title=answer.request.title)
    return files.made(f"annual-{answer.pk}.xlsx", whole)


def _name(answer: ReportAnswer) -> str:
    return answer.site.name if answer.site else answer.case.office.name


def _lines(answer: ReportAnswer) -> list[tuple[str, list[tuple[str, str]]]]:
    """The report as it reads: groups of label and value; what was left open stays out."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for one in fields_of(answer.request):
        said = _said(one, answer)
        if not said:
            continue
        if not found or found[-1][0] != one.group:
            found.append((one.group, []))
        found[-1][1].append((one.label, said))
    return found


def _said(one: Field, answer: ReportAnswer) -> str:
    # Files are for the office; what everyone reads is the form.
    return "" if one.kind is FieldKind.FILE else words.answer(one, answer.values.get(one.key))
