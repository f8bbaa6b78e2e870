"""底部标识缺失: 首页没有规定的标识或入口，如网站标识码、ICP备案、主办单位、找错入口。

依据: 《政府网站发展指引》（国办发〔2017〕47号）网页设计规范。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.front import front
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Elements, LinkKind, Page, Snapshot

#: What the reader calls each element of a standard.
FIELDS: Mapping[str, str] = {
    "网站标识码": "site_code",
    "ICP备案": "icp",
    "公安备案": "police",
    "主办单位": "sponsor",
    "联系方式": "contact",
    "党政机关标识": "party_sign",
    "找错入口": "error_report",
    "站点地图": "sitemap",
}
#: The 找错 entry, whose share is a figure of its own, and where a finding says it is missing.
ENTRY = "找错入口"
NO_ENTRY = f"element:{ENTRY}"
#: Those that a footer writes out; without any of them there is no footer to read.
_WRITTEN = ("site_code", "icp", "police", "sponsor", "contact")

_NO_HOME = N_("没有读到首页")
_SCRIPTED = N_("首页内容由脚本生成，静态页面无法判断")
_UNREAD = N_("首页的部分内容（框架或二级页面）没有读到")
_UNKNOWN = N_("不认识的标识名称")


@indicator("element.missing", says=N_("首页没有{element}"), gathers=True)
def check(site: Snapshot, *, elements: tuple[str, ...]) -> Gathering:
    """Gather what the pages in front carry, then name what none of them has."""
    sight = _Sight(front(site))
    while (page := (yield)) is not None:
        sight.take(page)
    if site.home is None:
        return (NotTested(_NO_HOME),)
    return _judge(site, site.home, sight, elements)


@dataclass(slots=True)
class _Sight:
    """The pages in front as far as they were read."""

    fronts: frozenset[str]
    read: set[str] = field(default_factory=set)
    has: set[str] = field(default_factory=set)
    scripted: bool = False
    #: Whether a script file could bring the footer.
    scripts: bool = False

    def take(self, page: Page) -> None:
        names = {page.url, page.asked}
        if not names.isdisjoint(self.fronts):
            self.read |= names
            self.has |= _carried(page.elements)
            self.scripted = self.scripted or page.scripted
            self.scripts = self.scripts or any(one.kind is LinkKind.SCRIPT for one in page.links)


def _carried(elements: Elements) -> set[str]:
    return {name for name in FIELDS.values() if getattr(elements, name)}


def _judge(site: Snapshot, home: Page, sight: _Sight, elements: tuple[str, ...]) -> Iterator[Said]:
    why = ""
    if sight.scripted:
        why = _SCRIPTED
    elif any(_unseen(site, url) for url in sight.fronts - sight.read):
        why = _UNREAD
    # A footer of which nothing stands in the page may still be brought by a script.
    footless = sight.scripts and sight.has.isdisjoint(_WRITTEN)
    for name in elements:
        where = f"element:{name}"
        if name not in FIELDS:
            yield NotTested(_UNKNOWN, where)
        elif FIELDS[name] in sight.has:
            continue
        elif why:
            yield NotTested(why, where)
        else:
            yield Fault(
                where=where,
                url=home.url,
                source_url=home.url,
                seen={"element": name},
                suspected=footless,
            )


def _unseen(site: Snapshot, url: str) -> bool:
    """Whether what stands there was not looked at, or kept us out; the dead carry nothing."""
    answer = (site.answers or {}).get(url)
    return answer is None or answer.reach in (Reach.BLOCKED, Reach.UNTESTED)
