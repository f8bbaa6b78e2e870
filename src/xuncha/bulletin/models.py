"""What a bulletin is made of: what goes in, the figures, the paragraphs, the annexes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from xuncha.base.types import Policy
from xuncha.bulletin.context import Context
from xuncha.bulletin.messages import Message
from xuncha.policies.files import CHINA
from xuncha.report.privacy import Published
from xuncha.sampling.rules import Draw
from xuncha.scoring.law import Standard

SCHEMA = "xuncha.bulletin/1"

#: The national rule for error reports; provinces set less (standards.md §6).
MESSAGE_DAYS = 3

#: How a paragraph is set; a "section" begins with 一、, an "item" with a lead such as （一）.
Role = Literal["addressees", "body", "section", "item", "attachments", "issuer", "date", "remark"]


@dataclass(frozen=True, slots=True)
class Letter:
    """What only the office can say: whose bulletin it is, for which quarter, to whom."""

    year: int
    quarter: int
    #: 成文日期.
    day: date
    title: str = ""
    issuer: str = ""
    #: 发文字号; with it the first page carries the red letterhead.
    number: str = ""
    #: 主送机关.
    addressees: str = ""
    area: str = "全省"
    #: The documents it rests on; empty: the standard's own.
    basis: tuple[str, ...] = ()
    begin: date | None = None
    end: date | None = None
    report_by: date | None = None
    report_to: str = ""
    #: 附注, without its brackets: who may read it.
    remark: str = ""
    #: 版记: 抄送机关, 印发机关 and 印发日期 (None: the day of the bulletin).
    copies_to: str = ""
    printed_by: str = ""
    printed_on: date | None = None
    #: Whether holes are named by their kind (SQL注入); else only that there is a risk.
    names_holes: bool = False


#: What was added to letters later: where it says nothing it is left out of the content, so that
#: the fingerprints of earlier bulletins hold.
_LATER = ("remark", "copies_to", "printed_by", "printed_on", "names_holes")


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything figures are counted from; None is "not given", which is not "none"."""

    #: What a bulletin may tell: holes are counted in it, never described.
    inspection: Published
    draw: Draw | None = None
    messages: tuple[Message, ...] | None = None
    policies: tuple[Policy, ...] | None = None
    #: The standard of the inspection, where it is at hand.
    law: Standard | None = None
    #: Working days within which a citizen's error report must be closed.
    message_days: int = MESSAGE_DAYS
    #: SHA-256 of every file read, by name.
    files: Mapping[str, str] = field(default_factory=dict)
    #: The batch of each drawn site, by site code.
    batches: Mapping[str, int] = field(default_factory=dict)
    #: Sites whose suspicions a person confirmed, by site code.
    confirmed: tuple[str, ...] = ()
    #: Sites the office puts forward, by site code; each stays an example only of what was found.
    named: tuple[str, ...] = ()
    #: See `Letter.names_holes`.
    names_holes: bool = False
    #: What is known beside the inspection.
    context: Context = field(default_factory=Context)

    @property
    def today(self) -> date:
        """The day of the 监测时间点, from which every age is counted."""
        return china_day(self.inspection.as_of)


def china_day(moment: str) -> date:
    """The day it is in China at an ISO moment; raises ValueError for anything else."""
    when = datetime.fromisoformat(moment)
    return (when.astimezone(CHINA) if when.tzinfo else when).date()


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the bulletin: the query that gave it, what it was asked, what it found."""

    query: str
    arguments: Mapping[str, Any]
    #: Exact: a whole number, or a fraction such as "31/34".
    value: int | str
    #: As it is printed.
    shown: str
    #: What the value was worked out from.
    parts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said of one named site, with what it rests on."""

    words: str
    site_code: str
    indicators: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What no hand may change in a paragraph's text: a figure, or what is said of a named site."""

    start: int
    end: int
    #: The figure's id; "" for a fact.
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, the figures it prints (by id) and the facts it states."""

    role: Role
    text: str
    #: What stands before the text in the face of its rank: （一）….
    lead: str = ""
    figures: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    #: Where figures and facts stand in the text, in order.
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """A numbered table behind the text."""

    title: str
    head: tuple[str, ...]
    #: Shares of the page, of a hundred.
    widths: tuple[int, ...]
    #: The columns of codes and numbers, which are centred.
    centred: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bulletin:
    """The finished text; everything it says is under `sha256`."""

    title: str
    letter: Letter
    as_of: str
    standard: str
    tool: str
    files: Mapping[str, str]
    #: Sites whose suspicions a person confirmed for publication.
    confirmed: tuple[str, ...]
    figures: Mapping[str, Figure]
    paragraphs: tuple[Paragraph, ...]
    annexes: tuple[Annex, ...]
    schema: str = SCHEMA

    def content(self) -> dict[str, Any]:
        """The bulletin as plain values, dates as ISO text."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        for name in _LATER:
            if not plain["letter"][name]:
                del plain["letter"][name]
        return plain

    @property
    def sha256(self) -> str:
        """The fingerprint of figures and text, 64 hexadecimal digits."""
        return hashlib.sha256(canonical(self.content())).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """The one way to write `content`: keys sorted, no spaces, UTF-8."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()
