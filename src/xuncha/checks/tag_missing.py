"""网页标签缺失: 首页、栏目页、内容页缺少规定的网页标签，或者标签为空。

依据: 《政府网站发展指引》（国办发〔2017〕47号）网页标签规范。"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Set
from itertools import islice

from xuncha.base.language import N_
from xuncha.base.text import fold
from xuncha.base.types import ColumnType
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.checks.front import has_frames
from xuncha.evidence.snapshot import LinkKind, Page, PageKind, Snapshot

_PARTS = re.compile(r"\s*[-_—–|·>»]+\s*")
_SERVICE = re.compile(
    r"(?:网站|站点)(?:地图|导航|声明|说明|帮助)|联系(?:我们|方式)|关于(?:我们|本站|网站)|使用(?:帮助|说明)|版权(?:声明|说明)|隐私(?:声明|政策|保护)"
    r"|法律声明|免责声明|帮助(?:中心)?|(?:用户|会员|系统)?(?:登录|注册)|(?:站内|全站|全文|高级|智能|信息)?(?:搜索|检索|查询)(?:结果|页面?)?"
    r"|sitemap|site map|contact us|about us|search",
    re.IGNORECASE,
)
#: Columns of services list guides, which platforms of their own write.
_GUIDES = re.compile(r"办事|服务|审批|许可|下载")
_BEGINNING = 4_000
_LATIN, _CHINESE = re.compile(r"[A-Za-z]{2,}"), re.compile("[\u3400-\u9fff]")
_NAMES: Mapping[PageKind, str] = {
    PageKind.HOME: N_("首页"),
    PageKind.COLUMN: N_("栏目页"),
    PageKind.ARTICLE: N_("内容页"),
}


@indicator(
    "tag.missing",
    says=N_("{label}缺少标签{tag}，共{pages}个页面，例如{example}"),
    gathers=True,
)
def check(
    snapshot: Snapshot,
    *,
    site: tuple[str, ...],
    column: tuple[str, ...],
    article: tuple[str, ...],
) -> Gathering:
    """Count the pages of each kind that lack a tag; the site's own are due on every page."""
    due: Mapping[PageKind, tuple[str, ...]] = {
        PageKind.HOME: site,
        PageKind.COLUMN: site + column,
        PageKind.ARTICLE: site + article,
    }
    home = snapshot.home.url if snapshot.home is not None else ""
    columns = {one.url for one in snapshot.columns or () if one.via == "register"}
    entries, others = _entries(snapshot)
    menu = _menu(snapshot)
    lacking: dict[tuple[PageKind, str], dict[str, None]] = {}
    frames: set[str] = set()
    while (page := (yield)) is not None:
        frames |= {link.url for link in page.links if link.kind is LinkKind.FRAME}
        kind = _kind(page, columns, article)
        if page.status != 200 or page.scripted or (kind is PageKind.HOME and page.url != home):
            # A script may write the tags too, an error page is no page of the site, and of home
            # pages the site has one, whatever an entrance of another year calls itself.
            continue
        if _is_service(page) or not _is_chinese(page) or _is_home_again(page, snapshot.home):
            continue
        if kind is PageKind.COLUMN and not (page.column or page.url in columns | menu):
            # A topic's own page, which belongs to no column and no menu.
            continue
        if kind is PageKind.ARTICLE and not _is_content(page, entries, others):
            continue
        for tag in _lacks(page, due.get(kind, ())):
            lacking.setdefault((kind, tag), {})[page.url] = None
    return _faults(lacking, frames)


def _is_service(page: Page) -> bool:
    """Whether a page serves the site itself: its map, how to reach it, its search."""
    names = (fold(one) for one in (page.heading, page.column, *_PARTS.split(page.title)))
    return any(_SERVICE.fullmatch(name) for name in names if name)


def _is_chinese(page: Page) -> bool:
    """Whether a page is written for the people who are governed; the rule is not for others."""
    text = page.text[:_BEGINNING]
    words = len(_LATIN.findall(text))
    # On a Chinese page the first few characters tell.
    return sum(1 for _ in islice(_CHINESE.finditer(text), words)) >= words


def _is_home_again(page: Page, home: Page | None) -> bool:
    """Whether the home page stands there under another address, as it does for what is gone."""
    return (
        home is not None
        and page.url != home.url
        and page.size == home.size
        and page.title == home.title
    )


def _menu(site: Snapshot) -> Set[str]:
    """What the home page leads to, and every page behind one whose menu stands in a frame."""
    home = site.home
    if home is None or not has_frames(home):
        return {link.url for link in home.links} if home is not None else set()
    return {column.url for column in site.columns or ()}


def _entries(site: Snapshot) -> tuple[Set[str | None], Set[str | None]]:
    """What the columns list: texts that are published, and letters, guides and units."""
    entries: set[str | None] = set()
    others: set[str | None] = {letter.url for letter in site.letters or ()}
    for one in site.columns or ():
        asked = one.static or one.type in (ColumnType.STATIC, ColumnType.INTERACTION)
        asked = asked or bool(_GUIDES.search(one.name))
        (others if asked else entries).update(item.url for item in one.items or ())
    return entries, others - entries


def _is_content(page: Page, entries: Container[str | None], others: Container[str | None]) -> bool:
    """Whether a text is a column's entry: one shows when it was published, or a column lists it."""
    if page.url in entries or page.asked in entries:
        return True
    dated = page.published.visible is not None or page.published.meta is not None
    return dated and page.url not in others and page.asked not in others


def _kind(page: Page, columns: Set[str], article: tuple[str, ...]) -> PageKind:
    """A registered column whose page is one text (机构职能) is a column page all the same."""
    if page.kind is PageKind.ARTICLE and page.url in columns:
        return PageKind.COLUMN if len(_lacks(page, article)) == len(article) else page.kind
    return page.kind


def _lacks(page: Page, tags: tuple[str, ...]) -> list[str]:
    said = {meta.name.lower() for meta in page.metas if meta.content.strip()}
    return [tag for tag in tags if tag.lower() not in said]


def _faults(
    lacking: Mapping[tuple[PageKind, str], Mapping[str, None]], frames: Set[str]
) -> Iterator[Fault]:
    for (kind, tag), found in lacking.items():
        # A frame is a part of a page; the tags belong to the page that holds it.
        pages = [url for url in found if url not in frames]
        if pages:
            yield Fault(
                where=f"tag:{kind.value}:{tag}",
                url=pages[0],
                source_url=pages[0],
                seen={
                    "tag": tag,
                    "kind": kind.value,
                    "label": _NAMES[kind],
                    "pages": len(pages),
                    "example": pages[0],
                },
                root=f"tag:{tag}",
            )
