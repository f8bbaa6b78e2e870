"""The list of sites and the page of one: filters, order, reach, exports."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from tests.people import Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.registry.models import Site


@pytest.fixture
def sites(cast: Cast) -> dict[str, Site]:
    now = timezone.now()
    return {
        "land": registered(
            cast.land,
            "共和县国土资源局",
            "http://gtj.gonghe.gov.cn/",
            site_code="6325210001",
            verdict="unqualified",
            open_findings=7,
            open_vetoes=1,
            inspected_at=now - timedelta(days=2),
        ),
        "county": registered(
            cast.gonghe,
            "共和县人民政府",
            "http://www.gonghe.gov.cn/",
            site_code="6325210002",
            verdict="qualified",
            state="offline",
            kind="portal",
            inspected_at=now - timedelta(days=100),
        ),
        "service": registered(
            cast.service, "格尔木市政务服务网", "http://zwfw.golmud.gov.cn/", kind="service"
        ),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["共和县人民政府", "共和县国土资源局", "格尔木市政务服务网"]),
        ("q=国土", ["共和县国土资源局"]),
        ("q=ZWFW.golmud", ["格尔木市政务服务网"]),
        ("q=6325210002", ["共和县人民政府"]),
        ("q=共和 政府", ["共和县人民政府"]),
        ("state=offline", ["共和县人民政府"]),
        ("state=nonsense", ["共和县人民政府", "共和县国土资源局", "格尔木市政务服务网"]),
        ("verdict=unqualified", ["共和县国土资源局"]),
        ("verdict=never", ["格尔木市政务服务网"]),
        ("kind=portal", ["共和县人民政府"]),
        ("with=veto", ["共和县国土资源局"]),
        ("unseen=30", ["共和县人民政府", "格尔木市政务服务网"]),
        ("sort=-findings&with=any", ["共和县国土资源局"]),
        ("sort=nonsense&page=x", ["共和县人民政府", "共和县国土资源局", "格尔木市政务服务网"]),
        ("q=%00", ["共和县人民政府", "共和县国土资源局", "格尔木市政务服务网"]),
    ],
)
def test_every_filter_is_in_the_address(
    cast: Cast, sites: dict[str, Site], query: str, found: list[str]
) -> None:
    assert Desk(cast.li).names(f"/sites/?{query}") == found


def test_the_order_is_the_one_asked_for(cast: Cast, sites: dict[str, Site]) -> None:
    by_name = sorted((site.name for site in sites.values()), reverse=True)
    assert Desk(cast.li).names("/sites/?sort=-name") == by_name


def test_one_sees_ones_own_part_only(cast: Cast, sites: dict[str, Site]) -> None:
    assert Desk(cast.ma).names("/sites/") == ["共和县人民政府", "共和县国土资源局"]
    assert Desk(cast.wang).names("/sites/") == ["共和县国土资源局"]
    assert Desk(cast.zhou).names("/sites/") == ["格尔木市政务服务网"]
    assert Desk(cast.ma).names(f"/sites/?office={cast.haixi.pk}") == [
        "共和县人民政府",
        "共和县国土资源局",
    ], "a neighbour's office is no filter here"
    assert Desk(cast.li).names(f"/sites/?office={cast.haixi.pk}") == ["格尔木市政务服务网"]


def test_pages_of_fifty_say_what_they_count(cast: Cast) -> None:
    for n in range(120):
        registered(cast.land, f"网站{n:03}", f"http://s{n}.gonghe.gov.cn/")
    desk = Desk(cast.li)
    assert desk.names("/sites/?sort=name&page=2")[0] == "网站050"
    assert "第51–100条，共120条" in desk.text("/sites/?sort=name&page=2")
    assert len(desk.names("/sites/?sort=name&page=3")) == 20
    assert "没有符合条件的网站" in desk.text("/sites/?page=9")


def test_the_columns_are_chosen_in_the_address(cast: Cast, sites: dict[str, Site]) -> None:
    desk = Desk(cast.li)
    said = {"next": "/sites/", "query": "state=offline", "col": ["name", "icp"]}
    answer = desk.client.get("/columns/", said)
    assert answer["Location"] == "/sites/?state=offline&cols=name%2Cicp"
    page = desk.text(answer["Location"])
    assert "ICP备案号" in page
    assert desk.client.get("/columns/", {"next": "https://evil.example/"})["Location"] == "/?"


def test_a_view_is_kept_for_its_owner_alone(cast: Cast, sites: dict[str, Site]) -> None:
    desk = Desk(cast.li)
    desk.send("/views/", table="sites", name="下线的", query="state=offline", next="/sites/")
    assert "下线的" in desk.text("/sites/")
    assert "下线的" not in Desk(cast.ma).text("/sites/")
    number = cast.li.views.get().pk
    assert Desk(cast.ma).client.post(f"/views/{number}/forget/").status_code == 404
    desk.send(f"/views/{number}/forget/", next="/sites/")
    assert not cast.li.views.exists()


def test_the_export_is_exactly_what_is_filtered(cast: Cast, sites: dict[str, Site]) -> None:
    answer = Desk(cast.ma).client.get("/sites/export.xlsx?state=offline")
    assert "attachment" in answer["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet
    assert [row[0].value for row in sheet.iter_rows()] == ["网站", "共和县人民政府"]


def test_no_cell_of_an_export_is_a_formula(cast: Cast) -> None:
    for n, name in enumerate(["=HYPERLINK(1)", "+1", "@SUM", "－2", " \t=1"]):
        registered(cast.land, name, f"http://s{n}.gonghe.gov.cn/")
    desk = Desk(cast.li)
    answer = desk.client.get("/sites/export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    cells = [line.split(",")[0].strip('"') for line in text.splitlines()[1:]]
    assert len(cells) == 5
    assert all(cell.startswith("'") for cell in cells)
    sheet = load_workbook(io.BytesIO(desk.client.get("/sites/export.xlsx").content)).active
    assert sheet
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_who_may_not_export_is_refused(cast: Cast) -> None:
    assert Desk(cast.keeper).status("/sites/export.csv") == 403


def test_what_a_site_sends_is_shown_as_text(cast: Cast) -> None:
    site = registered(
        cast.land, "<script>alert(1)</script>", "http://s.gonghe.gov.cn/", remark='"><img src=x>'
    )
    site.lands_at = "javascript:alert(1)"
    site.save()
    page = Desk(cast.li).client.get(f"/sites/{site.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page
    assert "javascript:alert(1)" in page


def test_the_page_of_a_site_shows_its_life(cast: Cast, sites: dict[str, Site]) -> None:
    page = Desk(cast.wang).text(f"/sites/{sites['land'].pk}/")
    for words in (
        "共和县国土资源局",
        "不合格",
        "6325210001",
        "还没有登记栏目",
        "这个网站经历了什么",
    ):
        assert words in page
    assert "检查这个网站" not in page, "a reporting unit starts no inspection"
    assert "检查这个网站" in Desk(cast.yang).text(f"/sites/{sites['land'].pk}/")
