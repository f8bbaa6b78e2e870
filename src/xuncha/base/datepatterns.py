"""What dates look like on Chinese government pages: one pattern for each kind of beginning.

No pattern can run away: every repetition is bounded, and a number is tried at its first digit only.
The first character stands outside every alternative, so that scanning a long text stays fast.
"""

from __future__ import annotations

import re

_D = "[0-9０-９]"
_GAP = r"[ \t\u3000\xa0]{0,2}"
_DASHES = "－‐‑‒–—―−─━-"
_SEP = rf"{_GAP}(?:[{_DASHES}]{{1,2}}|[/／]|[.．·]){_GAP}"
_ZERO = "〇零○◯ＯOoОΟ"
_HAN = "一二三四五六七八九"
#: A month or a day, in digits or in Chinese.
_NUM = rf"(?:{_D}{{1,2}}(?!{_D})|[{_ZERO}{_HAN}十廿卅]{{1,3}})"
_CLOCK = (
    rf"(?P<time>(?:[ \t\u3000\xa0]{{0,3}}|T)(?:[上下]午{_GAP})?{_D}{{1,2}}"
    rf"(?:[:：]{_D}{{2}}(?:[:：]{_D}{{2}}(?:\.{_D}{{1,6}})?)?(?:Z|[+-]{_D}{{2}}:?{_D}{{2}})?"
    rf"|[时点]{_D}{{1,2}}分(?:{_D}{{1,2}}秒)?)(?![0-9０-９:：]))?"
)
_MONTH = "(?:an|eb|ar|pr|ay|un|ul|ug|ep|ct|ov|ec|AN|EB|AR|PR|AY|UN|UL|UG|EP|CT|OV|EC)[A-Za-z]{0,6}"

#: What every date has at least one of.
HINT = re.compile(r"[0-9０-９月前昨今刚]")

#: 2017-12-05, 2017年12月5日, 12月5日, [11-10], 17-12-05, 3天前, 05-Dec-2017, 20171205.
NUMERIC = re.compile(
    rf"(?P<n>{_D}(?<!{_D}{_D}){_D}{{0,13}})(?!{_D})(?:"
    rf"{_GAP}年{_GAP}(?P<m>{_NUM}){_GAP}月(?:{_GAP}(?P<d>{_NUM})(?P<ri>{_GAP}[日号])?)?"
    rf"|(?P<s>{_SEP})(?P<m2>{_D}{{1,2}})(?!{_D})(?:(?P<s2>{_SEP})(?P<d2>{_D}{{1,4}})(?!{_D})日?)?"
    rf"|{_GAP}月{_GAP}(?P<d3>{_NUM}){_GAP}[日号]"
    rf"|{_GAP}个?(?P<unit>秒钟?|分钟?|小时|天|日|周|星期|(?<=个)月|年)(?:之|以)?前"
    rf"|(?:st|nd|rd|th)?[ -]{{0,2}}(?P<mon>[JFMASOND]{_MONTH})[.,]?[ -]{{0,2}}"
    rf"(?P<y>{_D}{{4}})(?!{_D})"
    rf"|(?<={_D * 8})){_CLOCK}"
)

#: 二〇一七年十二月五日, 五月三十日.
CHINESE = re.compile(
    rf"(?P<n>[{_HAN}十](?<![{_ZERO}{_HAN}十百千万第].)[{_ZERO}0０{_HAN}十]{{0,3}})"
    rf"(?:年{_GAP}(?P<m>{_NUM}){_GAP}月(?:{_GAP}(?P<d>{_NUM})(?P<ri>{_GAP}[日号])?)?"
    rf"|月{_GAP}(?P<d3>{_NUM}){_GAP}[日号]){_CLOCK}"
)

#: Dec 5, 2017; Tue Dec 05 10:00:00 CST 2017 (what Java prints).
ENGLISH = re.compile(
    rf"(?P<mon>[JFMASOND](?<![A-Za-z].){_MONTH})\.?[ \xa0]{{1,2}}(?P<n>{_D}{{1,2}})(?:st|nd|rd|th)?"
    rf"[ \xa0]{{0,2}},?[ \xa0]{{0,2}}"
    rf"(?:(?<= ){_D}{{2}}:{_D}{{2}}(?::{_D}{{2}})?[ ]{{1,2}}(?:[A-Z]{{3,4}}[ ]{{1,2}})?)?"
    rf"(?<![0-9０-９])(?P<y>{_D}{{4}})(?!{_D}){_CLOCK}"
)

#: 昨天 10:30, 刚刚, 半小时前.
WORDS = re.compile(
    rf"(?P<word>[刚今昨前半](?<![大以之].)(?:刚|才|[天日]|(?<=半)(?:个?小时|天|个月|年)前)){_CLOCK}"
)

#: A text with nothing but a date in it, and perhaps what the date is of (发布时间：).
CELL = re.compile(
    r"[\s\[(（【［|·]{0,9}(?:[\u4e00-\u9fff]{0,4}(?:时\s{0,2}间|日\s{0,2}期|[发公]布于?|更新)\s?[:：]?)?"
    rf"[0-9０-９\s/／.．·:：年月日号时点分秒\[\]()（）【】［］|TZ+{_DASHES}]{{1,60}}"
)

#: By far the most frequent cell, and nothing else in it.
PLAIN = re.compile(
    r"\s*([\[(（]?([12][0-9]{3})(?:([-/.])([0-9]{1,2})\3([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
    r"[\])）]?)\s*"
)

#: A day set apart from its month or year, as templates do that print it large.
APART = tuple(
    re.compile(rf"\s*(?:{form})\s*")
    for form in (
        r"(?P<d>\d{1,2})日?[\s/|]+(?P<y>(?:19|20)\d\d)[-./年](?P<m>\d{1,2})月?",
        r"(?P<y>(?:19|20)\d\d)[-./年](?P<m>\d{1,2})月?[\s/|]+(?P<d>\d{1,2})日?",
        r"(?P<m>\d{1,2})[-./月](?P<d>\d{1,2})日?\s+(?P<y>(?:19|20)\d\d)年?",
        r"(?P<y>(?:19|20)\d\d)年?[\s/|]+(?P<m>\d{1,2})[-./月](?P<d>\d{1,2})日?",
        r"(?P<y>(?:19|20)\d\d)\s{1,3}(?P<m>\d\d)\s{1,3}(?P<d>\d\d)",
        r"(?P<d>\d{2})(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{2})",
        r"(?P<y>(?:19|20)\d\d)[-./](?P<m>\d{2})(?P<d>\d{2})",
    )
)

LUNAR = re.compile(r"(?:农历|阴历|夏历)\s?$")
#: 2015年十月初一 is a day of the old calendar; 2017年12月初 is the beginning of a month.
LUNAR_DAY = re.compile("初[一二三四五六七八九十]")
#: Words before a yearless date that give it another year than the latest.
OTHER_YEAR = re.compile(r"[明次翌每后同当上前历是]年\s?$")
#: Words before eight digits that make them a number of something.
NUMBERED = re.compile(r"[号码编话真机证QqNo№＃#]\s{0,2}[:：]?\s{0,2}$")

BRACKETS = frozenset(("[]", "()", "（）", "【】", "［］", "〔〕", "「」", "<>", "《》"))
BEFORE = "[(（【［〔「<《:：|·"
AFTER = "])）】］〕」>》|"
