"""Page facts: every page once, whatever is killed, cut or merged; questions within one's region."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from tests.people import NOW, Cast
from tests.sites import registered
from tests.snapshots import home, page
from tests.storage.visits import pages, visited

from xuncha.base.errors import DiskError
from xuncha.evidence import store
from xuncha.storage import facts
from xuncha.storage.facts import check_facts, compact, sweep, write_facts
from xuncha.storage.models import FactsBatch, FactsOf
from xuncha.storage.questions import QUESTIONS, ask

DAY = timedelta(days=1)


def rows(data: Path, kind: str) -> list[tuple[object, ...]]:
    return duckdb.read_parquet(facts.files(data, kind)).fetchall()


def test_the_facts_of_a_visit_are_its_pages_and_answers(cast: Cast, tmp_path: Path) -> None:
    site = registered(cast.land, "国土", "http://www.example.gov.cn/")
    visit = visited(tmp_path, site, NOW, 1)
    done = write_facts(tmp_path, NOW)
    assert (done.visits, done.pages, done.answers, done.failed) == (1, 5, 4, 0)
    seen = duckdb.read_parquet(facts.files(tmp_path, "pages"))
    wanted = list(store.load(tmp_path / visit.folder).pages or ())
    kept = seen.select("url, status, charset, chars, judgement, path").order("chars").fetchall()
    assert sorted(kept) == sorted(
        (one.url, one.status, one.charset, len(one.text), visit.pk, site.path) for one in wanted
    )
    assert write_facts(tmp_path, NOW).visits == 0
    assert not check_facts(tmp_path)


def test_a_page_a_browser_showed_stands_in_place_of_the_other(cast: Cast, tmp_path: Path) -> None:
    site = registered(cast.land, "国土", "http://www.example.gov.cn/")
    visit = visited(tmp_path, site, NOW, 1)
    plain = visited(tmp_path, registered(cast.service, "格尔木", "http://g.gov.cn/"), NOW, 2)
    (tmp_path / "other").mkdir()
    with store.Writer(tmp_path / "other") as writer:
        writer.change({"/1.html": page("/1.html", "由脚本填写的正文" * 50)})
    (tmp_path / "other" / "rendered.zst").rename(tmp_path / visit.folder / "rendered.zst")
    assert write_facts(tmp_path, NOW).pages == 10
    seen = duckdb.read_parquet(facts.files(tmp_path, "pages"))
    found = seen.filter("url LIKE '%/1.html'").select("judgement, chars").fetchall()
    assert sorted(found) == [(visit.pk, 400), (plain.pk, 2)]


def test_a_damaged_snapshot_spoils_no_other(cast: Cast, tmp_path: Path) -> None:
    sites = [registered(cast.land, f"{n}", f"http://s{n}.gov.cn/") for n in range(4)]
    visits = [visited(tmp_path, site, NOW, n) for n, site in enumerate(sites)]
    cut = tmp_path / visits[1].folder / "pages.zst"
    cut.write_bytes(cut.read_bytes()[:-20])
    (tmp_path / visits[2].folder / "answers.zst").write_bytes(b"nonsense" * 100)
    (tmp_path / visits[3].folder / "snapshot.json").unlink()
    done = write_facts(tmp_path, NOW)
    assert (done.visits, done.pages, done.failed) == (1, 5, 3)
    assert {one.why != "" for one in FactsOf.objects.filter(batch=None)} == {True}
    assert write_facts(tmp_path, NOW).failed == 0


def test_a_disk_that_takes_nothing_is_said_and_the_visit_is_written_later(
    cast: Cast, tmp_path: Path
) -> None:
    site = registered(cast.land, "国土", "http://www.example.gov.cn/")
    visited(tmp_path, site, NOW, 1)
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "2017-11").write_text("in the way")
    with pytest.raises((DiskError, OSError)):
        write_facts(tmp_path, NOW)
    assert not FactsOf.objects.exists()
    (tmp_path / "facts" / "2017-11").unlink()
    assert write_facts(tmp_path, NOW).pages == 5


def test_merging_keeps_every_row_and_a_kill_leaves_a_file_too_many(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts, "_AT_ONCE", 2)
    sites = [registered(cast.land, f"{n}", f"http://s{n}.gov.cn/") for n in range(11)]
    for n, site in enumerate(sites):
        visited(tmp_path, site, NOW + DAY * (n // 10 * 30), n)
    write_facts(tmp_path, NOW)
    assert FactsBatch.objects.count() == 6
    before = {kind: sorted(map(str, rows(tmp_path, kind))) for kind in ("pages", "answers")}

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(facts, "_forget_files", killed)
    with pytest.raises(KeyboardInterrupt):
        compact(tmp_path, NOW)
    monkeypatch.undo()
    after = {kind: sorted(map(str, rows(tmp_path, kind))) for kind in ("pages", "answers")}
    assert after == before
    assert FactsBatch.objects.count() == 2
    assert len(list((tmp_path / "facts").rglob("*.parquet"))) == 14
    assert sweep(tmp_path, NOW) == 0, "what is young may be about to be named"
    late = max(p.stat().st_mtime for p in (tmp_path / "facts").rglob("*.parquet"))
    assert sweep(tmp_path, datetime.fromtimestamp(late, UTC) + DAY) == 10
    assert not check_facts(tmp_path)
    assert compact(tmp_path, NOW) == 0


def test_a_file_that_was_changed_is_found(cast: Cast, tmp_path: Path) -> None:
    visited(tmp_path, registered(cast.land, "国土", "http://www.example.gov.cn/"), NOW, 1)
    write_facts(tmp_path, NOW)
    one, other = (Path(facts.files(tmp_path, kind)[0]) for kind in ("pages", "answers"))
    one.write_bytes(one.read_bytes()[:-1] + b"x")
    other.unlink()
    assert [text.partition(": ")[0] for text in check_facts(tmp_path)] == [str(one), str(other)]


def test_questions_count_the_latest_visit_of_each_site_in_ones_region(
    cast: Cast, tmp_path: Path
) -> None:
    mine = registered(cast.land, "国土", "http://www.example.gov.cn/")
    theirs = registered(cast.service, "格尔木", "http://golmud.gov.cn/")
    for n in range(3):
        visited(tmp_path, mine, NOW + DAY * n, n)
    slow = [home(), page("/id/632521199001011238.html", seconds=9.5, charset="utf-8")]
    visited(tmp_path, theirs, NOW, 9, pages=slow)
    write_facts(tmp_path, NOW)

    def answers(name: str, path: str = "", **more: object) -> list[list[object]]:
        return [list(row) for row in ask(tmp_path, QUESTIONS[name], path=path, **more)]  # type: ignore[arg-type]

    assert answers("charset", cast.hainan.path)[0][:2] == ["gb18030", 4]
    assert sum(int(str(row[1])) for row in answers("status", cast.province.path)) == 7
    dead = answers("dead", cast.province.path)
    assert dead[0][:3] == ["gone.gov.cn", 3, 2]
    assert [row[0] for row in answers("dead", cast.haixi.path)] == ["gone.gov.cn"]
    (url, seconds, _size), *_rest = answers("slowest", cast.haixi.path)
    assert seconds == 9.5
    assert "632521199001011238" not in str(url)
    assert "9.5" not in str(answers("slowest", cast.hainan.path))
    assert answers("charset", since=NOW + DAY, path="")[0][1] == 4
    assert answers("kind", since=NOW + 9 * DAY, path="") == []
    for name in QUESTIONS:
        answers(name, cast.province.path)


def test_nothing_written_yet_is_no_trouble(cast: Cast, tmp_path: Path) -> None:
    assert ask(tmp_path, QUESTIONS["status"], path="") == []
    assert compact(tmp_path, NOW) == sweep(tmp_path, NOW) == 0


def test_a_long_page_and_odd_characters_are_facts_too(cast: Cast, tmp_path: Path) -> None:
    site = registered(cast.land, "国土", "http://www.example.gov.cn/")
    odd = page("/odd.html", "\ud800\x00\u2028'\"\\" * 10, title="';DROP TABLE visits;--")
    big = page("/big.html", "字" * 3_000_000)
    visited(tmp_path, site, NOW, 1, pages=[*pages(2), odd, big])
    assert write_facts(tmp_path, NOW).pages == 4
    seen = duckdb.read_parquet(facts.files(tmp_path, "pages"))
    assert seen.aggregate("max(chars)").fetchall() == [(3_000_000,)]
