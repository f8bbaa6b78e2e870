"""An office ends once nothing hangs on it, is kept for its history, and can be taken up again."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.people.actions import RefusedError, add_office, add_person, change_person
from xuncha.people.models import AuditEntry, Office, User
from xuncha.registry import actions, sites
from xuncha.registry.models import Candidate, Site
from xuncha.registry.offices import close_office, hanging_on, reopen_office


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


def emptied(cast: Cast) -> Office:
    """The office without its people."""
    for one in User.objects.filter(office=cast.land):
        change_person(cast.acting(cast.office), one, is_active=False)
    return cast.land


def test_what_hangs_on_an_office_keeps_it(cast: Cast, site: Site) -> None:
    boss = cast.acting(cast.office)
    request = actions.draft_request(boss, "offline", cast.land, site=site)
    Candidate.objects.create(
        host="www.a.gov.cn",
        url="http://www.a.gov.cn/",
        office=cast.land,
        path=cast.land.path,
        first_seen=NOW,
        last_seen=NOW,
    )
    below = add_office(boss, cast.land, "国土资源所", "unit")
    found = hanging_on(cast.land)
    assert (found.sites, found.asked, found.candidates, found.offices) == (1, 1, 1, 1)
    assert found.people == User.objects.filter(office=cast.land, is_active=True).count() > 0
    with pytest.raises(RefusedError, match=r"1家网站尚未关停.*1件登记申请尚未办结.*1个下级单位"):
        close_office(boss, cast.land, "机构改革")
    # One after the other is put right; then it may go.
    close_office(boss, below, "机构改革")
    actions.withdraw(cast.acting(cast.office), request)
    sites.hand_over(boss, site, cast.gonghe, "机构改革")
    Candidate.objects.update(state="dismissed")
    emptied(cast)
    office = close_office(boss, cast.land, "机构改革")
    assert office.closed_at == NOW
    told = AuditEntry.objects.get(verb="office.close", noun_id=str(office.pk))
    assert (told.by, told.new) == (cast.office, {"why": "机构改革"})


def test_a_closed_office_takes_part_in_nothing_new(cast: Cast, site: Site, client: Client) -> None:
    boss = cast.acting(cast.office)
    sites.hand_over(boss, site, cast.gonghe, "机构改革")
    office = close_office(boss, emptied(cast), "机构改革")
    someone = User.objects.filter(office=office).first()
    assert someone is not None
    for verb in (
        lambda: add_person(boss, office, "new", "reporter"),
        lambda: add_office(boss, office, "下级", "unit"),
        lambda: change_person(boss, someone, is_active=True),
        lambda: change_person(boss, cast.yang, office=office),
        lambda: sites.hand_over(boss, site, office, "错误"),
        lambda: actions.draft_request(boss, "register", office),
        lambda: close_office(boss, office, "再一次"),
    ):
        with pytest.raises(RefusedError, match=r"已撤销|已经撤销"):
            verb()
    client.force_login(cast.office, "allauth.account.auth_backends.AuthenticationBackend")
    choice = f'<option value="{office.pk}"'
    for address in (f"/sites/{site.pk}/hand-over/", "/requests/new/register/", "/sites/"):
        assert choice not in client.get(address).content.decode()
    page = client.get(f"/offices/{office.pk}/").content.decode()
    assert "只供查阅" in page
    assert "添加人员" not in page
    assert office.name not in client.get("/offices/?closed=no").content.decode()
    assert office.name in client.get("/offices/?closed=yes").content.decode()


def test_it_is_taken_up_again_under_an_office_in_use(cast: Cast) -> None:
    boss = cast.acting(cast.office)
    parent = add_office(boss, cast.gonghe, "上级局", "unit")
    office = add_office(boss, parent, "下级所", "unit")
    close_office(boss, office, "机构改革")
    close_office(boss, parent, "机构改革")
    with pytest.raises(RefusedError, match="请先恢复上级"):
        reopen_office(boss, office, "有误")
    reopen_office(boss, parent, "有误")
    assert reopen_office(boss, office, "有误").closed_at is None
    assert AuditEntry.objects.filter(verb="office.reopen").count() == 2


def test_only_who_manages_it_with_a_reason_and_never_the_root(cast: Cast) -> None:
    office = emptied(cast)
    for stranger in (cast.zhou, cast.leader):
        with pytest.raises(PermissionDenied):
            close_office(cast.acting(stranger), office, "机构改革")
    with pytest.raises(RefusedError, match="理由"):
        close_office(cast.acting(cast.office), office, "  ")
    with pytest.raises(RefusedError, match="省级单位不能撤销"):
        close_office(cast.acting(cast.office), cast.office.office, "机构改革")


def test_it_is_done_on_the_page(cast: Cast, site: Site, client: Client) -> None:
    client.force_login(cast.office, "allauth.account.auth_backends.AuthenticationBackend")
    address = f"/offices/{cast.land.pk}/"
    assert "1家网站尚未关停" in client.get(address).content.decode()
    client.post(f"{address}close/", {"reason": "机构改革", "next": address})
    assert Office.objects.get(pk=cast.land.pk).closed_at is None
    sites.hand_over(cast.acting(cast.office), site, cast.gonghe, "机构改革")
    emptied(cast)
    answer = client.post(f"{address}close/", {"reason": "机构改革"}, follow=True)
    assert "已撤销“" in answer.content.decode()
    assert "恢复单位" in answer.content.decode()
    client.post(f"{address}reopen/", {"reason": "有误"})
    assert Office.objects.get(pk=cast.land.pk).closed_at is None
