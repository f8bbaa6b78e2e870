"""办事指南要素不全: 办事指南缺少多类关键要素，如设定依据、申请条件、办理材料、办理流程。

依据: 国办秘函〔2019〕19号“服务不实用”；国办发〔2015〕15号“办事指南”。"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from xuncha.base.language import N_
from xuncha.base.text import fold, mask
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.snapshot import LinkKind, Page, PageKind, Snapshot

_GUIDE = re.compile(r"(?:办事|服务|办理|申办|申请|审批|业务)(?:指南|须知|流程|程序|指引)")
_SERVICE = re.compile(
    r"办事|行政审批|行政许可|审批事项|许可事项|服务事项|(?:政务|在线|网上|便民|公共|公众|个人|企业|公民|法人)服务"
    r"|(?:网上|在线|个人|企业|法人|公民)办"
)
#: What a service column publishes beside its guides.
_OTHER = re.compile(
    r"公示|公告|通知|通报|结果|统计|名单|批复|决定|意见|办法|规定|条例|制度|报告|动态|信息公开"
)
_TITLE_CUT = re.compile(r"\s*[-_—–|·»>]{1,2}\s*")
_NEWS = re.compile(r"通知|公告|通报|公示|报告|关于.*的(?:决定|意见)")
#: So many elements written as labels make a text of a service column a guide; more where the page
#: does not look like an article, as old guides in bare tables do not.
_LABELS, _BARE = 2, 3
#: One is enough under a headline such as 取水许可办事指南.
_NAMED = 1
_NUMBER = (
    r"^(?:[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）、.．:：]*|[●■◆▪·•*※★>-]+)?[【\[《]?"
)
#: A table's next cell follows after a space.
_AFTER = r"[】\]》]?(?:[:：]|$|[（(]|\s)"

Classes = Mapping[str, tuple[str, ...]]


@indicator(
    "service.guide_incomplete",
    mode="semi",
    says=N_("办事指南“{title}”缺少{lacks}"),
    gathers=True,
)
def check(site: Snapshot, *, missing: int, classes: Mapping[str, tuple[str, ...]]) -> Gathering:
    """Read every guide; how many there are decides what the faulty ones mean."""
    reading = _Reading(site, classes)
    guides: set[str] = set()
    faults: list[Fault] = []
    while (page := (yield)) is not None:
        own = reading.guide(page) if page.url not in guides else None
        if own is not None:
            guides.add(page.url)
            lacks = reading.lacks(page, own)
            if len(lacks) >= missing:
                faults.append(_fault(page, lacks, reading.is_elsewhere(page)))
    return [replace(one, seen={**one.seen, "guides": len(guides)}) for one in faults]


class _Reading:
    """Knows a guide when it sees one, and what is in it."""

    def __init__(self, site: Snapshot, classes: Classes) -> None:
        self._classes = classes
        self._labels = {
            name: re.compile(f"{_NUMBER}(?:{'|'.join(map(re.escape, labels))}){_AFTER}")
            for name, labels in classes.items()
        }
        home = site.home
        #: Menus and footers are no part of a guide.
        self._template = frozenset(_lines(home.text)) if home else frozenset()
        self._shared = frozenset(link.url for link in home.links) if home else frozenset()
        self._listed = {
            item.url
            for column in site.columns or ()
            if _is_service(column.name)
            for item in column.items or ()
        }

    def guide(self, page: Page) -> list[str] | None:
        """The lines of the page's own, None where it is no guide."""
        if page.kind is PageKind.HOME or page.scripted or page.status != 200:
            return None
        if not self._may_be(page):
            return None
        own = [line for line in _lines(page.text) if line not in self._template]
        labelled = sum(self._is_labelled(name, own) for name in self._classes)
        named = _names_a_matter(page)
        if page.kind is PageKind.ARTICLE:
            return own if labelled >= (_NAMED if named else _LABELS) else None
        # A column lists its guides; a guide lists nothing that is dated.
        listing = any(sum(item.date is not None for item in one.items) >= 3 for one in page.lists)
        needed = _NAMED if named and page.kind is PageKind.OTHER else _BARE
        return own if labelled >= needed and not listing else None

    def _is_labelled(self, name: str, own: Collection[str]) -> bool:
        """Whether a line begins with the element, written with or without spaces in it."""
        label = self._labels[name]
        return any(label.match(line) or label.match(line.replace(" ", "")) for line in own)

    def _may_be(self, page: Page) -> bool:
        if _is_guide(page):
            return True
        if any(_OTHER.search(title) for title in (page.title, page.heading)):
            return False
        return _is_service(page.column) or page.url in self._listed or page.asked in self._listed

    def lacks(self, page: Page, own: Collection[str]) -> tuple[str, ...]:
        """The classes of which the page has no label; the headline names the matter itself."""
        main = "".join(_lines(page.main)).replace(" ", "")
        return tuple(
            name
            for name, labels in self._classes.items()
            if not any(label in main for label in labels)
            and not self._is_labelled(name, own)
            and not ("名称" in name and (page.heading or page.title))
        )

    def is_elsewhere(self, page: Page) -> bool:
        """Whether the rest of the guide may stand in a file or a frame of the page."""
        return any(
            link.kind is LinkKind.FRAME
            or (link.kind is LinkKind.ATTACHMENT and bool(_GUIDE.search(link.text)))
            for link in page.links
            if link.url not in self._shared
        )


def _is_guide(page: Page) -> bool:
    """Whether a page calls itself a guide."""
    titles = (page.title, page.heading)
    return any(_GUIDE.search(title) and not _NEWS.search(title) for title in titles)


def _names_a_matter(page: Page) -> bool:
    """Whether the headline says of what matter it is the guide; a column's name does not."""
    titles = (page.heading, _TITLE_CUT.split(page.title)[0])
    return any(
        (told := _GUIDE.search(title)) is not None
        and not _NEWS.search(title)
        and len(title) >= len(told[0]) + 3
        for title in titles
    )


def _is_service(name: str) -> bool:
    return bool(_SERVICE.search(name) or _GUIDE.search(name)) and not _OTHER.search(name)


def _lines(text: str) -> list[str]:
    return [line for raw in text.split("\n") if (line := fold(raw))]


def _fault(page: Page, lacks: tuple[str, ...], suspected: bool) -> Fault:
    return Fault(
        where=page.url,
        url=page.url,
        source_url=page.url,
        column=page.column or None,
        seen={"title": mask((page.heading or page.title)[:80]), "lacks": list(lacks)},
        suspected=suspected,
    )
