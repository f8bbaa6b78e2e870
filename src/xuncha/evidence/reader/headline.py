"""The headline of an article: what the page's title names, else what stands above the date line."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xuncha.evidence.reader.outline import Element, Outline

_TITLE_CUT = re.compile(r"\s*[-_—–|·»>]{1,2}\s*|\s*::+\s*")
_HEADINGS = frozenset(("h1", "h2", "h3"))
#: Elements that may hold a headline without being called so, and those that never do.
_UNCALLED = frozenset(("td", "div", "p", "span", "strong", "b", "font", "h4", "h5", "th"))
_NO_HEADLINES = frozenset(("a", "li", "body", "html", "ul"))
_FURNITURE = frozenset(("footer", "nav"))
#: A rank from which the page's own words name the headline.
_SURE = 4
#: What the site calls itself in its title: surely, and where its head or foot says the same.
_SITE = re.compile(r"(?:网|网站|门户|政府|平台|系统|首\s?页)$|^欢迎|网(?:上|首页)")
_MAYBE_SITE = re.compile(r"[局委厅办处院会校馆站所队团室部社庭心区]$")
#: What stands in the line under a headline, beside a day.
_COMPANION = re.compile(
    r"(?:时\s{0,4}间|日\s{0,4}期)\s?[:：]|来\s{0,4}源\s?[:：]|作\s{0,4}者\s?[:：]|点\s?击|浏览|阅读|"
    r"字[体号]\s?[:：]|发布(?:者|人|单位|机构)\s?[:：]"
)
_DAY = re.compile(r"\d{4}\s?[-－/.．年]\s?\d{1,2}\s?[-－/.．月]\s?\d{1,2}|[〇○零一二]{4}年")
#: A line that says when something was published is no headline.
_DATED = re.compile(r"(?:时间|日期|来源|时\s间|日\s期)[:：]")
#: Lines with a day that stand above no headline's text: clocks, and the facts of letters.
_OTHER_DAY = re.compile(
    r"今天是|今日是|现在|当前时间|北京时间|版权|来信|写信|答复|回复|办理|受理|截止|会议|活动|有效期"
)
#: A line between headline and date line: the document's number.
_BETWEEN = re.compile(
    r"^[^，。]{0,20}[〔\[【（(]\d{4}[〕\]】）)][^，。]{0,12}号$|[:：]$|"
    r"(?:索\s?引\s?号|文\s?号|来\s?源|作\s?者|机构|单位|部门|字[体号]|编辑|主题词|关键词|分类|类别|次数|浏览量?|有效性?|阅读|"
    r"点击|名\s*称|分享到?|状态|责编|记者|审核|编号)\s?[:：].{0,40}$|二维码|扫一扫|扫描|^分享|打印"
)
#: A line that is a day and an hour and nothing else.
_MOMENT = re.compile(
    r"^[\[【(（]?\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s{0,3}\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[\])）】]?$",
    re.MULTILINE,
)
_ENDS_AS_TEXT = "。；，、：;:,"
#: The entry of a catalogue (信息公开目录) and the name it gives its document.
_ENTRY = re.compile(r"索\s{0,4}[引取]\s{0,4}号")
_NAMED = re.compile(
    r"(?:信息名称|名\s{0,6}称|标\s{0,6}题)\s?[:：]\s?([^\n]{6,160}?)\s*"
    r"(?:\n|$|\s(?:文\s{0,6}号|发[布文]|公开|生成|主题|索\s?引)\S{0,6}\s?[:：])"
)
#: A longer line with several commas is running text.
_LONG = 50
#: A headline is broken into no more runs of text.
_RUNS = 8
#: So many characters are a page's head, so many lines its foot, some of which name the owner.
_HEAD, _FOOT = 200, 15
_OWNER = re.compile(r"主办|承办|版权|[Cc]opyright|©|地址|ICP|备案|技术支持")
#: More lines with a day and companions are a list; more words are not looked through.
_DATE_LINES, _MATCHES = 2, 60


#: Quotation marks that stand around titles.
_AROUND_TITLES = "\"'“”"


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of an article and the range of runs it stands in."""

    text: str
    runs: tuple[int, int]
    #: It is what the page calls its column: a column's headline.
    column: bool = False


def bare(text: str) -> str:
    """A title without white space and quotation marks around it, for comparing."""
    return "".join(text.split()).strip(_AROUND_TITLES)


@dataclass(frozen=True, slots=True)
class Around:
    """What else the page shows, so that nothing of it is taken for the headline."""

    #: What the page calls its columns, and the site.
    columns: Collection[str]
    site: str
    #: Where each anchor leads.
    targets: Mapping[int, str | None]
    #: The ranges of runs of the entries of lists, in their order.
    rows: Sequence[tuple[int, int]]
    #: The run where the path that leads here ends.
    below: int

    def lists(self, run: int) -> bool:
        """Whether a run belongs to an entry of a list."""
        at = bisect_right(self.rows, (run, 1 << 30)) - 1
        return at >= 0 and run < self.rows[at][1]

    def leads(self, outline: Outline, first: int, last: int) -> bool:
        """Whether a range of anchors leads anywhere."""
        return any(self.targets.get(one.index) for one in outline.anchors[first:last])


def headline(outline: Outline, named: str, around: Around) -> Headline | None:
    """The headline an article shows: the text that its `<title>` or its ArticleTitle tag names.

    `named` is the ArticleTitle tag. A column's name is no headline of an article. Where nothing
    names it, it is what stands above the date line, else the first h1 or an element called a title.
    """
    parts = [named or _of_catalogue(outline.whole), *_title_parts(outline.title)]
    parts = [part for part in parts if len(bare(part)) >= 2 and bare(part) != around.site]
    own = [part for part in parts if part == named or not _is_site(bare(part), outline, around)]
    wanted = own[:3] or parts[:1]
    best = _best(outline, [bare(part) for part in wanted] if own else [], around)
    column = best is not None and not named and bare(outline.text(best[1])) in around.columns
    if best is None or best[0] < _SURE or column or not own:
        above = _above_date(outline, around)
        if above is not None:
            return above
    if best is None:
        return _in_heading(outline, wanted)
    one = best[1]
    shown = outline.text(one)
    # A title broken into lines is one title: the page's title writes it without the breaks.
    whole = next((w for w in wanted if bare(w) == bare(shown)), None)
    if whole is not None:
        return Headline(" ".join(whole.split()), (one.run, one.run_end), column)
    return _cut(outline, one, wanted) or Headline(shown, (one.run, one.run_end))


def _is_site(part: str, outline: Outline, around: Around) -> bool:
    """Whether a part of a title names the site, as its head or its foot may do too."""
    if _SITE.search(part):
        return True
    if not _MAYBE_SITE.search(part):
        return False
    if part in outline.whole[: min(_HEAD, outline.offsets[around.below])]:
        return True
    return any(part in line for line in outline.lines[-_FOOT:] if _OWNER.search(line))


def _in_heading(outline: Outline, wanted: list[str]) -> Headline | None:
    """A headline that shares its heading with the date line and the tools of the page."""
    for one in outline.elements:
        if one.tag in _HEADINGS and not one.hidden and one.run_end > one.run:
            found = _cut(outline, one, wanted)
            if found is not None:
                return found
    return None


def _cut(outline: Outline, one: Element, wanted: list[str]) -> Headline | None:
    """A headline that shares its element with the date line: `<h1>…<span>来源：…</span></h1>`."""
    said = ""
    for run in range(one.run, min(one.run_end, one.run + _RUNS)):
        said += bare(outline.runs[run])
        title = next((want for want in wanted if bare(want) == said), None)
        if title is not None:
            return Headline(" ".join(title.split()), (one.run, run + 1))
    return None


def _of_catalogue(whole: str) -> str:
    """The name that the entry of a catalogue gives its document, "" without such an entry."""
    entry = _ENTRY.search(whole) if "索" in whole else None
    found = _NAMED.search(whole, entry.start(), entry.start() + 1500) if entry else None
    return found[1].strip() if found else ""


def _title_parts(title: str) -> list[str]:
    """`<title>` holds headline, column and site name in any order; the longest part leads."""
    parts = [title, *_TITLE_CUT.split(title)]
    return sorted({p.strip() for p in parts if p.strip()}, key=len, reverse=True)[:4]


def _best(outline: Outline, wanted: list[str], around: Around) -> tuple[int, Element] | None:
    best: tuple[int, int, Element] | None = None
    for one in _candidates(outline, wanted):
        rank = _rank(one, outline, wanted, around)
        if rank:
            this = (rank, one.index if rank > _SURE else -one.index)
            if (best is None or this > best[:2]) and not (
                around.lists(one.run) or _in_furniture(one)
            ):
                best = (*this, one)
    return (best[0], best[2]) if best is not None else None


def _candidates(outline: Outline, wanted: list[str]) -> Iterator[Element]:
    """Elements that may be a headline: called one, or as long as what the title says."""
    offsets, whole = outline.offsets, outline.whole
    shortest = min((min(len(want), 30) for want in wanted), default=1 << 30)
    begins = {want[:1] for want in wanted}
    for one in outline.elements:
        if one.run_end - one.run > 16 or one.hidden or one.anchor_end > one.anchor + 1:
            continue
        called = one.tag in _HEADINGS or one.mark.headline
        if not called and one.tag not in _UNCALLED:
            continue
        length = offsets[one.run_end] - offsets[one.run]
        if length < (2 if called else shortest) or one.tag in _NO_HEADLINES:
            continue
        # What is not called a headline must begin as the title does: most text does not.
        first = whole[offsets[one.run]]
        if called or first in begins or first in _AROUND_TITLES or first.isspace():
            yield one


def _rank(one: Element, outline: Outline, wanted: list[str], around: Around) -> int:
    """How surely an element is the headline: 0 not at all, 5 named so and saying the title."""
    text = bare(outline.raw(one.run, one.run_end))
    if not 2 <= len(text) <= 160:
        return 0
    called = one.tag in _HEADINGS or one.mark.headline
    for at, want in enumerate(wanted):
        if text == want and (called or len(text) >= 4):
            return (5 if called else 4) if at == 0 or len(want) >= 8 else 3
    if len(text) < 4 or _DATED.search(text):
        return 0
    leads = around.leads(outline, one.anchor, one.anchor_end)
    if not leads and any(_begins(text, want) for want in wanted):
        return 4
    if not called or leads:
        return 0
    return {"h1": 2}.get(one.tag, 1) if len(text) >= 8 else 0


def _begins(text: str, want: str) -> bool:
    """Whether a title was cut short, or says a little less or more than what the page shows."""
    if len(want) < 8:
        return False
    if text.startswith(want[:30]) and len(want) >= 30:
        return abs(len(text) - len(want)) < 40
    cut = want.rstrip(".…")
    if len(cut) < len(want):
        return text.startswith(cut) and len(text) < len(cut) + 60
    shorter, longer = sorted((text, want), key=len)
    return longer.startswith(shorter) and len(longer) <= 1.35 * len(shorter)


def _in_furniture(one: Element) -> bool:
    """A site's name stands in its header and footer too."""
    return any(each.tag in _FURNITURE or "foot" in each.mark.text for each in one.ancestors())


def _above_date(outline: Outline, around: Around) -> Headline | None:
    """The line above the only line that has a day and companions such as 来源."""
    lines = _date_lines(outline.whole, outline.offsets[around.below])
    if not 0 < len(lines) <= _DATE_LINES:
        return None
    end = lines[0]
    for _ in range(4):
        end = len(outline.whole[:end].rstrip())
        start = outline.whole.rfind("\n", 0, end) + 1
        text = " ".join(outline.whole[start:end].split())
        if end <= outline.offsets[around.below]:
            return None
        if _BETWEEN.search(text) or len(text) < 4:
            end = start
            continue
        return _checked(outline, start, end, text, around)
    return None


def _checked(outline: Outline, start: int, end: int, text: str, around: Around) -> Headline | None:
    """The line as a headline, None where it is a link, or reads like running text."""
    if not 5 <= len(text) <= 100 or text[-1] in _ENDS_AS_TEXT or _DAY.search(text):
        return None
    if len(text) > _LONG and text.count("，") > 1:
        return None
    first = bisect_right(outline.offsets, start) - 1
    last = bisect_left(outline.offsets, end)
    linked = any(
        one.run < last and one.run_end > first and around.targets.get(one.index)
        for one in outline.anchors
    )
    return None if linked or around.lists(first) else Headline(text, (first, last))


def _date_lines(whole: str, begin: int) -> list[int]:
    """Where the lines begin that have a day and companions; more than enough end the search."""
    found: list[int] = []
    moments = [
        one.start() for one, _ in zip(_MOMENT.finditer(whole, begin), range(3), strict=False)
    ]
    for count, match in enumerate(_COMPANION.finditer(whole, begin)):
        start = whole.rfind("\n", 0, match.start()) + 1
        if found and found[-1] == start:
            continue
        end = whole.find("\n", match.end())
        line = whole[start : end if end >= 0 else len(whole)]
        if len(line) <= 200 and _DAY.search(line) and not _OTHER_DAY.search(line):
            found.append(start)
        if len(found) > _DATE_LINES or count > _MATCHES:
            break
    return sorted({*found, *moments})
