"""When a page says it was published: what people read, then meta tags, never the address."""

from __future__ import annotations

import re
from datetime import date

from xuncha.base import dates, urls
from xuncha.base.dates import DateSeen
from xuncha.base.language import N_
from xuncha.evidence.reader import words
from xuncha.evidence.reader.outline import Outline, lines
from xuncha.evidence.snapshot import Meta, Published

#: Labels that say "published", the surest first.
_SURE = (
    "发布时间|发布日期|发稿时间|发稿日期|发表时间|发表日期|上网时间|上网日期|公开日期|公开时间|"
    "刊发时间|发布于|发表于|發布時間|發佈時間|發佈日期|發布日期|登载时间|登载日期|挂网时间|首次发布时间|"
    "信息发布时间|信息发布日期|文章发布时间|文章发布日期|新闻发布时间|稿件发布时间|内容发布时间|公告发布时间|公告发布日期|网站发布时间"
)
_LIKELY = (
    "更新时间|更新日期|添加时间|添加日期|录入时间|录入日期|信息时间|信息日期|编辑时间|编辑日期|上传时间|上传日期|稿件时间|文章时间|加入时间|"
    "创建时间|时间|日期|日　期|时　间|更新|发布"
)
_LATER = "发文日期|发文时间|生成日期|生成时间|产生日期|公布日期|印发日期|更新于"
_DAY = (
    r"(?:\d{2,4}\s*[-－–/.．年]\s*\d{1,2}\s*[-－–/.．月]\s*\d{1,2}\s*日?(?:[\sT]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
    rf"|(?:19|20|21)\d{{6}}|{words.ENGLISH_DAY}"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日"
    r"|今天|昨天|前天|\d{1,3}\s*(?:分钟|小时|天)前)"
)
_GAP = r"[\]】]?\s{0,3}[:：]?\s{0,5}[\[【(（]?\s{0,3}"
#: What each label has one of, and each day.
_LABELISH, _DAYISH = re.compile("[间期間于新布]"), re.compile(r"[\d年天]")


def _label(labels: str) -> re.Pattern[str]:
    """A label and a day, with the first characters outermost: so a search skips to them."""
    by_first: dict[str, list[str]] = {}
    for one in labels.split("|"):
        by_first.setdefault(one[0], []).append(one[1:])
    forms = (f"{first}(?<![\u4e00-\u9fff].)(?:{'|'.join(r)})" for first, r in by_first.items())
    return re.compile(f"(?:{'|'.join(forms)}){_GAP}({_DAY})")


_LABELLED = tuple(_label(labels) for labels in (_SURE, _LIKELY, _LATER))
_SPACED = re.compile(
    r"(?<![\u4e00-\u9fff])(?:发布|发表|更新|发稿|公开|录入|时|日)\s?(?:时|日|间|期)?\s{0,4}(?:间|期)\s{0,3}[:：]\s{0,4}("
    + _DAY
    + ")"
)
_BARE = re.compile(_DAY)
_ENGLISH = re.compile(
    r"\b(?:[Rr]eleased?|[Pp]ublish(?:ed)?|[Pp]ublication|[Pp]osted|(?:[Ll]ast )?[Uu]pdated?|"
    rf"[Dd]ate|[Tt]ime)(?: (?:on|at|[Tt]ime|[Dd]ate))?\s?[:：]?\s{{0,3}}({_DAY})"
)
#: Companions of a bare date in the line under a headline.
_COMPANY = re.compile(
    r"来源|作者|浏览|点击|阅读|字体|字号|编辑|访问|次数|发布(?:者|人|单位|机构)|责编|打印|分享|信息来源|供稿|撰稿|信息员|來源|人气|Source|Views|Author|Editor"
)
#: Dates of something else: of a law, of a deadline, of the clock in the page's head.
_NOT_MINE = re.compile(
    r"成文|生效|有效|截止|截至|失效|废止|施行|实施|落款|签发|今天是|今日是|现在(?:是|时间)|当前时间|北京时间|版权|copyright|©|浏览时间|打印时间|"
    r"开始|结束|起止|活动时间|会议时间|来信|写信|答复|回复|办理|受理|报名|上一[篇条]|下一[篇条]|上篇|下篇|农历|联系时间|办公时间|工作时间|服务时间|"
    r"登记|注册|成立|出生|学习时间|访谈|培训|考试|展会|展览|演出|公示[时日期]|征集|调查|开工|竣工|投诉|反馈|投票|播出|直播|招聘|"
    r"招标|开标|投标|出让|拍卖|挂牌|交易|会期|任职|出版|检测|抽检|检验|发证|颁发|批准|核准|许可|处罚|申请|收件|承诺|办结|期限",
    re.IGNORECASE,
)
#: What follows the first day of a span of time, or a deadline.
_SPAN = re.compile(r"\s{0,2}(?:[至到~～—–]|-{2}|[-－]\s?\d{1,4}[-年月./]|起|止|[之以]?前)")
#: A label of a publication whose day a script was to write.
_UNWRITTEN = re.compile(
    r"(?:发布|发稿|发表|更新|公开)\s?(?:时\s{0,4}间|日\s{0,4}期)\s?[:：](?!\s*(?:\d|[〇一二三四五六七八九十]{4}|[今昨前]天))"
)
#: A label of another day alone on its line: 开始时间：
_ANOTHER = re.compile(r"(?:时\s?间|日\s?期|期限|时限|年月|地点)\s?[:：]$")
_SAYS = re.compile(r"发布|发稿|发表|更新|公开|^\W{0,2}[时日]")
_TIME = re.compile(r"[\sT]*\d{1,2}[:：]\d{2}")
_META = tuple(
    str.split(
        "pubdate publishdate publisheddate publishtime pubtime article:published_time "
        "og:published_time firstpublishedtime publish_date publication_date dc.date "
        "dcterms.created date publishedtime apub:time releasedate article:publish_time others"
    )
)
#: How far below the headline its date line may stand, in runs of text and in lines.
_LINE_REACH, _HEAD_LINES = 60, 8
#: A line of running text, and the address that opens a letter: the article has begun.
_PROSE = re.compile(r"[，。；].*[，。；：]$|^[^:：]{4,40}[^期间源者辑数量号]：$|^.{60,}$")
#: Lines directly under a headline, and what may follow a day there: the unit that published.
_DIRECTLY, _UNIT = 2, 28
_TEXTUAL = re.compile(r"[，。；：！？日起至前后]")
_UNDER = (N_("标题下方写明的发布日期"), N_("标题下方的日期"))


def published(
    outline: Outline,
    metas: tuple[Meta, ...],
    url: str,
    headline: tuple[int, int] | None,
    listed: int,
    today: date,
) -> Published:
    """What the page says of its own publication, and why that was believed.

    `headline` is the range of runs of the headline, `listed` the run where the first list begins
    after it: its days are not the page's.
    """
    visible, why = _visible(outline, headline, listed, today)
    meta = _meta(metas, today)
    hint = urls.date_hint(url)
    if visible is not None and visible.day is not None:
        return Published(visible.day, visible, meta, hint, why)
    if visible is not None:
        return Published(None, visible, meta, hint, N_("页面显示的日期不存在"))
    if meta is not None and meta.day is not None:
        return Published(meta.day, None, meta, hint, N_("页面未显示日期，取自页面标签"))
    if meta is not None:
        return Published(None, None, meta, hint, N_("页面标签中的日期不存在"))
    return Published(
        None,
        None,
        None,
        hint,
        N_("页面未写明发布日期，网址中的日期仅供参考") if hint else N_("页面未写明发布日期"),
    )


def _meta(metas: tuple[Meta, ...], today: date) -> DateSeen | None:
    said: dict[str, str] = {}
    for meta in metas:
        said.setdefault(meta.name, meta.content)
    for name in _META:
        content = said.get(name, "").strip()
        if not content or (name == "others" and "生成" in content):
            continue
        if any(c.isdigit() for c in content[:4]):
            seen = dates.read(content[:40], today)
            if seen is not None:
                return seen
    return None


def of_list(when: Published) -> Published:
    """The same for a page of lists, which is not published on the day of an entry."""
    return Published(None, None, when.meta, when.url_hint, N_("栏目页与首页没有自己的发布日期"))


def stands_under(when: Published) -> bool:
    """Whether the page shows the day in the lines under its headline."""
    return when.why in _UNDER


def _visible(
    outline: Outline, headline: tuple[int, int] | None, listed: int, today: date
) -> tuple[DateSeen | None, str]:
    """The day between headline and text, else a labelled one anywhere on the page."""
    near: list[str] = []
    whole = outline.lines
    if headline is not None:
        near = lines(outline.raw(headline[1], min(headline[1] + _LINE_REACH, listed)))
        head = _before_text(near)
        unwritten = next((at for at, line in enumerate(head) if _is_unwritten(head, at, line)), -1)
        if unwritten >= 0:
            # What the page would say is not known; a later day is another day.
            head = near = head[: unwritten + 1]
            whole = lines(outline.raw(0, headline[0]))
        seen, why = _in_head(head, today)
        if seen is not None:
            return seen, why
    everywhere = _labels(whole)
    seen = _labelled(_LABELLED[0], everywhere, today)
    if seen is not None:
        return seen, N_("页面写明的发布日期")
    above = lines(outline.raw(max(0, headline[0] - 12), headline[0]))[-2:] if headline else []
    beside = [line for line in everywhere if _COMPANY.search(line)]
    for some in (_labels(above), beside, _labels(near)):
        seen = _labelled(_LABELLED[1], some, today)
        if seen is not None:
            return seen, N_("页面写明的日期")
    seen = _labelled(_LABELLED[2], everywhere, today)
    return seen, N_("信息公开目录中的生成日期") if seen is not None else ""


def _is_unwritten(head: list[str], at: int, line: str) -> bool:
    """Whether a line says 发布时间： and neither it nor the next one has a day."""
    if not _UNWRITTEN.search(line):
        return False
    following = head[at + 1] if at + 1 < len(head) else ""
    return not _BARE.search(line) and not _BARE.match(following)


def _in_head(head: list[str], today: date) -> tuple[DateSeen | None, str]:
    """The day in the lines between headline and text."""
    labelled = _labels(head)
    for pattern in (*_LABELLED[:2], _SPACED):
        seen = _labelled(pattern, labelled, today)
        if seen is not None:
            return seen, _UNDER[0]
    seen = _labelled(_ENGLISH, head, today)
    if seen is not None:
        return seen, _UNDER[0]
    for at, line in enumerate(head):
        if at and _ANOTHER.search(head[at - 1]) and not _SAYS.search(head[at - 1]):
            continue
        seen = _bare(line, today) or (_first_of(line, today) if at < _DIRECTLY else None)
        if seen is not None:
            return seen, _UNDER[1]
    return None, ""


def _first_of(line: str, today: date) -> DateSeen | None:
    """A day at the beginning of a short line directly under the headline: day and unit."""
    found = _BARE.match(line)
    if found is None or _NOT_MINE.search(line) or len(line) - found.end() > _UNIT:
        return None
    rest = line[found.end() :].strip(" |｜/·")
    return None if _TEXTUAL.search(rest) else dates.read(_TIME.split(found[0])[0], today)


def _before_text(near: list[str]) -> list[str]:
    """The lines under a headline before the text begins, whose days are other days."""
    for at, line in enumerate(near[:_HEAD_LINES]):
        if _PROSE.search(line) and not _COMPANY.search(line):
            return near[:at]
    return near[:_HEAD_LINES]


def _labels(lines: list[str]) -> list[str]:
    """The lines that may hold a label and a day."""
    found = []
    for at, line in enumerate(lines):
        if len(line) > 600 or not _LABELISH.search(line):
            continue
        if len(line) <= 14 and at + 1 < len(lines) and line.rstrip(" :：]】")[-1:] in "间期于":
            # Label and date in two cells of a table.
            line = f"{line} {lines[at + 1]}"
        if len(line) <= 600 and _DAYISH.search(line):
            found.append(line)
    return found


def _labelled(pattern: re.Pattern[str], lines: list[str], today: date) -> DateSeen | None:
    for line in lines:
        for found in pattern.finditer(line):
            before = line[max(0, found.start() - 8) : found.start(1)]
            if not (_NOT_MINE.search(before) or _SPAN.match(line, found.end())):
                seen = dates.read(_TIME.split(found[1])[0], today)
                if seen is not None:
                    return seen
    return None


def _bare(line: str, today: date) -> DateSeen | None:
    """A date without a label, alone or among 来源, 作者, 浏览次数."""
    if len(line) > 200 or _NOT_MINE.search(line):
        return None
    for found in _BARE.finditer(line):
        rest = line[: found.start()] + line[found.end() :]
        if _SPAN.match(line, found.end()):
            return None
        if len(rest.strip(" []【】()（）|-—:：")) <= 6 or _COMPANY.search(rest):
            return dates.read(_TIME.split(found[0])[0] or found[0], today)
    return None
