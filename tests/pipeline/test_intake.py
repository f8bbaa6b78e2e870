"""A reported page is looked at through the guard: what is there is proved, what is not ours is not
asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.cases.citizen_report.sending import send
from tests.evidence.loopback import Server, moved, ok, serving
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.cases.kinds.citizen_report.models import CitizenReport, Intake
from xuncha.evidence.exhibits import exchange, pieces
from xuncha.pipeline.intake import Desk
from xuncha.pipeline.orders import Place

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLE = """<html><head><title>关于土地出让的公告</title>
<meta name="PubDate" content="2106-11-03"></head>
<body><h1>关于土地出让的公告</h1><p>发布时间：2106-11-03</p>
<div class="content"><p>现将国有建设用地使用权出让结果公告如下。</p></div></body></html>"""
PLACES = {"www.test.gov.cn": ("127.0.0.1",), "inner.test.gov.cn": ("10.0.0.7",)}


@pytest.fixture
def server(cast: Cast) -> Iterator[Server]:
    """共和县国土资源局, with a page of the year 2106."""
    routes = {
        "/a.html": ok(ARTICLE),
        "/out.html": moved("http://169.254.169.254/latest/meta-data/"),
        "/file.pdf": ok(b"%PDF-1.4", "application/pdf"),
    }
    with serving(routes) as made:
        registered(cast.land, "共和县国土资源局", made.url(), site_code="6325210003")
        yield made


def settled(data: Path, now: datetime = NOW) -> list[CitizenReport]:
    place = Place(data, ("127.0.0.1/32",), PLACES)
    asyncio.run(Desk(place, lambda: now, until_idle=True).go())
    return list(CitizenReport.objects.order_by("pk"))


def test_the_machine_finds_the_same_and_seals_it(server: Server, tmp_path: Path) -> None:
    send(url=server.url("/a.html"))
    (report,) = settled(tmp_path)
    assert report.intake == Intake.DONE
    assert report.seen["reach"] == "ok"
    assert report.seen["title"] == "关于土地出让的公告"
    assert {one["indicator"] for one in report.seen["faults"]} == {"date.absurd"}
    (piece,) = pieces(report.seen["evidence"])
    sealed = exchange(tmp_path / report.seen["proof"] / "evidence", piece)
    assert sealed.text is not None
    assert "2106-11-03" in sealed.text
    assert server.count("/a.html") == 1


def test_a_page_that_does_not_open_is_said_to_be_so(server: Server, tmp_path: Path) -> None:
    send(url=server.url("/gone.html"), category="unreachable")
    (report,) = settled(tmp_path)
    assert (report.seen["reach"], report.seen["status"]) == ("dead", 404)
    assert report.case is not None


def test_a_file_is_fetched_and_not_read_as_a_page(server: Server, tmp_path: Path) -> None:
    send(url=server.url("/file.pdf"))
    (report,) = settled(tmp_path)
    assert report.seen["reach"] == "ok"
    assert report.seen["asked"] == []


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:{port}/a.html",
        "http://localhost:{port}/a.html",
        "http://stranger.example:{port}/a.html",
    ],
)
def test_nobody_sends_us_anywhere_else(server: Server, tmp_path: Path, url: str) -> None:
    asked = url.format(port=server.port)
    send(url=asked)
    (report,) = settled(tmp_path)
    assert report.url == asked
    assert report.seen == {}
    assert server.asked == []
    assert not (tmp_path / "reports").exists()


def test_a_registered_page_cannot_lead_us_inside(server: Server, tmp_path: Path) -> None:
    send(url=server.url("/out.html"))
    (report,) = settled(tmp_path)
    assert report.seen["reach"] == "untested"
    assert report.seen["failure"] == "gate"


def test_a_name_that_stands_inside_is_not_asked(cast: Cast, server: Server, tmp_path: Path) -> None:
    registered(cast.gonghe, "内网", "http://inner.test.gov.cn/")
    send(url="http://inner.test.gov.cn/a.html")
    (report,) = settled(tmp_path)
    assert (report.seen["reach"], report.seen["failure"]) == ("untested", "gate")


def test_many_at_once_are_all_settled(server: Server, tmp_path: Path) -> None:
    for number in range(20):
        send(url=server.url(f"/a.html?id={number}"), address=f"10.0.0.{number}")
    reports = settled(tmp_path)
    assert [one.intake for one in reports] == [Intake.DONE] * 20
    assert len({one.case_id for one in reports}) == 20
