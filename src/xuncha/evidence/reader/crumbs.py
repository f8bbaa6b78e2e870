"""The path that a page says leads to it: 当前位置：首页 > 政务公开 > 通知公告."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from operator import attrgetter

from xuncha.evidence.reader import words
from xuncha.evidence.reader.outline import Element, Outline

_SEPARATORS = re.compile(
    r"\s*(?:[>＞»›→≫]|》(?=》)|(?<=》)》|》(?=\s))+\s*|\s+/\s+|\s*-{2,}>?\s*|\s+[-－—]\s+|\s*::\s*|\s+\|\s+|\s*\\\s*"
)
_HOME = re.compile(
    r"^(?:网站|本站|返回|政府网|门户)?(?:首\s*页|主页|home(?: ?page)?)$|首页$", re.IGNORECASE
)
#: What the last step says of the page instead of naming its column.
_LEAF = re.compile(
    r"^(?:正文|内容|详细(?:内容|信息|页)?|信息(?:内容|详情|列表)?|(?:正文|内容|文章|新闻)?列表(?:页)?|"
    r"(?:浏览|阅读|查看|显示)(?:文章|信息|内容|新闻|全文)?|文章(?:内容|正文|显示)?|新闻(?:详情|内容)|"
    r"内容(?:页|详情)|详情页?|更多|(?i:text|content|details?))$"
)
#: What one of the words before a path has in it.
_PLACE = re.compile("位置|當前|当前|ocation|osition|re here")
_HAN, _OF_THE_SITE = re.compile("[\u4e00-\u9fff]"), ("网站", "页面", "本页", "站内", "欢迎您")
#: A path that nothing announces; menus part their words otherwise.
_PLAIN = re.compile(r"(?:首\s?页|主页)\s*[>＞»›→≫]")
#: What stands beside a path on its line: tools of the page, no steps.
_TOOL = re.compile(
    r"^(?:打\s?印|关\s?闭|收\s?藏|分\s?享|返\s?回|字[号体].*|[大中小默认超]{1,4}|【.*】|[\W_]+|RSS|订阅)$"
)
#: Where the tools begin that stand behind a path.
_TOOLS = re.compile(r"\s[\[【]?(?:字[号体]\s?[:：]|打印|分享到)")
#: How many runs of text a path takes at most, how many lines, and how many characters.
_RUNS, _LINES, _CHARS = 60, 12, 150
#: Longer lists that begin with the home page are menus.
_DEEPEST = 7
#: A longer line is no step that a line break cut off.
_STEP = 40


@dataclass(frozen=True, slots=True)
class Crumbs:
    """The steps of a path, the home page first, and the range of runs they stand in."""

    steps: tuple[str, ...] = ()
    first: int = 0
    last: int = 0

    @property
    def column(self) -> str:
        """The last step that names a column, "" where only the home page does."""
        named = [step for step in self.steps if not is_leaf(step) and not is_home(step)]
        return named[-1] if named else ""


def is_home(step: str) -> bool:
    """Whether a step of a path is the home page."""
    return bool(_HOME.search(step))


def is_leaf(step: str) -> bool:
    """Whether a step says 正文 or the like."""
    return bool(_LEAF.match(step))


def breadcrumb(outline: Outline) -> Crumbs:
    """The path as the page shows it; without steps where it shows none."""
    told = -1
    for place in _PLACE.finditer(outline.whole):
        at = bisect_right(outline.offsets, place.start()) - 1
        if at == told:
            continue
        told, run = at, outline.runs[at]
        said = words.CRUMB.search(run) if len(run) <= 120 else None
        if said and _announces(run, said):
            found = _from(outline, at, said.end())
            if found.steps:
                return found
    return _by_name(outline) or _plain(outline) or Crumbs()


def _announces(run: str, said: re.Match[str]) -> bool:
    """Whether 位置 announces a path rather than being a word of a text."""
    before, after = run[: said.start()].strip(), run[said.end() :].strip()
    return (not _HAN.search(before) or before in _OF_THE_SITE) and (
        not after
        or said[0][-1] in ":：>»"
        or after[0] in ">＞»›→-[【|/"
        or bool(_HOME.match(after) or re.match("首\\s?页|主页|本站", after))
    )


def _from(outline: Outline, at: int, begin: int = 0) -> Crumbs:
    """The path that begins in a run: the line there, and the next ones while it is left open."""
    holder = _holder(outline, at)
    entries = _entries(outline, holder) if holder is not None else ()
    if holder is not None and entries:
        return Crumbs(entries, holder.run, holder.run_end)
    limit = holder.run_end if holder is not None else _block_end(outline, at)
    text = outline.raw(at, min(at + _RUNS, limit))
    taken, joined = begin, ""
    lines = [line for line in text[begin:].split("\n") if line.strip()][: _LINES + 1]
    for count, line in enumerate(lines[:_LINES]):
        step = " ".join(line.split())
        if joined and not _goes_on(joined, step, count):
            break
        joined += (" > " if is_home(joined) and not _SEPARATORS.match(step) else " ") + step
        taken = text.index(line, taken) + len(line)
    last = bisect_left(outline.offsets, outline.offsets[at] + taken)
    return Crumbs(_steps(joined), at, last)


def _goes_on(joined: str, line: str, lines: int) -> bool:
    """Whether a line continues the path of the `lines` lines before it."""
    if _SEPARATORS.match(line):
        return True
    if len(line) > _STEP and not _SEPARATORS.search(line):
        return False
    # A path on one line that ends in an arrow is whole; one step a line goes on.
    return _ends_open(joined) and len(_steps(joined)) <= lines


def _block_end(outline: Outline, at: int) -> int:
    """Where the block ends that a path without a name of its own may stand in: the largest short
    one. Many templates end their paths with an arrow, and the headline follows in the next block.
    """
    found = bisect_right(outline.elements, at, key=attrgetter("run")) - 1
    one: Element | None = outline.elements[max(found, 0)]
    while one is not None and one.run_end <= at:
        one = one.parent
    end = at + 1
    while one is not None and one.run_end - one.run <= _RUNS:
        if outline.offsets[one.run_end] - outline.offsets[at] > _CHARS:
            break
        end, one = one.run_end, one.parent
    return end


def _holder(outline: Outline, at: int) -> Element | None:
    """The element that holds the whole path, where its name or its entries tell."""
    found = bisect_right(outline.elements, at, key=attrgetter("run")) - 1
    one: Element | None = outline.elements[max(found, 0)]
    for _ in range(5):
        if one is None or one.run_end - one.run > _RUNS:
            return None
        if one.run_end > at and (one.mark.crumbs or one.tag in ("ol", "ul")):
            return one
        one = one.parent
    return None


def _entries(outline: Outline, holder: Element) -> tuple[str, ...]:
    """The steps of a path that is a list, whose entries nothing parts but the style."""
    marked = holder
    if holder.tag not in ("ol", "ul"):
        inner = (e for e in outline.inside(holder) if e.tag in ("ol", "ul"))
        marked = next(inner, holder)
    if marked.tag not in ("ol", "ul"):
        return ()
    texts = (outline.text(each) for each in outline.children(marked) if each.tag == "li")
    said = [words.CRUMB.sub("", text).strip(" :：>＞»›→/-") for text in texts]
    steps = tuple(text for text in said if text and len(text) <= 60)
    return steps if len(steps) > 1 and is_home(steps[0]) else ()


def _steps(text: str) -> tuple[str, ...]:
    tools = _TOOLS.search(text)
    text = text[: tools.start()] if tools else text
    steps = (step.strip(" :：·") for step in _SEPARATORS.split(text))
    steps = (_unbracketed(step) for step in steps)
    return tuple(step for step in steps if step and len(step) <= 60 and not _TOOL.match(step))


def _unbracketed(step: str) -> str:
    """A step without brackets around the whole of it: [首页], but not [转载]关于…"""
    if step[:1] in "[【" and step[-1:] in "]】":
        return step[1:-1].strip()
    # What a neighbouring step's bracket left behind.
    return step.lstrip("]】").rstrip("[【").strip()


def _ends_open(text: str) -> bool:
    return text.rstrip()[-1:] in ">＞»›→≫》:：/|\\-" or is_home(text.strip())


def _by_name(outline: Outline) -> Crumbs | None:
    """What the template calls a path."""
    for one in outline.elements:
        if one.run_end - one.run >= _RUNS:
            continue
        if one.tag == "ol" and len(steps := _entries(outline, one)) in range(2, _DEEPEST):
            return Crumbs(steps, one.run, one.run_end)
        if one.mark.crumbs:
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
