"""The machine of a rectification (整改通知单)."""

from __future__ import annotations

from typing import Final

from xuncha.base.language import N_
from xuncha.cases.rules import Machine, Side, Step

#: Working days a unit has, unless the notice says otherwise.
USUAL_DAYS: Final = 10

_CLOSES: Final = {
    # Nobody by hand: the same rule found nothing any more.
    (state, "passed"): Step(Side.SYSTEM)
    for state in ("issued", "replied", "returned", "reopened")
}
_WITHDRAWN: Final = {
    (state, "withdrawn"): Step(Side.OFFICE, opinion=True)
    for state in ("issued", "replied", "returned", "reopened")
}

MACHINE: Final = Machine(
    name=N_("整改"),
    prefix="ZG",
    states={
        "issued": N_("待整改"),
        "replied": N_("已反馈，待复查"),
        "returned": N_("退回整改"),
        "reopened": N_("复发，重新整改"),
        "passed": N_("复查通过"),
        "withdrawn": N_("已撤销"),
    },
    start="issued",
    opening=Step(Side.OFFICE, days=USUAL_DAYS),
    steps={
        ("issued", "replied"): Step(Side.UNIT, opinion=True),
        ("returned", "replied"): Step(Side.UNIT, opinion=True),
        ("reopened", "replied"): Step(Side.UNIT, opinion=True),
        ("replied", "returned"): Step(Side.OFFICE, opinion=True, days=5),
        # What a person answers for where no machine can test it again.
        ("replied", "passed"): Step(Side.OFFICE, opinion=True),
        ("passed", "reopened"): Step(Side.SYSTEM, days=5),
    }
    | {key: step for key, step in _CLOSES.items() if key[0] != "replied"}
    | _WITHDRAWN,
    ended=frozenset({"passed", "withdrawn"}),
)

#: What to do about a problem, by the indicator or its family; the last is for all others.
REMEDIES: Final = {
    "site": N_("排查服务器、域名解析和线路，恢复稳定访问；需停机的提前报备"),
    "home": N_("更新首页信息，并安排专人持续更新"),
    "column.stale": N_("更新栏目；确无内容的，按程序申请调整或合并栏目"),
    "column.blank": N_("补充内容，或按程序申请关闭该栏目"),
    "link": N_("改正或删除错误链接，并检查使用同一模板的其他页面"),
    "date": N_("核对并改正日期"),
    "text": N_("核对并改正文字，建立发布前校对"),
    "page": N_("修复页面，并检查使用同一模板的其他页面"),
    "interaction": N_("答复超期留言，公开答复内容，明确办理时限"),
    "service": N_("补全办事指南要素，核对附件和系统入口"),
    "reprint": N_("按时限转载国务院和上级的重要政策信息，保持原文"),
    "element": N_("补全页脚标识，与登记信息保持一致"),
    "tag": N_("按规范补全页面标签"),
    "domain": N_("按域名管理规定办理变更或注销"),
    "registry": N_("核对登记信息并提交变更"),
    "security": N_("立即处置安全隐患，排查同类问题；修复方法见《安全问题怎么改》"),
    "": N_("按所列条款整改，并自查同类问题"),
}
#: Working days past the deadline after which each level above is told: the next one first.
ESCALATE_AFTER: Final = (3, 6, 9)


def remedy(indicator: str) -> str:
    """What to do about it, in Chinese, as the notice says it."""
    family = indicator.partition(".")[0]
    return REMEDIES.get(indicator) or REMEDIES.get(family) or REMEDIES[""]


def told_above(late: int) -> int:
    """How many levels above the unit hear of a case that is so many working days late."""
    return sum(late >= days for days in ESCALATE_AFTER)


def may_retest(side: Side) -> bool:
    """Whether a side may have a notice tested again: both may, at any time."""
    return side in (Side.UNIT, Side.OFFICE)
