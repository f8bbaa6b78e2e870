"""小李 imports last year's list: errors cell by cell, then everything at once, or nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.people import Cast
from tests.registry.forms import LAND, registered
from tests.registry.tables import COLUMN, LINE, table

from xuncha.base.errors import InputError
from xuncha.people.actions import RefusedError, add_office
from xuncha.people.models import AuditEntry, OfficeLevel, User
from xuncha.registry import actions, queries
from xuncha.registry.models import Column, Request, Site, SiteState
from xuncha.registry.transfer import apply_import, preview, preview_of, shown_lines


def imported(cast: Cast, person: User, path: Path, kind: str = "sites") -> dict[str, int]:
    """The file through preview and import, without a problem."""
    found = preview(kind, path, cast.acting(person))
    assert found.ok, found.problems
    return apply_import(cast.acting(person), found)


@pytest.mark.parametrize("name", ["去年.csv", "去年.xlsx"])
def test_the_first_morning(cast: Cast, tmp_path: Path, name: str) -> None:
    lines = (
        LINE,
        LINE | {"网站标识码": "6300000007", "网站名称": "省政府", "首页网址": "http://www.qh.gov.cn",
                "主办单位": "省政府", "区划代码": "630000", "网站类型": "政府门户网站"},
        LINE | {"网站标识码": "6328010002", "首页网址": "http://spj.geermu.gov.cn/", "状态": "例外",
                "状态截止日期": "2018/3/31", "主办单位": "无此单位", "区划代码": "632801"},
    )  # fmt: skip
    found = preview("sites", table(tmp_path, *lines, name=name), cast.acting(cast.li))
    assert found.doings == {"new": 3}
    assert not Site.objects.exists()
    assert [one.office for one in shown_lines(cast.acting(cast.li), found, 0, 9)] == [
        "共和县国土资源局", "青海省人民政府办公厅", "格尔木市人民政府办公室",
    ]  # fmt: skip
    assert apply_import(cast.acting(cast.li), found) == {"new": 3}

    site = queries.sites_visible_to(cast.wang).get()
    assert (site.state, site.site_code) == (SiteState.ACTIVE, "6325210001")
    assert [one.host for one in site.domains.all()] == ["gtj.gonghe.gov.cn"]
    exempt = queries.sites_visible_to(cast.zhou).get()
    assert (exempt.state, exempt.until) == (SiteState.EXEMPT, date(2018, 3, 31))
    entry = AuditEntry.objects.get(verb="register.import")
    assert entry.new["direct"] is True
    assert "既有登记" in entry.new["why"]
    assert site.transitions.get().reason == entry.new["why"]
    # The next code of the region follows those that were given.
    new = {"home_url": "http://lyj.gonghe.gov.cn/"}
    assert registered(cast, cast.wang, **new).site_code == "6325210002"


BAD: list[tuple[dict[str, str], str, str]] = [
    ({"网站标识码": "63252100"}, "网站标识码", "不合规"),
    ({"首页网址": "javascript:alert(1)"}, "首页网址", "不是可访问的网址"),
    ({"首页网址": ""}, "首页网址", "未填写"),
    ({"网站名称": ""}, "网站名称", "未填写"),
    ({"网站名称": "字" * 121}, "网站名称", "超过"),
    ({"网站名称": "字" * 5000}, "网站名称", "超过"),
    ({"网站名称": '=HYPERLINK("http://x")'}, "网站名称", "公式"),
    ({"网站名称": "＝1+1"}, "网站名称", "公式"),
    ({"状态": "开着"}, "状态", "不认识的状态"),
    ({"状态": "审核中"}, "状态", "不能以此状态导入"),
    ({"状态": "例外"}, "状态截止日期", "未填写"),
    ({"状态截止日期": "明年"}, "状态截止日期", "不是日期"),
    ({"网站类型": "宫殿"}, "网站类型", "不认识"),
    ({"填报单位": "无此单位"}, "填报单位", "没有"),
    ({"单位编号": "U999999"}, "单位编号", "没有"),
    ({"单位编号": "U１"}, "单位编号", "没有"),
    ({"系统编号": "S99999999"}, "系统编号", "没有"),
    ({"系统编号": "1; DROP"}, "系统编号", "不是系统编号"),
    ({"负责人邮箱": "x"}, "负责人邮箱", "不是邮箱"),
    ({"联系人2手机": "<b>"}, "联系人2手机", "不是电话"),
    ({"域名": "a b c"}, "域名", "不是域名"),
    ({"ICP备案号": "没有"}, "ICP备案号", "备案号"),
]


@pytest.mark.parametrize(("bad", "column", "why"), BAD)
def test_each_bad_cell_is_named_and_nothing_is_written(
    cast: Cast, tmp_path: Path, bad: dict[str, str], column: str, why: str
) -> None:
    good = LINE | {"网站标识码": "6325210009", "首页网址": "http://ok.gonghe.gov.cn/"}
    li = cast.acting(cast.li)
    found = preview("sites", table(tmp_path, good, LINE | bad), li)
    assert [(one.row, one.column) for one in found.problems] == [(3, column)]
    said = str(found.problems[0])
    assert "list.csv 第 3 行" in said
    assert why in said
    with pytest.raises(RefusedError, match="1 处问题"):
        apply_import(li, found)
    assert not Site.objects.exists()


def test_a_mended_cell_stands_in_the_place_of_the_bad_one(cast: Cast, tmp_path: Path) -> None:
    path, li = table(tmp_path, LINE | {"首页网址": "gtj"}), cast.acting(cast.li)
    assert not preview("sites", path, li).ok
    found = preview("sites", path, li, corrections={(2, "首页网址"): LINE["首页网址"]})
    assert apply_import(li, found) == {"new": 1}


def test_lines_that_repeat_one_another_are_named(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path, LINE, LINE, LINE | {"网站标识码": "6325210002"})
    found = preview("sites", path, cast.acting(cast.li))
    assert [(one.row, one.column) for one in found.problems] == [
        (3, "网站标识码"), (3, "首页网址"), (4, "首页网址"),
    ]  # fmt: skip


def test_two_offices_of_one_name_need_the_number(cast: Cast, tmp_path: Path) -> None:
    system = cast.acting(cast.office)
    other = add_office(system, cast.golmud, cast.land.name, OfficeLevel.UNIT)
    named = LINE | {"填报单位": cast.land.name}
    found = preview("sites", table(tmp_path, named), cast.acting(cast.li))
    assert "2 个单位" in str(found.problems[0])
    numbered = named | {"单位编号": f"U{other.pk}"}
    imported(cast, cast.li, table(tmp_path, numbered))
    assert Site.objects.get().office == other
    wrong = named | {"单位编号": f"U{cast.tax.pk}"}
    found = preview("sites", table(tmp_path, wrong), cast.acting(cast.li))
    assert "是“青海省国家税务局”" in str(found.problems[0])


def test_who_may_import_what(cast: Cast, tmp_path: Path) -> None:
    path = table(tmp_path, LINE)
    for person in (cast.wang, cast.leader, cast.keeper):
        with pytest.raises(PermissionDenied):
            preview("sites", path, cast.acting(person))
    # Codes are the province's to bring in; a neighbour's office and site are nobody's business.
    found = preview("sites", path, cast.acting(cast.ma))
    assert [one.column for one in found.problems] == ["网站标识码"]
    imported(cast, cast.li, path)
    for person in (cast.zhou,):
        found = preview("sites", path, cast.acting(person))
        assert [one.column for one in found.problems][:1] == ["网站标识码"]
        said = " ".join(map(str, found.problems))
        assert "共和" not in said
    named = LINE | {"网站标识码": "", "填报单位": cast.service.name, "首页网址": "http://x.gov.cn/"}
    found = preview("sites", table(tmp_path, named), cast.acting(cast.ma))
    assert [one.column for one in found.problems] == ["填报单位"]


def test_a_preview_is_imported_by_who_made_it(cast: Cast, tmp_path: Path) -> None:
    found = preview("sites", table(tmp_path, LINE), cast.acting(cast.li))
    with pytest.raises(RefusedError):
        apply_import(cast.acting(cast.office), found)
    with pytest.raises(RefusedError):
        preview_of(cast.acting(cast.office), found.token)
    for token in ("../../../etc/passwd", "0" * 32, ""):
        with pytest.raises(RefusedError):
            preview_of(cast.acting(cast.li), token)
    again = preview_of(cast.acting(cast.li), found.token)
    assert apply_import(cast.acting(cast.li), again) == {"new": 1}


def test_a_register_that_changed_meanwhile_refuses_the_whole(cast: Cast, tmp_path: Path) -> None:
    second = LINE | {"网站标识码": "6325210002", "首页网址": "http://two.gonghe.gov.cn/"}
    found = preview("sites", table(tmp_path, second, LINE), cast.acting(cast.li))
    registered(cast, cast.wang, home_url=LINE["首页网址"])
    Site.objects.update(site_code="6325210777")
    with pytest.raises(RefusedError, match="已有变化"):
        apply_import(cast.acting(cast.li), found)
    assert Site.objects.count() == 1


def test_the_county_list_becomes_drafts_for_review(cast: Cast, tmp_path: Path) -> None:
    site = registered(cast, cast.wang)
    lines = (
        {"网站名称": "共和县林业局", "首页网址": "http://lyj.gonghe.gov.cn/", "网站标识码": ""},
        {
            "网站名称": "共和县自然资源局",
            "首页网址": site.home_url,
            "网站标识码": site.site_code or "",
        },
    )
    done = imported(cast, cast.yang, table(tmp_path, *lines))
    assert done == {"draft": 1, "draft_change": 1}
    draft, change = Request.objects.filter(state="draft").order_by("kind").reverse()
    assert draft.site.state == SiteState.DRAFT
    assert (change.site, change.new) == (site, {"name": "共和县自然资源局"})
    site.refresh_from_db()
    assert site.name == LAND["name"]
    with pytest.raises(RefusedError, match="自己的申请"):
        actions.approve(cast.acting(cast.yang), actions.submit(cast.acting(cast.wang), change))
    again = preview("sites", table(tmp_path, lines[1]), cast.acting(cast.yang))
    assert "尚未办结" in str(again.problems[0])


def test_the_province_corrects_its_register_with_old_and_new_in_the_log(
    cast: Cast, tmp_path: Path
) -> None:
    site = registered(cast, cast.wang)
    line = {
        "网站标识码": site.site_code or "",
        "网站名称": "共和县自然资源局",
        "首页网址": "http://zrzy.gonghe.gov.cn/",
    }
    assert imported(cast, cast.li, table(tmp_path, line)) == {"change": 1}
    site.refresh_from_db()
    assert (site.name, site.host) == ("共和县自然资源局", "zrzy.gonghe.gov.cn")
    assert site.sponsor == LAND["sponsor"]  # the table says nothing of it
    entry = AuditEntry.objects.get(verb="site.import")
    assert entry.old == {"name": LAND["name"], "home_url": LAND["home_url"]}
    assert set(entry.new) == {"name", "home_url"}


@pytest.mark.parametrize(
    ("told", "column"),
    [
        ({"状态": "关停"}, "状态"),
        ({"填报单位": "格尔木市行政审批服务局"}, "填报单位"),
        ({"状态截止日期": "2018-01-01"}, "状态截止日期"),
    ],
)
def test_states_and_offices_do_not_change_by_table(
    cast: Cast, tmp_path: Path, told: dict[str, str], column: str
) -> None:
    imported(cast, cast.li, table(tmp_path, LINE))
    found = preview("sites", table(tmp_path, LINE | told), cast.acting(cast.li))
    assert [one.column for one in found.problems] == [column]


def test_columns_are_added_and_changed_never_taken_away(cast: Cast, tmp_path: Path) -> None:
    imported(cast, cast.li, table(tmp_path, LINE))
    child = COLUMN | {
        "栏目名称": "图片",
        "栏目网址": f"{COLUMN['栏目网址']}tp/",
        "上级栏目": "工作动态",
    }
    first = table(tmp_path, COLUMN, child)
    assert imported(cast, cast.li, first, "columns") == {"new": 2}
    assert Column.objects.get(name="图片").parent == Column.objects.get(name="工作动态")
    Column.objects.update(newest=date(2017, 11, 1))
    changed = table(tmp_path, COLUMN | {"首页有入口": "是"})
    assert imported(cast, cast.li, changed, "columns") == {"change": 1, "same": 1}
    assert Column.objects.get(name="工作动态").on_home
    assert Column.objects.filter(newest=date(2017, 11, 1)).count() == 2
    # The county's table becomes a request with all columns old beside new.
    back = table(tmp_path, COLUMN | {"首页有入口": "否"})
    assert imported(cast, cast.yang, back, "columns") == {"change": 1, "same": 1}
    assert Column.objects.get(name="工作动态").on_home
    request = Request.objects.get(kind="columns")
    assert len(request.new["columns"]) == 2


@pytest.mark.parametrize(
    ("bad", "column", "why"),
    [
        ({"网站标识码": "6325210404"}, "网站标识码", "不在登记中"),
        ({"栏目类别": "新闻"}, "栏目类别", "不认识"),
        ({"栏目网址": "x"}, "栏目网址", "网址"),
        ({"上级栏目": "没有"}, "上级栏目", "找不到"),
        ({"上级栏目": "工作动态"}, "上级栏目", "绕回"),
        ({"首页有入口": "也许"}, "首页有入口", "是"),
    ],
)
def test_bad_columns_are_named_by_cell(
    cast: Cast, tmp_path: Path, bad: dict[str, str], column: str, why: str
) -> None:
    imported(cast, cast.li, table(tmp_path, LINE))
    found = preview("columns", table(tmp_path, COLUMN | bad), cast.acting(cast.li))
    assert [(one.row, one.column) for one in found.problems] == [(2, column)]
    assert why in str(found.problems[0])
    assert not Column.objects.exists()


def test_a_column_listed_twice_and_a_neighbours_are_named(cast: Cast, tmp_path: Path) -> None:
    imported(cast, cast.li, table(tmp_path, LINE))
    found = preview("columns", table(tmp_path, COLUMN, COLUMN), cast.acting(cast.li))
    assert [(one.row, one.column) for one in found.problems] == [(3, "栏目名称")]
    found = preview("columns", table(tmp_path, COLUMN), cast.acting(cast.zhou))
    assert [one.column for one in found.problems] == ["网站标识码"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (({"网站名称": "甲"},), "表头缺少“首页网址”"),
        (({"网站名称": "甲", "首页网址": "http://x.gov.cn/", "网站标识马": "1"},), "是否应为"),
    ],
)
def test_a_wrong_header_is_said_in_one_line(
    cast: Cast, tmp_path: Path, lines: Any, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        preview("sites", table(tmp_path, *lines), cast.acting(cast.li), name="上传.csv")
