from dataclasses import replace

import pytest
from tests.snapshots import article, at, block, column, faults, home, item, link, page, snapshot

from xuncha.base.types import ColumnType
from xuncha.evidence.snapshot import LinkKind, PageKind

CODE = "service.guide_incomplete"
CLASSES = {
    "事项名称": ("事项名称", "项目名称"),
    "设定依据": ("设定依据", "法律依据"),
    "申请条件": ("申请条件", "办理条件"),
    "办理材料": ("办理材料", "申请材料", "所需材料"),
    "办理地点": ("办理地点", "办公地址"),
    "办理时间": ("办理时间", "办公时间"),
    "联系电话": ("联系电话", "咨询电话"),
    "办理流程": ("办理流程", "办理程序"),
}
RULE = {"missing": 4, "classes": CLASSES}
FULL = "\n".join(f"{names[0]}：如下所述" for names in CLASSES.values())
POOR = "事项名称：取水许可\n办理材料：申请书一式三份\n联系电话：0974-8512345"


def guide(path, main, title="取水许可办事指南", **more):
    return article(path, main, title=title, **more)


def found(*pages, **more):
    return faults(CODE, snapshot([home(), *pages], **more), **RULE)


def test_a_complete_guide() -> None:
    assert not found(guide("/1.html", FULL))


def test_a_guide_that_lacks_four_classes() -> None:
    (fault,) = found(guide("/1.html", POOR), guide("/2.html", FULL))
    assert fault.where == at("/1.html")
    assert fault.seen["lacks"] == ["设定依据", "申请条件", "办理地点", "办理时间", "办理流程"]
    assert fault.seen["guides"] == 2
    assert not fault.suspected


def test_three_missing_classes_are_below_the_limit() -> None:
    assert not found(guide("/1.html", POOR + "\n办理地点：政务大厅\n办公时间：工作日"))


@pytest.mark.parametrize(
    "label", ["一、{}", "（二）{}：", "3. {}：", "【{}】", "{}(窗口)", "办 理 程 序：受理"]
)
def test_labels_in_the_ways_pages_write_them(label) -> None:
    main = POOR + "\n设定依据：水法\n" + label.format("办理程序")
    assert not found(guide("/1.html", main))


def test_another_wording_of_a_class_counts() -> None:
    assert not found(guide("/1.html", POOR + "\n法律依据：水法\n办理条件：无"))


def test_a_text_of_a_service_column_is_a_guide_by_its_labels() -> None:
    assert found(guide("/1.html", POOR, title="取水许可", column="网上办事"))
    listed = column("行政审批", ColumnType.OTHER, items=[item("取水许可", url="/1.html")])
    assert found(guide("/1.html", POOR, title="取水许可"), columns=[listed])
    assert not found(guide("/1.html", POOR, title="取水许可"))


def test_a_bare_table_is_a_guide_too() -> None:
    rows = "事项名称 取水许可\n办理材料 申请书一式三份\n联系电话 0974-8512345"
    assert found(guide("/1.html", rows))
    bare = page("/1.html", rows, kind=PageKind.OTHER, title="取水许可", column="办事指南")
    assert found(bare)
    two = "事项名称 取水许可\n联系电话 0974-8512345"
    assert found(page("/2.html", two, kind=PageKind.OTHER, title="取水许可办事指南 - 示例县水利局"))
    assert not found(page("/2.html", two, kind=PageKind.OTHER, title="办事指南 - 示例县水利局"))
    listing = block("办事指南", *(item(f"第{n}项", "2017-01-01") for n in range(3)))
    assert not found(replace(bare, kind=PageKind.COLUMN, lists=(listing,)))


def test_one_label_is_enough_under_a_headline_that_names_the_matter() -> None:
    text = "办理材料：身份证。请到政务大厅办理。"
    assert found(guide("/1.html", text))
    assert not found(guide("/1.html", text, title="办事指南"))
    assert not found(guide("/1.html", text, title="取水许可", column="网上办事"))


def test_what_has_no_labels_is_no_guide() -> None:
    assert not found(guide("/1.html", "请到政务大厅办理。", column="办事指南"))


def test_a_notice_in_a_service_column_is_no_guide() -> None:
    text = "项目名称：某工程\n联系电话：0974-8512345"
    for title in ("取水许可结果公示", "关于编制办事指南的通知"):
        assert not found(guide("/1.html", text, title=title, column="行政审批"))


def test_menus_and_footers_do_not_complete_a_guide() -> None:
    around = "办公地址：示例县新街1号\n办理流程\n设定依据"
    poor = replace(guide("/1.html", POOR), text=f"{around}\n{POOR}")
    site = snapshot([home(around), poor])
    assert faults(CODE, site, **RULE)


def test_the_rest_may_stand_in_a_file() -> None:
    file = link("/1.doc", "取水许可办事指南.doc", LinkKind.ATTACHMENT)
    (fault,) = found(guide("/1.html", POOR, links=(file,)))
    assert fault.suspected
