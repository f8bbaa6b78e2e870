"""网页标签缺失: 首页、栏目页或内容页没有设置规定的网页标签，或标签内容为空。

依据: 《政府网站发展指引》网页标签规范（国办发〔2017〕47号）。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.snapshot import Page, PageKind, Snapshot

KINDS: Mapping[PageKind, str] = {
    PageKind.HOME: N_("首页"),
    PageKind.COLUMN: N_("栏目页"),
    PageKind.ARTICLE: N_("内容页"),
}


@dataclass(slots=True)
class _Lack:
    pages: int
    example: str


@indicator(
    "tag.missing",
    gathers=True,
    says=N_("{label}缺少标签{tag}（{pages}个页面，例如 {example}）"),
)
def check(
    snapshot: Snapshot,
    *,
    site: tuple[str, ...],
    column: tuple[str, ...] = (),
    article: tuple[str, ...] = (),
) -> Gathering:
    """Tell for each kind of page which tags some pages lack, and how many pages that are."""
    wanted = {
        PageKind.HOME: site,
        PageKind.COLUMN: (*site, *column),
        PageKind.ARTICLE: (*site, *article),
    }
    lacks: dict[tuple[PageKind, str], _Lack] = {}
    home = snapshot.home.url if snapshot.home is not None else ""
    while (page := (yield)) is not None:
        # An entrance of another year may call itself a home page; the site has one.
        kind = PageKind.HOME if page.url == home else page.kind
        if kind is PageKind.HOME and page.url != home:
            continue
        for tag in _absent(page, wanted.get(kind, ())):
            lack = lacks.setdefault((kind, tag), _Lack(0, page.url))
            lack.pages += 1
    return [_fault(kind, tag, lack) for (kind, tag), lack in lacks.items()]


def _absent(page: Page, wanted: tuple[str, ...]) -> list[str]:
    said = {meta.name for meta in page.metas if meta.content.strip()}
    return [tag for tag in wanted if tag.lower() not in said]


def _fault(kind: PageKind, tag: str, lack: _Lack) -> Fault:
    return Fault(
        where=f"tag:{kind.value}:{tag}",
        url=lack.example,
        root=f"tag:{tag}",
        seen={
            "tag": tag,
            "kind": kind.value,
            "label": KINDS[kind],
            "pages": lack.pages,
            "example": lack.example,
        },
    )
