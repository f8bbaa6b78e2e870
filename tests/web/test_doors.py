"""Every address of the console: who comes in, by which method, and what they find there."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from tests.people import Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.web.office.urls import urlpatterns

#: What stands in an address that names one thing.
PARTS = {
    "number": 1,
    "document": 1,
    "kind": "register",
    "token": "a" * 32,
    "digest": "a" * 64,
    "batch": 1,
    "name": "bulletin.html",
    "whose": "mine",
}
PLAIN = ["/", "/sites/", "/findings/", "/requests/", "/runs/", "/candidates/", "/offices/"]
PLAIN += ["/bulletins/", "/calendar/", "/campaigns/", "/cases/", "/indicators/"]
PLAIN += ["/filings/", "/filings/figures/", "/requested/"]
PLAIN += ["/notices/", "/notices/wishes/mine/", "/notices/log/", "/routines/", "/digests/"]
PLAIN += ["/policies/", "/reports/", "/reports/figures/"]


def addresses() -> list[str]:
    found = []
    for one in urlpatterns:
        assert isinstance(one, URLPattern)
        parts = {name: PARTS[name] for name in one.pattern.converters}
        if one.name in ("sites_export", "findings_export"):
            parts = {"kind": "csv"}
        found.append(reverse(str(one.name), kwargs=parts))
    return found


@pytest.mark.parametrize("address", addresses())
def test_a_stranger_is_sent_to_sign_in_from_everywhere(
    cast: Cast, client: Client, address: str
) -> None:
    if address == "/":
        assert client.get("/")["Location"] == "/public/"
        return
    for answer in (client.get(address), client.post(address)):
        assert answer["Location"].startswith("/account/login/?next="), address


@pytest.mark.parametrize("who", ["office", "li", "chen", "leader", "keeper", "ma", "wang", "zhao"])
def test_every_list_opens_for_every_role_in_both_languages(cast: Cast, who: str) -> None:
    registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    desk = Desk(getattr(cast, who))
    for tongue in ("zh", "en"):
        desk.client.cookies["lang"] = tongue
        for address in [*PLAIN, "/account/"]:
            assert desk.status(address) == 200, (tongue, address)


def test_who_may_not_read_the_log_is_refused(cast: Cast) -> None:
    assert Desk(cast.wang).status("/audit/") == 403
    assert Desk(cast.li).status("/audit/") == 200


def test_a_page_may_not_be_kept_by_anything_between(cast: Cast) -> None:
    answer = Desk(cast.li).client.get("/sites/")
    assert answer["Cache-Control"] == "private, no-store"
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_what_there_is_not_and_what_is_anothers_read_the_same(cast: Cast) -> None:
    site = registered(cast.service, "格尔木市政务服务网", "http://zwfw.golmud.gov.cn/")
    desk = Desk(cast.ma)
    pages = [desk.client.get(f"/sites/{number}/") for number in (site.pk, 999_999)]
    assert [page.status_code for page in pages] == [404, 404]
    said = [page.content.decode().partition("<main")[2] for page in pages]
    assert said[0] == said[1]


def test_no_two_addresses_have_one_name() -> None:
    """The later would take the place of the earlier in every link."""
    from xuncha.web.public.urls import urlpatterns as everyone

    names = [str(one.name) for one in [*urlpatterns, *everyone]]
    assert sorted(names) == sorted(set(names))
