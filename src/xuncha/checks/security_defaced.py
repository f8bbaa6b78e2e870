"""网页篡改: 首页被换成了别的内容，或写着黑客的留言。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求（防网页篡改），与历次快照比对。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import containment, fold, mask, shingles
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.checks.trades import spam_words
from xuncha.evidence.snapshot import Page, Snapshot

_SIGNED = re.compile(
    r"\b(?:h[a4@]ck[e3]d|d[e3]f[a4]c[e3]d|p[wo]n[e3]d|0wn[e3]d|owned)\s+by\b|\bhacked!|"
    r"黑客[^，。\n]{0,8}到此一游|(?:本站|此站|该站|网站|你的站)已?(?:经)?被[^，。\n]{1,12}?(?:黑了|黑掉|入侵了)",
    re.IGNORECASE,
)
#: So little text is a note that was left, not a page of news about one.
_NOTE = 600
#: A page of which so much is known was good; of which so little is left is another.
_GOOD, _LEFT = 200, 0.05


@indicator(
    "security.defaced",
    needs=("home",),
    mode="semi",
    says={
        "": N_("首页写着黑客的留言：{quote}"),
        "replaced": N_("首页与{date}检查时完全不同，网站名称、标识和栏目都不见了"),
    },
)
def check(site: Snapshot) -> Iterator[Said]:
    """Look for what intruders sign with, and compare with the last good snapshot."""
    home = site.home
    if home is None:
        return
    if signed := _signature(home):
        yield _fault(home, "", {"kind": "signed", "quote": mask(signed)[:120]})
        return
    before = _last_good(site)
    if before is None or before.home is None:
        yield NotTested(N_("尚无历次快照"), "defaced:comparison")
    elif not home.scripted and _is_another(home, before.home, site.site.name):
        day = before.as_of.date().isoformat()
        yield _fault(home, "replaced", {"kind": "replaced", "date": day}, suspected=True)


def _signature(home: Page) -> str:
    titled = _SIGNED.search(home.title)
    if titled:
        return fold(home.title)
    if len(home.text) > _NOTE or any(len(one.items) > 2 for one in home.lists):
        return ""
    found = _SIGNED.search(home.text)
    return fold(home.text[max(0, found.start() - 20) : found.end() + 60]) if found else ""


def _last_good(site: Snapshot) -> Snapshot | None:
    """The last earlier visit whose home page was the site's own."""
    for one in reversed(site.history or ()):
        home = one.home
        if one.as_of >= site.as_of or home is None or len(home.text) < _GOOD:
            continue
        if not _signature(home) and not spam_words(home.title):
            return one
    return None


def _is_another(home: Page, before: Page, name: str) -> bool:
    """Whether nothing of the earlier page is left; a redesign keeps name, marks and columns."""
    if _names(home, before, name) or _marks(home) & _marks(before):
        return False
    here, there = {one.url for one in home.links}, {one.url for one in before.links}
    if there and len(here & there) > _LEFT * len(there):
        return False
    return containment(shingles(before.text), shingles(home.text)) < _LEFT


def _names(home: Page, before: Page, name: str) -> bool:
    wanted = [one for one in (name, fold(before.title)) if len(one) >= 4]
    said = fold(f"{home.title}\n{home.text}")
    return any(one in said for one in wanted) or fold(home.title) == fold(before.title)


def _marks(page: Page) -> set[str]:
    seen = page.elements
    return {one for one in (seen.site_code, seen.icp, seen.police, seen.sponsor) if one}


def _fault(home: Page, sentence: str, seen: dict[str, str], *, suspected: bool = False) -> Fault:
    return Fault(
        where="home",
        url=home.url,
        source_url=home.url,
        seen=seen,
        suspected=suspected,
        evidence=(home.record,) if home.record else (),
        sentence=sentence,
    )
