"""重要政策未转载: 应当转载的重要政策信息，到期后网站上没有找到。

依据: 《政府网站发展指引》（国办发〔2017〕47号）；国办发〔2014〕57号。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.types import Policy
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.reprints import Reprints, deadline, due
from xuncha.evidence.snapshot import Snapshot

_EARLY = N_("转载期限未到")


@indicator(
    "reprint.missing",
    needs=("policies", "pages"),
    mode="semi",
    says=N_("没有转载《{title}》（{source}）"),
    gathers=True,
)
def check(site: Snapshot, *, hours: int) -> Gathering:
    """Look for every policy; what is not yet due cannot be missing."""
    policies = due(site)
    reprints = Reprints(site, policies)
    while (page := (yield)) is not None:
        reprints.take(page)
    return _judge(site, policies, reprints, hours)


def _judge(
    site: Snapshot, policies: tuple[Policy, ...], reprints: Reprints, hours: int
) -> Iterator[Said]:
    why = reprints.why_not()
    suspected = reprints.is_cut_short()
    for policy in policies:
        where = f"policy:{policy.id}"
        if reprints.of(policy):
            continue
        if deadline(policy, hours) > site.as_of:
            yield NotTested(_EARLY, where)
        elif why:
            yield NotTested(why, where)
        else:
            yield Fault(
                where=where,
                url=site.home_url,
                seen={"policy": policy.id, "title": policy.title, "source": policy.source_url},
                suspected=suspected,
            )
