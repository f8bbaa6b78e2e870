"""链接打不开: 链接、图片或附件再次尝试后仍打不开。

依据: 国办发〔2015〕15号“链接可用性”；国办秘函〔2019〕19号“可用性”。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, indicator
from xuncha.checks.failures import words
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, Page, Snapshot


@indicator(
    "link.dead",
    needs=("pages", "answers"),
    says={
        "": N_("链接“{text}”打不开：{failure}"),
        "status": N_("链接“{text}”打不开：{failure}（状态码{status}）"),
    },
)
def check(target: Answer | Page, site: Snapshot) -> Iterator[Fault]:
    """Report an address that was dead at every try; a page that was read is not dead."""
    if isinstance(target, Page) or target.reach is not Reach.DEAD:
        return
    if target.asked == site.home_url:
        # site.unreachable speaks of the home page.
        return
    yield Fault(
        where=target.asked,
        seen={"status": target.status, "failure": words(target.failure, target.status)},
        evidence=(target.record,) if target.record else (),
        sentence="status" if target.status else "",
    )
