"""How long things are kept: what a finding, a case or a reader still needs is never taken away."""

from __future__ import annotations

import hashlib
import json
import os
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from tests.people import NOW, Cast
from tests.sites import registered
from tests.storage.visits import visited
from tests.web.people import Desk
from tests.web.world import build

from xuncha.base.errors import InputError
from xuncha.campaigns.models import Campaign
from xuncha.cases.kinds.rectification.models import NoticeItem
from xuncha.cases.models import Case
from xuncha.cli.main import main
from xuncha.evidence.exhibits import pieces
from xuncha.evidence.response import Phases
from xuncha.findings.models import Finding, Judgement, Problem
from xuncha.findings.proof import evidence_folder
from xuncha.findings.seals import write_seals
from xuncha.monitoring.actions import keep, our_node
from xuncha.monitoring.models import Probe, ProbeDay
from xuncha.monitoring.probing import Accessed
from xuncha.publishing.models import Compilation, Listed, Publication, PublishedFile, Version
from xuncha.registry.models import Site
from xuncha.storage.disk import Folder
from xuncha.storage.evidence import check, collect
from xuncha.storage.facts import write_facts
from xuncha.storage.models import FactsBatch, FactsOf
from xuncha.storage.queries import wanted
from xuncha.storage.retention import alone, let_go, overdue, read_terms
from xuncha.storage.rules import Hold, may_go, month_is_over, terms
from xuncha.storage.shelf import MissingError, Shelf, name_of

DAY = timedelta(days=1)
KEPT = read_terms("")


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(Folder(tmp_path / "store"))


def test_the_longest_reason_decides() -> None:
    kept = {Hold.LIVE: 0, Hold.SETTLED: 10, Hold.LOOSE: 5}
    assert may_go([(Hold.LOOSE, NOW - 5 * DAY)], kept, NOW)
    assert not may_go([(Hold.LOOSE, NOW - 4 * DAY)], kept, NOW)
    assert not may_go([(Hold.LIVE, NOW - 9999 * DAY)], kept, NOW)
    assert not may_go([(Hold.SETTLED, NOW - 99 * DAY), (Hold.LIVE, NOW)], kept, NOW)
    assert may_go([(Hold.SETTLED, NOW - 99 * DAY), (Hold.SETTLED, NOW - 10 * DAY)], kept, NOW)
    assert not may_go([], kept, NOW)
    assert not month_is_over("2017-12", 10, date(2018, 1, 10))
    assert month_is_over("2017-12", 10, date(2018, 1, 11))
    assert not month_is_over("2017-12", 0, date(2099, 1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "[evidence]\nlive = 0",
        "[probes]\ndays = -1",
        "[probes]\ndays = true",
        "not toml at all = =",
    ],
)
def test_rules_that_leave_something_open_are_refused(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "retention.toml"
    path.write_text(wrong)
    with pytest.raises(InputError, match="保存期限"):
        read_terms(str(path))
    with pytest.raises(InputError, match="无法读取"):
        read_terms(str(tmp_path / "none.toml"))


def sealed(data: Path, name: str, content: bytes) -> str:
    """A file of evidence as a run leaves it an hour ago."""
    digest = hashlib.sha256(content).hexdigest()
    folder = data / "inspections" / name / "1" / "evidence"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{digest}.warc.gz"
    path.write_bytes(content)
    os.utime(path, (time.time() - 3600,) * 2)
    return digest


def found(site: Site, where: str, digest: str, state: str, since: datetime) -> Finding:
    return Finding.objects.create(
        site=site,
        path=site.path,
        indicator="link.dead",
        where=where,
        where_hash=hashlib.sha256(where.encode()).hexdigest(),
        state=state,
        level="deduct",
        outcome="fault",
        message="",
        first_seen=since,
        last_seen=since,
        gone_at=since if state == "gone" else None,
        evidence=[f"sha256:{digest}"],
        proof="inspections/1/1",
    )


def test_evidence_goes_into_the_store_and_is_shown_from_there(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.STORE = str(tmp_path / "store")
    world = build()
    shelf, data = Shelf(Folder(tmp_path / "store")), Path(settings.DATA)
    finding = world.hainan.finding
    Finding.objects.filter(pk=finding.pk).update(proof="inspections/secret/1")
    finding.refresh_from_db()
    (data / "inspections" / "secret").mkdir(parents=True, exist_ok=True)
    here = data / "inspections" / "secret.hainan.gov.cn"
    here.rename(data / "inspections" / "secret" / "1")
    folder = evidence_folder(finding, data)
    assert collect(data, shelf, datetime.now(UTC)).pieces == 0, "a visit may still be writing"
    for path in folder.iterdir():
        os.utime(path, (time.time() - 3600,) * 2)
    done = collect(data, shelf, datetime.now(UTC))
    assert done.pieces == len(pieces(finding.evidence)) == 2
    assert not list(folder.iterdir())
    desk = Desk(world.cast.ma)
    page = desk.text(f"/findings/{finding.pk}/")
    assert "GET /gzdt/ HTTP/1.1" in page
    (picture,) = (one for one in pieces(finding.evidence) if one.picture)
    answer = desk.client.get(f"/findings/{finding.pk}/{picture.digest}.png")
    assert answer.content.startswith(b"\x89PNG")
    assert check(shelf, wanted(data)).good
    Folder(tmp_path / "store").write(name_of(picture.digest), b"changed")
    assert desk.client.get(f"/findings/{finding.pk}/{picture.digest}.png").status_code == 404
    assert "指纹不符" in desk.text(f"/findings/{finding.pk}/")
    (record,) = (one for one in pieces(finding.evidence) if not one.picture)
    shelf.remove(record.digest)
    bad = check(shelf, wanted(data))
    assert (bad.damaged, bad.missing) == ([picture.digest], [record.digest])


def test_a_file_that_is_not_what_its_name_says_stays_where_it_is(
    shelf: Shelf, tmp_path: Path
) -> None:
    digest = sealed(tmp_path, "1", b"true")
    (path,) = (tmp_path / "inspections").rglob("*.warc.gz")
    path.write_bytes(b"false")
    os.utime(path, (time.time() - 3600,) * 2)
    done = collect(tmp_path, shelf, datetime.now(UTC))
    assert (done.pieces, done.damaged) == (0, [path])
    assert path.exists()
    assert not shelf.has(digest)


def test_what_is_needed_stays_and_what_is_past_its_term_goes(
    cast: Cast, shelf: Shelf, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    land = registered(cast.land, "国土", "http://land.gov.cn/")
    golmud = registered(cast.service, "格尔木", "http://golmud.gov.cn/")
    kinds = ("live", "gone-new", "gone-old", "case", "shared", "loose")
    digest = {kind: shelf.put(kind.encode()) for kind in kinds}
    old = now - 900 * DAY
    found(land, "a", digest["live"], "open", old)
    found(land, "b", digest["gone-new"], "gone", now - 10 * DAY)
    found(land, "c", digest["gone-old"], "gone", old)
    found(golmud, "d", digest["case"], "gone", old)
    found(land, "e", digest["shared"], "gone", old)
    found(land, "f", digest["shared"], "confirmed", old)
    Case.objects.create(
        kind="rectification",
        number="ZG-1",
        title="整改",
        office=golmud.office,
        path=golmud.path,
        opened_by=cast.province,
        site=golmud,
        state="sent",
        opened_at=now,
        changed_at=now,
    )
    assert overdue(shelf, KEPT, now).evidence == [digest["gone-old"]]
    late = overdue(shelf, KEPT, now + 91 * DAY)
    assert sorted(late.evidence) == sorted([digest["gone-old"], digest["loose"]])
    assert all(shelf.has(one) for one in digest.values()), "finding is not taking away"
    let_go(tmp_path, shelf, late)
    assert {kind for kind, one in digest.items() if shelf.has(one)} == {
        "live",
        "gone-new",
        "case",
        "shared",
    }
    with pytest.raises(MissingError):
        shelf.get(digest["loose"])


def test_what_a_notice_shows_stays_while_it_is_open_and_a_term_after(
    cast: Cast, shelf: Shelf
) -> None:
    now = datetime.now(UTC)
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    before, after = shelf.put(b"before"), shelf.put(b"after")
    finding = found(site, "a", shelf.put(b"seen again"), "open", now)
    case = Case.objects.create(
        kind="rectification",
        number="ZG-1",
        title="整改",
        office=site.office,
        path=site.path,
        opened_by=cast.province,
        state="issued",
        opened_at=now,
        changed_at=now,
    )
    problem = Problem.objects.create(
        site=site,
        path=site.path,
        indicator=finding.indicator,
        cause="a",
        level="veto",
        impact=1,
        first_seen=now,
        last_seen=now,
    )
    NoticeItem.objects.create(
        case=case,
        problem=problem,
        site=site,
        says="空白",
        since=now,
        evidence=[f"sha256:{before}.png"],
        after=f"sha256:{after}.png",
    )
    assert overdue(shelf, KEPT, now + 1000 * DAY).evidence == []
    Case.objects.update(closed_at=now)
    assert overdue(shelf, KEPT, now + 10 * DAY).evidence == []
    assert sorted(overdue(shelf, KEPT, now + 1000 * DAY).evidence) == sorted([before, after])


def bulletin_of(cast: Cast, site: Site, finding: Finding, counted: datetime) -> Publication:
    """A bulletin that names one finding of one site, counted at a time and not yet published."""
    campaign = Campaign.objects.create(
        office=cast.province,
        path=cast.province.path,
        name="抽查",
        begin=counted.date(),
        end=counted.date(),
        standard="census-2015",
        percent=30,
        made_by=cast.li,
        made_at=counted,
    )
    publication = Publication.objects.create(
        office=cast.province,
        path=cast.province.path,
        campaign=campaign,
        year=2017,
        quarter=4,
        made_by=cast.li,
        made_at=counted,
    )
    compilation = Compilation.objects.create(publication=publication, at=counted, by=cast.li)
    Listed.objects.create(
        compilation=compilation,
        site=site,
        path=site.path,
        name=site.name,
        batch=1,
        standing="unqualified",
        problems={"stale": [finding.pk]},
    )
    version = Version.objects.create(
        publication=publication,
        number=1,
        compilation=compilation,
        at=counted,
        by=cast.li,
        what="",
        template="",
        packed=b"",
        sha256="",
    )
    PublishedFile.objects.create(
        publication=publication, version=version, name="a.pdf", packed=b"", sha256="", size=0
    )
    return publication


def test_what_a_published_bulletin_rests_on_stays_ten_years_from_that_day(
    cast: Cast, shelf: Shelf
) -> None:
    now = datetime.now(UTC)
    land = registered(cast.land, "国土", "http://land.gov.cn/")
    golmud = registered(cast.service, "格尔木", "http://golmud.gov.cn/")
    old = now - 900 * DAY
    digest = {kind: shelf.put(kind.encode()) for kind in ("then", "later", "of-another")}
    named = found(land, "a", digest["then"], "gone", old)
    write_seals([named], "6300000001", old)
    found(golmud, "b", digest["of-another"], "gone", old)
    # Seen once more with other evidence: nothing but its seal names what the bulletin rests on.
    named.evidence = [f"sha256:{digest['later']}"]
    named.save()
    write_seals([named], "6300000001", old + 5 * DAY)
    publication = bulletin_of(cast, land, named, old + DAY)
    soon = now + 91 * DAY
    assert set(overdue(shelf, KEPT, soon).evidence) == set(digest.values()), "a draft holds nothing"
    publication.state, publication.published_at = "published", now
    publication.save()
    assert overdue(shelf, KEPT, soon).evidence == [digest["of-another"]]
    last = now + 3649 * DAY
    assert overdue(shelf, KEPT, last).evidence == [digest["of-another"]]
    assert set(overdue(shelf, KEPT, last + DAY).evidence) == set(digest.values())


def test_the_latest_snapshots_and_those_without_facts_stay(
    cast: Cast, shelf: Shelf, tmp_path: Path
) -> None:
    land = registered(cast.land, "国土", "http://land.gov.cn/")
    visits = [visited(tmp_path, land, NOW + n * DAY, n) for n in range(6)]
    much_later = NOW + 400 * DAY
    assert overdue(shelf, KEPT, much_later).snapshots == [], "facts first"
    write_facts(tmp_path, NOW)
    found = overdue(shelf, KEPT, much_later)
    assert [pk for pk, _folder in found.snapshots] == [one.pk for one in visits[2::-1]]
    assert overdue(shelf, KEPT, NOW + 100 * DAY).snapshots == []
    outside = tmp_path / "outside"
    outside.mkdir()
    Judgement.objects.filter(pk=visits[0].pk).update(folder="inspections/../outside")
    let_go(tmp_path, shelf, overdue(shelf, KEPT, much_later))
    assert outside.exists()
    left = Judgement.objects.exclude(folder="").order_by("as_of")
    assert [one.pk for one in left] == [one.pk for one in visits[3:]]
    assert all((tmp_path / one.folder / "pages.zst").exists() for one in left)
    assert not (tmp_path / visits[1].folder).exists()
    assert overdue(shelf, KEPT, much_later).snapshots == []


def test_facts_of_a_month_go_together_and_are_not_written_again(
    cast: Cast, shelf: Shelf, tmp_path: Path
) -> None:
    land = registered(cast.land, "国土", "http://land.gov.cn/")
    for n in range(3):
        visited(tmp_path, land, NOW + 40 * n * DAY, n)
    write_facts(tmp_path, NOW)
    at = NOW + 1130 * DAY
    found = overdue(shelf, KEPT, at)
    assert [one.month for one in found.facts] == ["2017-11"]
    let_go(tmp_path, shelf, found)
    assert FactsBatch.objects.count() == 2
    assert FactsOf.objects.filter(batch=None).count() == 1
    assert write_facts(tmp_path, NOW).visits == 0
    assert len(list((tmp_path / "facts").rglob("*.parquet"))) == 4


def test_probes_are_rolled_up_before_they_go(cast: Cast, shelf: Shelf, tmp_path: Path) -> None:
    land = registered(cast.land, "国土", "http://land.gov.cn/")
    node = our_node(NOW)
    # From 28 November on: where probes lie by months, a whole one is past its term.
    for n in range(6):
        at = NOW + (15 + n) * DAY
        keep(node, [(land.pk, at, Accessed(at, n != 2, "", 200, 9, Phases()))], at)
    at = NOW + 118 * DAY
    found = overdue(shelf, KEPT, at)
    assert found.probes == 3
    let_go(tmp_path, shelf, found)
    assert Probe.objects.count() == 3
    assert list(ProbeDay.objects.order_by("day").values_list("accesses", "failed")) == [
        (1, 0),
        (1, 0),
        (1, 1),
    ]
    forever = terms(
        {
            "evidence": dict.fromkeys(Hold, 0),
            "snapshots": {"keep": 1, "days": 0},
            "facts": {"days": 0},
            "probes": {"days": 0},
        }
    )
    nothing = overdue(shelf, forever, at + 99999 * DAY)
    assert (nothing.evidence, nothing.snapshots, nothing.facts, nothing.probes) == ([], [], [], 0)


def test_the_command_only_lists_until_it_is_told_to_apply(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    land = registered(cast.land, "国土", "http://land.gov.cn/")
    node, long_ago = our_node(NOW), datetime.now(UTC) - 200 * DAY
    keep(node, [(land.pk, long_ago, Accessed(long_ago, True, "", 200, 9, Phases()))], long_ago)
    visited(tmp_path, land, datetime.now(UTC), 1)
    sealed(tmp_path, "1", b"evidence")
    with override_settings(DATA=tmp_path, STORE=str(tmp_path / "store"), RETENTION=""):

        def says(*words: str, status: int = 0) -> dict[str, Any]:
            assert main([*words, "--json"]) == status
            told: dict[str, Any] = json.loads(capsys.readouterr().out)
            return told

        assert says("store", "tidy") == {
            "pieces": 1,
            "visits": 1,
            "pages": 5,
            "merged": 0,
            "swept": 0,
            "trouble": [],
        }
        assert says("store", "status")["pages"] == 5
        assert says("store", "check")["good"]
        assert says("store", "retain")["probes"] == 1
        assert Probe.objects.count() == 1
        assert says("store", "retain", "--apply")["applied"]
        assert Probe.objects.count() == 0
        assert main(["facts", "dead"]) == 0
        assert "gone.gov.cn" in capsys.readouterr().out
        assert main(["facts", "status", "--csv"]) == 0
        assert capsys.readouterr().out.splitlines()[0] == "状态码,页数,占比（%）"
        assert main(["facts", "kind", "--office", "没有这个单位"]) == 1
        assert "没有这个单位" in capsys.readouterr().err
        (piece,) = (tmp_path / "store").rglob("*.zst")
        piece.write_bytes(b"changed")
        assert says("store", "check", status=3)["damaged"]
        with alone(tmp_path):
            assert main(["store", "tidy"]) == 1
            assert "正在运行" in capsys.readouterr().err


def test_a_store_that_is_away_keeps_nothing_from_being_written(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("KEY", "SECRET"):
        monkeypatch.setenv(f"XUNCHA_S3_{name}", "x")
    monkeypatch.setenv("XUNCHA_S3_ENDPOINT", "http://127.0.0.1:1")
    visited(tmp_path, registered(cast.land, "国土", "http://land.gov.cn/"), NOW, 1)
    sealed(tmp_path, "1", b"evidence")
    with override_settings(DATA=tmp_path, STORE="s3://nowhere-at-all"):
        assert main(["store", "tidy", "--json"]) == 3
    said = capsys.readouterr()
    assert json.loads(said.out)["visits"] == 1
    assert "XUNCHA_S3_ENDPOINT" in said.err
    assert len(list((tmp_path / "inspections").rglob("*.warc.gz"))) == 1
