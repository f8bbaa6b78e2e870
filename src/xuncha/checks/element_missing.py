"""网站标识缺失: 首页没有规定的标识、备案编号、联系方式或入口。

依据: 《政府网站发展指引》网页设计规范（国办发〔2017〕47号）。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.checks.front import front
from xuncha.evidence.snapshot import Elements, Page, Snapshot

#: What the standard calls them, and where a page's elements keep them.
ELEMENTS: Mapping[str, str] = {
    "网站标识码": "site_code",
    "ICP备案": "icp",
    "公安备案": "police",
    "主办单位": "sponsor",
    "联系方式": "contact",
    "党政机关标识": "party_sign",
    "找错入口": "error_report",
    "站点地图": "sitemap",
}
SCRIPTED = N_("首页由脚本生成，静态页面无法判断")
NO_HOME = N_("没有读到首页")


@indicator("element.missing", gathers=True, says=N_("首页未见{element}"))
def check(site: Snapshot, *, elements: tuple[str, ...]) -> Gathering:
    """Look on the home page, its frames and, behind a mere entrance, the pages it leads to."""
    entrance = front(site)
    found: set[str] = set()
    while (page := (yield)) is not None:
        if page.url in entrance or page.asked in entrance:
            found |= _shown(page)
    return list(_said(site, elements, found))


def _shown(page: Page) -> set[str]:
    return {one.name for one in fields(Elements) if getattr(page.elements, one.name) is not None}


def _said(
    site: Snapshot, elements: tuple[str, ...], found: set[str]
) -> Iterator[Fault | NotTested]:
    home = site.home
    for element in elements:
        if ELEMENTS.get(element, "") in found:
            continue
        where = f"element:{element}"
        if home is None or home.scripted:
            yield NotTested(NO_HOME if home is None else SCRIPTED, where)
        elif element in ELEMENTS:
            yield Fault(where=where, url=home.url, seen={"element": element})
        else:
            yield NotTested(N_("本版本不识别这一标识"), where)
