"""The public form as anyone may use or abuse it, and the private page it leads to."""

from __future__ import annotations

import base64
import io
import json
import re
import wave
from datetime import timedelta
from html import unescape
from typing import Any

import altcha
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.cases.citizen_report.sending import PAGE, PLACE, photo, sent
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.cases.kinds.citizen_report import actions
from xuncha.cases.kinds.citizen_report.models import CitizenReport
from xuncha.registry.models import Site
from xuncha.web.public import riddle

pytestmark = pytest.mark.django_db
FORM = "/public/report/"


@pytest.fixture
def land(cast: Cast) -> Site:
    return registered(
        cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/", site_code="6325210003"
    )


def answered() -> dict[str, str]:
    """The sum in the picture, as one who sees it answers."""
    posed = riddle.pose()
    nonce = posed.token.partition(":")[0]
    return {"riddle": posed.token, "sum": str(sum(riddle.summands(nonce)))}


def worked() -> dict[str, str]:
    """The proof of work, as the page's script finds it."""
    asked = json.loads(riddle.pose().challenge)
    found = altcha.solve_challenge(
        asked["challenge"], asked["salt"], asked["algorithm"], asked["maxNumber"], 0
    )
    assert found is not None
    payload = {key: asked[key] for key in ("algorithm", "challenge", "salt", "signature")}
    return {
        "altcha": base64.b64encode(json.dumps(payload | {"number": found.number}).encode()).decode()
    }


def post(client: Client, **said: Any) -> Any:
    filled = {"url": PAGE, "category": "inaccurate", "text": "日期写成了2106年", "contact": ""}
    return client.post(FORM, filled | said)


def shown(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize("solve", [answered, worked])
def test_a_report_is_sent_and_followed_by_its_private_link(
    land: Site, client: Client, solve: Any
) -> None:
    answer = post(client, **solve(), picture=SimpleUploadedFile("a.jpg", photo()))
    where = answer["Location"]
    assert re.fullmatch(r"/public/reports/[\w-]{24}/", where)
    page = client.get(where)
    assert page["Cache-Control"] == "private, no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    report = CitizenReport.objects.get()
    assert report.number in shown(page.content.decode())
    assert "正在核实" in shown(page.content.decode())
    assert "report/?url=" not in page.content.decode()
    picture = client.get(f"{where}picture.jpg")
    assert picture["Content-Type"] == "image/jpeg"
    assert PLACE not in picture.content
    assert client.get(f"/public/reports/{report.number}/").status_code == 404
    assert client.get(f"/public/reports/{'a' * 24}/picture.jpg").status_code == 404


def test_it_works_without_cookies_and_from_another_site(land: Site) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert post(strict, **answered()).status_code == 302


def test_the_form_knows_where_the_citizen_comes_from(land: Site, client: Client) -> None:
    page = client.get(FORM, {"site": "6325210003"}, headers={"referer": PAGE}).content.decode()
    assert f'value="{PAGE}"' in page
    assert "您从“共和县国土资源局”来" in page
    assert (
        "testserver"
        not in client.get(FORM, headers={"referer": "http://testserver/public/"})
        .content.decode()
        .partition('name="url"')[2]
        .partition(">")[0]
    )


@pytest.mark.parametrize(
    "riddles",
    [
        {},
        {"riddle": "x", "sum": "12"},
        {"altcha": "x"},
        {"altcha": base64.b64encode(b"[]").decode()},
        {"altcha": base64.b64encode(b"null").decode()},
        {"altcha": base64.b64encode(b'{"algorithm":"SHA-256","challenge":1,"number":{},'
                                    b'"salt":1,"signature":[]}').decode()},
        {"altcha": "A" * 100_000},
    ],
)  # fmt: skip
def test_who_does_not_solve_the_riddle_does_not_get_in(
    land: Site, client: Client, riddles: dict[str, str]
) -> None:
    answer = post(client, **riddles)
    assert answer.status_code == 422
    assert "验证没有通过" in shown(answer.content.decode())
    assert not CitizenReport.objects.exists()


def test_a_wrong_sum_an_old_one_and_a_used_one_are_refused(land: Site, client: Client) -> None:
    right = answered()
    assert post(client, **right | {"sum": "1"}).status_code == 422
    assert post(client, **right).status_code == 302
    assert "已经用过" in shown(post(client, **right).content.decode())
    old = riddle.signing.TimestampSigner(salt="another").sign("ab")
    assert post(client, riddle=old, sum="12").status_code == 422
    assert CitizenReport.objects.count() == 1


def test_the_sum_is_a_picture_of_our_own(db: None, client: Client) -> None:
    token = riddle.pose().token
    answer = client.get(reverse("public_riddle", args=[token]))
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.size == (168, 52)
    assert client.get(reverse("public_riddle", args=["abc:def:ghi"])).status_code == 404


def test_who_sees_nothing_counts_the_beeps(land: Site, client: Client) -> None:
    token = riddle.pose().token
    page = client.get(reverse("public_report"))
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert "<audio controls" in page.content.decode()
    answer = client.get(reverse("public_riddle_sound", args=[token]))
    assert answer["Content-Type"] == "audio/wav"
    heard = "".join(map(str, groups_in(answer.content)))
    assert len(heard) == 3
    assert post(client, riddle=token, sum=f" {heard} ").status_code == 302
    assert post(client, riddle=riddle.pose().token, sum="000").status_code == 422
    assert client.get(reverse("public_riddle_sound", args=["abc:def:ghi"])).status_code == 404


def groups_in(sound: bytes) -> list[int]:
    """What an ear counts: beeps close together are one group."""
    with wave.open(io.BytesIO(sound)) as file:
        rate = file.getframerate()
        samples = file.readframes(file.getnframes())
    step = rate // 50
    loud = [
        max(abs(one - 128) for one in samples[at : at + step]) > 20
        for at in range(0, len(samples), step)
    ]
    begins = [at for at in range(1, len(loud)) if loud[at] and not loud[at - 1]]
    found, last = [], -1000
    for at in begins:
        if at - last > 50:
            found.append(0)
        found[-1] += 1
        last = at
    return found


HOSTILE = '"><script>alert(1)</script>{{7*7}}\u202e=cmd|x'


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"<svg onload=alert(1)>"),
        ("a.jpg", b"MZ\x90\0"),
        ("a.html", b"<script>alert(1)</script>"),
        ("a.jpg", b"\xff\xd8\xff" + b"\0" * 9_000_000),
        ("../../etc/passwd", b"root"),
    ],
)
def test_a_bad_picture_is_refused_with_everything_else_kept(
    land: Site, client: Client, name: str, data: bytes
) -> None:
    answer = post(client, **answered(), text="别丢了这句", picture=SimpleUploadedFile(name, data))
    assert answer.status_code == 422
    assert "图片" in shown(answer.content.decode())
    assert "别丢了这句" in answer.content.decode()
    assert not CitizenReport.objects.exists()


def test_hostile_words_are_words_wherever_the_citizen_sees_them(land: Site, client: Client) -> None:
    wrong = post(client, url=HOSTILE, text=HOSTILE, contact=HOSTILE, category=HOSTILE, site=HOSTILE)
    assert "<script>alert" not in wrong.content.decode()
    answer = post(client, **answered(), url=HOSTILE, text=HOSTILE, contact=HOSTILE, site=HOSTILE)
    page = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "49" not in shown(page).partition("网址")[2][:40]
    assert 'href="javascript' not in page


def test_ten_thousand_lines_are_refused_politely(land: Site, client: Client) -> None:
    answer = post(client, **answered(), text="一行\n" * 10_000)
    assert answer.status_code == 422
    assert "超过 2000 个字" in shown(answer.content.decode())


def test_what_was_dealt_with_is_public_and_rated_by_the_citizen(
    cast: Cast, land: Site, client: Client
) -> None:
    where = post(client, **answered(), text="电话13897001234打不通")["Location"]
    sent(timezone.now(), category="typo", text=HOSTILE)
    report = CitizenReport.objects.order_by("pk").first()
    assert report is not None
    report.refresh_from_db()
    case = report.case
    assert case is not None
    now = timezone.now()
    case = actions.dispatch(cast.acting(cast.yang, now), case, cast.land)
    case = actions.begin(cast.acting(cast.wang, now), case)
    case = actions.propose(cast.acting(cast.wang, now), case, "内部意见")
    actions.close(cast.acting(cast.yang, now), case, f"已改正{HOSTILE}", public=True)
    page = client.get(where).content.decode()
    assert "已改正" in page
    assert "<script>alert" not in page
    assert client.post(where, {"satisfaction": "good", "remark": HOSTILE}).status_code == 302
    assert "<script>alert" not in client.get(where).content.decode()
    assert "可以评价一次" in shown(client.post(where, {"satisfaction": "bad"}).content.decode())
    every = client.get(reverse("public_reports")).content.decode()
    assert "已改正" in every
    assert "138****1234" in every
    assert "内部意见" not in every
    assert "<script>alert" not in every
    assert "错别字" not in shown(every)
    assert "已改正" in client.get(reverse("public_atom")).content.decode()
    assert "<script>alert" not in client.get(reverse("public_rss")).content.decode()


def test_the_badge_is_a_link_and_a_picture(land: Site, client: Client) -> None:
    page = unescape(client.get(reverse("public_badge", args=["6325210003"])).content.decode())
    assert 'href="http://testserver/public/report/?site=6325210003"' in page
    assert "<script" not in page.partition("<textarea")[2].partition("</textarea>")[0]
    picture = client.get("/public/badge.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_status_page_names_no_colleague_and_no_opinion(
    cast: Cast, land: Site, client: Client
) -> None:
    where = post(client, **answered())["Location"]
    sent(NOW - timedelta(days=300), category="typo")
    report = CitizenReport.objects.order_by("pk").first()
    assert report is not None
    assert report.case is not None
    actions.dispatch(cast.acting(cast.yang, timezone.now()), report.case, cast.land, "小王尽快办")
    page = shown(client.get(where).content.decode())
    assert "已转办" in page
    assert "共和县国土资源局" in page
    for private in ("小杨", "小王尽快办", "小王"):
        assert private not in page
