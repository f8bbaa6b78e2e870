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
