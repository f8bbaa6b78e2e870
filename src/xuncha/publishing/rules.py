"""What a bulletin of record decides: which words may be changed, what speaks against publishing,
who may sign."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from xuncha.base.language import _
from xuncha.bulletin.models import Annex, Bulletin, Fact, Figure, Letter, Mark, Paragraph
from xuncha.bulletin.wording import plain

#: The templates and rules that write today's bulletins; a change of wording is a new name.
TEMPLATE: Final = "xuncha.bulletin/1"
#: Two people of two roles sign.
SIGNATURES: Final = 2
#: Roles that sign, in the order a bulletin goes its way.
SIGNING: Final = ("reviewer", "leader")

NEXT: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"draft"}),
    "draft": frozenset({"signing", "abandoned"}),
    "signing": frozenset({"draft", "published", "abandoned"}),
    "published": frozenset(),
    "abandoned": frozenset(),
}

_TOKEN = re.compile(r"【(\d+)：[^】]*】")
#: A number that counts something: only the rows may say it.
_COUNTED = re.compile(
    r"(?:\d[\d,.]*|[〇零一二两三四五六七八九十百千万]+)(?:余|多)?(?:家|件|处|个网站|项|篇次?|人次|份|%|％|个百分点)"
)


class EditError(ValueError):
    """A change of the text that would change a figure or what is said of somebody."""


def editable(one: Paragraph) -> str:
    """The text as it is edited: each figure and fact in 【number：…】, which stays as it is."""
    parts, at = [], 0
    for number, mark in enumerate(one.marks, start=1):
        parts += [_free(one.text[at : mark.start]), f"【{number}：{_shown(one, mark)}】"]
        at = mark.end
    return "".join([*parts, _free(one.text[at:])])


def _free(text: str) -> str:
    return text.replace("【", "〖").replace("】", "〗")


def _shown(one: Paragraph, mark: Mark) -> str:
    return _free(one.text[mark.start : mark.end])


def edited(one: Paragraph, text: str) -> Paragraph:
    """The paragraph with other words around the same figures and facts.

    Raises EditError where one is missing, doubled or new, or where a number was typed.
    """
    line = " ".join(text.split())
    wanted = list(range(1, len(one.marks) + 1))
    found = [int(number) for number in _TOKEN.findall(line)]
    if sorted(found) != wanted:
        raise EditError(_tokens_wrong(one, found, wanted))
    pieces, marks = _pieces(one, line)
    _refuse_numbers(one, line)
    return replace(one, text="".join(pieces), marks=tuple(marks))


def _pieces(one: Paragraph, line: str) -> tuple[list[str], list[Mark]]:
    pieces: list[str] = []
    marks: list[Mark] = []
    at = length = 0
    for token in _TOKEN.finditer(line):
        free = plain(line[at : token.start()]) if line[at : token.start()] else ""
        mark = one.marks[int(token[1]) - 1]
        words = one.text[mark.start : mark.end]
        length += len(free)
        marks.append(Mark(length, length + len(words), mark.figure))
        length += len(words)
        pieces += [free, words]
        at = token.end()
    pieces.append(plain(line[at:]) if line[at:] else "")
    return pieces, marks


def _tokens_wrong(one: Paragraph, found: Sequence[int], wanted: Sequence[int]) -> str:
    counts = Counter(found)
    strange = sorted(number for number in counts if number not in wanted)
    twice = sorted(number for number, times in counts.items() if times > 1)
    missing = sorted(set(wanted) - counts.keys())
    wrong = next(iter(missing or twice or strange))
    words = _shown(one, one.marks[wrong - 1]) if wrong in wanted else ""
    if missing:
        return _("不能去掉【{n}：{words}】：数字和点名只能移动，不能删改").format(
            n=wrong, words=words
        )
    if twice:
        return _("【{n}：{words}】出现了两次：请只留一处").format(n=wrong, words=words)
    return _("没有【{n}】这个数：请不要自己添加").format(n=wrong)


def _refuse_numbers(one: Paragraph, line: str) -> None:
    before = set(_COUNTED.findall(_without(one)))
    after = _COUNTED.findall(_TOKEN.sub("。", line))
    typed = [number for number in after if number not in before]
    if typed:
        raise EditError(_("“{number}”不能手写：数字只能来自统计，请去掉").format(number=typed[0]))


def _without(one: Paragraph) -> str:
    return _TOKEN.sub("。", editable(one))


def own_words(text: str) -> tuple[str, ...]:
    """The paragraphs an office adds in its own words; raises EditError where they count."""
    lines = tuple(filter(None, (plain(line, 600) for line in text.splitlines())))
    for line in lines:
        if number := _COUNTED.search(line):
            raise EditError(
                _("“{number}”不能手写：数字只能来自统计，请去掉").format(number=number[0])
            )
    return lines


# ── what speaks against publishing ───────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """A site as the figures counted it."""

    name: str
    stratum: str
    batch: int
    standing: str


def wrongs(bulletin: Bulletin, rows: Sequence[Row]) -> list[str]:
    """Every contradiction between text, figures, lists and rows, each a sentence."""
    return [
        *_sums(bulletin.figures, rows),
        *_rates(bulletin.figures, rows),
        *_list(bulletin, rows),
        *_text(bulletin),
    ]


def _sums(figures: Mapping[str, Figure], rows: Sequence[Row]) -> Iterator[str]:
    counted = Counter(row.stratum for row in rows)
    strata = [one for one in figures.values() if one.query == "sites" and _only(one, "stratum")]
    whole = figures.get("sites()")
    if whole is not None and int(whole.value) != len(rows):
        yield _("抽查总数写的是{said}家，名单有{found}家").format(said=whole.value, found=len(rows))
    if whole is not None and len(strata) > 1:
        added = sum(int(one.value) for one in strata)
        if added != int(whole.value):
            yield _("各层合计{added}家，与总数{said}家不符").format(added=added, said=whole.value)
    for one in strata:
        stratum = str(one.arguments["stratum"])
        if counted[stratum] != int(one.value):
            yield _("“{stratum}”写的是{said}家，名单有{found}家").format(
                stratum=stratum, said=one.value, found=counted[stratum]
            )


def _only(one: Figure, key: str) -> bool:
    return set(one.arguments) == {key}


def _rates(figures: Mapping[str, Figure], rows: Sequence[Row]) -> Iterator[str]:
    for one in figures.values():
        if one.query != "rate":
            continue
        asked = [row for row in rows if _is_asked(row, one.arguments)]
        good = sum(row.standing == "qualified" for row in asked)
        bad = sum(row.standing in ("unqualified", "pending") for row in asked)
        if one.value != f"{good}/{good + bad}":
            yield _("合格率写的是{said}，按名单是{good}/{all}").format(
                said=one.value, good=good, all=good + bad
            )


def _is_asked(row: Row, asked: Mapping[str, Any]) -> bool:
    return row.stratum == asked.get("stratum", row.stratum) and row.batch == int(
        asked.get("batch", row.batch)
    )


def _list(bulletin: Bulletin, rows: Sequence[Row]) -> Iterator[str]:
    bad = sorted(plain(row.name, 60) for row in rows if row.standing == "unqualified")
    said = bulletin.figures.get("standings(which=unqualified)")
    listed = sorted(
        row[2] for annex in bulletin.annexes if "不合格" in annex.title for row in annex.rows
    )
    if said is not None and int(said.value) != len(bad):
        yield _("不合格写的是{said}家，名单有{found}家").format(said=said.value, found=len(bad))
    if listed != bad:
        yield _("附件名单与判定不符：名单{listed}家，不合格{found}家").format(
            listed=len(listed), found=len(bad)
        )
    pending = sum(row.standing == "pending" for row in rows)
    if pending:
        yield _("还有{n}家网站的结论待复核，复核后请重新生成").format(n=pending)


def _text(bulletin: Bulletin) -> Iterator[str]:
    """Each figure stands in the text as it was counted, and each named site is on a list."""
    known = {row[2] for annex in bulletin.annexes for row in annex.rows}
    known |= {row[3] for annex in bulletin.annexes for row in annex.rows if len(row) > 3}
    for one in bulletin.paragraphs:
        for mark in one.marks:
            words = one.text[mark.start : mark.end]
            if mark.figure and bulletin.figures[mark.figure].shown != words:
                yield _("正文中的“{words}”与统计的“{shown}”不符").format(
                    words=words, shown=bulletin.figures[mark.figure].shown
                )
    if not bulletin.annexes:
        yield _("没有附件名单")
    elif not known:
        yield _("附件名单是空的")


def may_sign(role: str, signed: Collection[str]) -> bool:
    """Whether somebody of this role may sign what these roles have signed."""
    return role in SIGNING and role not in signed


# ── written down and read back ───────────────────────────────────────────────


def read(content: Mapping[str, Any]) -> Bulletin:
    """The bulletin whose `content()` this is; raises KeyError or TypeError for anything else."""
    letter = dict(content["letter"])
    for name in ("day", "begin", "end", "report_by", "printed_on"):
        letter[name] = _day(letter.get(name))
    letter["basis"] = tuple(letter["basis"])
    return Bulletin(
        title=content["title"],
        letter=Letter(**letter),
        as_of=content["as_of"],
        standard=content["standard"],
        tool=content["tool"],
        files=content["files"],
        confirmed=tuple(content["confirmed"]),
        figures={name: Figure(**one) for name, one in content["figures"].items()},
        paragraphs=tuple(map(_paragraph, content["paragraphs"])),
        annexes=tuple(map(_annex, content["annexes"])),
        schema=content["schema"],
    )


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


def _paragraph(one: Mapping[str, Any]) -> Paragraph:
    return Paragraph(
        role=one["role"],
        text=one["text"],
        lead=one["lead"],
        figures=tuple(one["figures"]),
        facts=tuple(_fact(fact) for fact in one["facts"]),
        marks=tuple(Mark(**mark) for mark in one["marks"]),
    )


def _fact(one: Mapping[str, Any]) -> Fact:
    return Fact(
        one["words"],
        one["site_code"],
        tuple(one["indicators"]),
        tuple(one["where"]),
        tuple(one["evidence"]),
    )


def _annex(one: Mapping[str, Any]) -> Annex:
    return Annex(
        one["title"],
        tuple(one["head"]),
        tuple(one["widths"]),
        tuple(one["centred"]),
        tuple(map(tuple, one["rows"])),
        one["note"],
    )
