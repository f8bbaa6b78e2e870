"""The truth against the pages as they are served: nothing is linked that the truth forgets."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest

from xuncha.base.types import ColumnType, Verdict
from xuncha.base.urls import canonical, host_of, join
from xuncha.demo import outside
from xuncha.demo.pages import Pages
from xuncha.demo.plan import Place, Shape
from xuncha.demo.province import Province
from xuncha.demo.styles import STYLES, furniture
from xuncha.demo.truth import INDICATORS, Truth, fresh_at_home, truth_of

WHOLE = Province(186, 100, 8186)
PLACES = [WHOLE.place(office) for office in WHOLE.offices]
UP = [place for place in PLACES if not place.down]

_LINK = re.compile(r"""(?:href|src)\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_COUNTED = (ColumnType.NEWS, ColumnType.NOTICE, ColumnType.POLICY)


def walk(place: Place) -> tuple[dict[str, str], set[str]]:
    """The HTML of every page that links lead to, and every address that is linked at all."""
    pages, start = Pages(place), len(place.origin)
    html: dict[str, str] = {}
    linked = {place.home_url}
    todo = [place.home_url]
    while todo:
        url = todo.pop()
        if host_of(url) != place.office.host:
            continue
        reply = pages.answer(url[start:])
        if reply.status != 200 or not reply.kind.startswith("text/html"):
            continue
        html[url] = reply.body.decode(place.style.charset, "replace")
        for word in _LINK.findall(html[url]):
            target = join(url, unescape(word), place.style.charset)
            if target is not None and target not in linked:
                linked.add(target)
                todo.append(target)
    return html, linked


def wheres(truth: Truth, *indicators: str) -> set[str]:
    return {one.where for one in truth.expected if one.indicator in indicators}


def of_style(code: str) -> list[Place]:
    return [place for place in UP if place.style.code == code]


@pytest.mark.parametrize("style", STYLES)
def test_every_link_works_or_is_in_the_truth(style: str) -> None:
    alive = outside.hosts()
    for place in of_style(style):
        pages, truth = Pages(place), truth_of(place)
        known = wheres(truth, "link.dead", "link.soft404", "link.hijacked", "link.bad_attachment")
        _html, linked = walk(place)
        for url in linked:
            if host_of(url) != place.office.host:
                fine = alive.get(host_of(url)) == "127.0.0.1"
            else:
                fine = pages.key(url[len(place.origin) :]) in pages.answers or "/search.jsp?" in url
            assert fine or url in known, url
        assert known <= linked, known - linked


@pytest.mark.parametrize("style", STYLES)
def test_every_page_the_truth_names_can_be_reached(style: str) -> None:
    for place in of_style(style):
        html, linked = walk(place)
        for mark in truth_of(place).expected:
            where = mark.where.removeprefix("column:").partition("#")[0]
            if where.startswith(place.origin) and mark.indicator != "link.dead":
                # A hole is in a program, whatever the links to it ask.
                asked = {url.partition("?")[0] for url in linked}
                assert where in (asked if "security." in mark.indicator else linked), mark
        assert len(html) >= 60


@pytest.mark.parametrize("style", STYLES)
def test_elements_and_tags_are_on_the_pages_as_the_truth_says(style: str) -> None:
    words = {
        furniture.CODE: "网站标识码：",
        furniture.ICP: "青ICP备",
        furniture.POLICE: "青公网安备",
        furniture.SPONSOR: "主办单位：",
        furniture.CONTACT: "联系电话：097",
        furniture.SIGN: "bszs.conac.cn",
        furniture.REPORT: "zfwzgl.www.gov.cn",
        furniture.MAP: "网站地图",
    }
    for place in of_style(style):
        pages, truth = Pages(place), truth_of(place)
        path = "/main.asp" if style == "frames" else "/"
        home = pages.answer(path).body.decode(place.style.charset)
        for name, word in words.items():
            missing = f"element:{name}" in wheres(truth, "element.missing")
            assert (word in home) != missing, (place.office.host, name)
        head = pages.answer("/").body.decode(place.style.charset)
        for tag in furniture.SITE_TAGS:
            missing = f"tag:home:{tag}" in wheres(truth, "tag.missing")
            assert (f'name="{tag}"' in head) != missing, (place.office.host, tag)


def test_what_is_blank_shows_no_entry_and_what_is_stale_shows_no_newer_one() -> None:
    for place in UP:
        truth = truth_of(place)
        for column in place.columns:
            where = f"column:{place.column_url(column)}"
            if column.shape is Shape.BLANK:
                assert where in wheres(truth, "column.blank")
            if where in wheres(truth, "column.stale"):
                days = [a.day for a in column.articles if a.listed is None]
                assert max(days) < date(2017, 11, 21)


def test_the_qualified_are_far_from_the_line() -> None:
    for place in UP:
        truth = truth_of(place)
        if truth.verdict is Verdict.UNQUALIFIED:
            continue
        assert deductions(place, truth) <= 32, place.office.host
        assert len(wheres(truth, "column.blank")) <= 3
        assert len(counted_stale(place, truth)) <= 3
        assert len(wheres(truth, "column.stale")) <= 5
        assert not wheres(truth, "interaction.overdue", "site.unreachable")
        assert fresh_at_home(place) > 0


def test_the_unqualified_have_what_disqualifies_them() -> None:
    for place in PLACES:
        truth = truth_of(place)
        if place.recipe == "home":
            assert fresh_at_home(place) == 0
        elif place.recipe == "stale":
            assert len(counted_stale(place, truth)) >= 5
            assert fresh_at_home(place) > 0
        elif place.recipe == "blank":
            assert len(wheres(truth, "column.blank")) >= 5
        elif place.recipe == "other":
            assert len(wheres(truth, "column.stale")) >= 10
        elif place.recipe == "letters":
            assert wheres(truth, "interaction.overdue")
        elif place.recipe == "score":
            assert deductions(place, truth) >= 46
            assert len(counted_stale(place, truth)) < 5
        elif place.recipe == "down":
            assert wheres(truth, "site.unreachable") == {"home"}


def counted_stale(place: Place, truth: Truth) -> list[str]:
    types = {f"column:{place.column_url(one)}": one.type for one in place.columns}
    return [one for one in wheres(truth, "column.stale") if types[one] in _COUNTED]


def deductions(place: Place, truth: Truth) -> float:
    """What 国办发〔2015〕15号 takes off for the truth, counted here by hand."""
    points = {ColumnType.NEWS: 3, ColumnType.NOTICE: 4, ColumnType.POLICY: 4}
    points[ColumnType.PERSONNEL] = 5
    types = {f"column:{place.column_url(one)}": one.type for one in place.columns}
    cost: float = sum(points.get(types[one], 0) for one in wheres(truth, "column.stale"))
    cost += 5 * bool(wheres(truth, "home.stale"))
    cost += 5 * bool(wheres(truth, "interaction.no_channel"))
    at_home = {canonical(one.url) for one in place.links}
    links = wheres(truth, "link.dead", "link.soft404", "link.hijacked", "link.bad_attachment")
    return cost + sum(1 if one in at_home else 0.1 for one in links)


def test_the_truth_speaks_of_every_indicator_somewhere() -> None:
    found = {mark.indicator for place in PLACES for mark in truth_of(place).expected}
    assert found == set(INDICATORS)
