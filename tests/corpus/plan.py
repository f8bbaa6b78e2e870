"""What stands on one site of the corpus, and what an inspection of it must and must not say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from xuncha.base.types import ColumnType
from xuncha.base.urls import canonical
from xuncha.demo.dice import Dice
from xuncha.demo.plan import Reply

if TYPE_CHECKING:
    from tests.corpus.makes.base import Make

#: Nine days after new year, so that dates without a year are of two years.
AS_OF = datetime(2024, 1, 9, 10, tzinfo=timezone(timedelta(hours=8)))
TODAY = AS_OF.date()
STANDARD = "indicators-2019"


def days_ago(days: int) -> date:
    """The day so many days before the inspection."""
    return TODAY - timedelta(days=days)


@dataclass(slots=True, eq=False)
class Entry:
    """One article of a column."""

    number: int
    title: str
    day: date
    body: str = ""
    #: The date as the list, the page and the tag show it; "" shows none, None the day itself.
    listed: str | None = None
    shown: str | None = None
    tagged: str | None = None
    pinned: bool = False
    #: The address as the list writes it, where it is not that of a page made here.
    href: str | None = None
    #: The whole answer, where it is none of the make's.
    reply: Reply | None = None
    #: What stands between the headline's line and the text, and the minutes after nine.
    source: str = ""
    minute: int = 0
    #: Put before everything else of the page, and after the text.
    above: str = ""
    below: str = ""
    #: Nothing else may be planted here.
    taken: bool = False

    @property
    def is_dated(self) -> bool:
        """Whether list or article show its day; one absurd in both places shows none."""
        return self.shown is None or self.listed is None


@dataclass(slots=True, eq=False)
class Col:
    """One column."""

    number: int
    slug: str
    name: str
    type: ColumnType
    entries: list[Entry] = field(default_factory=list)
    #: "list", "text", "blank", "nav" (leads to its parts), "json" (a script fetches the list).
    shape: str = "list"
    #: Of a text: its HTML; of a blank one: the way it shows it.
    text: str = ""
    at_home: int = 0
    in_menu: bool = True
    parts: list[Col] = field(default_factory=list)
    parent: Col | None = None
    taken: bool = False
    #: HTML above the list.
    above: str = ""

    def newest(self) -> date | None:
        """The newest day that is possible and that a visitor is shown."""
        return max((e.day for e in self.entries if e.is_dated and e.day <= TODAY), default=None)


@dataclass(slots=True, eq=False)
class Site:
    """One site."""

    number: int
    code: str
    host: str
    port: int
    name: str
    unit: str
    region: str
    make: Make
    dice: Dice
    kind: str = "部门网站"
    columns: list[Col] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)
    expected: set[tuple[str, str]] = field(default_factory=set)
    never: set[tuple[str, str]] = field(default_factory=set)
    #: What an unknown address is answered with, and the indicator that names such a link.
    missing: Callable[[Site, str], Reply] | None = None
    missing_is: str = "link.dead"
    #: Official elements left out; tags left out by kind of page; what the page calls the site.
    lacks: set[str] = field(default_factory=set)
    tagless: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shown_code: str = ""
    shown_name: str = ""
    #: HTML put on every page, and on the home page alone.
    everywhere: str = ""
    at_home: str = ""
    above_home: str = ""
    head: str = ""
    links: list[str] = field(default_factory=list)
    #: What the home page says to spiders, where it says something else; its headers.
    for_spiders: Reply | None = None
    home_headers: tuple[tuple[str, str], ...] = ()
    #: Other hosts of the place, and what they show.
    others: dict[str, Reply] = field(default_factory=dict)
    down: str = ""
    serial: int = 1000
    hazards: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://{self.host}:{self.port}"

    @property
    def home(self) -> str:
        """The identity of the home page."""
        return f"{self.origin}/"

    def url(self, path: str) -> str:
        """The identity of one of its addresses."""
        found = canonical(path if "://" in path else self.origin + path)
        assert found is not None, path
        return found

    def column_url(self, col: Col) -> str:
        """The identity of a column."""
        return self.url(self.make.column_path(col, 0))

    def entry_url(self, col: Col, entry: Entry) -> str:
        """The identity of an entry."""
        return self.url(self.make.entry_path(col, entry))

    def expect(self, indicator: str, where: str) -> None:
        """An inspection must say it."""
        self.expected.add((indicator, where))

    def spare(self, where: str, *indicators: str) -> None:
        """An inspection must not say it."""
        self.never.update((one, where) for one in indicators)

    def col(self, slug: str) -> Col:
        """The column of that name in addresses."""
        return next(one for one in self.columns if one.slug == slug)

    def every_column(self) -> Iterator[Col]:
        """All columns and their parts."""
        for one in self.columns:
            yield one
            yield from one.parts

    def add(self, col: Col, title: str, day: date, body: str = "", **more: object) -> Entry:
        """One more entry, put where its day belongs."""
        self.serial += 1
        entry = Entry(self.serial, title, day, body, **more)  # type: ignore[arg-type]
        entry.minute = self.dice.between(0, 480)
        col.entries.append(entry)
        col.entries.sort(key=lambda one: (one.pinned, one.day), reverse=True)
        return entry

    def quiet(self, slugs: tuple[str, ...] = ("gzdt", "tzgg", "zcwj", "zcjd")) -> tuple[Col, Entry]:
        """An entry that nothing has been planted on, not the newest of its column."""
        choice = [
            (col, entry)
            for col in self.columns
            if col.slug in slugs and not col.taken
            for entry in col.entries[1:]
            if not entry.taken and entry.reply is None and entry.href is None
        ]
        if not choice:
            col = self.col("gzdt")
            entry = self.add(
                col, f"{self.region}第{self.serial}期工作简讯", days_ago(12), taken=True
            )
            entry.body = (
                "<p>本期简讯汇总了近期各项重点工作的进展情况，请各单位对照任务清单抓好落实。</p>"
            )
            return col, entry
        found = self.dice.one(choice)
        found[1].taken = True
        return found

    def place(self, html: str) -> tuple[Col, Entry]:
        """Put a link into a quiet article."""
        col, entry = self.quiet()
        entry.below += f"<p>{html}</p>"
        return col, entry
