"""The whole text put together from its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xuncha.bulletin.annexes import annexes
from xuncha.bulletin.models import Bulletin, Letter, Paragraph, Sources
from xuncha.bulletin.opening import opening
from xuncha.bulletin.problems import next_steps, problems
from xuncha.bulletin.prose import Ledger, Prose
from xuncha.bulletin.ratios import numeral
from xuncha.bulletin.wording import long_date, plain


def compose(s: Sources, letter: Letter) -> Bulletin:
    """Write the bulletin; the same sources and letter always give the same text."""
    letter = _cleaned(letter)
    s = replace(s, names_holes=letter.names_holes)
    ledger = Ledger()
    tables = tuple(annexes(s, letter))
    paragraphs = (
        *_beginning(s, letter, ledger),
        *_section(ledger, "一、抽查情况"),
        *opening(s, letter, ledger),
        *_section(ledger, "二、主要问题"),
        *problems(s, ledger),
        *_section(ledger, "三、下一步工作"),
        *next_steps(s, letter, ledger),
        Paragraph("attachments", _attachments([one.title for one in tables])),
        *_ending(letter),
    )
    return Bulletin(
        title=letter.title or _title(letter),
        letter=letter,
        as_of=plain(s.inspection.as_of),
        standard=plain(s.inspection.standard),
        tool=plain(s.inspection.tool),
        files=dict(s.files),
        confirmed=s.confirmed,
        figures=ledger.figures,
        paragraphs=paragraphs,
        annexes=tables,
    )


def _cleaned(letter: Letter) -> Letter:
    """The letter with its words fit for print; they come from a command line."""
    return replace(
        letter,
        title=plain(letter.title, 100),
        issuer=plain(letter.issuer, 60),
        number=plain(letter.number, 40),
        addressees=plain(letter.addressees, 200).rstrip("：:"),
        area=plain(letter.area, 20),
        basis=tuple(plain(one, 200) for one in letter.basis),
        report_to=plain(letter.report_to, 60),
        remark=plain(letter.remark, 60).strip("（）()"),
        copies_to=plain(letter.copies_to, 300).rstrip("。"),
        printed_by=plain(letter.printed_by, 60),
    )


def _title(letter: Letter) -> str:
    quarter = f"{letter.year}年第{numeral(letter.quarter)}季度"
    return f"{letter.issuer}关于{quarter}{letter.area}政府网站抽查情况的通报"


def _beginning(s: Sources, letter: Letter, ledger: Ledger) -> Iterator[Paragraph]:
    if letter.addressees:
        yield Paragraph("addressees", f"{letter.addressees}：")
    basis = list(letter.basis)
    if not basis and s.law is not None:
        basis = [f"《{s.law.title}》（{s.law.document}）"]
    rests_on = f"根据{'和'.join(basis)}要求，" if basis else ""
    words = (
        f"{rests_on}现将{letter.year}年第{numeral(letter.quarter)}季度{letter.area}"
        "政府网站抽查有关情况通报如下："
    )
    yield Prose(ledger, "body").say("{words}", words=words).done()


def _section(ledger: Ledger, title: str) -> Iterator[Paragraph]:
    yield Prose(ledger, "section").say(title).done()


def _attachments(titles: list[str]) -> str:
    """附件：1. …, one line each; a single one has no number."""
    if len(titles) == 1:
        return f"附件：{titles[0]}"
    return "附件：" + "\n".join(f"{n}. {title}" for n, title in enumerate(titles, start=1))


def _ending(letter: Letter) -> Iterator[Paragraph]:
    if letter.issuer:
        yield Paragraph("issuer", letter.issuer)
    yield Paragraph("date", long_date(letter.day))
    if letter.remark:
        yield Paragraph("remark", f"（{letter.remark}）")
