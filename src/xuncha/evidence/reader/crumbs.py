"""The path that a page says leads to it: 当前位置：首页 > 政务公开 > 通知公告."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from xuncha.evidence.reader import words
from xuncha.evidence.reader.outline import Outline

_SEPARATORS = re.compile(
    r"\s*[>＞»›→≫》]+\s*|\s+/\s+|\s*-{2,}>?\s*|\s+[-－—]\s+|\s*::\s*|\s+\|\s+|\s*\\\s*"
)
_HOME = re.compile(
    r"^(?:网站|本站|返回|政府网|门户)?(?:首\s*页|主页|home(?: ?page)?)$|首页$", re.IGNORECASE
)
#: What one of the words before a path has in it.
_PLACE = re.compile("位置|當前|当前|ocation|osition|re here")
#: A path that nothing announces; menus part their words otherwise.
_PLAIN = re.compile(r"(?:首\s?页|主页)\s*[>＞»›→≫]")
#: How many runs of text a path takes at most, and how many lines.
_RUNS, _LINES = 60, 12


@dataclass(frozen=True, slots=True)
class Crumbs:
    """The steps of a path, the home page first, and the range of runs they stand in."""

    steps: tuple[str, ...] = ()
    first: int = 0
    last: int = 0


def is_home(step: str) -> bool:
    """Whether a step of a path is the home page."""
    return bool(_HOME.search(step))


def breadcrumb(outline: Outline) -> Crumbs:
    """The path as the page shows it; without steps where it shows none."""
    told = -1
    for place in _PLACE.finditer(outline.whole):
        at = bisect_right(outline.offsets, place.start()) - 1
        if at == told:
            continue
        told, run = at, outline.runs[at]
        said = words.CRUMB.search(run) if len(run) <= 120 else None
        if said:
            found = _from(outline, at, said.end())
            if found.steps:
                return found
    return _by_name(outline) or _plain(outline) or Crumbs()


def _from(outline: Outline, at: int, begin: int = 0) -> Crumbs:
    """The path that begins in a run: the line there, and the next ones while it is left open."""
    text = outline.raw(at, at + _RUNS)
    taken, joined = begin, ""
    lines = [line for line in text[begin:].split("\n") if line.strip()][: _LINES + 1]
    for line in lines[:_LINES]:
        step = " ".join(line.split())
        if joined and not (_ends_open(joined) or _SEPARATORS.match(step) or len(lines) == 1):
            break
        joined += (" " if joined else "") + step
        taken = text.index(line, taken) + len(line)
    last = bisect_left(outline.offsets, outline.offsets[at] + taken)
    return Crumbs(_steps(joined), at, last)


def _steps(text: str) -> tuple[str, ...]:
    steps = (step.strip(" :：·[]【】") for step in _SEPARATORS.split(text))
    return tuple(step for step in steps if step and len(step) <= 60)


def _ends_open(text: str) -> bool:
    return text.rstrip()[-1:] in ">＞»›→≫》:：/|\\-" or is_home(text.strip())


def _by_name(outline: Outline) -> Crumbs | None:
    """What the template calls a path."""
    for one in outline.elements:
        if one.mark.crumbs and one.run_end - one.run < _RUNS:
            text = outline.text(one)
            if ("首页" in text[:12] or "主页" in text[:12]) and len(_steps(text)) > 1:
                return Crumbs(_steps(text), one.run, one.run_end)
    return None


def _plain(outline: Outline) -> Crumbs | None:
    """A line that begins with the home page and leads on by arrows."""
    for place in _PLAIN.finditer(outline.whole):
        at = bisect_right(outline.offsets, place.start()) - 1
        found = _from(outline, at, place.start() - outline.offsets[at])
        if len(found.steps) > 1 and is_home(found.steps[0]):
            return found
    return None
