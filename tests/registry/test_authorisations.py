"""Leave to probe a site: by two people, for the site's own hosts, within days, hours and limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from tests.people import NOW, OFFICE_TIME, Cast
from tests.registry.forms import LEAVE
from tests.sites import registered

from xuncha.evidence.probes import authorisation, killswitch
from xuncha.evidence.probes.authorisation import refusal
from xuncha.people.actions import Actor, RefusedError
from xuncha.people.models import AuditEntry, User
from xuncha.pipeline import leaves
from xuncha.pipeline.leaves import best, letter_of
from xuncha.registry import letters
from xuncha.registry.authorisations import (
    approve_authorisation,
    draft_authorisation,
    revoke_authorisation,
)
from xuncha.registry.documents import path_of
from xuncha.registry.models import AuthorisationState, ScanAuthorisation, Site
from xuncha.registry.queries import authorisations_visible_to
from xuncha.registry.steps import ProblemsError

SCAN = ("批复.pdf", b"%PDF-1.4 letter")
HOST, ADDRESS = "gtj.gonghe.gov.cn", ["203.0.113.7"]
#: Within the usual hours of a day the letter names.
NIGHT = datetime(2017, 11, 20, 3, 0, tzinfo=OFFICE_TIME)


@pytest.fixture
def land(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", f"http://{HOST}/")


def drafted(cast: Cast, site: Site, by: User | None = None, **changed: str) -> ScanAuthorisation:
    return draft_authorisation(cast.acting(by or cast.office), site, LEAVE | changed, SCAN)


def test_one_asks_and_another_approves(cast: Cast, land: Site) -> None:
    row = drafted(cast, land)
    assert refusal(letter_of(row), HOST, ADDRESS, NIGHT) == "授权须由另一人批准"
    with pytest.raises(RefusedError, match="另一人"):
        approve_authorisation(cast.acting(cast.office), row)
    row = approve_authorisation(cast.acting(cast.chen), row)
    assert refusal(letter_of(row), HOST, ADDRESS, NIGHT) is None
    assert [(one.from_state, one.to_state, one.by) for one in row.steps.all()] == [
        ("", "draft", cast.office),
        ("draft", "approved", cast.chen),
    ]
    told = AuditEntry.objects.filter(noun="authorisation").order_by("id")
    assert [one.verb for one in told] == ["authorisation.draft", "authorisation.approve"]
    assert path_of(row.letter_sha256).read_bytes() == SCAN[1]


def test_the_database_itself_takes_no_approval_by_the_maker(cast: Cast, land: Site) -> None:
    row = drafted(cast, land)
    for changed in ({"approved_by": cast.office}, {"state": AuthorisationState.APPROVED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScanAuthorisation.objects.filter(pk=row.pk).update(**changed)


def test_the_prober_gets_what_the_letter_says(cast: Cast, land: Site) -> None:
    row = approve_authorisation(cast.acting(cast.chen), drafted(cast, land, max_rate="2.5"))
    letter = letter_of(row)
    assert (letter.hosts, letter.rate, letter.max_requests) == ((HOST,), 2.5, 5000)
    assert letter.admits(f"http://{HOST}/list?id=1")
    assert not letter.admits(f"http://{HOST}/admin/list?id=1")
    assert not letter.admits("http://www.gonghe.gov.cn/list?id=1")
    assert refusal(letter, HOST, ["203.0.113.70"], NIGHT) is None
    assert refusal(letter, HOST, ["203.0.113.9"], NIGHT) == "域名指向授权以外的地址"
    assert refusal(letter, HOST, ADDRESS, NIGHT.replace(hour=6)) == "不在授权的每日时段内"
    assert refusal(letter, HOST, ADDRESS, NIGHT.replace(month=10)) == "授权尚未生效"
    last = datetime(2017, 11, 30, 5, 59, tzinfo=OFFICE_TIME)
    assert refusal(letter, HOST, ADDRESS, last) is None
    assert refusal(letter, HOST, ADDRESS, last + timedelta(days=1)) == "授权已过期"


def test_a_revoked_leave_is_refused_from_that_moment(cast: Cast, land: Site) -> None:
    row = approve_authorisation(cast.acting(cast.chen), drafted(cast, land))
    at = cast.acting(cast.ma, NIGHT)
    with pytest.raises(RefusedError, match="理由"):
        revoke_authorisation(at, row, " ")
    row = revoke_authorisation(at, row, "网站迁移")
    assert refusal(letter_of(row), HOST, ADDRESS, NIGHT) == "授权已过期"
    with pytest.raises(RefusedError, match="已经撤销"):
        revoke_authorisation(at, row, "再撤")
    with pytest.raises(RefusedError, match="待批准"):
        approve_authorisation(cast.acting(cast.office), row)


def test_a_revoked_draft_is_no_leave_either(cast: Cast, land: Site) -> None:
    row = revoke_authorisation(cast.acting(cast.ma), drafted(cast, land), "写错了")
    assert refusal(letter_of(row), HOST, ADDRESS, NIGHT)
    assert refusal(letter_of(row), HOST, ADDRESS, NOW - timedelta(days=3))


def test_what_is_over_cannot_be_approved(cast: Cast, land: Site) -> None:
    row = drafted(cast, land)
    with pytest.raises(RefusedError, match="最后一日"):
        approve_authorisation(cast.acting(cast.chen, NOW + timedelta(days=30)), row)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hosts", "www.golmud.gov.cn"),
        ("hosts", "*.gov.cn"),
        ("hosts", "gtj.gonghe.gov.cn@www.golmud.gov.cn"),
        ("hosts", ""),
        ("addresses", ""),
        ("addresses", "0.0.0.0/0"),
        ("addresses", "gtj.gonghe.gov.cn"),
        ("issued_by", " "),
        ("document", ""),
        ("contact", ""),
        ("valid_from", "明天"),
        ("valid_until", "2017-10-01"),
        ("opens", "25:00"),
        ("closes", "00:00"),
        ("max_rate", "5.1"),
        ("max_rate", "0"),
        ("max_rate", "nan"),
        ("max_requests", "-1"),
        ("exclude", "http://gtj.gonghe.gov.cn/"),
    ],
)
def test_what_no_letter_may_say_is_refused_at_its_field(
    cast: Cast, land: Site, field: str, value: str
) -> None:
    with pytest.raises(ProblemsError) as refused:
        drafted(cast, land, **{field: value})
    assert [one.field for one in refused.value.problems] == [field]
    assert not ScanAuthorisation.objects.exists()


def test_there_is_no_leave_without_its_letter(cast: Cast, land: Site) -> None:
    with pytest.raises(RefusedError, match="扫描件"):
        draft_authorisation(cast.acting(cast.office), land, LEAVE, None)
    with pytest.raises(RefusedError, match="pdf"):
        draft_authorisation(cast.acting(cast.office), land, LEAVE, ("批复.pdf", b"<html>"))


@pytest.mark.parametrize("who", ["li", "leader", "keeper", "wang", "zhou", "zhao"])
def test_only_organisers_and_reviewers_above_the_site_give_leave(
    cast: Cast, land: Site, who: str
) -> None:
    user = getattr(cast, who)
    row = drafted(cast, land)
    with pytest.raises(PermissionDenied):
        drafted(cast, land, by=user)
    with pytest.raises(PermissionDenied):
        approve_authorisation(cast.acting(user), row)
    with pytest.raises(PermissionDenied):
        revoke_authorisation(cast.acting(user), row, "越权")


def test_the_system_gives_no_leave(cast: Cast, land: Site) -> None:
    with pytest.raises(RefusedError):
        approve_authorisation(Actor(None, NOW), drafted(cast, land))


def test_who_reads_of_it(cast: Cast, land: Site) -> None:
    drafted(cast, land)
    for user in (cast.office, cast.chen, cast.ma, cast.yang, cast.wang):
        assert authorisations_visible_to(user).count() == 1
    for user in (cast.li, cast.leader, cast.keeper, cast.zhou, cast.zhao):
        assert not authorisations_visible_to(user).exists()


def test_of_several_the_newest_that_holds_is_used(cast: Cast, land: Site) -> None:
    first = approve_authorisation(cast.acting(cast.chen), drafted(cast, land))
    second = approve_authorisation(cast.acting(cast.chen), drafted(cast, land))
    third = drafted(cast, land)
    rows = list(ScanAuthorisation.objects.all())
    assert best(rows, NIGHT.date()) == second
    revoke_authorisation(cast.acting(cast.ma), second, "换函")
    rows = list(ScanAuthorisation.objects.all())
    assert best(rows, NIGHT.date()) == first
    assert best(rows, (NIGHT + timedelta(days=60)).date()) == third
    assert best([], NIGHT.date()) is None


def test_the_form_and_the_prober_have_the_same_ceiling() -> None:
    assert letters.CEILING == authorisation.CEILING


def test_a_site_that_goes_to_another_office_leaves_its_letters_behind(
    cast: Cast, land: Site, tmp_path: Path
) -> None:
    given = approve_authorisation(cast.acting(cast.chen), drafted(cast, land))
    asked = drafted(cast, land)
    letter = letter_of(given)
    leaves.hand_over(cast.acting(cast.office), tmp_path, land, cast.golmud, "机构改革")
    for row, before in ((given, "approved"), (asked, "draft")):
        row.refresh_from_db()
        assert row.state == AuthorisationState.REVOKED
        step = row.steps.last()
        assert step is not None
        assert (step.from_state, step.to_state) == (before, "revoked")
        assert cast.golmud.name in step.reason
        switch = killswitch.KillSwitch((leaves._of_letter(tmp_path, row.pk),))
        assert switch.is_pulled(killswitch.ALL)
    assert refusal(letter, HOST, ADDRESS, NIGHT) is None
    assert refusal(letter_of(given), HOST, ADDRESS, NIGHT) is not None
    told = AuditEntry.objects.filter(verb="authorisation.revoke", by=cast.office)
    assert sorted(told.values_list("noun_id", flat=True)) == sorted([str(given.pk), str(asked.pk)])
