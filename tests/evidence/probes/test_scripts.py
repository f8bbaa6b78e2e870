"""Holes that are not in the answer itself: kept by the site, or written by its own scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bed.cases import HOST, framed
from tests.bed.runs import probed
from tests.bed.script_holes import Guestbook
from tests.bed.served import Program, Reply, serving

from xuncha.evidence.browser import find_browser
from xuncha.evidence.probes.course import Grade

BROWSER = find_browser()


def page(content: str) -> Program:
    return lambda _asked: Reply(framed(content))


def test_what_a_site_keeps_and_shows_elsewhere_is_found(tmp_path: Path) -> None:
    book = Guestbook()
    programs: dict[str, Program] = {
        "/": page('<a href="/leave.jsp?q=hello">x</a><a href="/show.jsp">y</a>'),
        "/leave.jsp": book.leave,
        "/show.jsp": book.show,
    }
    with serving({HOST: programs}) as bed:
        outcome = probed(bed, tmp_path, pace=0.0)
    (hole,) = [one for one in outcome.holes if one.grade is Grade.CONFIRMED]
    assert (hole.parameter, hole.context) == ("q", "text (stored)")


SCRIPTS = {
    "hash": "document.getElementById('a').innerHTML = decodeURIComponent(location.hash.slice(1));",
    "write": "document.write('<b>' + decodeURIComponent(location.href) + '</b>');",
    "query": "document.getElementById('a').innerHTML ="
    " new URLSearchParams(location.search).get('lang');",
}
SAFE = {
    "text": "document.getElementById('a').textContent = decodeURIComponent(location.hash);"
    "document.getElementById('a').innerHTML += '';",
    "known": "var t = {a: 1}[location.hash.slice(1)] || 0;"
    "document.getElementById('a').innerHTML = t;",
}


def shown(tmp_path: Path, script: str) -> list[tuple[str, str]]:
    programs: dict[str, Program] = {
        "/": page('<a href="/p.html?lang=en">x</a>'),
        "/p.html": page(f"<div id=a></div><script>{script}</script>"),
    }
    with serving({HOST: programs}) as bed:
        outcome = probed(bed, tmp_path, pace=0.0, browser=BROWSER)
    assert not any(
        "xq" in one.target and "%3C" in one.target and "#" in one.target for one in bed.log
    )
    return [(one.parameter, one.context) for one in outcome.holes if one.proof]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize("name", SCRIPTS)
def test_what_scripts_write_from_the_address_is_found(tmp_path: Path, name: str) -> None:
    found = shown(tmp_path, SCRIPTS[name])
    assert ("lang" if name == "query" else "#", "dom") in found


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize("name", SAFE)
def test_scripts_that_write_text_are_left_alone(tmp_path: Path, name: str) -> None:
    assert shown(tmp_path, SAFE[name]) == []
