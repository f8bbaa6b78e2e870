"""What is wrong with each site, by its plan: the measure of what an inspection finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from xuncha.base.types import ColumnType, Period, Verdict
from xuncha.base.urls import canonical
from xuncha.demo.pages import targets
from xuncha.demo.plan import Column, Place, Shape
from xuncha.demo.styles import furniture

#: Indicators that the truth speaks of; it is complete for these.
INDICATORS = tuple(
    str.split(
        "site.unreachable home.stale column.stale column.blank link.dead link.soft404 "
        "link.hijacked link.bad_attachment page.abnormal date.absurd element.missing "
        "element.mismatch tag.missing interaction.no_channel interaction.overdue service.none "
        "service.guide_incomplete reprint.missing reprint.late reprint.altered "
        "security.sqli security.xss security.hidden_link security.exposed_file privacy.leak "
        "text.error"
    )
)
#: 国办发〔2015〕15号.
_AGES = {
    ColumnType.NEWS: Period(days=14),
    ColumnType.NOTICE: Period(months=6),
    ColumnType.POLICY: Period(months=6),
    ColumnType.PERSONNEL: Period(months=12),
    ColumnType.INTERACTION: Period(months=12),
    ColumnType.OTHER: Period(months=12),
}
_FRESH, _FEW = Period(days=14), 10


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """One fault, or what only looks like one: which indicator, and where."""

    indicator: str
    where: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What an inspection of one site must find and must not find."""

    verdict: Verdict
    expected: frozenset[Mark]
    never: frozenset[Mark]


def truth_of(site: Place) -> Truth:
    """The truth about one site."""
    verdict = Verdict.UNQUALIFIED if site.recipe else Verdict.QUALIFIED
    if site.down:
        return Truth(verdict, frozenset({Mark("site.unreachable", "home")}), frozenset())
    expected = frozenset(_expected(site))
    never = frozenset(_never(site)) - expected
    return Truth(verdict, expected, never)


def _expected(site: Place) -> Iterator[Mark]:
    if fresh_at_home(site) < _FEW:
        yield Mark("home.stale", "home")
    for column in site.columns:
        yield from _of_column(site, column)
    yield from _of_links(site)
    yield from _of_furniture(site)
    if not site.channel:
        yield Mark("interaction.no_channel", "site")
    if not site.service:
        yield Mark("service.none", "site")
    for indicator, where in site.faults:
        yield Mark(indicator, where)


def _of_links(site: Place) -> Iterator[Mark]:
    for url, fault in targets(site):
        if fault:
            yield Mark(fault, canonical(url) or url)


def _of_furniture(site: Place) -> Iterator[Mark]:
    for name in furniture.ELEMENTS:
        if name not in site.elements:
            yield Mark("element.missing", f"element:{name}")
    if site.code_shown != site.office.code:
        yield Mark("element.mismatch", f"element:{furniture.CODE}")
    if site.name_shown != site.office.name:
        yield Mark("element.mismatch", "element:网站名称")
    for kind, wanted in furniture.WANTED.items():
        for tag in wanted:
            if tag not in site.tags.get(kind, ()):
                yield Mark("tag.missing", f"tag:{kind}:{tag}")


def _of_column(site: Place, column: Column) -> Iterator[Mark]:
    where = f"column:{site.column_url(column)}"
    if column.shape is Shape.BLANK:
        yield Mark("column.blank", where)
    elif _is_stale(site, column):
        yield Mark("column.stale", where)
    if column.empty_at_home:
        yield Mark("column.blank", f"column:{site.home_url}#{column.name}")
    for article in column.articles:
        for fault in article.faults:
            # What a page has several of is told apart after a "#": the word, the kind.
            indicator, mark, which = fault.partition("#")
            yield Mark(indicator, site.url_of(article) + mark + which)


def _is_stale(site: Place, column: Column) -> bool:
    limit = _AGES.get(column.type)
    if limit is None or column.archived or column.shape not in (Shape.LIST, Shape.LETTERS):
        return False
    newest = column.newest(site.today)
    return newest is not None and newest < limit.before(site.today)


def fresh_at_home(site: Place) -> int:
    """How many entries of the last two weeks the home page shows."""
    since = _FRESH.before(site.today)
    return sum(
        article.listed is None and article.day >= since
        for column in site.columns
        if not column.empty_at_home and column.shape is Shape.LIST
        for article in column.articles[: column.at_home]
    )


def _never(site: Place) -> Iterator[Mark]:
    for indicator, where in site.controls:
        yield Mark(indicator, where)
    for article in site.articles():
        for control in article.controls:
            yield Mark(control, site.url_of(article))
