"""重要政策转载不及时: 重要政策信息转载了，但晚于规定的时限。

依据: 《政府网站发展指引》；国务院重要政策信息发布后24小时内转载，时限由各地规定。"""

from __future__ import annotations

from datetime import date

from xuncha.base.language import N_
from xuncha.checks import reprints
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.evidence.snapshot import Snapshot

_UNDATED = N_("转载的页面未注明日期")


@indicator(
    "reprint.late",
    needs=("pages", "policies"),
    gathers=True,
    says=N_("《{title}》于{date}转载，期限为{limit}"),
)
def check(site: Snapshot, *, hours: int) -> Gathering:
    """Compare days: pages seldom show the hour, so only a day after the deadline's is late."""
    search = reprints.Search(reprints.asked_of(site))
    while (page := (yield)) is not None:
        search.take(page)
    said: list[Fault | NotTested] = []
    for policy in search.policies:
        best = search.best(policy)
        if best is None:
            continue
        where = f"policy:{policy.id}"
        limit = reprints.due(policy, hours).astimezone(site.as_of.tzinfo).date()
        if best.day is None or best.day == date.max:
            said.append(NotTested(_UNDATED, where))
        elif best.day > limit:
            seen = {
                "policy": policy.id,
                "title": policy.title,
                "date": best.day.isoformat(),
                "limit": limit.isoformat(),
            }
            said.append(Fault(where=where, url=best.url, seen=seen))
    return said
