"""Charts as figures in a plane: pure arithmetic here, SVG in `templates/parts/charts.html`.

Every chart answers the question written above it and has its table behind one click.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from xuncha.findings.rules import wilson
from xuncha.web.signs import Mark


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a band, in the chart's own units."""

    x: float
    width: float
    mark: Mark
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Point:
    """One event on a line."""

    x: float
    mark: Mark
    at: datetime
    says: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """One mark of the axis."""

    x: float
    says: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A site's life between two days: the band of its states, and what was said of it."""

    width: float
    spans: Sequence[Span]
    points: Sequence[Point]
    ticks: Sequence[Tick]


def timeline(
    states: Sequence[tuple[datetime, Mark]],
    events: Sequence[tuple[datetime, Mark, str]],
    start: datetime,
    end: datetime,
    *,
    width: float = 640,
) -> Timeline:
    """``states`` and ``events`` in order of time; what lies before ``start`` is cut there."""
    whole = max(1.0, (end - start).total_seconds())

    def x(moment: datetime) -> float:
        return round(max(0.0, min(1.0, (moment - start).total_seconds() / whole)) * width, 1)

    spans = []
    for number, (since, mark) in enumerate(states):
        until = states[number + 1][0] if number + 1 < len(states) else end
        if until > start:
            spans.append(Span(x(since), max(1.0, x(until) - x(since)), mark, since, until))
    points = [Point(x(at), mark, at, says) for at, mark, says in events if at >= start]
    return Timeline(width, spans, points, _months(start, end, x))


def _months(start: datetime, end: datetime, x: Callable[[datetime], float]) -> list[Tick]:
    """The first of every month, or of every third or twelfth where many fit."""
    found, year, month = [], start.year, start.month
    months = (end.year - start.year) * 12 + end.month - start.month
    every = 1 if months <= 9 else 3 if months <= 27 else 12
    while (year, month) < (end.year, end.month):
        month += 1
        if month == 13:
            year, month = year + 1, 1
        if (month - 1) % every == 0:
            first = datetime(year, month, 1, tzinfo=start.tzinfo)
            found.append(Tick(x(first), f"{year}-{month:02d}"))
    return found


@dataclass(frozen=True, slots=True)
class Square:
    """One day of a strip; no mark where nothing is known of it."""

    x: float
    day: date
    mark: Mark | None


def strip(days: Sequence[tuple[date, Mark]], until: date, count: int) -> list[Square]:
    """The days before one, each a square of 20 by 20, the oldest first."""
    known = dict(days)
    return [
        Square(20.0 * (count - back), day, known.get(day))
        for back in range(count, 0, -1)
        for day in (until - timedelta(days=back),)
    ]


@dataclass(frozen=True, slots=True)
class Dot:
    """One value of a trend; low and high are its interval in the same unit."""

    x: float
    y: float
    label: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of rates over time with its band of confidence."""

    width: float
    height: float
    dots: Sequence[Dot]
    line: str
    band: str
    rules: Sequence[tuple[float, str]]


def trend(
    values: Sequence[tuple[str, int, int]], *, width: float = 640, height: float = 200
) -> Trend:
    """``values`` are (label, part, whole); the band is Wilson's interval at 95 %.

    A label with nothing in it is left out of the line.
    """
    left, right, top, bottom = 46.0, 12.0, 12.0, 26.0
    step = (width - left - right) / max(1, len(values) - 1)

    def y(rate: float) -> float:
        return round(top + (1 - rate) * (height - top - bottom), 1)

    dots: list[Dot] = []
    lows: list[str] = []
    highs: list[str] = []
    for number, (label, part, whole) in enumerate(values):
        if not whole:
            continue
        x = round(left + step * number, 1)
        low, high = wilson(part, whole)
        lows.append(f"{x},{y(low)}")
        highs.append(f"{x},{y(high)}")
        dots.append(Dot(x, y(part / whole), label, f"{part / whole:.1%}", f"{part:,}/{whole:,}"))
    line = " ".join(f"{dot.x},{dot.y}" for dot in dots)
    rules = [(y(rate), f"{rate:.0%}") for rate in (0, 0.25, 0.5, 0.75, 1)]
    return Trend(width, height, dots, line, " ".join(lows + highs[::-1]), rules)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split bar."""

    x: float
    width: float
    mark: Mark
    count: int


def split(counts: Sequence[tuple[Mark, int]], *, width: float = 600) -> list[Part]:
    """One bar of many parts, as wide as what they count; empty parts are left out."""
    whole = sum(count for _mark, count in counts)
    parts, x = [], 0.0
    for mark, count in counts:
        if count:
            share = width * count / whole
            parts.append(Part(round(x, 2), round(share, 2), mark, count))
            x += share
    return parts


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of counts, each with a shade from 0 to 8 by its size among all."""

    heads: Sequence[tuple[str, str]]
    rows: Sequence[tuple[str, str, Sequence[tuple[int, int]], int]]


def heat(
    rows: Sequence[tuple[str, str]],
    heads: Sequence[tuple[str, str]],
    counts: Mapping[tuple[str, str], int],
) -> Heat:
    """``rows`` and ``heads`` are (key, name); shades grow with the square root of the count."""
    most = max(counts.values(), default=0)

    def shade(count: int) -> int:
        return 0 if not count else max(1, round(8 * (count / most) ** 0.5))

    made = []
    for key, name in rows:
        found = [counts.get((key, head), 0) for head, _name in heads]
        made.append((key, name, [(one, shade(one)) for one in found], sum(found)))
    return Heat(heads, made)


def quarters(today: date, many: int) -> list[tuple[int, int]]:
    """The last ``many`` quarters up to today's, as (year, quarter), the oldest first."""
    number = today.year * 4 + (today.month - 1) // 3
    return [(one // 4, one % 4 + 1) for one in range(number - many + 1, number + 1)]
