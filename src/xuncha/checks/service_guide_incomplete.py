"""办事指南要素缺失: 办事指南缺少四类以上关键要素。

依据: 国办秘函〔2019〕19号 单项否决“服务不实用”；八类要素见同文。"""

from __future__ import annotations

from collections.abc import Mapping

from xuncha.base.language import N_
from xuncha.checks import services
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.snapshot import Page, Snapshot


@indicator(
    "service.guide_incomplete",
    gathers=True,
    mode="semi",
    says=N_("办事指南“{title}”缺少{count}类要素：{lacks}"),
)
def check(
    site: Snapshot,  # noqa: ARG001 (what is gathered comes page by page)
    *,
    missing: int,
    classes: Mapping[str, tuple[str, ...]],
) -> Gathering:
    """Tell each guide that lacks so many classes, and of how many guides it is one."""
    lacking: list[tuple[Page, tuple[str, ...]]] = []
    guides = 0
    while (page := (yield)) is not None:
        if not services.is_guide(page, classes):
            continue
        guides += 1
        shown = services.found(page, classes)
        # A guide's own headline names the service.
        lacks = tuple(name for name in classes if name not in shown and name != "事项名称")
        if len(lacks) >= missing:
            lacking.append((page, lacks))
    return [_fault(page, lacks, guides) for page, lacks in lacking]


def _fault(page: Page, lacks: tuple[str, ...], guides: int) -> Fault:
    return Fault(
        where=page.url,
        url=page.url,
        seen={
            "title": (page.heading or page.title)[:80],
            "count": len(lacks),
            "lacks": list(lacks),
            "guides": guides,
        },
    )
