"""重要政策转载不及时: 应当转载的重要政策信息，超过规定时限才转载。

依据: 《政府网站发展指引》（国办发〔2017〕47号）；国办发〔2014〕57号。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.base.types import Policy
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.reprints import Copy, Reprints, day_of, deadline, due
from xuncha.evidence.snapshot import Snapshot

_UNDATED = N_("转载页面未注明发布日期，无法判断是否及时")


@indicator(
    "reprint.late",
    needs=("policies", "pages"),
    mode="semi",
    says=N_("《{title}》于{date}转载，期限为{limit}，迟{days}天"),
    gathers=True,
)
def check(site: Snapshot, *, hours: int) -> Gathering:
    """Compare the day of the earliest copy of each policy with the last day allowed."""
    policies = due(site)
    reprints = Reprints(site, policies)
    while (page := (yield)) is not None:
        reprints.take(page)
    return _judge(site, policies, reprints, hours)


def _judge(
    site: Snapshot, policies: tuple[Policy, ...], reprints: Reprints, hours: int
) -> Iterator[Said]:
    for policy in policies:
        # Pages show days, not hours: only a later day is late beyond doubt.
        limit = day_of(deadline(policy, hours), site)
        copies = reprints.of(policy)
        dated = [(one.day, one) for one in copies if one.day is not None]
        if any(day <= limit for day, _ in dated):
            continue
        if len(dated) < len(copies):
            yield NotTested(_UNDATED, f"policy:{policy.id}")
        elif dated:
            yield _fault(policy, *min(dated, key=lambda one: one[0]), limit)


def _fault(policy: Policy, day: date, copy: Copy, limit: date) -> Fault:
    return Fault(
        where=f"policy:{policy.id}",
        url=copy.url,
        source_url=copy.shown_on,
        seen={
            "policy": policy.id,
            "title": mask(policy.title),
            "source": policy.source_url,
            "date": day.isoformat(),
            "limit": limit.isoformat(),
            "days": (day - limit).days,
        },
    )
