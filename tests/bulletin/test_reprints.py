"""The reprint rate: what was due, could be looked for, and was there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.bulletin.cases import SUSPECTED, finding, site, sources, text

from xuncha.base.types import Policy, Verdict
from xuncha.bulletin import answers
from xuncha.scoring.results import Finding, Untested

NOON = datetime(2017, 11, 10, 4, tzinfo=UTC)
PLAN = Policy("国发1", "国务院关于规划的通知", "http://www.gov.cn/1", NOON)
RULES = Policy("国发2", "国务院关于规则的通知", "http://www.gov.cn/2", NOON, scope=("省直部门",))


def reprint(what: str, policy: str, **more: Any) -> Finding:
    """Something wrong with the reprint of a policy."""
    return finding(f"reprint.{what}", observed={"policy": policy}, **more)


def test_missing_late_suspected_and_unseen_reprints() -> None:
    s = sources(
        site("6300000001", stratum="省直部门"),
        site("6300000002", findings=(reprint("missing", PLAN.title),)),
        site("6300000003", findings=(reprint("late", PLAN.id),)),
        site("6300000004", findings=(reprint("missing", PLAN.id, outcome=SUSPECTED),)),
        site("6300000005", untested=(Untested("reprint.missing", "栏目由脚本生成"),)),
        site("6300000006", verdict=Verdict.UNTESTABLE, score=None),
        policies=(PLAN, RULES),
    )
    # Two policies at the first site, one at the second and third: four due and looked for.
    assert answers.required(s).value == 4
    assert answers.reprinted(s).value == 3
    assert answers.reprint_rate(s).shown == "75%"
    assert answers.reprint_in_time_rate(s).shown == "50%"
    assert answers.reprint_in_state(s, "doubtful").value == 1
    assert answers.reprint_in_state(s, "unseen").value == 2
    written = text(s)
    assert "本次检查重要政策信息2项，应转载4篇次，已转载3篇次，转载率75%" in written
    assert "未转载《国务院关于规划的通知》" in written


def test_one_policy_that_could_not_be_looked_for_leaves_the_other() -> None:
    one = site(stratum="省直部门", untested=(Untested("reprint.missing", "无正文", RULES.id),))
    assert answers.required(sources(one, policies=(PLAN, RULES))).value == 1


def test_an_inspection_that_looked_for_no_policy_has_no_rate() -> None:
    s = sources(site(untested=(Untested("reprint.missing", "未给出政策"),)), policies=(PLAN,))
    assert "转载" not in text(s)
