"""The day and the sticker of each row of a list."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from itertools import pairwise

from xuncha.base import datepatterns as patterns
from xuncha.base import dates
from xuncha.base.dates import DateSeen
from xuncha.evidence.reader import words
from xuncha.evidence.reader.outline import Element, Outline
from xuncha.evidence.reader.titles import Row

_BULLETS = " \t·•◆●■▪►▶>»＞*◇○□☆★※・．∙⋅‧￭→-–—|"
_DATEISH = re.compile(
    r"\d{1,4}\s*[-－–/.．年]\s*\d{1,2}|\d{1,2}\s*月\s*\d{1,2}|(?<!\d)(?:19|20|21)\d{6}(?!\d)|[〇○零一二三四五六七八九]{4}年"
    r"|今天|昨天|前天|\d+\s*(?:分钟|小时|天)前|[一二三四五六七八九十]月"
    rf"|{words.ENGLISH_DAY}"
)
_LABEL = r"(?:[\u4e00-\u9fff ]{2,8}[:：]\s*)?"
#: A piece of text that is a date and nothing else, with a label, brackets or a time at most.
_ONLY_DATE = re.compile(
    rf"^[\[【(（<〔|/\s]*{_LABEL}[\[(（]?(?:\d{{2,4}}\s*[-－–/.．年]\s*\d{{1,2}}\s*[-－–/.．月]\s*\d{{1,2}}\s*日?|"
    r"\d{1,2}\s*[-－–/.月]\s*\d{1,2}\s*日?|\d{8}|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日|"
    r"今天|昨天|前天|刚刚|\d{1,3}\s*(?:分钟|小时|天)前|\d{4}\s*[-/.年]\s*\d{1,2}\s*月?|"
    rf"{words.ENGLISH_DAY})"
    r"(?:[\sT]*(?:星期.|周.)?[\sT]*\d{0,2}[:：]?\d{0,2}[:：]?\d{0,2}(?:\.\d+)?)[\])）】>〕|/\s]*$"
)
_TAIL_DATE = re.compile(
    r"[\s\[【(（<〔/]+((?:\d{2,4}\s*[-－–/.．年]\s*)?\d{1,2}\s*[-－–/.．月]\s*\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)[\])）】>〕\s]*$"
)
_HEAD_DATE = re.compile(
    r"^[\[【(（<〔\s]*((?:\d{2,4}\s*[-－–/.．年]\s*)?\d{1,2}\s*[-－–/.．月]\s*\d{1,2}日?)[\])）】>〕\s]+(?=\D)"
)
_YEAR_MONTH = re.compile(r"^[\[(（]?(\d{4})\s*[-./年]\s*(\d{1,2})月?[\])）]?$")
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[-./月]\s*(\d{1,2})日?$")
_DAY = re.compile(r"^(\d{1,2})日?$")
_MONTH = re.compile(r"^(\d{1,2})月$")
_YEAR = re.compile(r"^((?:19|20|21)\d\d)年?$")
_HINT_DATE = re.compile(
    r"(?:时间|日期|发布|更新)\s*[:：]\s*([^\s]{6,12}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?)"
)
_EMPTY, _OPENING = re.compile(r"^[\[【(（]\s*[\]】)）]"), frozenset("[【(（")
_PINNED = re.compile(r"置\s*顶|[\[【(（]\s*顶\s*[\]】)）]|^顶$|^TOP$", re.IGNORECASE)
_PINNED_ICON = re.compile(
    r"(?:^|[/_\-])(?:is|arc|art)?(?:top|zhiding|zd|ding)\d?(?:[_\-]\w{1,8})?\.(?:gif|png|jpg|svg)",
    re.IGNORECASE,
)
_PUBLISHED_HEAD = re.compile(r"发布|发文|公开|公布|时间|日期|更新")
_NOT_PUBLISHED_HEAD = re.compile(r"成文|生效|有效|截止|结束|废止|施行|实施|签发")


def tidy(title: str) -> str:
    """A title without the bullets, stickers and brackets that a list puts around it."""
    title = _PINNED.sub("", title) if "顶" in title or title[:3].upper() == "TOP" else title
    title = title.strip()
    if title[:1] in _OPENING:
        title = _EMPTY.sub("", title)
    return title.strip(_BULLETS) or title.strip()


class RowReader:
    """Reads the date and the sticker of each row of one list."""

    def __init__(self, outline: Outline, today: date) -> None:
        self._out = outline
        self._today = today
        self._stickers = [one for one in outline.carriers if one.tag == "img" and _is_sticker(one)]
        whole = outline.whole
        self._pins = bool(self._stickers) or "顶" in whole or "TOP" in whole.upper()

    def read(self, group: list[Row], end: int) -> None:
        """Fill in dates and stickers; `end` is the run where the list ends."""
        if self._pins:
            for row in group:
                row.pinned = self._pinned(row)
        if self._may_hold_dates(group, end):
            self._date(group, end)
        for row in group:
            row.title = tidy(row.title)

    def _may_hold_dates(self, group: list[Row], end: int) -> bool:
        """Whether there is a figure in or around the rows: most menus have none."""
        text = self._out.raw(max(0, group[0].element.run - 6), max(end, group[-1].element.run_end))
        return bool(patterns.HINT.search(text)) or any(
            patterns.HINT.search(row.hint) for row in group if row.hint
        )

    def _date(self, group: list[Row], end: int) -> None:
        heads = _heads(group, self._out)
        for row in group:
            one = row.element
            text = self._out.raw(one.run, one.run_end)
            if patterns.HINT.search(text) or (row.hint and patterns.HINT.search(row.hint)):
                row.date = self._own_date(row, heads)
        if not any(row.date for row in group):
            self._dates_between(group, end)

    def _own_date(self, row: Row, heads: list[str]) -> DateSeen | None:
        out, one, anchor = self._out, row.element, row.anchor
        pieces = self._pieces(one.run, anchor.run) + self._pieces(anchor.run_end, one.run_end)
        seen = self._standing(pieces) if len(heads) < 3 else self._by_head(row, heads, pieces)
        if seen is not None:
            return seen
        inner = self._pieces(anchor.run, anchor.run_end)
        alone = [p for p in inner if _ONLY_DATE.match(p)] if len(inner) > 1 else []
        seen = self._standing(inner) if len(inner) > 1 else None
        if seen is not None:
            if not anchor.get("title") or row.title == out.text(anchor):
                row.title = (
                    " ".join(p for p in inner if p not in alone and not _part_of(p, seen.raw))
                    or row.title
                )
            return seen
        seen = self._in_title(row)
        return seen or self._in_words(pieces) or self._in_hint(row)

    def _pieces(self, first: int, last: int) -> list[str]:
        return [text for run in self._out.runs[first:last] if (text := run.strip())]

    def _standing(self, pieces: list[str]) -> DateSeen | None:
        """A date that stands alone among pieces of text, also when day and month stand apart."""
        alone = [piece for piece in pieces if len(piece) <= 40 and _is_only_date(piece)]
        for piece in alone:
            if not _YEAR_MONTH.match(piece):
                if len(pieces) > 1 and _MONTH_DAY.match(piece):
                    break
                seen = dates.read(piece, self._today)
                if seen is not None:
                    return seen
        joined = _joined(pieces) if len(pieces) > 1 else ""
        if joined:
            return dates.read(joined, self._today)
        return dates.read(alone[0], self._today) if alone else None

    def _by_head(self, row: Row, heads: list[str], pieces: list[str]) -> DateSeen | None:
        """In a table with a head, the column that says 发布 wins over the one that says 成文."""
        cells = [c for c in self._out.children(row.element) if c.tag in ("td", "th")]
        best: DateSeen | None = None
        for head, cell in zip(heads, cells, strict=False):
            if not _PUBLISHED_HEAD.search(head) or _NOT_PUBLISHED_HEAD.search(head):
                continue
            text = self._out.text(cell)
            seen = dates.read(text, self._today) if _DATEISH.search(text) else None
            if seen is not None and (best is None or "发布" in head):
                best = seen
        return best or self._standing(pieces)

    def _in_title(self, row: Row) -> DateSeen | None:
        part = _parted if len(row.title) <= _LONG_TITLE else _parted.__wrapped__
        parted = part(row.title, self._today)
        if parted is None:
            return None
        row.title, seen = parted
        return seen

    def _in_words(self, pieces: list[str]) -> DateSeen | None:
        """A date among other words of the row, unless they are a summary that tells a story."""
        for piece in pieces:
            if len(piece) <= 60 and patterns.HINT.search(piece) and _DATEISH.search(piece):
                seen = dates.read(piece, self._today)
                if seen is not None:
                    return seen
        return None

    def _in_hint(self, row: Row) -> DateSeen | None:
        found = _HINT_DATE.search(row.hint) if ":" in row.hint or "：" in row.hint else None
        return dates.read(found[1], self._today) if found else None

    def _dates_between(self, group: list[Row], end: int) -> None:
        """Dates that stand in the siblings after each row, or before each."""
        edges = [row.element.run for row in group] + [end]
        for at, row in enumerate(group):
            last = edges[at + 1] if at + 1 < len(group) else self._until(row.element, end)
            row.date = self._near(row.element.run_end, last)
        lead = self._before(group[0].element.run)
        if lead is not None and group[-1].date is None:
            dates_before = [lead, *(row.date for row in group[:-1])]
            for row, seen in zip(group, dates_before, strict=True):
                row.date = seen

    def _before(self, run: int) -> DateSeen | None:
        """A date that stands before the first row, where people see it."""
        first = max([0, run - 6, *(one.run_end for one in self._out.veiled if one.run < run)])
        return self._near(first, run)

    def _until(self, row: Element, end: int) -> int:
        """Where what may belong to the last row ends: before the next link, which has its own."""
        end = min(end, row.run_end + 8)
        after = self._out.anchors[row.anchor_end : row.anchor_end + 1]
        return min(end, max(row.run_end, after[0].run)) if after else end

    def _near(self, first: int, last: int) -> DateSeen | None:
        if not patterns.HINT.search(self._out.raw(first, last)):
            return None
        pieces = self._pieces(first, last)[:6]
        return self._standing(pieces) or self._in_words(pieces[:3])

    def _pinned(self, row: Row) -> bool:
        one = row.element
        text = self._out.raw(one.run, one.run_end)
        if ("顶" in text or "TOP" in text.upper()) and _PINNED.search(
            self._out.between(one.run, min(one.run_end, one.run + 30))[:400]
        ):
            return "顶" in row.title or any(
                _PINNED.search(p) for p in self._pieces(one.run, one.run_end) if p != row.title
            )
        return any(one.holds(sticker) and one is not sticker for sticker in self._stickers)


#: Longer titles are not remembered, so that a hostile page cannot fill the memory.
_LONG_TITLE = 200


@lru_cache(maxsize=4096)
def _parted(title: str, today: date) -> tuple[str, DateSeen] | None:
    """A title and the day before or behind it; remembered, since many pages list the same."""
    if not patterns.HINT.search(title):
        return None
    for pattern in (_TAIL_DATE, _HEAD_DATE):
        found = pattern.search(title)
        if found and len(title) - len(found[0]) >= 2:
            seen = dates.read(found[1], today)
            if seen is not None:
                return (title[: found.start()] + title[found.end() :]).strip(), seen
    return None


def _is_sticker(one: Element) -> bool:
    return "置顶" in one.get("alt") + one.get("title") or bool(_PINNED_ICON.search(one.get("src")))


@lru_cache(maxsize=4096)
def _is_only_date(piece: str) -> bool:
    """Remembered: the dates of a list repeat, and its texts on many pages."""
    return _ONLY_DATE.match(piece) is not None


def _part_of(piece: str, raw: str) -> bool:
    return len(piece) <= 10 and piece.strip("日月年/-. ") != "" and piece.strip("日月年/-. ") in raw


def _joined(pieces: list[str]) -> str:
    """Year, month and day that stand in separate elements, put together; "" when they do not."""
    short = [p.strip("/-. ") for p in pieces if len(p) <= 10]
    if sum(map(_is_part, short)) < 2:
        return ""
    for a, b in pairwise(short):
        for one, two in ((a, b), (b, a)):
            month, day = _YEAR_MONTH.match(one), _DAY.match(two)
            if month and day:
                return f"{month[1]}-{month[2]}-{day[1]}"
            year, rest = _YEAR.match(one), _MONTH_DAY.match(two)
            if year and rest:
                return f"{year[1]}-{rest[1]}-{rest[2]}"
    for a, b in pairwise(short):
        month, day = _MONTH.match(a) or _MONTH.match(b), _DAY.match(b) or _DAY.match(a)
        if month and day and "月" not in day[0]:
            return f"{month[1]}-{day[1]}"
    return ""


def _is_part(piece: str) -> bool:
    """Whether a piece may be a year, a month or a day: each has a number in its first place."""
    return piece[:1].isdecimal() or piece[1:2].isdecimal()


def _heads(group: list[Row], outline: Outline) -> list[str]:
    """The head cells above the rows of a table, [] where there are none."""
    first = group[0].element
    if first.tag != "tr" or first.parent is None:
        return []
    table = next((a for a in first.ancestors() if a.tag == "table"), first.parent)
    for one in outline.inside(table):
        if one.tag == "tr":
            if one is first or one.index > first.index:
                return []
            cells = [outline.text(c) for c in outline.children(one) if c.tag in ("td", "th")]
            if (
                len(cells) >= 2
                and all(len(c) <= 12 for c in cells)
                and any(_PUBLISHED_HEAD.search(c) for c in cells)
            ):
                return cells
    return []
