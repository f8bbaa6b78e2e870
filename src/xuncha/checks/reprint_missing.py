"""重要政策未转载: 应转载的国务院、省政府重要政策信息在网站上没有找到。

依据: 《政府网站发展指引》；国办发〔2014〕57号；时限由各地规定。"""

from __future__ import annotations

from xuncha.base.language import N_
from xuncha.checks import reprints
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.evidence.snapshot import Snapshot

_EARLY = N_("转载期限未到")


@indicator(
    "reprint.missing",
    needs=("pages", "policies"),
    gathers=True,
    says=N_("未转载《{title}》"),
)
def check(site: Snapshot, *, hours: int) -> Gathering:
    """Tell each policy that was due and is neither reprinted nor linked."""
    search = reprints.Search(reprints.asked_of(site))
    while (page := (yield)) is not None:
        search.take(page)
    said: list[Fault | NotTested] = []
    for policy in search.policies:
        if search.best(policy) is not None:
            continue
        where = f"policy:{policy.id}"
        if reprints.due(policy, hours) > site.as_of:
            said.append(NotTested(_EARLY, where))
            continue
        seen = {"policy": policy.id, "title": policy.title, "source": policy.source_url}
        said.append(Fault(where=where, url=site.home_url, seen=seen))
    return said
