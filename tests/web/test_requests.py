"""Requests in the console: written, sent back, mended, and agreed to level by level."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.people import Cast
from tests.registry.forms import LAND, approved
from tests.web.people import Desk

from xuncha.registry.models import Request, Site


def filled(**changed: str) -> dict[str, Any]:
    """The form as 小王 fills it in."""
    plain = {name: value for name, value in LAND.items() if isinstance(value, str)}
    head = {f"head.{part}": value for part, value in LAND["head"].items()}
    contact = {f"contact0.{part}": value for part, value in LAND["contacts"][0].items()}
    domains = {"domains": "gtj.gonghe.gov.cn\nland.gonghe.gov.cn"}
    return plain | head | contact | domains | {"then": "submit"} | changed


def decide(user: Any, number: int, decision: str, text: str = "") -> str:
    turn = Request.objects.get(pk=number).turn
    return Desk(user).send(
        f"/requests/{number}/decide/", decision=decision, text=text, turn=turn, next="/requests/"
    )


def test_a_site_is_registered_returned_mended_and_agreed_by_three_levels(cast: Cast) -> None:
    wang = Desk(cast.wang)
    wang.send("/requests/new/register/", **filled())
    asked = Request.objects.get()
    assert asked.new["domains"][1]["host"] == "land.gonghe.gov.cn"
    assert "待我审核" in Desk(cast.yang).text("/requests/")
    assert "已退回" in decide(cast.yang, asked.pk, "return", "请核对联系人电话")
    assert "请核对联系人电话" in wang.text(f"/requests/{asked.pk}/")
    wang.send(f"/requests/{asked.pk}/edit/", **filled(**{"contact0.phone": "0974-8512399"}))
    for reviewer in (cast.yang, cast.ma):
        assert "已同意，转上一级审核" in decide(reviewer, asked.pk, "approve", "同意")
    assert "已批准并生效" in decide(cast.office, asked.pk, "approve", "同意")
    site = Site.objects.get()
    assert (site.state, site.contacts[0]["phone"]) == ("active", "0974-8512399")
    assert site.site_code


def test_returning_without_a_reason_says_so_and_changes_nothing(cast: Cast) -> None:
    Desk(cast.wang).send("/requests/new/register/", **filled())
    asked = Request.objects.get()
    assert "请写明退回的理由" in decide(cast.yang, asked.pk, "return")
    asked.refresh_from_db()
    assert asked.state == "reviewing"


def test_every_problem_stands_beside_its_field_and_nothing_typed_is_lost(cast: Cast) -> None:
    page = Desk(cast.wang).send(
        "/requests/new/register/", **filled(icp="沪备1号", home_url="ht!tp:/x", reason="因机构改革")
    )
    assert "不是 ICP 备案号" in page
    assert "不是可访问的网址" in page
    assert "因机构改革" in page
    assert not Request.objects.exists()


def test_what_is_missing_is_said_on_submitting_and_the_draft_is_kept(cast: Cast) -> None:
    page = Desk(cast.wang).send("/requests/new/register/", **filled(sponsor=""))
    assert "有几处需要修改" in page
    assert Request.objects.get().state == "draft"


def test_nobody_decides_on_what_they_did_not_see(cast: Cast) -> None:
    Desk(cast.wang).send("/requests/new/register/", **filled())
    asked = Request.objects.get()
    page = Desk(cast.yang).send(
        f"/requests/{asked.pk}/decide/", decision="approve", turn=asked.turn - 1, next="/requests/"
    )
    assert "请刷新页面后再办理" in page


def test_no_level_is_skipped_and_no_neighbour_looks_in(cast: Cast) -> None:
    Desk(cast.wang).send("/requests/new/register/", **filled())
    asked = Request.objects.get()
    assert "不能越级" in decide(cast.ma, asked.pk, "approve")
    assert Desk(cast.zhou).status(f"/requests/{asked.pk}/") == 404
    assert "我的审核意见" not in Desk(cast.ma).text(f"/requests/{asked.pk}/")
    assert "我的审核意见" in Desk(cast.yang).text(f"/requests/{asked.pk}/")


def test_old_stands_beside_new(cast: Cast) -> None:
    Desk(cast.wang).send("/requests/new/register/", **filled())
    site = approved(cast, Request.objects.get()).site
    wang = Desk(cast.wang)
    changed = filled(name="共和县自然资源局", site=str(site.pk), reason="机构改革更名")
    wang.send("/requests/new/change/", **changed)
    asked = Request.objects.get(kind="change")
    page = Desk(cast.yang).text(f"/requests/{asked.pk}/")
    assert "网站名称 共和县国土资源局 共和县自然资源局" in page


def test_columns_are_asked_for_line_by_line(cast: Cast) -> None:
    Desk(cast.wang).send("/requests/new/register/", **filled())
    site = approved(cast, Request.objects.get()).site
    lines = {
        "column.name": ["工作动态", "", "通知公告"],
        "column.url": ["http://gtj.gonghe.gov.cn/dt/", "", "http://gtj.gonghe.gov.cn/tz/"],
        "column.type": ["动态要闻", "动态要闻", "通知公告"],
        "column.parent": ["", "", ""],
        "column.state": ["normal", "normal", "normal"],
        "column.on_home": ["2"],
    }
    Desk(cast.wang).send("/requests/new/columns/", site=str(site.pk), then="submit", **lines)
    asked = Request.objects.get(kind="columns")
    kept = [(one["name"], one["on_home"]) for one in asked.new["columns"]]
    assert kept == [("工作动态", False), ("通知公告", True)]


def test_a_document_is_always_saved_and_never_opened_in_our_place(cast: Cast) -> None:
    wang = Desk(cast.wang)
    wang.send("/requests/new/register/", **filled(then="save"))
    asked = Request.objects.get()
    sent = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 ...")
    wang.send(f"/requests/{asked.pk}/files/", file=sent)
    document = asked.documents.get()
    address = f"/requests/{asked.pk}/files/{document.pk}/"
    answer = wang.client.get(address)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 ..."  # type: ignore[attr-defined]
    assert Desk(cast.zhou).status(address) == 404
    page = wang.send(f"/requests/{asked.pk}/files/", file=SimpleUploadedFile("a.html", b"<script>"))
    assert "不收这类文件" in page


def test_a_reporting_unit_withdraws_its_own(cast: Cast) -> None:
    wang = Desk(cast.wang)
    wang.send("/requests/new/register/", **filled())
    asked = Request.objects.get()
    wang.send(f"/requests/{asked.pk}/withdraw/")
    asked.refresh_from_db()
    assert asked.state == "withdrawn"


def test_a_leader_only_reads(cast: Cast) -> None:
    assert Desk(cast.leader).status("/requests/new/register/") == 403
    assert "新登记网站" not in Desk(cast.leader).text("/requests/")
