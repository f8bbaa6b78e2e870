"""Tells in one text which of its numbers are dates, and which day each names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from xuncha.base import datepatterns as patterns
from xuncha.base.numerals import number
from xuncha.base.types import Period


class Found(NamedTuple):
    """A date in a text: where it stands and the day it names, None where there is no such day."""

    start: int
    stop: int
    #: It has a year of its own.
    full: bool
    day: date | None


def with_brackets(text: str, start: int, stop: int) -> tuple[int, int]:
    """The span with the brackets that hold it and nothing else."""
    before, after = text[max(0, start - 1) : start], text[stop : stop + 1]
    if before and after and before + after in patterns.BRACKETS:
        return start - 1, stop + 1
    return start, stop


class Reader:
    """Reads one text; every form either finds a date in its match or says it is none."""

    def __init__(self, text: str, today: date, alone: bool) -> None:
        self._text = text
        self._today = today
        #: The text is nothing but a date, so its short forms are believed.
        self._alone = alone

    def scan(self) -> Iterator[Found]:
        """Every date, kind by kind."""
        kinds = [(patterns.NUMERIC, self._numeric), (patterns.ENGLISH, self._english)]
        if "月" in self._text:
            kinds.append((patterns.CHINESE, self._chinese))
        if any(word in self._text for word in "刚昨今前半"):
            kinds.append((patterns.WORDS, self._word))
        for pattern, form in kinds:
            for match in pattern.finditer(self._text):
                if found := form(match):
                    yield found

    def _numeric(self, match: re.Match[str]) -> Found | None:
        separated, year, month, ago, english = match.group("m2", "m", "d3", "unit", "mon")
        if separated:
            return self._separated(match)
        if year:
            return self._year_month_day(match)
        if month:
            return self._month_day(match)
        if ago:
            return self._ago(match)
        return self._english(match) if english else self._compact(match)

    def _chinese(self, match: re.Match[str]) -> Found | None:
        return self._year_month_day(match) if match["m"] else self._month_day(match)

    # -- with a year ---------------------------------------------------------------------------

    def _year_month_day(self, match: re.Match[str]) -> Found | None:
        """2017年12月5日, 17年12月5日, 2017年12月."""
        digits, month_says, day_says, marked = match.group("n", "m", "d", "ri")
        if not 2 <= len(digits) <= 5 or patterns.LUNAR.search(self._before_it(match)):
            return None
        year, month = number(digits), number(month_says)
        if day_says and (marked or match["time"] or not self._glued_to_a_word(match)):
            if len(digits) == 2:
                year = self._century(year)
            return self._found(match, year, month, number(day_says))
        if len(digits) != 4 or not 1900 <= year <= 2999 or not 1 <= month <= 12:
            return None
        stop = self._text.index("月", match.end("m")) + 1
        if patterns.LUNAR_DAY.match(self._text, stop):
            return None
        return Found(match.start(), stop, True, self._last_day(year, month))

    def _separated(self, match: re.Match[str]) -> Found | None:
        """2017-12-05, 17-12-05, 05-12-2017, 2017-12 and [12-05], with - / . between."""
        start, stop = match.span()
        before = self._text[max(0, start - 2) : start]
        if _GLUED_BEFORE.search(before) or _GLUED_AFTER.match(self._text, stop):
            return None
        mark = _mark(match["s"])
        if not match["d2"]:
            return self._two_numbers(match, mark)
        if mark != _mark(match["s2"]):
            return None
        first, second, third = match["n"], match["m2"], match["d2"]
        if len(first) == 4 and len(third) <= 2:
            return self._iso(match, mark)
        if len(first) <= 2 and len(third) == 4:
            return self._year_last(match)
        if len(first) == len(second) == len(third) == 2 and self._stands(match):
            day = day_of(self._century(int(first)), int(second), int(third))
            if day and (mark != "." or self._alone):
                return Found(start, stop, True, day)
        return None

    def _iso(self, match: re.Match[str], mark: str) -> Found | None:
        year, month, day = int(match["n"]), int(match["m2"]), int(match["d2"])
        # 0000-00-00, 0001-01-01 and 9999-12-31 are what programs show for "no date".
        if not (1000 <= year <= 2999 or year in (0, 1, 9999)):
            return None
        if day_of(year, month, day) is None and (mark == "." or not self._stands(match)):
            return None
        return self._found(match, year, month, day)

    def _year_last(self, match: re.Match[str]) -> Found | None:
        """13-5-2017 and 5-13-2017; 3-7-2017 could be either day and is not read."""
        first, second, year = int(match["n"]), int(match["m2"]), int(match["d2"])
        if not 1900 <= year <= 2999:
            return None
        days = {day_of(year, second, first), day_of(year, first, second)} - {None}
        return Found(*match.span(), True, days.pop()) if len(days) == 1 else None

    def _compact(self, match: re.Match[str]) -> Found | None:
        """20171205, also with a time behind it, where it clearly stands by itself."""
        digits = match["n"]
        if len(digits) not in (8, 12, 14) or not self._stands(match):
            return None
        if patterns.NUMBERED.search(self._before_it(match)):
            return None
        day = day_of(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        if day is None or not 1900 <= day.year <= 2100 or int(digits[8:10] or "0") > 23:
            return None
        return Found(*match.span(), True, day)

    def _english(self, match: re.Match[str]) -> Found | None:
        """5 December 2017, Dec 5, 2017."""
        month = _MONTHS.get(match["mon"].lower())
        if month is None or len(match["n"]) > 2:
            return None
        return self._found(match, int(match["y"]), month, int(match["n"]))

    # -- without a year ------------------------------------------------------------------------

    def _month_day(self, match: re.Match[str]) -> Found | None:
        """12月5日, 今年12月5日; a month that does not exist is more likely a span of time."""
        month, day = number(match["n"]), number(match["d3"])
        before = self._before_it(match)
        if not 1 <= month <= 12 or patterns.LUNAR.search(before):
            return None
        if before.endswith(("今年", "去年")):
            year = self._today.year - before.endswith("去年")
            return self._found(match, year, month, day)
        if patterns.OTHER_YEAR.search(before):
            return None
        return Found(*match.span(), False, self._latest(month, day))

    def _two_numbers(self, match: re.Match[str], mark: str) -> Found | None:
        """2017-12 and [12-05], only where nothing else can be meant."""
        first, second = match["n"], match["m2"]
        padded = len(second) == 2 and (len(first) in (2, 4))
        if not (self._alone or match["time"] or (padded and self._stands_apart(match))):
            return None
        if len(first) == 4:
            year, month = int(first), int(second)
            if match["time"] or not 1900 <= year <= 2999 or not 1 <= month <= 12:
                return None
            return Found(*match.span(), True, self._last_day(year, month))
        if len(first) > 2 or (mark != "-" and not padded) or (mark == "." and not self._in(match)):
            return None
        month, day = int(first), int(second)
        if not (1 <= month <= 12 and 1 <= day <= 31):
            return None
        return Found(*match.span(), False, self._latest(month, day))

    def _ago(self, match: re.Match[str]) -> Found | None:
        """3天前, 2周前, 1个月前; minutes and hours count as today."""
        if len(match["n"]) > 3 or not self._stands(match):
            return None
        return Found(*match.span(), False, self._before(int(match["n"]), match["unit"][0]))

    def _word(self, match: re.Match[str]) -> Found | None:
        """昨天, 刚刚, 半年前."""
        if not (self._alone or match["time"] or self._stands_apart(match)):
            return None
        word = match["word"]
        if word[0] == "半":
            day = self._before(6, "月") if "年" in word else self._before(15 * ("月" in word), "天")
        else:
            day = self._before({"昨": 1, "前": 2}.get(word[0], 0), "天")
        return Found(*match.span(), False, day)

    # -- days ----------------------------------------------------------------------------------

    def _found(self, match: re.Match[str], year: int, month: int, day: int) -> Found:
        return Found(match.start(), match.end(), True, day_of(year, month, day))

    def _century(self, year: int) -> int:
        return year + (2000 if year <= self._today.year % 100 + 1 else 1900)

    def _latest(self, month: int, day: int) -> date | None:
        """The latest such day not after tomorrow: servers' clocks and ours differ."""
        limit = self._today + timedelta(1)
        for year in range(limit.year, limit.year - 9, -1):
            found = day_of(year, month, day)
            if found and found <= limit:
                return found
        return None

    def _last_day(self, year: int, month: int) -> date:
        if (year, month) == (self._today.year, self._today.month):
            return self._today
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(1)

    def _before(self, count: int, unit: str) -> date | None:
        periods = {
            "天": (0, 1),
            "日": (0, 1),
            "周": (0, 7),
            "星": (0, 7),
            "月": (1, 0),
            "年": (12, 0),
        }
        months, days = periods.get(unit, (0, 0))
        try:
            return Period(count * months, count * days).before(self._today)
        except (ValueError, OverflowError):
            return None

    # -- surroundings --------------------------------------------------------------------------

    def _before_it(self, match: re.Match[str]) -> str:
        return self._text[max(0, match.start() - 4) : match.start()]

    def _glued_to_a_word(self, match: re.Match[str]) -> bool:
        """Whether the day's number belongs to what follows: 2017年12月5家."""
        return self._text[match.end() : match.end() + 1].isalnum()

    def _in(self, match: re.Match[str]) -> bool:
        """Whether brackets hold it and nothing else."""
        return with_brackets(self._text, *match.span()) != match.span()

    def _stands(self, match: re.Match[str]) -> bool:
        """Whether white space, brackets, a colon or nothing is on both sides."""
        text = self._text
        start, stop = match.span()
        before, after = text[max(0, start - 1) : start], text[stop : stop + 1]
        return (not before or before.isspace() or before in patterns.BEFORE) and (
            not after or after.isspace() or after in patterns.AFTER
        )

    def _stands_apart(self, match: re.Match[str]) -> bool:
        """Whether it is between brackets, a line of its own, or the end of a line after a gap."""
        if self._in(match):
            return True
        text, (start, stop) = self._text, match.span()
        return (not text[start - 1 : start].strip() if start else True) and (
            stop == len(text) or text[stop] in "\r\n"
        )


_NAMES = "january february march april may june july august september october november december"
_MONTHS = {
    form: number
    for number, name in enumerate(_NAMES.split(), 1)
    for form in {name, name[:3], name[:4] if name == "september" else name}
}
# Part of a longer number, a code, a path or an address.
_GLUED_BEFORE = re.compile(r"(?:[0-9A-Za-z_%=&#+]|[0-9A-Za-z][./\\])$")
_GLUED_AFTER = re.compile(r"[-./_:][0-9A-Za-z]|[0-9A-Za-z_%]")


def _mark(separator: str) -> str:
    mark = separator.strip(" \t\u3000\xa0")[0]
    return "/" if mark in "/／" else "." if mark in ".．·" else "-"


def day_of(year: int, month: int, day: int) -> date | None:
    """The day of these numbers, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
