"""The console's inspections probe where there is leave, and stop when they are told to."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.bed.served import Question, Reply
from tests.people import NOW, OFFICE_TIME, Cast
from tests.pipeline.probed import PARAMETER, Ground, echoes, ground
from tests.registry.forms import LEAVE
from tests.sites import registered

from xuncha.evidence.probes.client import KILLED
from xuncha.findings.models import Finding, Judgement
from xuncha.people.actions import Actor, RefusedError
from xuncha.people.models import AuditEntry
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.leaves import is_stopped, resume_probing, revoke, stop_probing
from xuncha.pipeline.models import InspectionItem, InspectionRun
from xuncha.pipeline.proofs import proof_of
from xuncha.registry.authorisations import approve_authorisation, draft_authorisation

pytestmark = pytest.mark.django_db(transaction=True)


def why() -> set[str]:
    """Why the two indicators were not tested."""
    untested = Judgement.objects.latest("id").untested
    codes = ("security.sqli", "security.xss")
    return {one["why"] for one in untested if one["indicator"] in codes}


def test_a_run_that_asks_for_it_probes_under_the_leave(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        row = here.leave()
        here.order(probing=True)
        here.work()
    found = Finding.objects.get(indicator="security.xss")
    assert found.observed["parameter"] == PARAMETER
    assert here.probes
    assert not why()
    letter = InspectionItem.objects.get().letter
    assert (letter["authorisation"], letter["document"]) == (row.pk, row.document)
    assert (letter["requested_by"], letter["approved_by"]) == ("shengban", "laochen")
    proof = proof_of(found, tmp_path)
    assert proof is not None
    assert (tmp_path / proof.file).is_file()
    assert all(f"{PARAMETER}=" in one.request for one in proof.exchanges)
    assert any("Nothing found for" in one.body for one in proof.exchanges)


def test_without_being_asked_for_nothing_is_probed(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        here.leave()
        here.order()
        here.work()
    assert (here.probes, why()) == ([], {"未获授权"})
    assert InspectionItem.objects.get().letter is None


@pytest.mark.parametrize(
    ("leave", "said"),
    [
        (None, "未获授权"),
        ({"approved": False}, "授权须由另一人批准"),
        ({"addresses": "203.0.113.7"}, "域名指向授权以外的地址"),
    ],
)
def test_without_a_leave_that_holds_nothing_is_probed(
    tmp_path: Path, leave: dict[str, str] | None, said: str
) -> None:
    with ground(tmp_path) as here:
        if leave is not None:
            here.leave(**leave)  # type: ignore[arg-type]
        here.order(probing=True)
        here.work()
    assert (here.probes, why()) == ([], {said})


def test_what_was_stopped_stays_stopped_until_it_is_let_go_on(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        here.leave()
        cast = here.cast
        stop_probing(cast.acting(cast.wang), tmp_path, here.site)
        here.order(probing=True)
        here.work()
        assert (here.probes, why()) == ([], {KILLED})
        with pytest.raises(PermissionDenied):
            resume_probing(cast.acting(cast.wang), tmp_path, here.site)
        resume_probing(cast.acting(cast.ma), tmp_path, here.site)
        stop_probing(cast.acting(cast.office), tmp_path)
        here.order(probing=True)
        here.work()
        assert (here.probes, why()) == ([], {KILLED})
        resume_probing(cast.acting(cast.office), tmp_path)
        here.order(probing=True)
        here.work()
    assert here.probes
    verbs = AuditEntry.objects.filter(verb__startswith="probing.").values_list("verb", flat=True)
    assert sorted(verbs) == ["probing.resume"] * 2 + ["probing.stop"] * 2


@pytest.mark.parametrize("how", ["stop", "revoke"])
def test_what_is_under_way_is_broken_off(tmp_path: Path, how: str) -> None:
    grounds: list[Ground] = []

    def search(asked: Question) -> Reply:
        here = grounds[0]
        if here.probes and not is_stopped(tmp_path, here.site):
            actor = here.cast.acting(here.cast.office)
            if how == "stop":
                stop_probing(actor, tmp_path, here.site)
            elif (row := here.site.authorisations.get()).state == "approved":
                revoke(actor, tmp_path, row, "网站报告异常")
            connection.close()
        return echoes(asked)

    with ground(tmp_path, search) as here:
        grounds.append(here)
        here.leave()
        here.order(probing=True)
        here.work()
    assert why() == {KILLED}
    # The one question that was under way, and its harmless beginning.
    assert 1 <= len(here.probes) <= 2
    assert not Finding.objects.filter(indicator="security.xss").exists()


def test_only_who_may_give_leave_has_sites_probed(cast: Cast) -> None:
    site = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")

    def start(actor: Actor) -> InspectionRun:
        return start_run(
            actor,
            cast.province,
            [site],
            standard="census-2015",
            title="安全检测",
            options={"probing": True},
        )

    with pytest.raises(PermissionDenied):
        start(cast.acting(cast.li))
    with pytest.raises(RefusedError, match="具体的人"):
        start(Actor(None, NOW))
    assert start(cast.acting(cast.chen)).probes


@pytest.mark.parametrize(
    ("hours", "begins"),
    [
        (("00:00", "06:00"), datetime(2017, 11, 14, 0, 0, tzinfo=OFFICE_TIME)),
        (("22:00", "05:00"), datetime(2017, 11, 13, 22, 0, tzinfo=OFFICE_TIME)),
        (("08:00", "10:00"), NOW),
    ],
)
def test_a_site_with_leave_waits_for_its_hours(
    cast: Cast, hours: tuple[str, str], begins: datetime
) -> None:
    site = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    other = registered(cast.land, "共和县水利局", "http://slj.gonghe.gov.cn/")
    said = LEAVE | {"opens": hours[0], "closes": hours[1]}
    row = draft_authorisation(cast.acting(cast.office), site, said, ("批复.pdf", b"%PDF-1.4"))
    approve_authorisation(cast.acting(cast.chen), row)
    start_run(
        cast.acting(cast.office),
        cast.province,
        [site, other],
        standard="census-2015",
        title="安全检测",
        options={"probing": True},
    )
    due = dict(InspectionItem.objects.values_list("site", "due_at"))
    assert due == {site.pk: begins, other.pk: NOW}
    assert NOW + timedelta(days=1) > begins


def test_nobody_stops_or_starts_what_is_not_theirs(cast: Cast, tmp_path: Path) -> None:
    site = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    for user in (cast.zhou, cast.zhao, cast.leader, cast.li):
        with pytest.raises(PermissionDenied):
            stop_probing(cast.acting(user), tmp_path, site)
    for user in (cast.ma, cast.wang, cast.zhou):
        with pytest.raises(PermissionDenied):
            stop_probing(cast.acting(user), tmp_path)
    assert not is_stopped(tmp_path)
    assert not is_stopped(tmp_path, site)
