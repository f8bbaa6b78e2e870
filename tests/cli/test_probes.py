"""Active probing from the command line: only by a letter, shown beforehand, and to be repeated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.bed.cases import HOST, framed, index
from tests.bed.databases import Sqlite
from tests.bed.served import Bed, Program, Question, Reply, serving
from tests.bed.sql_holes import _ROWS, _plain, pasted

from xuncha.cli import main

OTHER = "www.other.gov.cn"
LETTER = """
[[authorisation]]
hosts = ["bed.test.gov.cn"]
granted_by = "某县人民政府办公室"
document = "某政办函〔2026〕1号"
valid_from = 2020-01-01
valid_until = {until}
max_rate = 5
methods = ["GET"]
exclude = ["/private/"]
"""


@pytest.fixture
def site() -> Iterator[tuple[Bed, dict[str, Program]]]:
    base = Sqlite()

    def search(asked: Question) -> Reply:
        return Reply(framed(f"<p>Results for {asked['word']}</p>"))

    programs: dict[str, Program] = {
        "/show.jsp": pasted(base, _ROWS + "id = {v}", "id", _plain),
        "/search.jsp": search,
        "/private/x.jsp": pasted(base, _ROWS + "id = {v}", "id", _plain),
    }
    links = '<a href="/show.jsp?id=3">x</a><a href="/private/x.jsp?id=3">y</a>'
    form = '<form action="/search.jsp"><input name="word"></form>'
    programs["/"] = lambda _asked: Reply(framed(links + form))
    robots: dict[str, Program] = {
        "/robots.txt": lambda _asked: Reply("User-agent: *\nDisallow: /show.jsp")
    }
    plain: dict[str, Program] = {"/": lambda _asked: Reply(index([]))}
    programs.update(robots)
    with serving({HOST: programs, OTHER: plain}) as bed:
        yield bed, programs


@pytest.fixture
def place(tmp_path: Path, site: tuple[Bed, dict[str, Program]]) -> Path:
    bed, _programs = site
    lines = ["site_code,name,home_url"]
    lines += [
        f"{code},{host},{bed.url(host)}" for code, host in ((6300000001, HOST), (6300000002, OTHER))
    ]
    (tmp_path / "sites.csv").write_text("\n".join(lines) + "\n", "utf-8")
    (tmp_path / "hosts").write_text(f"127.0.0.1 {HOST} {OTHER}\n", "utf-8")
    (tmp_path / "letter.toml").write_text(LETTER.format(until="2099-12-31"), "utf-8")
    (tmp_path / "old.toml").write_text(LETTER.format(until="2021-01-01"), "utf-8")
    return tmp_path


def inspect(place: Path, *more: str, letter: str = "letter.toml") -> dict[str, dict[str, object]]:
    out = place / "out"
    words = ["inspect", str(place / "sites.csv"), "--hosts", str(place / "hosts")]
    words += ["--allow-network", "127.0.0.0/8", "--visits", "1", "--rate", "0", "--render", "never"]
    words += ["--active-security", str(place / letter), "--out", str(out), *more]
    assert main(words) == 0
    sites = json.loads((out / "inspection.json").read_text("utf-8"))["sites"]
    return {one["site_code"]: one for one in sites}


def holes(site: dict[str, object]) -> set[tuple[str, str, str]]:
    return {
        (one["indicator"], one["observed"]["parameter"], one["observed"]["context"])
        for one in site["findings"]  # type: ignore[attr-defined]
        if one["indicator"] in ("security.sqli", "security.xss")
    }


def untested(site: dict[str, object]) -> set[tuple[str, str]]:
    return {
        (one["indicator"], one["why"])
        for one in site["untested"]  # type: ignore[attr-defined]
        if one["indicator"] in ("security.sqli", "security.xss")
    }


def probes(bed: Bed) -> list[str]:
    return [one.target for one in bed.log if one.run]


def test_holes_are_found_where_there_is_a_letter_and_can_be_shown_again(
    place: Path, site: tuple[Bed, dict[str, Program]], capsys: pytest.CaptureFixture[str]
) -> None:
    bed, programs = site
    sites = inspect(place, "--quiet")
    # robots.txt kept the visit from the one page; it does not bind a check that was authorised.
    assert holes(sites["6300000001"]) == {
        ("security.sqli", "id", "numeric"),
        ("security.xss", "word", "text"),
    }
    assert untested(sites["6300000001"]) == set()
    assert holes(sites["6300000002"]) == set()
    assert untested(sites["6300000002"]) == {
        ("security.sqli", "未获授权"),
        ("security.xss", "未获授权"),
    }
    assert {one.host for one in bed.log if one.run} == {HOST}
    assert not any("private" in one for one in probes(bed))
    proofs = sorted((place / "out" / "probes" / "6300000001" / "proofs").glob("*.json"))
    assert len(proofs) == 2
    again = ["--hosts", str(place / "hosts"), "--allow-network", "127.0.0.0/8", "--active-security"]
    for proof in proofs:
        capsys.readouterr()
        before = len(bed.log)
        words = ["replay", str(proof), *again]
        assert main([*words, str(place / "letter.toml"), "--json"]) == 0
        shown = json.loads(capsys.readouterr().out)
        steps = json.loads(proof.read_text("utf-8"))["exchanges"]
        # Exactly the same questions, after the harmless one twice.
        assert [one["request"].split()[1] for one in steps] == [
            one["request"].split()[1] for one in shown["exchanges"]
        ][2:]
        assert len(bed.log) - before == len(steps) + 2
        assert main([*words, str(place / "old.toml")]) == 3
        assert "授权已过期" in capsys.readouterr().out
        assert len(bed.log) - before == len(steps) + 2
    for path in ("/show.jsp", "/search.jsp"):
        programs[path] = lambda _asked: Reply(framed("<p>mended</p>"))
    mended = [main(["replay", str(one), *again, str(place / "letter.toml")]) for one in proofs]
    assert mended == [3, 3]


def test_a_dry_run_shows_what_would_be_asked_and_asks_nothing(
    place: Path, site: tuple[Bed, dict[str, Program]], capsys: pytest.CaptureFixture[str]
) -> None:
    bed, _programs = site
    sites = inspect(place, "--dry-run-security")
    shown = capsys.readouterr().out
    assert f"{bed.url(HOST)}show.jsp?id=3  [id]" in shown
    assert f"{bed.url(HOST)}search.jsp?word=a  [word]" in shown
    assert "private" not in shown
    assert probes(bed) == []
    assert ("security.sqli", "只列出计划，未发送探测") in untested(sites["6300000001"])


def test_a_letter_that_has_run_out_allows_nothing(
    place: Path, site: tuple[Bed, dict[str, Program]]
) -> None:
    sites = inspect(place, "--quiet", letter="old.toml")
    assert untested(sites["6300000001"]) == {
        ("security.sqli", "授权已过期"),
        ("security.xss", "授权已过期"),
    }
    assert probes(site[0]) == []


def test_the_switch_can_be_pulled_before_and_from_the_command_line(
    place: Path, site: tuple[Bed, dict[str, Program]]
) -> None:
    inspect(place, "--dry-run-security", "--quiet")
    out = place / "out2"
    assert main(["stop-probes", str(out), HOST]) == 0
    assert (out / "stop-probes" / HOST).exists()
    assert main(["stop-probes", str(out)]) == 0
    assert (out / "stop-probes" / "all").exists()
    assert probes(site[0]) == []


def test_a_dry_run_needs_a_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["inspect", "http://www.a.gov.cn/", "--dry-run-security", "--out", str(tmp_path / "o")]
    assert main(words) == 1
    assert "--active-security" in capsys.readouterr().err


def test_what_is_no_proof_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.json").write_text('{"schema": "other"}')
    (tmp_path / "a.toml").write_text("")
    words = ["replay", str(tmp_path / "p.json"), "--active-security", str(tmp_path / "a.toml")]
    assert main(words) == 1
    assert "p.json" in capsys.readouterr().err
