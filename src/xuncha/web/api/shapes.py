"""What the API takes and gives, as its OpenAPI document describes it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Schema

_T = TypeVar("_T")

#: Text of any length a person would write, and none a database refuses.
Words = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Key = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Page(Schema, Generic[_T]):
    """A piece of a list; ask again with `after` = `next` for the rest."""

    items: list[_T]
    next: int | None = Field(None, description="null at the end of the list")


class Paging(Schema):
    """Where to go on, and how many to give."""

    after: int = Field(0, ge=0, le=2**63 - 1, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=500)


class Problem(Schema):
    """Why it was not done, and what to do instead."""

    error: str


class OfficeOut(Schema):
    id: int
    name: str
    level: str
    line: str
    region: str
    parent_id: int | None


class Me(Schema):
    """The person the token acts for."""

    username: str
    name: str
    role: str
    office: OfficeOut
    writes: bool


class SiteOut(Schema):
    """One line of the register."""

    id: int
    site_code: str | None
    name: str
    home_url: str
    kind: str
    state: str
    region: str
    stratum: str
    sponsor: str
    supervisor: str
    office_id: int
    icp: str
    police: str
    verdict: str = Field(description="qualified, unqualified, untestable, or empty: not inspected")
    score: Decimal | None
    inspected_at: datetime | None
    open_findings: int
    open_vetoes: int
    changed_at: datetime


class SiteFilter(Paging):
    """Which sites."""

    state: str = ""
    kind: str = ""
    verdict: str = ""
    region: Annotated[str, Field(max_length=6)] = ""
    q: Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")] = Field(
        "", description="part of name, code or host"
    )


class ColumnOut(Schema):
    id: int
    name: str
    url: str
    type: str
    state: str
    on_home: bool
    newest: date | None
    seen_at: datetime | None


class TransitionOut(Schema):
    at: datetime
    from_state: str
    to_state: str
    reason: str


class JudgementOut(Schema):
    """What one inspection said of the site."""

    id: int
    as_of: datetime
    standard: str
    verdict: str
    score: Decimal | None
    vetoes: list[str]
    pages: int
    findings_count: int


class FindingOut(Schema):
    """One fault, under its identity: site, indicator, where."""

    id: int
    site_id: int
    indicator: str
    where: str
    state: str
    level: str
    outcome: str
    url: str
    source_url: str
    column: str
    observed: dict[str, Any]
    message: str
    points: Decimal
    evidence: list[str]
    first_seen: datetime
    last_seen: datetime
    gone_at: datetime | None


class FindingFilter(Paging):
    """Which findings."""

    state: str = ""
    indicator: Annotated[str, Field(max_length=40)] = ""
    level: str = ""
    site_id: Key | None = None


class RunIn(Schema):
    """An inspection to start: these sites, or every active site of the token's part of the tree."""

    title: Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00]*$")]
    standard: Annotated[str, Field(max_length=60)] = "indicators-2019"
    site_ids: Annotated[list[Key], Field(max_length=20_000)] = Field(default_factory=list)
    everything: bool = False
    max_pages: Annotated[int, Field(ge=1, le=100_000)] | None = None
    rate: Annotated[float, Field(ge=0.1, le=20)] | None = None
    visits: Annotated[int, Field(ge=1, le=200)] | None = None
    #: Probe the sites that hold an approved letter, in its hours; for who may authorise probing.
    probing: bool = False


class RunOut(Schema):
    id: int
    title: str
    standard: str
    state: str
    as_of: datetime
    started_at: datetime
    ended_at: datetime | None


class ProgressOut(Schema):
    """Sites by state, pages read, seconds left by the pace so far."""

    queued: int
    running: int
    done: int
    dead: int
    cancelled: int
    total: int
    pages: int
    seconds_left: float | None


class RequestIn(Schema):
    """A change to ask for; `new` has the fields of the register's form."""

    kind: Annotated[str, Field(max_length=12)]
    office_id: Key | None = Field(None, description="the unit that asks; default: the token's own")
    site_id: Key | None = None
    new: dict[str, Any] = Field(default_factory=dict)
    reason: Words = ""


class OpinionIn(Schema):
    """What a reviewing level says."""

    text: Words = ""


class OpinionOut(Schema):
    at: datetime
    office_id: int
    decision: str
    from_state: str
    to_state: str
    level: int
    text: str


class RequestOut(Schema):
    id: int
    kind: str
    state: str
    site_id: int | None
    office_id: int
    at_office_id: int | None
    level: int
    reason: str
    old: dict[str, Any]
    new: dict[str, Any]
    made_at: datetime
    submitted_at: datetime | None
    ended_at: datetime | None


class RequestFilter(Paging):
    """Which requests."""

    state: str = ""
    to_review: bool = Field(False, description="only those that wait for my own office")


class CandidateOut(Schema):
    """A host that looks governmental and is in no register."""

    id: int
    host: str
    url: str
    state: str
    office_id: int
    clues: dict[str, Any]
    seen_on: list[Any]
    times_seen: int
    first_seen: datetime
    last_seen: datetime
    reason: str


class CandidateFilter(Paging):
    """Which candidates."""

    state: str = ""


class CandidateDecision(Schema):
    """Claim it, assign it to an office for supplementary registration, or dismiss it."""

    decision: Annotated[str, Field(pattern="^(claim|assign|dismiss)$")]
    office_id: Key | None = None
    reason: Words = ""
