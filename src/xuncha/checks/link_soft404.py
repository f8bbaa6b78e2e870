"""链接错误: 链接能打开，但显示的是错误页面，或跳转到首页而不是所指内容。

依据: 国办发〔2015〕15号“链接可用性”（错链）；国办秘函〔2019〕19号“可用性”。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from xuncha.base.language import N_
from xuncha.base.text import fold, is_blank, mask
from xuncha.base.urls import host_of, registrable, same_site
from xuncha.checks import errorpages
from xuncha.checks.contract import Fault, indicator
from xuncha.checks.link_bad_attachment import promised
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, LinkKind, Page, PageKind, Snapshot

_ERROR = N_("显示为错误页面")
_SAME = N_("与网站对不存在的地址显示的页面相同")
_HOME = N_("跳转到首页")
#: A short answer's text is whole; a longer one is cut and may only be a menu.
_WHOLE = 380
_HOME_PATH = re.compile(r"(?:/(?:index|default|main|home)\.\w{2,5}|/)?", re.IGNORECASE)
_ENTRY = re.compile(r"/(?:index|default|main|home|welcome)(?:\.\w{2,5})?$", re.IGNORECASE)
_FILE = re.compile(r"/[^/]+/(?:[^/]+/)*[^/]+\.\w{2,5}$")
#: Leading home is what these do.
_DOORS = re.compile(
    r"log(?:in|out|off)|sign(?:in|out|up)|sso|oauth|passport|/cas/|regist|user|search|lang|/wap|mobile|/m/|jump|redirect",
    re.IGNORECASE,
)


@indicator(
    "link.soft404",
    needs=("pages", "answers"),
    says={
        "": N_("链接“{text}”打开的是错误页面：{quote}"),
        "home": N_("链接“{text}”没有打开所指内容，跳转到了首页"),
    },
)
def check(target: Answer | Page, site: Snapshot) -> Iterator[Fault]:
    """Report what opens and yet is not there; the home page itself never is."""
    fault = _answer_fault(target, site) if isinstance(target, Answer) else _page_fault(target, site)
    if fault is not None:
        yield fault


def _answer_fault(answer: Answer, site: Snapshot) -> Fault | None:
    if answer.reach is not Reach.OK or answer.magic != "html" or answer.answered is None:
        return None
    if answer.asked == site.home_url or promised(answer.asked):
        # A page in place of a file is link.bad_attachment's.
        return None
    if answer.answered != answer.asked:
        moved = _leads_home(answer, site) or _leads_to_error(answer, site)
        if moved is not None:
            return moved
    text = answer.text or ""
    said = errorpages.says_so(answer.title or "", text if len(text) < _WHOLE else "")
    if not said or (len(text) >= _WHOLE and not errorpages.titled(answer.title or "")):
        return None
    return _fault(answer.asked, answer.status, _ERROR, said)


def _leads_home(answer: Answer, site: Snapshot) -> Fault | None:
    """A link to something deep inside that ends at the home page of the same owner."""
    landed = answer.answered or ""
    parts = urlsplit(landed)
    homes = {site.home_url, site.home.url if site.home else site.home_url}
    at_home = landed in homes or (_HOME_PATH.fullmatch(parts.path) and not parts.query)
    if not at_home or not _is_deep(answer.asked):
        return None
    own = same_site(answer.asked, site.home_url)
    if not own and registrable(host_of(answer.asked)) != registrable(host_of(landed)):
        return None
    return _fault(
        answer.asked, answer.status, _HOME, "", sentence="home", suspected=not (own and landed)
    )


def _is_deep(url: str) -> bool:
    """Whether an address is that of a single thing, such as an article."""
    parts = urlsplit(url)
    address = f"{parts.path}?{parts.query}"
    if _DOORS.search(address) or (_ENTRY.search(parts.path) and not parts.query):
        return False
    return bool(re.search(r"\d{2,}", address) or _FILE.search(parts.path))


def _leads_to_error(answer: Answer, site: Snapshot) -> Fault | None:
    """A link that ends where the site sends every address it does not have."""
    for page in errorpages.samples(site):
        if page.url != answer.answered or page.asked == page.url:
            continue
        said = errorpages.says_so(page.title, errorpages.own_text(page, site.home))
        if said:
            return _fault(answer.asked, answer.status, _ERROR, said)
    return None


def _page_fault(page: Page, site: Snapshot) -> Fault | None:
    if page.kind is PageKind.HOME or page.url == site.home_url:
        return None
    if _only_sends_home(page, site) or _shows_home(page, site):
        return _fault(page.asked, page.status, _HOME, "", sentence="home")
    if page.scripted or errorpages.holds_content(page):
        return None
    if page.asked != page.url:
        # Its answer stands for the address that was linked.
        moved = (site.answers or {}).get(page.asked)
        if moved is None or _answer_fault(moved, site) is not None:
            return None
    own = errorpages.own_text(page, site.home)
    if said := errorpages.says_so(page.title, own):
        return _fault(page.asked, page.status, _ERROR, said)
    return _like_a_missing_one(page, own, site)


def _like_a_missing_one(page: Page, own: str, site: Snapshot) -> Fault | None:
    """A page that shows what the site shows for addresses it does not have."""
    if len(own) > errorpages.FEW_WORDS or not fold(own):
        return None
    for sample in errorpages.samples(site):
        # A page that is linked by name may well be what missing addresses are sent to: a login.
        if sample.url != page.url and errorpages.alike(page, sample):
            quote = " ".join(own.split())[:60]
            return _fault(page.asked, page.status, _SAME, quote, suspected=True)
    return None


def _shows_home(page: Page, site: Snapshot) -> bool:
    """Whether the home page stands there, as it does at addresses that the site does not have."""
    home = site.home
    if home is None or page.url != page.asked or not _is_deep(page.asked):
        return False
    if page.size != home.size and fold(page.title) != fold(home.title):
        return False
    everywhere = any(errorpages.alike(one, home) for one in site.missing or ())
    return everywhere and errorpages.alike(page, home)


def _only_sends_home(page: Page, site: Snapshot) -> bool:
    """Whether nothing stands there but an order to go to the home page."""
    if page.status != 200 or not is_blank(page.text) or not _is_deep(page.asked):
        return False
    leads = [link for link in page.links if link.kind is not LinkKind.STYLE]
    return bool(leads) and all(
        link.kind is LinkKind.PAGE and not link.text and _is_home(link.url, site) for link in leads
    )


def _is_home(url: str, site: Snapshot) -> bool:
    homes = {site.home_url, site.home.url if site.home else site.home_url}
    parts = urlsplit(url)
    at_home = _HOME_PATH.fullmatch(parts.path) and not parts.query
    return url in homes or (bool(at_home) and same_site(url, site.home_url))


def _fault(
    where: str,
    status: int | None,
    why: str,
    quote: str,
    *,
    sentence: str = "",
    suspected: bool = False,
) -> Fault:
    seen = {"status": status, "why": why, "quote": mask(quote)}
    return Fault(where=where, seen=seen, sentence=sentence, suspected=suspected)
