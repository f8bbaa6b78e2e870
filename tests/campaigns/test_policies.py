"""Key policies: entered, handed in as a table, chosen, looked for, counted in the bulletin."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.campaigns.cases import announced, drawn, planned, province
from tests.people import NOW, Cast
from tests.web.people import Desk

from xuncha.base.errors import InputError
from xuncha.campaigns.models import Campaign, KeyPolicy
from xuncha.campaigns.policies import (
    add_policy,
    as_checked,
    choose_policies,
    import_policies,
    offered,
    policies_visible_to,
    retire_policy,
)
from xuncha.campaigns.policylines import HEADINGS, MOST_LINES, read_table
from xuncha.people.actions import RefusedError
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.batches import start_batch
from xuncha.pipeline.models import InspectionItem
from xuncha.pipeline.orders import Place, order_of_item
from xuncha.registry.models import Site
from xuncha.registry.transfer.writing import write_xlsx

LINE = {
    "title": "国务院关于深化改革的通知",
    "number": "国发〔2017〕50号",
    "issuer": "国务院",
    "published_at": "2017年11月10日 09:00",
    "source_url": "HTTP://www.gov.cn/zhengce/a.htm",
}


def entered(cast: Cast, user: Any = None, office: Any = None, **more: str) -> KeyPolicy:
    return add_policy(cast.acting(user or cast.li), office or cast.province, LINE | more)


def book(path: Path, *lines: dict[str, str]) -> Path:
    out = io.BytesIO()
    cells = [[one.get(key, "") for key in HEADINGS] for one in lines]
    write_xlsx(out, "重要政策", list(HEADINGS.values()), cells)
    path.write_bytes(out.getvalue())
    return path


def test_a_policy_is_kept_as_the_checks_take_it(cast: Cast) -> None:
    province(cast)
    policy = entered(cast, scope="市州、政府门户网站、市州", text="一、总体要求")
    (one,) = as_checked([policy.pk]) or ()
    assert one.id == "国发〔2017〕50号"
    assert one.source_url == "http://www.gov.cn/zhengce/a.htm"
    assert one.published_at == datetime(2017, 11, 10, 1, tzinfo=UTC)
    assert one.scope == ("市州", "政府门户网站")
    assert (one.deadline_at, one.text) == (None, "一、总体要求")
    assert as_checked([]) is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": " "}, "标题：没有填写"),
        ({"title": "字" * 201}, "超过 200 个字"),
        ({"title": "通知\x07"}, "不能显示的字符"),
        ({"published_at": "去年"}, "读不懂"),
        ({"published_at": "2017-02-30 09:00"}, "读不懂"),
        ({"published_at": "99999.99999999"}, ""),
        ({"source_url": "javascript:alert(1)"}, "不是可访问的网址"),
        ({"source_url": ""}, "来源网址：没有填写"),
        ({"deadline_at": "2017-11-09 09:00"}, "转载期限早于发布时间"),
        ({"scope": "火星"}, "既不是分层也不是网站类型"),
        ({"text": "字" * 100_001}, "超过 100000 个字"),
    ],
)
def test_what_cannot_be_kept_is_refused(cast: Cast, more: dict[str, str], said: str) -> None:
    if not said:  # a spreadsheet's number of a day far off is a day all the same
        assert entered(cast, **more).published_at.year == 2173
        return
    with pytest.raises(RefusedError, match=said):
        entered(cast, **more)
    assert not KeyPolicy.objects.exists()


def test_a_day_without_an_hour_counts_from_its_end(cast: Cast) -> None:
    policy = entered(cast, published_at="2017/11/10")
    assert policy.published_at == datetime(2017, 11, 10, 15, 59, tzinfo=UTC)
    serial = entered(cast, number="另一号", published_at="43049.375")
    assert serial.published_at == datetime(2017, 11, 10, 1, tzinfo=UTC)


def test_what_an_office_enters_binds_all_below_it_and_nobody_beside(cast: Cast) -> None:
    above = entered(cast)
    own = entered(cast, cast.ma, cast.hainan, number="海南政〔2017〕1号")
    with pytest.raises(RefusedError, match="已在列"):
        entered(cast, cast.ma, cast.hainan)
    assert set(policies_visible_to(cast.ma)) == {above, own}
    assert set(policies_visible_to(cast.wang)) == {above, own}
    assert set(policies_visible_to(cast.zhou)) == {above}
    assert set(policies_visible_to(cast.li)) == {above, own}
    assert set(offered(cast.hainan.path)) == {above, own}
    assert offered(cast.province.path) == [above]
    for user, policy in ((cast.ma, above), (cast.zhou, own), (cast.wang, own)):
        with pytest.raises(PermissionDenied):
            retire_policy(cast.acting(user), policy)
    retire_policy(cast.acting(cast.li), above)
    assert offered(cast.hainan.path) == [own]


def test_a_table_is_taken_whole_or_not_at_all(cast: Cast, tmp_path: Path) -> None:
    second = LINE | {"number": "", "title": "=HYPERLINK(1)", "published_at": "43049"}
    lines, slips = read_table(book(tmp_path / "a.xlsx", LINE, second))
    assert slips == []
    assert import_policies(cast.acting(cast.li), cast.province, lines) == 2
    assert import_policies(cast.acting(cast.li), cast.province, lines) == 0
    assert set(KeyPolicy.objects.values_list("title", flat=True)) == {
        LINE["title"],
        "=HYPERLINK(1)",
    }
    bad = [LINE | {"number": "1"}, LINE | {"number": "2", "published_at": "x"}]
    _lines, slips = read_table(book(tmp_path / "b.xlsx", *bad))
    assert [(one.row, "读不懂" in one.why) for one in slips] == [(3, True)]
    astray = bad[0] | {"number": "9", "scope": "火星"}
    lines, _slips = read_table(book(tmp_path / "c.xlsx", bad[0], astray))
    with pytest.raises(RefusedError, match="火星"):
        import_policies(cast.acting(cast.li), cast.province, lines)
    assert KeyPolicy.objects.count() == 2


def test_what_is_no_table_is_refused_with_its_name(tmp_path: Path) -> None:
    for name, raw, said in (
        ("a.xlsx", b"PK\x03\x04 broken", "a.xlsx"),
        ("b.csv", "标题,文号\n一,二\n".encode(), "没有“发布时间”一列"),
        ("c.csv", "标题,发布时间,来源网址\n".encode(), "没有可导入的行"),
        (
            "d.csv",
            "标题,发布时间,来源网址\n".encode() + b"a,b,c\n" * (MOST_LINES + 1),
            "超过 500 行",
        ),
    ):
        (tmp_path / name).write_bytes(raw)
        with pytest.raises(InputError, match=said):
            read_table(tmp_path / name)


def test_a_run_looks_for_the_policies_chosen_and_no_others(cast: Cast, tmp_path: Path) -> None:
    sites = province(cast)
    own = entered(cast, cast.ma, cast.hainan)
    acting = cast.acting(cast.ma, NOW)
    said: dict[str, Any] = {"standard": "census-2015", "title": "检查"}
    run = start_run(acting, cast.hainan, sites[10:11], policies=[own.pk, own.pk], **said)
    assert run.options["policies"] == [own.pk]
    place = Place(tmp_path, (), {})
    order = order_of_item(InspectionItem.objects.get(run=run), place)
    assert [one.id for one in order.policies or ()] == ["国发〔2017〕50号"]
    # One entered below the office that inspects does not bind all its sites.
    with pytest.raises(RefusedError, match="不在本单位应转载的范围内"):
        start_run(cast.acting(cast.li), cast.province, sites[:1], policies=[own.pk], **said)
    bare = start_run(acting, cast.hainan, sites[11:12], **said)
    assert order_of_item(InspectionItem.objects.get(run=bare), place).policies is None


def test_every_batch_of_a_spot_check_looks_for_the_same(cast: Cast) -> None:
    province(cast)
    policy = entered(cast)
    campaign = drawn(cast, announced(cast, planned(cast)))
    choose_policies(cast.acting(cast.li), campaign, [policy.pk])
    with pytest.raises(RefusedError, match="不在本单位"):
        choose_policies(cast.acting(cast.li), campaign, [policy.pk, 999_999])
    with pytest.raises(PermissionDenied):
        choose_policies(cast.acting(cast.ma), campaign, [])
    campaign = Campaign.objects.get()
    run = start_batch(cast.acting(cast.li), campaign.batches.select_related("campaign")[0])
    assert run.options["policies"] == [policy.pk]
    with pytest.raises(RefusedError, match="不能再改"):
        choose_policies(cast.acting(cast.li), campaign, [])


def test_the_pages_enter_import_choose_and_retire(cast: Cast, tmp_path: Path) -> None:
    province(cast)
    desk = Desk(cast.li)
    assert "已录入" in desk.send("/policies/", **LINE)
    page = desk.send("/policies/", **LINE | {"number": "x", "published_at": "<b>昨天</b>"})
    assert "读不懂" in page
    assert "已录入" not in page
    raw = book(tmp_path / "a.xlsx", LINE | {"number": "7", "published_at": ""}).read_bytes()
    page = desk.send("/policies/import/", file=SimpleUploadedFile("表.xlsx", raw))
    assert "第2行：发布时间：没有填写" in page
    raw = book(tmp_path / "b.xlsx", LINE, LINE | {"number": "7"}).read_bytes()
    assert "已导入1项，1项已在列" in desk.send(
        "/policies/import/", file=SimpleUploadedFile("表.xlsx", raw)
    )
    assert "表.xlsx" in desk.send(
        "/policies/import/", file=SimpleUploadedFile("表.xlsx", b"PK\3\4")
    )
    assert KeyPolicy.objects.count() == 2
    assert desk.client.get("/policies/blank.xlsx").content[:2] == b"PK"
    site = Site.objects.first()
    assert site is not None
    assert LINE["title"] in desk.text(f"/runs/new/?id={site.pk}")
    key = KeyPolicy.objects.get(number="7").pk
    sent = {"id": site.pk, "title": "查", "standard": "census-2015", "policy": [key]}
    assert "核对转载" in desk.send("/runs/new/", **sent)
    campaign = planned(cast)
    page = desk.send(f"/campaigns/{campaign.pk}/policies/", policy=[key])
    assert "已选定1项重要政策" in page
    assert "已停用" in desk.send(f"/policies/{key}/retire/")
    assert "7" not in [one.number for one in offered(cast.province.path)]
    assert LINE["title"] in desk.text(f"/campaigns/{campaign.pk}/")
    assert Desk(cast.wang).status("/policies/") == 200
    assert "录入一项" not in Desk(cast.wang).text("/policies/")


def test_old_policies_stay_choosable_and_later_ones_are_not_due(cast: Cast) -> None:
    early = entered(cast, number="1")
    late = entered(cast, number="2", published_at=f"{NOW + timedelta(days=9):%Y-%m-%d} 09:00")
    assert offered(cast.province.path) == [late, early]
