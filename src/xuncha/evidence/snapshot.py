"""The Snapshot: what one visit to one site saw, immutable, with no judgement in it.

``None`` always means "not looked at"; an empty tuple or string means "looked, found nothing". The
two are never mixed. URLs are canonical (`base/urls.py`) unless a field says "as written". Times
carry a zone. A snapshot holds facts, not thresholds, so it can be judged again years later under
another standard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from xuncha.base.dates import DateSeen
from xuncha.base.types import ColumnType, Policy, Site
from xuncha.evidence.probes.holes import Probed
from xuncha.evidence.response import Failure, Reach
from xuncha.evidence.safety import Alias, Certificate, Exposures, Form, Sign, Transport


class PageKind(StrEnum):
    """What a page is for; `other` when the page does not say."""

    HOME = "home"
    COLUMN = "column"
    ARTICLE = "article"
    OTHER = "other"


class LinkKind(StrEnum):
    """What a link leads to, by the element that carries it and the ending of its address."""

    PAGE = "page"
    ATTACHMENT = "attachment"
    IMAGE = "image"
    STYLE = "style"
    SCRIPT = "script"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one address answered in the end, redirects followed and doubtful answers tried again."""

    asked: str
    #: The address that answered last; equal to `asked` without redirects, None without any
    #: answer.
    answered: str | None
    reach: Reach
    status: int | None = None
    failure: Failure | None = None
    #: Addresses passed on the way from `asked` to `answered`, both left out.
    hops: tuple[str, ...] = ()
    content_type: str = ""
    #: Bytes of the body as decoded, None where the body was not read to its end.
    size: int | None = None
    #: What the first bytes are: "html", "pdf", "zip", "ole", "image", "text", "empty",
    #: "other"; None: not read.
    magic: str | None = None
    #: Title and the beginning of the visible text of a page outside the site, for the eye that
    #: looks for take-overs.
    title: str | None = None
    text: str | None = None
    #: The words of a document of the site's own; None: not looked at, "": no words in it.
    document: str | None = None
    #: Seconds from the first byte sent to the last received, of the last try.
    seconds: float = 0.0
    tries: int = 1
    when: datetime | None = None
    #: SHA-256 (hex) of the WARC record that proves it; None where nothing was kept.
    record: str | None = None
    #: What of a kind that should not be public it was known for by its content ("source", "config",
    #: …), where its address was asked for without a link; "" otherwise.
    exposed: str = ""
    #: How a script file begins, where many say which library they are; None for other files.
    banner: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One of the visits to the home page that decide whether the site can be reached."""

    when: datetime
    seconds: float
    reach: Reach
    status: int | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """When a page says it was published; the address's date is a hint, never the proof."""

    used: date | None = None
    visible: DateSeen | None = None
    meta: DateSeen | None = None
    url_hint: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """One `<meta name=… content=…>`; the name in lower case, since pages mix the cases."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Link:
    """One link as a page carries it."""

    url: str
    kind: LinkKind
    text: str = ""
    #: Where in the template it stands (tag.class path): links of one menu share it across
    #: pages.
    place: str = ""
    #: Why a person does not see it: "display:none", "off-screen", "zero-size", "same-colour",
    #: "packed" (in a script that hides what it does), "referrer" (a script sends only those who
    #: come from a search engine); "" when seen.
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry (信息) of a column or a block."""

    title: str
    url: str | None
    date: DateSeen | None = None
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ItemList:
    """A repeated list block of a page, or a container that promises one and holds nothing."""

    #: The words above the list ("国务院信息"); "" where there are none.
    heading: str
    items: tuple[Item, ...]
    #: tag.class path of the container.
    place: str = ""
    #: Where heading or "更多" leads, if anywhere.
    more: str | None = None
    hidden: bool = False
    #: A script fills the list, so the static page cannot say whether it is empty.
    scripted: bool = False
    #: What the pager counts ("共0条"), None without a pager.
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Elements:
    """The official elements (底部标识) a page carries; None where the page does not say."""

    site_code: str | None = None
    icp: str | None = None
    police: str | None = None
    sponsor: str | None = None
    contact: str | None = None
    #: Address of the 党政机关 sign, of the 找错 entry and of the site map.
    party_sign: str | None = None
    error_report: str | None = None
    sitemap: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML page of the site, read once."""

    url: str
    asked: str
    answered: str
    status: int
    when: datetime
    kind: PageKind
    title: str = ""
    #: The headline an article shows, which may differ from the title.
    heading: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    depth: int = 0
    size: int = 0
    #: SHA-256 (hex) of the body as received and decoded from its transfer coding.
    sha256: str = ""
    charset: str = ""
    charset_from: str = ""
    metas: tuple[Meta, ...] = ()
    published: Published = Published()
    #: Visible text with white space folded, scripts and styles left out; lines kept apart by
    #: "\n".
    text: str = ""
    #: The article's own text, without menus and footers; "" where the page is no article.
    main: str = ""
    #: The column the page says it belongs to (ColumnName, breadcrumb), "" where it does not
    #: say.
    column: str = ""
    links: tuple[Link, ...] = ()
    lists: tuple[ItemList, ...] = ()
    elements: Elements = Elements()
    #: The page's content is built by a script, so static reading cannot decide.
    scripted: bool = False
    #: Its forms; a password field outside of any is a form of its own.
    forms: tuple[Form, ...] | None = None
    #: Comments in the source that speak of passwords or of addresses inside a network, cut short.
    remarks: tuple[str, ...] | None = None
    signs: tuple[Sign, ...] | None = None
    record: str | None = None

    def meta(self, name: str) -> str | None:
        """The content of the first meta tag of that name in any case, None without such a tag."""
        wanted = name.lower()
        return next((m.content for m in self.metas if m.name == wanted), None)


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏目) of the site, or a block of its home page that has no page of its own."""

    #: "column:<canonical URL>"; a block without a page: "column:<home URL>#<heading>".
    identity: str
    name: str
    type: ColumnType
    url: str
    #: How it was found: "register", "meta", "navigation", "block".
    via: str
    #: What became of the column's own page.
    reach: Reach = Reach.OK
    #: None: could not be read (dead, blocked, needs a browser); (): read, and no item is there.
    items: tuple[Item, ...] | None = None
    #: The newest item's date that is possible, from the list or from the article itself;
    #: pinned items count too.
    newest: date | None = None
    #: "list", "article" or "" where nothing carries a date.
    newest_from: str = ""
    #: The page that shows the newest item.
    newest_url: str | None = None
    #: Why it is blank, in the page's own words where there are any ("共0条"); "" when it is not.
    blank: str = ""
    #: Says why it cannot be judged statically ("script"), "" when it can.
    undecided: str = ""
    #: A column that need not be updated: 机构职能, 领导信息, an archived topic.
    static: bool = False
    #: It only leads to sub-columns, whose identities these are.
    parts: tuple[str, ...] = ()
    #: The page that led here.
    source_url: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A citizen's message in an interaction column."""

    title: str
    url: str
    asked: DateSeen | None = None
    #: When it was answered; None with `replied` True: answered, day unknown.
    answered: DateSeen | None = None
    replied: bool | None = None


@dataclass(frozen=True, slots=True)
class Spider:
    """The home page as a search engine's spider gets it."""

    reach: Reach
    #: Where the spider is sent; "" where it is shown a page.
    onward: str = ""
    page: Page | None = None


class Pages(Protocol):
    """The pages of a site in the order they were visited.

    A tuple will do in a test; the store's own reads them from disk one by one, so that a site of
    20,000 pages never stands in memory. Iterate once and keep only what is needed.
    """

    def __iter__(self) -> Iterator[Page]:
        """Yield each page once."""
        ...

    def __len__(self) -> int:
        """How many pages were read."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything one visit to one site saw."""

    site: Site
    #: Canonical address of the home page as asked.
    home_url: str
    as_of: datetime
    started: datetime
    finished: datetime | None = None
    visits: tuple[Visit, ...] | None = None
    pages: Pages | None = None
    #: The home page, also the first of `pages`; None when it could not be read.
    home: Page | None = None
    #: Answers, by canonical address as linked, of everything linked that is not itself one of
    #: `pages`: files, images,
    #: other hosts, what failed, and what was redirected (the page it landed on is then in
    #: `pages`).
    answers: Mapping[str, Answer] | None = None
    #: What the host answered for random missing addresses: its error pages, to be known again.
    missing: tuple[Page, ...] | None = None
    columns: tuple[Column, ...] | None = None
    letters: tuple[Letter, ...] | None = None
    policies: tuple[Policy, ...] | None = None
    certificate: Certificate | None = None
    transport: Transport | None = None
    exposures: Exposures | None = None
    spider: Spider | None = None
    #: Where hosts of the site's own domain lead; None too where no DNS may be asked.
    aliases: tuple[Alias, ...] | None = None
    #: What active probing found; None where nobody allowed it.
    probes: Probed | None = None
    #: Hosts of every site in the register of this run; None where the run had no register.
    registered_hosts: frozenset[str] | None = None
    #: Earlier snapshots of the site, oldest first; None without history.
    history: tuple[Snapshot, ...] | None = None
    #: Why something was not looked at, by the name of the attribute: {"columns": "…"}.
    unseen: Mapping[str, str] = field(default_factory=dict)
    links: int = 0
    #: Addresses that kept us out (监测受阻).
    blocked: int = 0
    #: Addresses not looked at because a cap of the visit was reached; 0: the site was seen whole.
    left_out: int = 0
