"""Holes that are not in the answer itself: kept by the site, or written by its own scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bed.cases import HOST, framed
from tests.bed.databases import Sqlite
from tests.bed.runs import probed
from tests.bed.script_holes import Guestbook
from tests.bed.served import Program, Reply, serving
from tests.bed.sql_families import as_data

from xuncha.evidence.browser import find_browser
from xuncha.evidence.probes import signs
from xuncha.evidence.probes.course import Grade
from xuncha.evidence.probes.likeness import Seen

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
#: What is run rather than written, or gone to.
RUN = {
    "eval": "eval(location.hash.slice(1));",
    "quoted": "eval('var a = \\'' + decodeURIComponent(location.hash.slice(1)) + '\\'');",
    "timer": "setTimeout(new URLSearchParams(location.search).get('lang'), 1);",
    "function": "new Function(decodeURIComponent(location.hash.substr(1)))();",
    "address": "if (location.hash) location.href = decodeURIComponent(location.hash.slice(1));",
}
HEARD = {
    "postMessage": "addEventListener('message', function (e) {"
    "document.getElementById('a').innerHTML = e.data; });",
    "window.name": "document.write(window.name);",
    "document.referrer": "var r = document.referrer; document.getElementById('a').innerHTML = r;",
}
SAFE = {
    "text": "document.getElementById('a').textContent = decodeURIComponent(location.hash);"
    "document.getElementById('a').innerHTML += '';",
    "checked": "if (/^\\d+$/.test(location.hash.slice(1))) eval(location.hash.slice(1));",
    "fixed": "if (location.hash) setTimeout('document.title = 1', 1);",
    "message": "addEventListener('message', function (e) { if (e.origin !== 'http://a.gov.cn')"
    " return; document.getElementById('a').innerHTML = e.data; });",
    "known": "var t = {a: 1}[location.hash.slice(1)] || 0;"
    "document.getElementById('a').innerHTML = t;",
}


def probes(
    tmp_path: Path, script: str, browser: str | None = BROWSER
) -> list[tuple[str, str, Grade]]:
    programs: dict[str, Program] = {
        "/": page('<a href="/p.html?lang=en">x</a>'),
        "/p.html": page(f"<div id=a></div><script>{script}</script>"),
    }
    with serving({HOST: programs}) as bed:
        outcome = probed(bed, tmp_path, pace=0.0, browser=browser)
    assert not any(
        "xq" in one.target and "%3C" in one.target and "#" in one.target for one in bed.log
    )
    return [
        (one.parameter, one.context, one.grade)
        for one in outcome.holes
        if one.grade in (Grade.CONFIRMED, Grade.SUSPECTED)
    ]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize("name", SCRIPTS)
def test_what_scripts_write_from_the_address_is_found(tmp_path: Path, name: str) -> None:
    found = probes(tmp_path, SCRIPTS[name])
    assert ("lang" if name == "query" else "#", "dom", Grade.CONFIRMED) in found


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize("name", RUN)
def test_what_scripts_run_from_the_address_is_found(tmp_path: Path, name: str) -> None:
    found = probes(tmp_path, RUN[name])
    assert ("lang" if name == "timer" else "#", "run", Grade.CONFIRMED) in found


@pytest.mark.parametrize("name", HEARD)
def test_what_other_pages_may_say_is_a_suspicion(tmp_path: Path, name: str) -> None:
    assert (name, "dom", Grade.SUSPECTED) in probes(tmp_path, HEARD[name], None)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
def test_what_a_page_of_scripts_asks_its_host_for_is_asked_too(tmp_path: Path) -> None:
    shell = (
        "<html><body><div id=a></div><script>fetch('/rest/find?q=').then(r => r.json())"
        ".then(d => { document.getElementById('a').innerHTML = '<a href=\"/more.jsp?id=a\">x</a>';"
        " });</script></body></html>"
    )

    rows = "SELECT id, title, author FROM articles WHERE title LIKE '%{v}%'"
    programs: dict[str, Program] = {
        "/": lambda _asked: Reply(shell),
        "/rest/find": as_data(Sqlite(), rows, "q", loud=True),
        "/more.jsp": lambda asked: Reply(framed(asked["id"])),
    }
    with serving({HOST: programs}) as bed:
        outcome = probed(bed, tmp_path, pace=0.0, browser=BROWSER)
    paths = {one.path.rpartition("/")[2] for one in outcome.holes}
    assert {"find", "more.jsp"} <= paths


@pytest.mark.skipif(BROWSER is None, reason="no Chromium here")
@pytest.mark.parametrize("name", SAFE)
def test_scripts_that_write_text_are_left_alone(tmp_path: Path, name: str) -> None:
    assert probes(tmp_path, SAFE[name]) == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>" * 50_000,
        "<script>a</script>" + "<a " * 100_000,
        "<script>1</script>" + "<" * 300_000,
        "<script>" + "".join(f"a{n}=window.name\n" for n in range(3_000)) + "</script>",
    ],
    ids=["never closed", "links without end", "brackets", "names"],
)
def test_a_page_made_to_be_read_for_ever_is_read_once(text: str) -> None:
    # Each of these takes minutes where a pattern begins anew at every sign.
    seen = Seen(200, text)
    assert signs.of(seen) == frozenset()
    assert signs.heard(seen) == ()
    signs.is_shell(seen)
