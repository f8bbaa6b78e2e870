"""What everyone may read: nothing private, in three scripts, with nothing but plain pages."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.registry.models import Site, SiteState
from xuncha.web.public import news
from xuncha.web.public.door import traditional
from xuncha.web.public.home import accuracy
from xuncha.web.public.news import News, Sort

pytestmark = pytest.mark.django_db
PAGES = ["public_home", "public_sites", "public_method", "public_data", "public_corrections"]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def land(cast: Cast) -> Site:
    return registered(
        cast.land,
        "共和县国土资源局",
        "http://gtj.gonghe.gov.cn/",
        site_code="6325210003",
        sponsor="共和县国土资源局",
        remark="内部备注",
        head={"name": "张三丰", "mobile": "13897001234"},
        check_code="JYM0000003",
    )


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_every_page_opens_without_an_account_a_session_or_a_script(
    land: Site, client: Client
) -> None:
    for tongue in ("zh", "hant", "en"):
        client.cookies["lang"] = tongue
        for name in PAGES:
            answer = client.get(reverse(name))
            page = answer.content.decode()
            assert answer.status_code == 200, (tongue, name)
            assert "<script" not in page
            assert " style=" not in page
            assert "xuncha" not in answer.cookies
            lang = {"zh": "zh-CN", "hant": "zh-Hant", "en": "en"}[tongue]
            assert f'<html lang="{lang}"' in page


@pytest.mark.parametrize(
    "asked", ["国土", "gtj.gonghe", "6325210003", "http://gtj.gonghe.gov.cn/a"]
)
def test_a_site_is_found_by_any_of_its_names(land: Site, client: Client, asked: str) -> None:
    def names(word: str) -> list[str]:
        page = client.get(reverse("public_sites"), {"q": word}).content.decode()
        return re.findall(r'<h2><a href="/public/sites/(\w+)/">', page)

    assert names(asked) == ["6325210003"]
    assert names("省财政厅") == []


def test_only_what_is_public_of_a_site_is_shown(land: Site, client: Client) -> None:
    land.verdict, land.open_findings = "unqualified", 4711
    land.save()
    page = text(client, reverse("public_site", args=["6325210003"]))
    assert "共和县国土资源局" in page
    for private in ("内部备注", "张三丰", "13897001234", "JYM0000003", "不合格", "4711"):
        assert private not in page


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (SiteState.OFFLINE, "临时下线整改"),
        (SiteState.CLOSING, "不少于30日"),
        (SiteState.EXEMPT, "暂不纳入检查"),
    ],
)
def test_a_state_is_explained(land: Site, client: Client, state: SiteState, says: str) -> None:
    Site.objects.update(state=state, until=NOW.date() + timedelta(days=20))
    assert says in text(client, reverse("public_site", args=["6325210003"]))


@pytest.mark.parametrize("state", [SiteState.DRAFT, SiteState.REVIEWING, SiteState.CLOSED])
def test_what_is_not_public_yet_is_not_there(land: Site, client: Client, state: SiteState) -> None:
    Site.objects.update(state=state)
    answer = client.get(reverse("public_site", args=["6325210003"]))
    assert answer.status_code == 404
    assert "工作人员登录" in answer.content.decode()
    assert "共和县国土" not in text(client, reverse("public_sites"))


def test_preferences_are_plain_links_and_lead_nowhere_else(client: Client, db: None) -> None:
    answer = client.get(reverse("public_prefer"), {"size": "big", "next": "/public/sites/"})
    assert answer["Location"] == "/public/sites/"
    assert 'class="big"' in client.get("/public/").content.decode()
    answer = client.get(reverse("public_prefer"), {"lang": "ru", "next": "https://evil.example/"})
    assert answer["Location"] == "/public/"
    assert "lang" not in answer.cookies


def test_traditional_characters_touch_texts_and_nothing_else() -> None:
    page = (
        '<a href="/国家" title="国家" data-x="国家">国家</a>'
        '<textarea name="text">国家</textarea><input value="国家">'
    )
    assert traditional(page) == (
        '<a href="/国家" title="國家" data-x="国家">國家</a>'
        '<textarea name="text">国家</textarea><input value="国家">'
    )


def test_the_feeds_carry_the_news_and_survive_hostile_texts(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "<script>alert(1)</script>\x00\x0b ]]> & =1+1"
    one = News(Sort.REPORT, "report/7", hostile, hostile, "/public/reports/", NOW)
    older = News(Sort.BULLETIN, "bulletin/1", "通报", "", "/public/", NOW - timedelta(days=3))
    monkeypatch.setattr(news, "SOURCES", [lambda most: [older], lambda most: [one]])
    feed = ElementTree.fromstring(client.get(reverse("public_atom")).content)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["<script>alert(1)</script> ]]> & =1+1", "通报"]
    other = ElementTree.fromstring(client.get(reverse("public_rss")).content)
    assert [item.findtext("guid") for item in other.iter("item")] == [
        "http://testserver/public/#report/7",
        "http://testserver/public/#bulletin/1",
    ]
    assert b"<script>" not in client.get("/public/").content


def test_the_figures_shown_are_those_that_were_measured() -> None:
    """`make accuracy` writes both; a page changed by hand, or one of two forgotten, shows here."""
    written = (Path(__file__).parents[3] / "docs" / "accuracy.md").read_text()
    measured = accuracy()
    for row in measured["rows"]:
        counts = f"{row['planted']} | {row['found']} | {row['right']}"
        assert f"| {row['code']} | {counts} | " in written
    assert f"{measured['sites']} 家网站、{measured['pages']} 个页面" in written
    assert written.count("\n| ") == len(measured["rows"]) + 3
    json.dumps(measured)
