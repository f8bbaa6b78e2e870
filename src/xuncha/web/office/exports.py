"""Exports of exactly what a list shows: the same filters, every page of it, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from xuncha.base.language import _
from xuncha.base.text import mask
from xuncha.cases.kinds.citizen_report import queries
from xuncha.cases.kinds.citizen_report.models import CitizenReport
from xuncha.cases.models import Case
from xuncha.findings.queries import sentence
from xuncha.people.rules import Verb
from xuncha.report.sheets import Sheet, Value, encode
from xuncha.report.words import indicator_name
from xuncha.web import files, words
from xuncha.web.door import Visit, page
from xuncha.web.listing import Listing
from xuncha.web.office import findings, report_figures, reports, sites

#: What begins a formula, in half and full width; such a cell gets a quote before it.
_FORMULA: Final = tuple("=+-@\t\r＝＋－＠|")
_KINDS: Final = ("xlsx", "csv")


@page("GET", verb=Verb.EXPORT)
def of_sites(request: Visit, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list of sites as a file."""
    listing = sites.listing(request.GET, request.user)
    cells: dict[str, Callable[[Any], Value]] = {
        "name": lambda one: one.name,
        "code": lambda one: one.site_code,
        "kind": lambda one: words.kind(one.kind),
        "office": lambda one: one.office.name,
        "region": lambda one: one.region,
        "stratum": lambda one: one.stratum,
        "state": lambda one: words.mark("site", one.state).word,
        "verdict": lambda one: words.verdict(one.verdict).word,
        "score": lambda one: one.score,
        "findings": lambda one: one.open_findings,
        "vetoes": lambda one: one.open_vetoes,
        "inspected": lambda one: _date(one.inspected_at),
        "sponsor": lambda one: one.sponsor,
        "icp": lambda one: one.icp,
        "changed": lambda one: _date(one.changed_at),
    }
    extra = {_("首页网址"): lambda one: one.home_url}
    return _file(listing, kind, _("网站"), cells, extra)


@page("GET", verb=Verb.EXPORT)
def of_findings(request: Visit, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list of findings as a file."""
    listing = findings.listing(request.GET, request.user)
    cells: dict[str, Callable[[Any], Value]] = {
        "says": sentence,
        "site": lambda one: one.site.name,
        "indicator": lambda one: indicator_name(one.indicator, one.standard),
        "level": lambda one: words.level(one.level),
        "outcome": lambda one: words.outcome(one.outcome).word,
        "state": lambda one: words.mark("finding", one.state).word,
        "points": lambda one: one.points,
        "first": lambda one: _date(one.first_seen),
        "last": lambda one: _date(one.last_seen),
        "times": lambda one: one.times_seen,
    }
    extra = {
        _("网站标识码"): lambda one: one.site.site_code,
        _("所在网址"): lambda one: one.url,
    }
    return _file(listing, kind, _("问题"), cells, extra)


@page("GET", verb=Verb.EXPORT)
def of_reports(request: Visit, kind: str) -> HttpResponse | StreamingHttpResponse:
    """The list of citizens' reports as a file: their words, never how to reach them."""
    listing = reports.listing(request.GET, request.user)
    cells: dict[str, Callable[[Any], Value]] = {
        "number": lambda one: one.number,
        "category": lambda one: words.category(_first(one).category),
        "site": lambda one: one.site.name if one.site else "",
        "state": lambda one: words.report(one.state).word,
        "due": lambda one: one.due,
        "office": lambda one: one.office.name,
        "same": lambda one: len(one.reports.all()) - 1,
        "received": lambda one: _date(one.opened_at),
        "closed": lambda one: _date(one.closed_at),
        "satisfaction": lambda one: words.satisfaction(_first(one).satisfaction),
    }
    extra: dict[str, Callable[[Any], Value]] = {
        _("网址"): lambda one: _first(one).url,
        _("说明"): lambda one: mask(_first(one).text),
        _("办理结果"): lambda one: mask(_first(one).answer),
    }
    return _file(listing, kind, _("网民纠错"), cells, extra)


def _first(case: Case) -> CitizenReport:
    """The message that opened the case, of those fetched with it."""
    return next(one for one in case.reports.all() if not one.merged)


@page("GET", verb=Verb.EXPORT)
def of_messages(request: Visit) -> StreamingHttpResponse:
    """The reports of a period as `xuncha bulletin --messages` reads them."""
    begin, end = report_figures.period(request.GET, timezone.localdate())
    rows = queries.messages(begin, end, request.user.office.path)
    lines = ([row[name] for name in queries.MESSAGE_FIELDS] for row in rows)
    return files.streamed("messages.csv", _csv(queries.MESSAGE_FIELDS, lines))


def _date(moment: datetime | None) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def _file(
    listing: Listing[Any],
    kind: str,
    title: str,
    cells: dict[str, Callable[[Any], Value]],
    extra: dict[str, Callable[[Any], Value]],
) -> HttpResponse | StreamingHttpResponse:
    if kind not in _KINDS:
        raise Http404(kind)
    shown = [(_(one.title), cells[one.key]) for one in listing.shown] + list(extra.items())
    head = [name for name, _cell in shown]
    rows = (
        [cell(row) for _name, cell in shown]
        for row in listing.dress(listing.ordered).iterator(chunk_size=2000)
    )
    name = f"{listing.table}.{kind}"
    if kind == "csv":
        return files.streamed(name, _csv(head, rows))
    return files.made(name, encode([Sheet(title, head, list(rows))], title=title))


def _csv(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> Iterator[bytes]:
    """Lines that every spreadsheet reads as text of its language, and none as a formula."""
    yield b"\xef\xbb\xbf"
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for number, row in enumerate(chain([head], rows)):
        writer.writerow([_plain(value) for value in row])
        if number % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _plain(value: Value) -> str | int | Decimal:
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return value
    text = value.isoformat() if isinstance(value, date) else value
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
