"""The columns of a site: the register's first, then tagged pages, menus and home-page blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from xuncha.base import urls
from xuncha.base.language import N_
from xuncha.base.text import fold
from xuncha.base.types import ColumnType, DeclaredColumn, Site
from xuncha.evidence.columns import names, parts
from xuncha.evidence.columns.items import main_list, newest
from xuncha.evidence.columns.sheets import Sheet, Sheets
from xuncha.evidence.reader import words
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, Column, Item, ItemList, LinkKind, Page, PageKind, Pages

#: A page with this much text of its own and no list is an article of its own: 机构简介.
MIN_CONTENT = 80
#: Kinds of column that may be a short text instead of a list, and how short: "局长：张三".
_TEXTS = frozenset({ColumnType.STATIC, ColumnType.INTERACTION, ColumnType.OTHER})
MIN_TEXT = 6
#: An entry of a list with so long a title is an article, "关于…的通知", whatever its name suggests.
MIN_HEADLINE = 12
_YEAR = re.compile(r"(?:19|20|21)\d{2}|[零〇○一二三四五六七八九]{4}")
_TITLE_CUT = re.compile(r"\s*[-_—–|·»>]{1,2}\s*")


Register = Sequence[tuple[DeclaredColumn, str]]


def register(declared: Sequence[DeclaredColumn]) -> Register:
    """The columns of the site's register, each with its canonical address."""
    return [(one, urls.canonical(one.url) or one.url) for one in declared]


def sheets_for(home_url: str, declared: Sequence[DeclaredColumn]) -> Sheets:
    """Empty sheets, to be shown every page of the site whose home page is at `home_url`."""
    return Sheets(home_url, frozenset(url for _, url in register(declared)))


def survey(
    site: Site,
    home: Page | None,
    pages: Pages,
    declared: Sequence[DeclaredColumn],
    answers: Mapping[str, Answer],
    today: date,
) -> tuple[Column, ...]:
    """Every column of a site with its items, each once, from pages read one more time.

    `declared` is the site's column register; where it has none the columns are found. `answers`
    says what became of addresses that gave no page. `today` bounds which dates are possible.
    """
    home_url = home.url if home is not None else urls.canonical(site.home_url) or site.home_url
    sheets = sheets_for(home_url, declared)
    for page in pages:
        sheets.take(page)
    return survey_sheets(home, sheets, declared, answers, today)


def survey_sheets(
    home: Page | None,
    sheets: Sheets,
    declared: Sequence[DeclaredColumn],
    answers: Mapping[str, Answer],
    today: date,
) -> tuple[Column, ...]:
    """The same from sheets that were shown every page as it came, so that none is read again."""
    reader = _Survey(home, sheets.home_url, sheets, answers, today)
    return tuple(reader.run(register(declared)))


class _Survey:
    def __init__(
        self,
        home: Page | None,
        home_url: str,
        sheets: Sheets,
        answers: Mapping[str, Answer],
        today: date,
    ) -> None:
        self._home = home
        self._home_url = home_url
        self._sheets = sheets
        self._template = sheets.template()
        self._answers = answers
        self._today = today
        self._menus = parts.menus(home) if home is not None else ()
        self._found: dict[str, Column] = {}
        self._names: set[str] = set()

    def run(self, declared: Register) -> Iterator[Column]:
        for one, url in declared:
            self._declared(one, url)
        menu = self._menu()
        for sheet in sorted(self._sheets.columns.values(), key=lambda s: not s.meta):
            if self._is_column(sheet, menu):
                via = "meta" if sheet.meta else "navigation"
                self._add(self._read(sheet, self._name(sheet, menu), None, via))
        if self._home is not None:
            self._blocks(self._home)
        self._parts()
        yield from self._found.values()

    def _add(self, column: Column) -> None:
        known = self._found.get(column.identity)
        if known is None:
            self._found[column.identity] = column
            self._names.add(fold(column.name))

    def _declared(self, one: DeclaredColumn, url: str) -> None:
        sheet = self._sheets.find(url)
        if sheet is None:
            answer = self._answers.get(url)
            landed = self._sheets.find(answer.answered) if answer and answer.answered else None
            if landed is None:
                reach = answer.reach if answer is not None else Reach.UNTESTED
                static = one.type is ColumnType.STATIC
                self._add(
                    Column(
                        f"column:{url}", one.name, one.type, url, "register", reach, static=static
                    )
                )
                return
            sheet = landed
        self._add(
            replace(
                self._read(sheet, one.name, one.type, "register"), identity=f"column:{url}", url=url
            )
        )

    def _menu(self) -> dict[str, str]:
        """What the home page's links call the pages they lead to."""
        menu: dict[str, str] = {}
        if self._home is None:
            return menu
        entries = {
            item.url
            for one in self._home.lists
            for item in one.items
            if item.date is not None or len(item.title) >= MIN_HEADLINE
        }
        for link in self._home.links:
            if (
                link.kind is LinkKind.PAGE
                and 2 <= len(link.text) <= 16
                and link.url not in entries
                and words.role(link.text) != "more"
            ):
                landed = self._sheets.landed.get(link.url, link.url)
                menu.setdefault(landed, link.text)
        for block in self._home.lists:
            if block.more and block.heading:
                menu.setdefault(self._sheets.landed.get(block.more, block.more), block.heading)
        return menu

    def _is_column(self, sheet: Sheet, menu: Mapping[str, str]) -> bool:
        if sheet.kind in (PageKind.HOME, PageKind.ARTICLE) or sheet.url == self._home_url:
            return False
        if f"column:{sheet.url}" in self._found or self._sheets.is_later(sheet.url):
            return False
        if any(c.url == sheet.url for c in self._found.values()):
            return False
        if not self._name(sheet, menu):
            return False
        if sheet.kind is PageKind.COLUMN:
            return True
        return sheet.url in menu and (
            sheet.scripted
            or self._promises_a_list(sheet, menu)
            or bool(parts.in_menus(sheet, self._sheets, self._menus))
        )

    def _promises_a_list(self, sheet: Sheet, menu: Mapping[str, str]) -> bool:
        """Whether a page that shows no list was to show one: it says so, or its name does."""
        if max(sheet.main, self._content(sheet)) >= MIN_CONTENT:
            return False
        kind = names.type_of(menu[sheet.url])
        listing = kind not in (ColumnType.STATIC, ColumnType.OTHER, ColumnType.INTERACTION)
        return listing or bool(sheet.nothing)

    def _name(self, sheet: Sheet, menu: Mapping[str, str]) -> str:
        own = main_list(sheet.lists, sheet.name, self._template)
        return (
            sheet.name
            or menu.get(sheet.url)
            or (own.heading if own else "")
            or _TITLE_CUT.split(sheet.title)[0]
        )

    def _read(self, sheet: Sheet, name: str, kind: ColumnType | None, via: str) -> Column:
        """A column from its first page."""
        own = self._own_list(sheet, name)
        column = Column(
            identity=f"column:{sheet.url}",
            name=name,
            type=kind or names.type_of(name),
            url=sheet.url,
            via=via,
            static=kind is ColumnType.STATIC
            or names.is_search(name)
            or (kind is None and names.type_of(name) is ColumnType.STATIC)
            or sheet.closed
            or names.is_closed(name),
            source_url=self._home_url if sheet.url != self._home_url else None,
        )
        if own is not None and own.items and not own.hidden:
            return self._dated(replace(column, items=own.items), sheet.url)
        return self._without_items(column, sheet, own)

    def _own_list(self, sheet: Sheet, name: str) -> ItemList | None:
        own = main_list(sheet.lists, name, self._template)
        if own is None or not own.items:
            for frame in sheet.frames:
                inner = self._sheets.find(frame)
                if inner is not None and (found := main_list(inner.lists, name)) is not None:
                    return found
        return own

    def _without_items(self, column: Column, sheet: Sheet, own: ItemList | None) -> Column:
        """Why no item is there: a script fills it, it is a text of its own, or it is blank."""
        if names.is_search(column.name):
            return replace(column, items=())
        if sheet.scripted or (own is not None and own.scripted):
            return replace(column, undecided="script")
        if own is not None and own.hidden and own.items:
            return replace(column, items=(), blank=N_("列表被隐藏"))
        if own is not None and own.total == 0:
            return replace(column, items=(), blank="共0条" if not sheet.nothing else sheet.nothing)
        if sheet.nothing and (own is None or not own.items):
            return replace(column, items=(), blank=sheet.nothing)
        if sheet.frames:
            return replace(column, undecided="frame")
        if own is None and sheet.main >= MIN_CONTENT:
            return replace(column, items=(), static=True)
        below = parts.below(sheet, self._sheets) or (
            parts.in_menus(sheet, self._sheets, self._menus) if own is None else ()
        )
        if below:
            return replace(column, items=(), parts=below)
        return self._blank_or_text(column, sheet, own)

    def _blank_or_text(self, column: Column, sheet: Sheet, own: ItemList | None) -> Column:
        if own is not None:
            return replace(column, items=(), blank=N_("没有信息"))
        listing = column.type not in _TEXTS
        if self._content(sheet) >= (MIN_CONTENT if listing else MIN_TEXT):
            return replace(column, items=(), static=True)
        if parts.own_leads(sheet, self._sheets):
            # Pictures or links that are no list: a person has to look.
            return replace(column, undecided="layout")
        return replace(column, items=(), blank=N_("没有信息"))

    def _content(self, sheet: Sheet) -> int:
        """How many characters a page says that hardly another page of the site says."""
        if not sheet.lines:
            return sheet.length
        return sum(length for line, length in sheet.lines if self._sheets.lines[line] <= 2)

    def _dated(self, column: Column, shown_on: str) -> Column:
        """Find the newest item: by the list's dates, else by the articles' own."""
        items = tuple(map(self._with_year, column.items or ()))
        best = newest(items, self._today)
        if best is not None:
            return replace(column, newest=best, newest_from="list", newest_url=shown_on)
        dated = [
            (day, item.url)
            for item in items
            if item.url and (day := self._article_day(item)) is not None
        ]
        if dated:
            day, url = max(dated)
            return replace(column, newest=day, newest_from="article", newest_url=url)
        if any(item.date is not None for item in items):
            return column
        read = any(item.url and self._landed(item.url) in self._sheets.published for item in items)
        return column if read else replace(column, undecided="unread")

    def _with_year(self, item: Item) -> Item:
        """A list that leaves out the year is believed where the article does not say otherwise."""
        if item.date is None or item.date.day is None or _YEAR.search(item.date.raw):
            return item
        day = self._article_day(item)
        return item if day is None else replace(item, date=replace(item.date, day=day))

    def _landed(self, url: str) -> str:
        return self._sheets.landed.get(url, url)

    def _article_day(self, item: Item) -> date | None:
        day = self._sheets.published.get(self._landed(item.url or ""))
        return day if day is not None and (day - self._today).days <= 1 else None

    def _blocks(self, home: Page) -> None:
        """Blocks of the home page: those without a page of their own, and those that are blank."""
        for one in home.lists:
            heading = one.heading.strip()
            if len(fold(heading)) < 2 or one.scripted or words.LEADS_AWAY.search(heading):
                continue
            column = Column(
                identity=f"column:{home.url}#{heading}",
                name=heading,
                type=names.type_of(heading),
                url=one.more or home.url,
                via="block",
                source_url=home.url,
            )
            if not one.items or one.hidden:
                why = N_("列表被隐藏") if one.items else N_("首页栏目没有信息")
                self._add(replace(column, items=(), blank=why))
            elif fold(heading) not in self._names and not self._has_page(one):
                self._add(self._dated(replace(column, items=one.items), home.url))

    def _has_page(self, one: ItemList) -> bool:
        if one.more is None:
            return False
        landed = self._landed(one.more)
        return f"column:{landed}" in self._found or any(
            c.url == landed for c in self._found.values()
        )

    def _parts(self) -> None:
        """A column of sub-columns is as new as the newest of them."""
        for column in list(self._found.values()):
            sheet = self._sheets.find(column.url)
            named = parts.of_blocks(column, sheet, self._landed) if sheet and column.items else []
            known = [p for p in column.parts or named if p in self._found]
            if known:
                days = [d for p in known if (d := self._found[p].newest) is not None]
                days += [column.newest] if column.newest is not None else []
                changed = replace(column, parts=tuple(known), newest=max(days, default=None))
            elif column.parts:
                changed = replace(column, parts=(), undecided="unread")
            else:
                continue
            self._found[column.identity] = changed
