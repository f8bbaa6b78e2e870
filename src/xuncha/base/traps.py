"""Shapes of addresses: pages of one template, endless spaces, dates that an address suggests."""

from __future__ import annotations

import re
from datetime import date

from xuncha.base.language import N_

#: Longer and deeper than any page a visitor can reach: jcms and TRS stay below 300 and 12.
LONGEST = 1_000
DEEPEST = 20
#: How many months, weeks or days of one calendar are looked at before it is left.
CALENDAR_PAGES = 36

_DIGITS = re.compile(r"[0-9]+")
# UUIDs and hexadecimal keys number pages as digits do.
_KEY = re.compile(r"(?=[a-f-]*[0-9])[0-9a-f]{8}(?:-?[0-9a-f]{4}){2,6}[0-9a-f]*", re.IGNORECASE)


def pattern(url: str) -> str:
    """``url`` with every run of digits and every hexadecimal key as ``#``.

    Pages of one template share it.
    """
    return _DIGITS.sub("#", _KEY.sub("#", url))


def trap(url: str, seen: int = 0) -> str:
    """Why a crawler must not follow ``url``, in Chinese; ``""`` where it may.

    ``seen`` is how many addresses of the same `pattern` were already taken on this site; with it
    the walk through a calendar is known: an address whose only numbers are a year and a month
    (``?year=2031&month=4``, ``/rili/2031/04/``) leads to the next one for ever, while one that also
    carries a number of its own (``/201712/t20171205_812.html``) is an article. The first
    `CALENDAR_PAGES` are followed, since an archive by month is a real way to articles.
    """
    if len(url) > LONGEST:
        return N_("网址过长")
    path, _, query = url.partition("://")[2].partition("?")
    segments = path.split("/")[1:]
    if len(segments) > DEEPEST:
        return N_("网址层级过深")
    if _repeats(segments):
        return N_("网址路径循环")
    if query and _repeats_parameter(query):
        return N_("网址参数循环")
    if seen >= CALENDAR_PAGES and is_calendar(path, query):
        return N_("日历无限翻页")
    return ""


def _repeats(segments: list[str]) -> bool:
    """Whether some run of segments stands three times in a row, or one segment four times in all.

    Twice happens on purpose (/art/art/); numbers repeat by chance (/11/11/11/).
    """
    names = [name for name in segments if name and not name.isdigit()]
    if len(names) != len(set(names)) and any(names.count(name) > 3 for name in set(names)):
        return True
    for size in range(1, len(segments) // 3 + 1):
        same = 0
        for here, there in zip(segments, segments[size:], strict=False):
            same = same + 1 if here == there and not here.isdigit() else 0
            if same == 2 * size:
                return True
    return False


def _repeats_parameter(query: str) -> bool:
    parts = query.split("&")
    return len(parts) > 2 and any(parts.count(part) > 2 for part in set(parts) if "=" in part)


_CALENDAR_KEY = re.compile(
    r"(?:^|&)(?:year|y|nian|month|m|mon|yue|week|day|date|rq|riqi|nowdate|curdate)=[0-9]",
    re.IGNORECASE,
)
_YEAR_KEY = re.compile(
    r"(?:^|&)(?:[a-z_]{0,12}year|y|nian)=(?:1[0-9]|[2-9][0-9])[0-9]{2}(?:&|$)"
    r"|=(?:1[0-9]|[2-9][0-9])[0-9]{2}[-/.]?[01]?[0-9](?:[-/.]?[0-3]?[0-9])?(?:&|$)",
    re.IGNORECASE,
)
_YEAR_PATH = re.compile(
    r"/(?:1[0-9]|[2-9][0-9])[0-9]{2}(?:[-/]?[01]?[0-9])(?:[-/]?[0-3]?[0-9])?(?=/|$|\.)"
)


def is_calendar(path: str, query: str) -> bool:
    """Whether the address names a stretch of time and nothing else that has a number."""
    if query:
        return bool(_CALENDAR_KEY.search(query) and _YEAR_KEY.search(query))
    found = _YEAR_PATH.search(path)
    return found is not None and not _DIGITS.search(path[found.end() :])


_DAY_HINTS = tuple(
    re.compile(form)
    for form in (
        r"(?<![0-9])((?:19|20)[0-9]{2})([-_/]?)([01][0-9])\2([0-3][0-9])(?![0-9])",
        r"(?<![0-9])((?:19|20)[0-9]{2})([-_/])([01]?[0-9])[-_/]([0-3]?[0-9])(?![0-9])",
        r"(?<![0-9])((?:19|20)[0-9]{2})(-?)([01][0-9])/([0-3][0-9])(?![0-9])",
        r"(?<![0-9])((?:19|20)[0-9]{2})(/)([01][0-9])([0-3][0-9])(?![0-9])",
    )
)
_MONTH_HINT = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([-_/]?)([01][0-9])(?![0-9])")


def date_hint(url: str) -> str | None:
    """The day (``"2017-12-05"``) or month (``"2017-12"``) an address suggests, never a proof."""
    tail = url.partition("://")[2].partition("/")[2]
    for form in _DAY_HINTS:
        for found in form.finditer(tail):
            year, month, day = (int(found[number]) for number in (1, 3, 4))
            try:
                return date(year, month, day).isoformat()
            except ValueError:
                continue
    for found in _MONTH_HINT.finditer(tail):
        if 1 <= int(found[3]) <= 12:
            return f"{found[1]}-{found[3]}"
    return None
