"""What stands in a carried file: the types of its lines, with the bounds of what is believed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from xuncha.base.types import Level, Outcome, Verdict

Code = Annotated[str, Meta(pattern=r"^(?:[0-9]{10}|bm[0-9]{8})$")]
Line = Annotated[str, Meta(max_length=200)]
Word = Annotated[str, Meta(max_length=60)]
Address = Annotated[str, Meta(max_length=2000)]
Text = Annotated[str, Meta(max_length=4000)]
Count = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Small = Annotated[int, Meta(ge=0, le=30_000)]
Moment = Annotated[datetime, Meta(tz=True)]


class _Row(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    pass


class SiteRow(_Row):
    """A site as the installation's register has it."""

    code: Code
    name: Line
    home_url: Address
    kind: Word
    state: Word
    sponsor: Line
    supervisor: Line
    region: Annotated[str, Meta(max_length=6)]


class JudgementRow(_Row):
    """One verdict on one site."""

    code: Code
    as_of: Moment
    standard: Word
    verdict: Verdict
    score: Annotated[str, Meta(pattern=r"^-?[0-9]{1,4}(?:\.[0-9]{1,2})?$")] | None
    vetoes: Annotated[list[Word], Meta(max_length=100)]
    pages: Count
    links: Count
    findings: Count


class FindingRow(_Row):
    """One fault, without what would show how to use a hole."""

    code: Code
    indicator: Annotated[str, Meta(pattern=r"^[a-z0-9_.]{1,40}$")]
    where: Address
    state: Literal["open", "confirmed", "false_alarm", "removed", "gone"]
    level: Level
    outcome: Outcome
    url: Address
    source_url: Address
    column: Line
    observed: dict[Word, Any]
    message: Text
    sentence: Annotated[str, Meta(max_length=40)]
    points: Annotated[str, Meta(pattern=r"^-?[0-9]{1,4}(?:\.[0-9]{1,2})?$")]
    root: Line
    first_seen: Moment
    last_seen: Moment
    gone_at: Moment | None
    times_seen: Count
    standard: Word


class ProbeRow(_Row):
    """A site's probes of one day from one vantage point."""

    code: Code
    day: date
    node: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,40}$")]
    accesses: Small
    failed: Small
    set_aside: Small
    faults: dict[Word, Small]
    median: Count | None


class CaseRow(_Row):
    """What was opened and closed of one kind on one day."""

    day: date
    kind: Annotated[str, Meta(max_length=16)]
    opened: Count
    closed: Count
    on_time: Count


class Part(_Row):
    """One file of lines in the archive."""

    size: Annotated[int, Meta(ge=0, le=512 * 2**20)]
    rows: Annotated[int, Meta(ge=0, le=5_000_000)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]


class Manifest(_Row):
    """What is signed: who wrote the file, for which days, and what it holds."""

    schema: Literal["xuncha.carried/1"]
    version: Word
    name: Line
    key: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    begin: date
    end: date
    made_at: Moment
    parts: dict[str, Part]


#: The parts of a file in the order they are taken.
PARTS: dict[str, type[_Row]] = {
    "sites.jsonl": SiteRow,
    "judgements.jsonl": JudgementRow,
    "findings.jsonl": FindingRow,
    "probes.jsonl": ProbeRow,
    "cases.jsonl": CaseRow,
}
