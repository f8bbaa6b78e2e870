"""The rules of engagement, judged from the target's own log."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from tests.bed.cases import HOST, Case, framed
from tests.bed.runs import NOW, hosted, letter, probed
from tests.bed.served import Program, Question, Reply, serving

from xuncha.evidence.probes.client import KILLED, SPENT, STOPPED
from xuncha.evidence.probes.course import Grade
from xuncha.evidence.probes.health import ILL, WALL
from xuncha.evidence.probes.journal import broken_at
from xuncha.evidence.probes.killswitch import pull


def page(name: str, program: Program, link: str = "q=a", host: str = HOST) -> Case:
    return Case(f"/{name}", program, link, "q", host=host)


def plain(_asked: Question) -> Reply:
    return Reply(framed("<p>same</p>"))


def refuses(status: int, sign: str = "'") -> Program:
    return lambda asked: Reply("no", status) if sign in asked["q"] else plain(asked)


def fragile() -> Program:
    """Once broken by a quote, it stays broken."""
    state = {"broken": False}

    def program(asked: Question) -> Reply:
        state["broken"] = state["broken"] or "'" in asked["q"]
        return Reply("", 500) if state["broken"] else plain(asked)

    return program


def test_two_requests_are_never_nearer_than_the_letter_allows(tmp_path: Path) -> None:
    with serving(hosted([page("a", plain), page("b", plain)])) as bed:
        outcome = probed(bed, tmp_path, by=letter(max_rate=10.0))
    gaps = [later.at - one.at for one, later in zip(bed.log, bed.log[1:], strict=False)]
    assert outcome.sent == len(bed.log) > 5
    # Ten a second were asked for, and five is the ceiling.
    assert min(gaps) >= 1 / 5


@pytest.mark.parametrize("name", ["all", HOST])
def test_the_switch_breaks_off_what_is_under_way(tmp_path: Path, name: str) -> None:
    answered: list[str] = []

    def stalls(asked: Question) -> Reply:
        pull(tmp_path / "stop", name)
        # Two seconds are promised; whoever waits for this answer has waited longer.
        time.sleep(4)
        answered.append(asked.path)
        return plain(asked)

    with serving(hosted([page("a", stalls), page("b", plain)])) as bed:
        outcome = probed(bed, tmp_path)
        assert answered == []
    assert outcome.stopped == KILLED
    assert [one.target for one in bed.log] == ["/", "/a?q=a"]


def test_the_switch_of_another_site_stops_nothing(tmp_path: Path) -> None:
    pull(tmp_path / "stop", "www.other.gov.cn")
    with serving(hosted([page("a", plain)])) as bed:
        assert probed(bed, tmp_path, pace=0.0).stopped == ""


def test_the_end_of_the_run_ends_it(tmp_path: Path) -> None:
    stop = asyncio.Event()
    stop.set()
    with serving(hosted([page("a", plain)])) as bed:
        assert probed(bed, tmp_path, stop=stop).stopped == STOPPED
    assert bed.log == []


def test_a_firewall_that_says_no_twice_is_left_alone(tmp_path: Path) -> None:
    cases = [page(name, refuses(403)) for name in "abcdef"]
    with serving(hosted(cases)) as bed:
        outcome = probed(bed, tmp_path, pace=0.0)
    assert outcome.stopped == WALL
    assert sum("%27" in one.target for one in bed.log) == 2
    assert {one.grade for one in outcome.holes} == {Grade.BLOCKED}


def test_one_page_that_refuses_is_left_and_the_others_are_asked(tmp_path: Path) -> None:
    with serving(hosted([page("a", refuses(405)), page("b", plain)])) as bed:
        outcome = probed(bed, tmp_path, pace=0.0)
    assert outcome.stopped == ""
    assert sum(one.target.startswith("/b?") for one in bed.log) > 3


def test_a_firewall_that_shuts_us_out_for_good_is_noticed_at_once(tmp_path: Path) -> None:
    banned: list[str] = []

    def program(asked: Question) -> Reply:
        banned.extend("'" * ("'" in asked["q"]))
        return Reply("no", 418) if banned else plain(asked)

    with serving(hosted([page(name, program) for name in "abcdef"])) as bed:
        assert probed(bed, tmp_path, pace=0.0).stopped == WALL
    assert sum("%27" in one.target for one in bed.log) == 1


def test_pages_that_are_closed_or_broken_by_themselves_stop_nothing(tmp_path: Path) -> None:
    cases = [page(f"closed{name}", lambda _asked: Reply("no", 403)) for name in "abcd"]
    cases += [page(f"broken{name}", lambda _asked: Reply("no", 500)) for name in "abcd"]
    with serving(hosted([*cases, page("zz", plain)])) as bed:
        outcome = probed(bed, tmp_path, pace=0.0)
    assert outcome.stopped == ""
    assert sum(one.target.startswith("/zz?") for one in bed.log) > 3
    # Of a page that is closed nothing but its harmless address is asked.
    assert {one.target for one in bed.log if "/closed" in one.target} == {
        f"/closed{name}?q=a" for name in "abcd"
    }


def test_a_site_that_falls_ill_is_left_alone(tmp_path: Path) -> None:
    with serving(hosted([page("a", fragile()), page("b", plain)])) as bed:
        assert probed(bed, tmp_path, pace=0.0).stopped == ILL
    broken = [one for one in bed.log if one.target.startswith("/a?")]
    # One baseline pair, the canary, then three failures in a row.
    assert len(broken) <= 7


def test_a_page_that_fails_at_every_odd_question_is_no_ill_site(tmp_path: Path) -> None:
    with serving(hosted([page("a", refuses(500)), page("b", plain)])) as bed:
        assert probed(bed, tmp_path, pace=0.0).stopped == ""
    assert any(one.target.startswith("/b?") for one in bed.log)


def test_no_more_requests_than_the_letter_allows(tmp_path: Path) -> None:
    with serving(hosted([page(name, plain) for name in "abcdefghi"])) as bed:
        outcome = probed(bed, tmp_path, by=letter(max_requests=7), pace=0.0)
    assert outcome.stopped == SPENT
    assert len(bed.log) == 7


@pytest.mark.parametrize(
    "cases",
    [
        [page("logout", plain), page("admin/delete.jsp", plain), page("sendMail.do", plain)],
        [
            page("x", plain, "action=delete&id=3"),
            page("y", plain, "del=3"),
            page("z", plain, "vote=1"),
        ],
        [page("private/a", plain)],
    ],
    ids=["paths", "parameters", "excluded"],
)
def test_what_does_something_or_is_excluded_is_never_asked(
    tmp_path: Path, cases: list[Case]
) -> None:
    with serving(hosted(cases)) as bed:
        probed(bed, tmp_path, by=letter(exclude=("/private/",)), pace=0.0)
    assert {one.target for one in bed.log} == {"/"}


def test_only_the_host_of_the_letter_is_asked(tmp_path: Path) -> None:
    away = Case("/a", plain, "q=a", "q")

    def leads_away(_asked: Question) -> Reply:
        return Reply(framed(f'<a href="http://other.test.gov.cn:{bed.port}/a?q=a">x</a>'))

    with serving({HOST: {"/": leads_away}, "other.test.gov.cn": {away.path: plain}}) as bed:
        probed(bed, tmp_path, pace=0.0)
    assert {one.host for one in bed.log} == {HOST}


def test_a_letter_that_ends_meanwhile_ends_it(tmp_path: Path) -> None:
    over = letter(valid_until=NOW - timedelta(seconds=1))
    with serving(hosted([page("a", plain)])) as bed:
        assert probed(bed, tmp_path, by=over).stopped == "授权已过期"
    assert bed.log == []


def test_a_tampered_log_shows_where(tmp_path: Path) -> None:
    with serving(hosted([page("a", plain)])) as bed:
        probed(bed, tmp_path, pace=0.0)
        probed(bed, tmp_path, pace=0.0)
    path = tmp_path / "probes" / "exchanges.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    assert broken_at(path) is None
    path.write_bytes(b"".join(lines[:3] + lines[4:]))
    assert broken_at(path) == 4
    path.write_bytes(b"".join(lines).replace(b'"status":200', b'"status":404', 1))
    assert broken_at(path) == 1


def test_a_stall_tells_nothing_and_stops_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xuncha.evidence.probes.client.PATIENCE", 0.5)
    wake = threading.Event()

    def stalls(asked: Question) -> Reply:
        if "'" in asked["q"]:
            wake.wait(3)
        return plain(asked)

    with serving(hosted([page("a", stalls), page("b", plain)])) as bed:
        outcome = probed(bed, tmp_path, pace=0.0)
        wake.set()
    assert {one.grade for one in outcome.holes} == {Grade.INCONCLUSIVE}
    assert any(one.target.startswith("/b?") for one in bed.log)
