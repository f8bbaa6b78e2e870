"""Files carried up: written by one installation, taken by another, counted once; hostile ones."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.exceptions import PermissionDenied
from django.test import override_settings
from tests.people import NOW, Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.cases.models import Case
from xuncha.cli.main import main
from xuncha.federation import taking
from xuncha.federation.actions import register_peer, stop_peer
from xuncha.federation.export import write_file
from xuncha.federation.key import own_key, public_of
from xuncha.federation.models import CarriedFile, CaseDay, Peer
from xuncha.federation.queries import provenance
from xuncha.federation.reading import read_file
from xuncha.federation.taking import Taken, preview, take
from xuncha.findings.models import Finding, FindingEvent, Judgement
from xuncha.findings.rules import where_hash
from xuncha.monitoring.actions import our_node
from xuncha.monitoring.models import ProbeDay
from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry
from xuncha.registry.models import Request, Site

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BEGIN, END = date(2017, 11, 1), date(2017, 11, 30)
WRITTEN = datetime(2017, 12, 1, 8, tzinfo=UTC)
CODE = "6325210001"


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def peer(cast: Cast, key: Ed25519PrivateKey) -> Peer:
    acting = cast.acting(cast.keeper)
    return register_peer(acting, cast.hainan, "海南州巡查", public_of(key))


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "国土", "http://land.gov.cn/", site_code=CODE)


def judged(site: Site, at: datetime, **more: Any) -> Judgement:
    values = {"verdict": "unqualified", "score": "61.50", "pages": 9, "vetoes": ["column.stale"]}
    return Judgement.objects.create(
        site=site, path=site.path, as_of=at, standard="census-2015", **values | more
    )


def found(site: Site, where: str, **more: Any) -> Finding:
    values = {
        "indicator": "link.dead",
        "state": "open",
        "level": "deduct",
        "outcome": "fault",
        "message": "打不开",
        "first_seen": NOW,
        "last_seen": NOW,
        "points": "1.00",
        "times_seen": 3,
    } | more
    return Finding.objects.create(
        site=site, path=site.path, where=where, where_hash=where_hash(where), **values
    )


def probed(site: Site, day: date, failed: int) -> ProbeDay:
    return ProbeDay.objects.create(
        site=site,
        node=our_node(NOW),
        day=day,
        accesses=20,
        failed=failed,
        set_aside=0,
        faults={"timeout": failed},
        median=80,
    )


def month_below(site: Site) -> None:
    """What the installation below saw in a month."""
    judged(site, NOW)
    judged(site, NOW - 40 * DAY)
    found(site, "http://land.gov.cn/a.html")
    found(site, "http://land.gov.cn/b.html", state="gone", gone_at=NOW + DAY)
    found(site, "http://land.gov.cn/?id=1", indicator="security.sqli", observed={"secret": "x"})
    for number in range(3):
        probed(site, date(2017, 11, 10 + number), number)


def forget_all() -> None:
    """Afterwards the same database plays the installation above."""
    for model in (Judgement, Finding, ProbeDay):
        model._base_manager.all().delete()


def written(tmp_path: Path, cast: Cast, key: Ed25519PrivateKey, **more: Any) -> Path:
    path = tmp_path / f"{more.get('at', WRITTEN).timestamp():.0f}.xuncha"
    begin, end = more.get("begin", BEGIN), more.get("end", END)
    write_file(path, cast.hainan, key, begin, end, more.get("at", WRITTEN))
    return path


def taken(cast: Cast, path: Path, at: datetime = WRITTEN + DAY) -> Taken:
    return take(cast.acting(cast.office, at), read_file(path, at))


def state() -> list[Any]:
    """Everything a file can change, without the keys of rows."""
    return [
        sorted(
            Judgement.objects.values_list("site", "as_of", "verdict", "score", "vetoes").all(),
            key=str,
        ),
        sorted(Finding.objects.values_list("indicator", "where", "state", "times_seen"), key=str),
        sorted(ProbeDay.objects.values_list("day", "accesses", "failed", "node__name"), key=str),
        sorted(CaseDay.objects.values_list("day", "kind", "opened", "closed", "on_time"), key=str),
        sorted(Site.objects.values_list("site_code", "verdict", "open_findings"), key=str),
    ]


def test_a_month_is_carried_up_and_counted_once_however_often(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    month_below(site)
    path = written(tmp_path, cast, key)
    with zipfile.ZipFile(path) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert b"security.sqli" not in whole
    forget_all()
    done = taken(cast, path)
    assert (done.judgements, done.findings, done.probe_days) == (1, 2, 3)
    site.refresh_from_db()
    assert (site.verdict, site.open_findings) == ("unqualified", 1)
    once = state()
    audited = AuditEntry.objects.count()
    again = taken(cast, path, WRITTEN + 2 * DAY)
    assert (again.judgements, again.findings) == (0, 0)
    assert state() == once
    assert CarriedFile.objects.count() == 1
    assert AuditEntry.objects.count() == audited + 1
    said = provenance(site)
    assert said
    assert said.verdict
    assert said.verdict.peer == peer
    assert (said.findings, said.probes) == (2, said.verdict)


def test_a_later_file_rules_and_an_earlier_one_taken_afterwards_changes_nothing(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    month_below(site)
    early = written(tmp_path, cast, key)
    ProbeDay.objects.filter(day=date(2017, 11, 11)).update(failed=9)
    ProbeDay.objects.filter(day=date(2017, 11, 12)).delete()
    Judgement.objects.filter(as_of=NOW).update(verdict="qualified")
    Finding.objects.filter(where="http://land.gov.cn/a.html").update(
        state="gone", gone_at=NOW + 2 * DAY, times_seen=5
    )
    extra = judged(site, NOW + DAY, verdict="qualified")
    late = written(tmp_path, cast, key, at=WRITTEN + DAY)
    extra.delete()
    corrected = written(tmp_path, cast, key, at=WRITTEN + 2 * DAY)
    forget_all()
    taken(cast, early)
    assert taken(cast, late, WRITTEN + 3 * DAY).judgements == 2
    assert list(ProbeDay.objects.order_by("day").values_list("day", "failed")) == [
        (date(2017, 11, 10), 0),
        (date(2017, 11, 11), 9),
    ]
    assert set(Finding.objects.values_list("state", flat=True)) == {"gone"}
    after = taken(cast, corrected, WRITTEN + 3 * DAY)
    assert after.withdrawn == 1, "what the later file no longer has goes"
    latest = state()
    assert taken(cast, early, WRITTEN + 4 * DAY).findings == 0
    taken(cast, late, WRITTEN + 4 * DAY)
    assert state() == latest


def test_overlapping_periods_are_not_added_up(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    month_below(site)
    for number in range(4):
        Case.objects.create(
            kind="rectification",
            number=f"ZG-{number}",
            title="整改",
            office=site.office,
            path=site.path,
            opened_by=cast.hainan,
            state="sent",
            opened_at=NOW + number * DAY,
            changed_at=NOW,
            closed_at=NOW + 5 * DAY if number else None,
            due=(NOW + 4 * DAY).date() if number == 1 else None,
        )
    first = written(tmp_path, cast, key, end=date(2017, 11, 14))
    second = written(tmp_path, cast, key, begin=date(2017, 11, 11), at=WRITTEN + DAY)
    whole = written(tmp_path, cast, key, at=WRITTEN + 2 * DAY)
    forget_all()
    taken(cast, whole, WRITTEN + 3 * DAY)
    at_once = state()[2:4]
    assert sum(row[2] for row in at_once[1]) == 4
    assert sum(row[3] for row in at_once[1]) == 3
    assert sum(row[4] for row in at_once[1]) == 2
    for one in (first, second, first, second):
        taken(cast, one, WRITTEN + 3 * DAY)
    assert state()[2:4] == at_once
    for day in CaseDay.objects.values("day", "kind"):
        assert CaseDay.objects.filter(**day).count() == 1


def test_what_we_saw_or_decided_ourselves_is_not_overruled(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    found(site, "http://land.gov.cn/a.html")
    found(site, "http://land.gov.cn/b.html")
    early = written(tmp_path, cast, key)
    late = written(tmp_path, cast, key, at=WRITTEN + DAY)
    forget_all()
    ours = found(
        site,
        "http://land.gov.cn/a.html",
        state="gone",
        gone_at=NOW + 9 * DAY,
        first_seen=NOW + DAY,
        proof="inspections/1/1",
    )
    taken(cast, early)
    ours.refresh_from_db()
    assert (ours.state, ours.first_seen, ours.times_seen) == ("gone", NOW, 3)
    theirs = Finding.objects.get(where="http://land.gov.cn/b.html")
    Finding.objects.filter(pk=theirs.pk).update(state="false_alarm")
    FindingEvent.objects.create(
        finding=theirs, at=NOW, by=cast.li, what="false_alarm", to_state="false_alarm"
    )
    taken(cast, late, WRITTEN + 2 * DAY)
    theirs.refresh_from_db()
    assert theirs.state == "false_alarm"


def test_a_site_of_another_region_refuses_the_whole_file(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    golmud = registered(cast.service, "格尔木", "http://golmud.gov.cn/", site_code="6328010001")
    judged(site, NOW)
    judged(golmud, NOW)
    path = tmp_path / "all.xuncha"
    write_file(path, cast.province, key, BEGIN, END, WRITTEN)
    forget_all()
    with pytest.raises(RefusedError, match="6328010001"):
        taken(cast, path)
    assert not Judgement.objects.exists()
    assert not CarriedFile.objects.exists()
    Site.objects.filter(pk=golmud.pk).update(site_code="6328010002")
    with pytest.raises(RefusedError, match="6328010001"):
        taken(cast, path)


def test_sites_not_registered_yet_come_in_when_they_are(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    judged(site, NOW)
    path = written(tmp_path, cast, key)
    forget_all()
    Site.objects.filter(pk=site.pk).update(site_code=None)
    acting = cast.acting(cast.office, WRITTEN + DAY)
    seen = preview(acting, read_file(path, WRITTEN + DAY))
    assert (seen.judgements, seen.unknown) == (0, 1)
    assert taken(cast, path).judgements == 0
    Site.objects.filter(pk=site.pk).update(site_code=CODE)
    assert taken(cast, path).judgements == 1


def test_only_who_may_import_takes_and_only_a_keeper_registers(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    carried = read_file(written(tmp_path, cast, key), WRITTEN + DAY)
    for who in (cast.zhou, cast.keeper, cast.leader, cast.wang):
        with pytest.raises(PermissionDenied):
            take(cast.acting(who), carried)
    with pytest.raises(PermissionDenied):
        register_peer(cast.acting(cast.office), cast.hainan, "另一", "0" * 64)
    for name, text in (("另一", "xyz"), ("", "0" * 64), ("海南州巡查", "1" * 64)):
        with pytest.raises(RefusedError):
            register_peer(cast.acting(cast.keeper), cast.hainan, name, text)
    stop_peer(cast.acting(cast.keeper), peer)
    with pytest.raises(RefusedError, match="已停用"):
        read_file(written(tmp_path, cast, key), WRITTEN + DAY)


def test_a_file_signed_by_a_stranger_is_refused(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    other = Ed25519PrivateKey.generate()
    bad = rewritten(written(tmp_path, cast, key), lambda parts: parts, other)
    with pytest.raises(RefusedError, match="签名不对"):
        read_file(bad, WRITTEN + DAY)
    with pytest.raises(RefusedError, match="没有登记"):
        read_file(written(tmp_path, cast, other), WRITTEN + DAY)


Rewrite = Callable[[dict[str, bytes]], dict[str, bytes]]


def rewritten(path: Path, change: Rewrite, key: Ed25519PrivateKey | None = None) -> Path:
    """The file with other contents; signed anew by `key` with a list that fits, if one is given."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts = change(dict(parts))
    if key is not None:
        listed = json.loads(parts["manifest.json"])
        for name in listed["parts"]:
            raw = parts[name]
            listed["parts"][name] = {
                "size": len(raw),
                "rows": raw.count(b"\n"),
                "sha256": hashlib.sha256(raw).hexdigest(),
            }
        parts["manifest.json"] = json.dumps(listed).encode()
        parts["signature"] = key.sign(parts["manifest.json"]).hex().encode()
    out = path.with_suffix(".bad")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw)
    return out


def _put(name: str, raw: bytes) -> Rewrite:
    return lambda parts: parts | {name: raw}


def _manifest(**values: Any) -> Rewrite:
    return lambda parts: (
        parts | {"manifest.json": json.dumps(json.loads(parts["manifest.json"]) | values).encode()}
    )


@pytest.mark.parametrize(
    "change",
    [
        _put("../../escaped", b"x"),
        _put("/etc/cron.d/x", b"x"),
        _put("more.jsonl", b"{}"),
        _put("sites.jsonl", b'{"code":"6325210001"}\n'),
        _put("judgements.jsonl", b"\x00" * 30_000_000),
        _put("manifest.json", b"[" * 200_000),
        _put("manifest.json", b"{}"),
        _put("manifest.json", b" " * 100_000),
        _put("signature", b"00" * 64),
        _put("signature", b"\xff" * 10),
        _manifest(end="2018-11-30"),
        _manifest(key="0" * 64),
        lambda parts: {name: raw for name, raw in parts.items() if name != "cases.jsonl"},
    ],
)
def test_a_file_changed_by_a_stranger_is_refused(
    cast: Cast, peer: Peer, site: Site, key: Ed25519PrivateKey, tmp_path: Path, change: Rewrite
) -> None:
    bad = rewritten(written(tmp_path, cast, key), change)
    with pytest.raises(RefusedError):
        read_file(bad, WRITTEN + DAY)
    stranger = rewritten(
        written(tmp_path, cast, key), lambda parts: parts, Ed25519PrivateKey.generate()
    )
    with pytest.raises(RefusedError, match="签名不对"):
        read_file(stranger, WRITTEN + DAY)


ROW = {
    "code": CODE,
    "as_of": "2017-11-13T09:00:00+08:00",
    "standard": "census-2015",
    "verdict": "qualified",
    "score": "99.00",
    "vetoes": [],
    "pages": 1,
    "links": 1,
    "findings": 0,
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "excellent"},
        {"score": "NaN"},
        {"score": "1e9"},
        {"pages": -1},
        {"pages": 10**30},
        {"as_of": "2017-11-13T09:00:00"},
        {"code": "../../etc/passwd"},
        {"standard": "x" * 10_000},
        {"vetoes": ["x"] * 1000},
        {"more": 1},
    ],
)
def test_rows_that_cannot_be_are_refused_even_when_well_signed(
    cast: Cast,
    peer: Peer,
    site: Site,
    key: Ed25519PrivateKey,
    tmp_path: Path,
    wrong: dict[str, Any],
) -> None:
    good = json.dumps(ROW).encode() + b"\n"
    path = written(tmp_path, cast, key)
    assert taken(cast, rewritten(path, _put("judgements.jsonl", good), key)).judgements == 1
    bad = good + json.dumps(ROW | wrong).encode() + b"\n"
    with pytest.raises(RefusedError, match="第 2 行"):
        taken(cast, rewritten(path, _put("judgements.jsonl", bad), key))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"begin": "2017-12-30"}, "起止日期"),
        ({"begin": "2010-01-01"}, "起止日期"),
        ({"end": "2099-01-01", "begin": "2098-12-30"}, "起止日期"),
        ({"made_at": "2019-01-01T00:00:00Z"}, "将来"),
    ],
)
def test_impossible_days_are_refused(
    cast: Cast,
    peer: Peer,
    key: Ed25519PrivateKey,
    tmp_path: Path,
    values: dict[str, str],
    said: str,
) -> None:
    bad = rewritten(written(tmp_path, cast, key), _manifest(**values), key)
    with pytest.raises(RefusedError, match=said):
        read_file(bad, WRITTEN + DAY)


def test_a_signed_bomb_is_unpacked_no_further_than_it_says(
    cast: Cast, peer: Peer, key: Ed25519PrivateKey, tmp_path: Path
) -> None:
    path = written(tmp_path, cast, key)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = tmp_path / "bomb.xuncha"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in parts.items():
            archive.writestr(name, raw if name != "cases.jsonl" else bytes(40_000_000))
    with pytest.raises(RefusedError, match=r"cases\.jsonl"):
        read_file(out, WRITTEN + DAY)
    doubled = tmp_path / "doubled.xuncha"
    doubled.write_bytes(path.read_bytes())
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(doubled, "a") as archive,
    ):
        archive.writestr("cases.jsonl", b"")
    with pytest.raises(RefusedError, match="不该有的文件"):
        read_file(doubled, WRITTEN + DAY)
    for raw in (b"", b"PK\x03\x04", path.read_bytes()[:-40], b"not a zip" * 1000):
        out.write_bytes(raw)
        with pytest.raises(RefusedError):
            read_file(out, WRITTEN + DAY)


def test_a_kill_in_the_middle_leaves_nothing(
    cast: Cast,
    peer: Peer,
    site: Site,
    key: Ed25519PrivateKey,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    month_below(site)
    path = written(tmp_path, cast, key)
    forget_all()
    before = state()

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(taking, "take_days", killed)
    with pytest.raises(KeyboardInterrupt):
        taken(cast, path)
    assert state() == before
    monkeypatch.undo()
    assert taken(cast, path).probe_days == 3


def test_the_province_looks_takes_and_sees_where_it_came_from(
    cast: Cast, site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both commands and both pages, as people use them."""
    now = datetime.now(UTC)
    with override_settings(DATA=tmp_path):
        assert main(["export-up", "--show-key"]) == 0
        public = capsys.readouterr().out.strip()
        assert (tmp_path / "federation-key").stat().st_mode & 0o077 == 0
        assert public == public_of(own_key(tmp_path))
        judged(site, now - DAY)
        found(site, "http://land.gov.cn/a.html", last_seen=now)
        path = tmp_path / "up.xuncha"
        words = ["--from", f"{now - 3 * DAY:%Y-%m-%d}", "--to", f"{now:%Y-%m-%d}"]
        words += ["--office", cast.hainan.name]
        assert main(["export-up", str(path), *words]) == 0
        assert "结论 1" in capsys.readouterr().out
        forget_all()
        Site.objects.filter(pk=site.pk).update(name="旧名")
        office, keeper = Desk(cast.office), Desk(cast.keeper)
        said = office.send("/carried/upload/", file=io.BytesIO(path.read_bytes()))
        assert "没有登记" in said
        said = keeper.send("/carried/peers/", name="海南州巡查", office=cast.hainan.pk, key=public)
        assert "已登记" in said
        answer = office.client.post("/carried/upload/", {"file": io.BytesIO(path.read_bytes())})
        page = answer.content.decode()
        assert "签名有效" in page
        assert "旧名" in page
        token = re.search(r"/carried/([0-9a-f]{32})/take/", page)
        assert token
        assert Desk(cast.li).client.post(token[0]).status_code == 404, "not their file"
        assert "已导入：结论 1 条" in office.send(token[0])
        assert Request.objects.get().state == "draft"
        assert office.client.post(token[0]).status_code == 404
        assert "海南州巡查" in office.text(f"/sites/{site.pk}/")
        assert "随上报文件而来" in office.text(f"/findings/{Finding.objects.get().pk}/")
        assert "海南州巡查" not in Desk(cast.zhou).text("/carried/")
        assert main(["import-up", str(path), "--as", "shengban"]) == 0
        assert "不会重复" in capsys.readouterr().out
        assert main(["import-up", str(path), "--as", "shengban", "--apply"]) == 0
        assert main(["import-up", str(path), "--as", "xiaozhou"]) == 1
        assert main(["import-up", str(path), "--as", "nobody"]) == 1
        assert Judgement.objects.count() == 1
