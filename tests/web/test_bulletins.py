"""A bulletin through its pages: written, edited, signed, published; what everybody can check."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.people import Cast
from tests.publishing.cases import LETTER, drawn, inspect, register
from tests.web.people import Desk, words

from xuncha.campaigns.models import Campaign
from xuncha.publishing.models import Publication
from xuncha.publishing.queries import bulletin_of, latest

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(cast: Cast) -> Campaign:
    """Drawn, inspected, reviewed."""
    register(cast)
    campaign = drawn(cast)
    inspect(cast, campaign)
    return campaign


def written(cast: Cast, quarter: Campaign) -> tuple[Desk, str]:
    """小李 has the bulletin written; her desk and its address."""
    desk = Desk(cast.li)
    assert quarter.name in desk.text("/bulletins/")
    said = desk.send(reverse("bulletin_new"), campaign=quarter.pk, **LETTER)
    assert "请核对" in said
    return desk, reverse("bulletin", args=[Publication.objects.get().pk])


def turn() -> int:
    return Publication.objects.get().turn


def published(cast: Cast, where: str) -> None:
    for user in (cast.chen, cast.leader):
        assert "已签发" in Desk(user).send(f"{where}sign/", turn=turn())
    assert "已发布" in Desk(cast.office).send(f"{where}publish/", turn=turn())


def test_every_figure_on_the_page_leads_to_its_list_and_on_to_the_proof(
    cast: Cast, quarter: Campaign
) -> None:
    desk, where = written(cast, quarter)
    page = desk.client.get(where).content.decode()
    links = [unescape(one) for one in re.findall(r'class="figure" href="([^"]+)"', page)]
    assert len(links) > 30
    for link in sorted(set(links)):
        assert desk.status(link) == 200, link
    bad = next(one for one in links if "standings" in one and "unqualified" in unescape(one))
    text = desk.client.get(bad).content.decode()
    assert "背后的网站" in text
    assert "共33家" in text
    finding = re.search(r'href="(/findings/\d+/)"', text)
    assert finding is not None
    assert "首页2周内没有更新" in desk.text(finding[1]) or desk.status(finding[1]) == 200


def test_words_are_edited_on_the_page_and_a_typed_number_is_refused(
    cast: Cast, quarter: Campaign
) -> None:
    desk, where = written(cast, quarter)
    page = desk.client.get(where).content.decode()
    forms = re.findall(r'name="place" value="(\d+)"><textarea[^>]*>([^<]*)</textarea>', page)
    place, text = next((n, unescape(t)) for n, t in forms if "第一批" in t)
    said = desk.send(f"{where}edit/", turn=turn(), place=place, text=f"{text}另有5家很好。")
    assert "不能手写" in said
    said = desk.send(f"{where}edit/", turn=turn(), place=place, text=f"分批看，{text}")
    assert "分批看，第一批抽查62家" in said.replace(" ", "")
    # Who still has the page of before is told.
    said = desk.send(f"{where}edit/", turn=0, place=place, text=text)
    assert "刚刚改动" in said
    assert latest(Publication.objects.get()).number == 2


def test_two_sign_and_it_is_published_for_everybody(cast: Cast, quarter: Campaign) -> None:
    _desk, where = written(cast, quarter)
    number = Publication.objects.get().pk
    stranger = Client()
    public = reverse("public_bulletin", args=[number])
    assert stranger.get(public).status_code == 404
    assert "还差2个签名" in Desk(cast.office).send(f"{where}publish/", turn=turn())
    published(cast, where)
    page = stranger.get(public).content.decode()
    text = words(page).replace(" ", "")
    for said in (
        "省直部门网站平均合格率90%（合计31/34，91.2%）",
        "市州网站平均合格率80%（合计122/152，80.3%）",
        "分三批次共抽查186家政府网站",
        "我要纠错",
        "扫一扫在手机打开本页",
    ):
        assert said in text, said
    assert '<svg class="qr"' in page
    assert "<script" not in page
    bulletin = bulletin_of(latest(Publication.objects.get()))
    assert all(row[2] in page for row in bulletin.annexes[0].rows)
    stranger.cookies["lang"] = "hant"
    assert "網站平均合格率" in stranger.get(public).content.decode()
    feed = stranger.get(reverse("public_atom")).content.decode()
    assert bulletin.title in feed


def test_a_stranger_learns_whether_a_paper_is_genuine(cast: Cast, quarter: Campaign) -> None:
    _desk, where = written(cast, quarter)
    published(cast, where)
    publication = Publication.objects.get()
    stranger = Client()
    verify = reverse("public_bulletin_verify")
    for name in ("bulletin.docx", "bulletin.pdf", "bulletin-annex.xlsx", "bulletin.json"):
        form = stranger.get(reverse("public_bulletin_file", args=[publication.pk, name])).content
        sent = {"file": SimpleUploadedFile(name, form)}
        assert "是真的" in stranger.post(verify, sent).content.decode(), name
        sent = {"file": SimpleUploadedFile(name, form + b"\n")}
        assert "不是这里发布的" in stranger.post(verify, sent).content.decode()
    said = json.loads(
        stranger.get(
            reverse("public_bulletin_file", args=[publication.pk, "bulletin.json"])
        ).content
    )
    page = stranger.get(verify, {"sha256": said["sha256"]}).content.decode()
    assert "是真的" in page
    assert "发布后没有更正" in page
    correction = "附件第3行网站名称应为共和县人民政府网站"
    Desk(cast.office).send(f"{where}correct/", text=correction)
    page = stranger.get(verify, {"sha256": f"SHA-256 {said['sha256']}"}).content.decode()
    assert correction in page
    assert (
        correction
        in stranger.get(reverse("public_bulletin", args=[publication.pk])).content.decode()
    )
    assert correction in stranger.get(reverse("public_atom")).content.decode()
    for nonsense in ("", "abc", "g" * 64, "0" * 64, "<script>"):
        page = stranger.get(verify, {"sha256": nonsense}).content.decode()
        assert "是真的" not in page
        assert "<script>" not in page


def test_the_leaders_page_says_how_many_how_good_and_how_sure(
    cast: Cast, quarter: Campaign
) -> None:
    _desk, where = written(cast, quarter)
    text = Desk(cast.leader).text(f"{where}summary/")
    assert "82.3% 153/186" in text
    assert "95%置信区间" in text
    assert "首页不更新" in text or "home.stale" in text


def test_only_whose_it_is_sees_it_in_the_making(cast: Cast, quarter: Campaign) -> None:
    _desk, where = written(cast, quarter)
    assert Desk(cast.zhou).status(where) == 404
    for tongue in ("zh", "en"):
        desk = Desk(cast.leader)
        desk.client.cookies["lang"] = tongue
        for page in (where, "/bulletins/", f"{where}summary/"):
            assert desk.status(page) == 200
    assert "改文字" not in Desk(cast.leader).text(where)
