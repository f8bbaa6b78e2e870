"""What stands on one site of the demonstration: the plan that pages and truth both follow.

Nothing here is read off a page. The styles write pages from it, `truth` says from it what is
wrong, and a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from xuncha.base.types import ColumnType
from xuncha.base.urls import canonical
from xuncha.demo.places import Office


class Shape(StrEnum):
    """What a column's page is made of."""

    LIST = "list"
    #: A text of its own that need not change: 机构职能.
    TEXT = "text"
    #: A list that a script fetches after the page has come.
    SCRIPT = "script"
    #: A list with nothing in it.
    BLANK = "blank"
    LETTERS = "letters"
    GUIDES = "guides"


class State(StrEnum):
    """What becomes of an address that is linked: fine, or the indicator that names the fault."""

    FINE = ""
    DEAD = "link.dead"
    SOFT404 = "link.soft404"
    HIJACKED = "link.hijacked"
    BAD_FILE = "link.bad_attachment"
    EXPOSED = "security.exposed_file"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server says at one address."""

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    #: Seconds before it speaks.
    delay: float = 0.0
    #: The first answer is 503; every later one is this.
    stumbles: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """An address that a page links to besides the site's own columns and articles."""

    text: str
    url: str
    state: State = State.FINE
    image: bool = False


@dataclass(slots=True, eq=False)
class Article:
    """One page with a headline; letters and guides are articles too."""

    number: int
    column: Column
    title: str
    day: date
    minute: int = 0
    source: str = ""
    #: Paragraphs as HTML; None: written when asked for.
    body: tuple[str, ...] | None = None
    #: The date as the list, or as the page shows it, where it is not the day itself.
    listed: str | None = None
    shown: str | None = None
    pinned: bool = False
    links: list[Target] = field(default_factory=list)
    #: Indicators that must name this page, and those that must not although it looks like it.
    faults: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    #: The whole answer, where the page is none of the style's making; and HTML put at its end.
    reply: Reply | None = None
    tail: str = ""
    #: Seconds before the page comes; and whether the first asking gets 503.
    delay: float = 0.0
    stumbles: bool = False
    #: Letters: when asked and answered.
    asked: date | None = None
    answered: date | None = None
    #: Guides: 要素 and their texts.
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True, eq=False)
class Column:
    """One column (栏目) of a site."""

    number: int
    slug: str
    name: str
    type: ColumnType
    shape: Shape = Shape.LIST
    articles: list[Article] = field(default_factory=list)
    #: Entries that the home page shows of it; 0: it has no block there.
    at_home: int = 0
    #: The block of the home page is empty although the column is not.
    empty_at_home: bool = False
    #: How a blank one shows it: "bare", "words", "pager", "hidden".
    blank: str = "bare"
    text: tuple[str, ...] = ()
    #: It says of itself that it is closed, so it need not be updated.
    archived: bool = False

    def newest(self, today: date) -> date | None:
        """The day of its newest entry; what is dated after today is no update."""
        days = [one.day for one in self.articles if one.listed is None and one.day <= today]
        return max(days, default=None)


@dataclass(slots=True, eq=False)
class Place:
    """One website: its pages, its furniture and what is odd about it."""

    office: Office
    port: int
    as_of: datetime
    style: Style
    columns: list[Column] = field(default_factory=list)
    #: Official elements of the footer; those left out are missing.
    elements: set[str] = field(default_factory=set)
    #: Official tags by kind of page: home, column, article.
    tags: dict[str, tuple[str, ...]] = field(default_factory=dict)
    links: list[Target] = field(default_factory=list)
    #: Answers that are no page of the style, by path.
    replies: dict[str, Reply] = field(default_factory=dict)
    #: What a missing address is answered with: "404", "soft" (an error page as 200), "home".
    missing: str = "404"
    name_shown: str = ""
    code_shown: str = ""
    #: The home page gives nothing: "503", "refused", "drops".
    down: str = ""
    tail: str = ""
    #: Its search answers with what it was asked, unescaped, and shows what its database says.
    careless: bool = False
    #: Faults and controls that belong to no page of the plan: (indicator, where).
    faults: list[tuple[str, str]] = field(default_factory=list)
    controls: list[tuple[str, str]] = field(default_factory=list)
    channel: bool = True
    service: bool = True
    declared: bool = False
    #: The number of the last article.
    serial: int = 0
    #: Furniture that is the same on every page, written once.
    written: dict[str, str] = field(default_factory=dict)
    #: The recipe that makes it unqualified, "" for the others.
    recipe: str = ""

    @property
    def today(self) -> date:
        """The day of the inspection."""
        return self.as_of.date()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.office.host}:{self.port}"

    @property
    def home_url(self) -> str:
        """The address of the home page."""
        return f"{self.origin}/"

    def url(self, path: str) -> str:
        """The identity of one of its addresses."""
        found = canonical(self.origin + path)
        assert found is not None, path  # noqa: S101 (paths are made here)
        return found

    def url_of(self, article: Article) -> str:
        """The identity of one of its pages."""
        return self.url(self.style.article_path(article))

    def column_url(self, column: Column) -> str:
        """The identity of a column's first page."""
        return self.url(self.style.column_path(column, 0))

    def articles(self) -> Iterator[Article]:
        """Every page that stands in a column."""
        for column in self.columns:
            yield from column.articles

    def column(self, slug: str) -> Column | None:
        """The column of that name in addresses."""
        return next((one for one in self.columns if one.slug == slug), None)


class Style(Protocol):
    """One make of content management system: its addresses and its HTML."""

    code: str
    charset: str

    def column_path(self, column: Column, page: int) -> str:
        """The address of a page of a column, the first being 0."""
        ...

    def article_path(self, article: Article) -> str:
        """The address of an article."""
        ...

    def pages(self, column: Column) -> int:
        """How many pages the column's list has."""
        ...

    def home(self, site: Place) -> str:
        """The home page."""
        ...

    def column(self, site: Place, column: Column, page: int) -> str:
        """One page of a column."""
        ...

    def article(self, site: Place, article: Article) -> str:
        """One article."""
        ...

    def more(self, site: Place) -> dict[str, str]:
        """Further pages of this make by path: frames, the site map."""
        ...
