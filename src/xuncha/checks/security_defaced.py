"""网页篡改: 首页被换成了别的内容，或写着黑客的留言。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求（防网页篡改），与历次快照比对。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.checks.trades import spam_words
from xuncha.evidence.face import GOOD, face_of, is_another, signature
from xuncha.evidence.snapshot import Page, Snapshot


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
    if signed := signature(home):
        yield _fault(home, "", {"kind": "signed", "quote": mask(signed)[:120]})
        return
    before = _last_good(site)
    if before is None or before.home is None:
        yield NotTested(N_("尚无历次快照"), "defaced:comparison")
    elif not home.scripted and is_another(home, face_of(before.home), site.site.name):
        day = before.as_of.date().isoformat()
        yield _fault(home, "replaced", {"kind": "replaced", "date": day}, suspected=True)


def _last_good(site: Snapshot) -> Snapshot | None:
    """The last earlier visit whose home page was the site's own."""
    for one in reversed(site.history or ()):
        home = one.home
        if one.as_of >= site.as_of or home is None or len(home.text) < GOOD:
            continue
        if not signature(home) and not spam_words(home.title):
            return one
    return None


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
