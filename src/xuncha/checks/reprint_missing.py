"""重要政策未转载: 应当转载的重要政策信息，到期后网站上没有找到。

依据: 《政府网站发展指引》（国办发〔2017〕47号）；国办发〔2014〕57号。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.types import Policy
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.reprints import Reprints, deadline, due
from xuncha.evidence.snapshot import Snapshot


@indicator(
    "reprint.missing",
    needs=("policies", "pages"),
    mode="semi",
    says=N_("没有转载《{title}》（{source}）"),
    gathers=True,
)
def check(site: Snapshot, *, hours: int) -> Gathering:
    """Look for every policy whose time is over."""
    policies = [one for one in due(site) if deadline(one, hours) < site.as_of]
    reprints = Reprints(site, policies)
    while (page := (yield)) is not None:
        reprints.take(page)
    return _judge(site, policies, reprints)


def _judge(site: Snapshot, policies: list[Policy], reprints: Reprints) -> Iterator[Said]:
    why = reprints.why_not()
    suspected = reprints.is_cut_short()
    for policy in policies:
        where = f"policy:{policy.id}"
        if reprints.of(policy):
            continue
        if why:
            yield NotTested(why, where)
        else:
            yield Fault(
                where=where,
                url=site.home_url,
                seen={"policy": policy.id, "title": policy.title, "source": policy.source_url},
                suspected=suspected,
            )
