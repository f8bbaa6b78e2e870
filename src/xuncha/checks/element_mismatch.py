"""标识与登记不符: 首页的网站标识码或者网站名称与登记的不一致。

依据: 《政府网站发展指引》（国办发〔2017〕47号）网页设计规范、网页标签规范。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xuncha.base.language import N_
from xuncha.base.text import fold, mask
from xuncha.base.types import Site
from xuncha.base.urls import host_of
from xuncha.checks.contract import Fault, Gathering, NotTested, Said, indicator
from xuncha.checks.front import front
from xuncha.evidence.snapshot import Page, PageKind, Snapshot

CODE = "网站标识码"
NAME = "网站名称"

_NO_HOME = N_("没有读到首页")

_SITE_CODE = re.compile(r"(?:bm\d{4}|\d{6})\d{4}", re.IGNORECASE)
#: What a name may carry or leave out without becoming another's.
_DECORATION = re.compile(
    r"[\s·•.,_\-—|()\[\]<>\"']+|^(?:欢迎(?:访问|光临|来到)?|中国|中华人民共和国)"
    r"|(?:政务|信息|门户|官方|公众|公共|互联)*(?:网站?|站点?|平台|主站|首页|门户)+$"
)
#: What makes of a body's name the name of another one below it.
_BODY = re.compile(
    r".{0,6}(?:中心|协会|学会|公司|研究院|研究所|学校|医院|委员会|办公室|服务站|监测站|执法队|支队|大队)"
)


@indicator(
    "element.mismatch",
    says=N_("首页的{element}为“{found}”，登记的为“{registered}”"),
    gathers=True,
)
def check(site: Snapshot) -> Gathering:
    """Compare what the pages in front say with the register, the home page first."""
    fronts = front(site)
    home = site.home
    said = _Said()
    while (page := (yield)) is not None:
        if not fronts.isdisjoint((page.url, page.asked)):
            said.take(page)
    if home is None:
        return (NotTested(_NO_HOME),)
    return _judge(site, said)


@dataclass(slots=True)
class _Said:
    """The first page in front that says each, and what it says."""

    codes: tuple[str, ...] = ()
    coded: str = ""
    name: str = ""
    named: str = ""
    title: str = ""

    def take(self, page: Page) -> None:
        tag = (page.meta("SiteIDCode") or "").strip()
        codes = tuple(one for one in (page.elements.site_code, tag) if one)
        if codes and not self.codes:
            self.codes, self.coded = codes, page.url
        if page.elements.name and not self.name:
            self.name, self.named = page.elements.name.strip(), page.url
        if page.kind is PageKind.HOME:
            self.title = self.title or page.title


def _judge(site: Snapshot, said: _Said) -> Iterator[Said]:
    registered = site.site
    if _SITE_CODE.fullmatch(registered.site_code):
        other = [one for one in said.codes if one.lower() != registered.site_code.lower()]
        if other:
            yield _fault(CODE, other[0], registered.site_code, said.coded)
    home = site.home.url if site.home is not None else site.home_url
    if _is_anothers(said.name, registered):
        yield _fault(NAME, said.name, registered.name, said.named, suspected=True)
    elif not said.name and is_body_of(said.title, registered.name):
        yield _fault(NAME, said.title, registered.name, home, suspected=True)


def _is_anothers(name: str, registered: Site) -> bool:
    if not name or not registered.name or registered.name == host_of(registered.home_url):
        return False
    if is_body_of(name, registered.name):
        return True
    return not (alike(name, registered.name) or alike(name, registered.unit))


def _fault(
    element: str, found: str, registered: str, url: str, *, suspected: bool = False
) -> Fault:
    return Fault(
        where=f"element:{element}",
        url=url,
        source_url=url,
        seen={"element": element, "found": mask(found[:80]), "registered": registered},
        suspected=suspected,
    )


def alike(one: str, other: str) -> bool:
    """Whether two names may be one site's: one is the other with words left out."""
    short, long = sorted((core(one), core(other)), key=len)
    rest = iter(long)
    return len(short) >= 2 and all(character in rest for character in short)


def is_body_of(name: str, parent: str) -> bool:
    """Whether a name is that of a body below: "示例县财政局信息中心" is not 示例县财政局.

    A title says more than a name, so this alone is asked of it.
    """
    inner, outer = core(parent), core(name)
    return bool(inner) and inner in outer and bool(_BODY.fullmatch(outer.replace(inner, "", 1)))


def core(name: str) -> str:
    """The name without what any site may add to it: "示例县人民政府门户网站" is 示例县政府."""
    name = fold(name).lower().replace("人民政府", "政府")
    previous = ""
    while previous != name:
        previous, name = name, _DECORATION.sub("", name)
    return name
