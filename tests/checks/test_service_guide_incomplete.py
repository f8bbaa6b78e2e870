"""Guides and the classes of elements they lack."""

from tests.snapshots import article, faults, snapshot

CLASSES = {
    "事项名称": ("事项名称",),
    "设定依据": ("设定依据", "法律依据"),
    "申请条件": ("申请条件", "受理条件"),
    "办理材料": ("申请材料", "所需材料"),
    "办理地点": ("办理地点",),
    "办理时间": ("办理时间",),
    "联系电话": ("联系电话", "咨询电话"),
    "办理流程": ("办理流程",),
}


GUIDES = {"missing": 4, "classes": CLASSES}


WHOLE = "\n".join(
    f"{label}：内容"
    for label in (
        "事项名称",
        "法律依据",
        "受理条件",
        "所需材料",
        "办理地点",
        "办理时间",
        "咨询电话",
        "办理流程",
    )
)


def guides(*texts: str, title: str = "残疾人证办事指南") -> list[dict[str, object]]:
    pages = [article(f"/g/{n}.html", text, title=title) for n, text in enumerate(texts)]
    return [dict(one.seen) for one in faults("service.guide_incomplete", snapshot(pages), **GUIDES)]


def test_a_whole_guide_and_one_that_lacks_four_classes() -> None:
    poor = "受理条件：本县户籍\n所需材料：身份证\n咨询电话：0974-8512345"
    (fault,) = guides(WHOLE, poor)
    assert fault["lacks"] == ["设定依据", "办理地点", "办理时间", "办理流程"]
    assert fault["guides"] == 2


def test_labels_on_lines_of_their_own_and_in_brackets() -> None:
    text = "一、法律依据\n（二）受理条件\n【所需材料】\n办理地点\n办理时间\n联系电话\n办理流程"
    assert guides(text) == []


def test_news_about_guides_is_no_guide() -> None:
    assert guides("会议强调……\n联系电话：1", title="我局召开办事指南编制工作会议") == []
    assert guides("正文没有要素", title="关于印发办事指南的通知") == []
