"""重要政策转载有改动: 转载的重要政策信息与原文相比有删减或者改动。

依据: 《政府网站发展指引》（国办发〔2017〕47号）；国办发〔2014〕57号。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import excerpt, mask
from xuncha.base.types import Policy
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.checks.reprints import Copy, Reprints, due
from xuncha.evidence.snapshot import Snapshot

#: Below this share of the official text, something was cut or rewritten.
_FAITHFUL = 0.9


@indicator(
    "reprint.altered",
    needs=("policies", "pages"),
    mode="semi",
    says={
        "": N_("转载的《{title}》只有原文的{share}%，如缺少：{quote}"),
        "changed": N_("转载的《{title}》与原文不一致，原文为：{quote}"),
    },
    gathers=True,
)
def check(site: Snapshot, *, hours: int) -> Gathering:
    """Compare the most faithful copy of each policy with the official text, where it is given."""
    del hours  # One threshold for the three indicators of reprints; the text does not age.
    policies = [one for one in due(site) if one.text]
    reprints = Reprints(site, policies)
    while (page := (yield)) is not None:
        reprints.take(page)
    return list(_judge(policies, reprints))


def _judge(policies: list[Policy], reprints: Reprints) -> Iterator[Fault]:
    for policy in policies:
        compared = [(one.share, one) for one in reprints.of(policy) if one.share is not None]
        if compared:
            share, best = max(compared, key=lambda one: (one[0], not one[1].changed))
            if share < _FAITHFUL or best.changed:
                yield _fault(policy, best, share)


def _fault(policy: Policy, copy: Copy, share: float) -> Fault:
    cut = share < _FAITHFUL
    return Fault(
        where=f"policy:{policy.id}",
        url=copy.url,
        source_url=copy.shown_on,
        seen={
            "policy": policy.id,
            "title": policy.title,
            "source": policy.source_url,
            "share": round(100 * share, 1),
            "quote": mask(excerpt(copy.changed, 0, 80)),
        },
        # A few words may differ for harmless reasons; a person compares them.
        suspected=copy.unsure or not cut,
        sentence="" if cut else "changed",
    )
