"""站点无法访问: 多次访问首页，打不开或过慢的比例达到规定。

依据: 国办发〔2015〕15号、国办秘函〔2019〕19号 单项否决“站点无法访问”。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.checks.failures import SLOW, words
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Snapshot, Visit


@indicator(
    "site.unreachable",
    needs=("visits",),
    says={
        "": N_("访问首页{visits}次，{failed}次打不开或超过{limit}秒，占{percent}%（{failure}）"),
        "below": N_(
            "访问首页{visits}次，{failed}次打不开或超过{limit}秒，占{percent}%，未达规定比例（{failure}）"
        ),
    },
)
def check(site: Snapshot, *, seconds: float, percent: float) -> Iterator[Said]:
    """Count the visits that failed; being kept out is no failure of the site."""
    visits = [one for one in site.visits or () if one.reach in (Reach.OK, Reach.DEAD)]
    if not visits:
        yield NotTested(_why_not(site.visits or ()), "home")
        return
    failed = [one for one in visits if one.reach is Reach.DEAD or one.seconds >= seconds]
    if not failed:
        return
    # Cut, not rounded: 4.996 % must not become the 5 % that decides.
    share = 10_000 * len(failed) // len(visits) / 100
    reasons = Counter(_reason(one) for one in failed)
    yield Fault(
        where="home",
        url=site.home_url,
        seen={
            "visits": len(visits),
            "failed": len(failed),
            "percent": share,
            "limit": seconds,
            "failure": [word for word, _ in reasons.most_common()],
        },
        # One vantage point: the network between may be to blame.
        suspected=True,
        sentence="" if share >= percent else "below",
    )


def _reason(visit: Visit) -> str:
    return words(visit.failure, visit.status) if visit.reach is Reach.DEAD else SLOW


def _why_not(visits: tuple[Visit, ...]) -> str:
    if any(one.reach is Reach.BLOCKED for one in visits):
        return N_("监测受阻：网站拒绝访问")
    return N_("没有一次访问完成")
