"""States as screens show them: a word, a sign and a tone; never a colour alone (look.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from xuncha.alerts.models import DeliveryState
from xuncha.base.language import N_, _, current
from xuncha.base.types import Verdict
from xuncha.campaigns.models import CampaignState
from xuncha.cases.kinds.citizen_report.models import Category, Satisfaction
from xuncha.cases.kinds.citizen_report.rules import MACHINE
from xuncha.cases.kinds.outage.rules import MACHINE as FILING
from xuncha.cases.kinds.rectification.rules import MACHINE as RECTIFICATION
from xuncha.cases.kinds.report_request.fields import KIND_NAMES, FieldKind
from xuncha.cases.kinds.report_request.models import AskState
from xuncha.cases.kinds.report_request.rules import MACHINE as ANSWER
from xuncha.cases.rules import TIMING_NAMES, Machine, Timing
from xuncha.checks.contract import catalogue
from xuncha.checks.sentences import say_again
from xuncha.findings.models import ExplanationState, Finding, FindingState
from xuncha.findings.queries import sentence as finding_sentence
from xuncha.pipeline.models import ItemState, RunState
from xuncha.publishing.models import PublicationState
from xuncha.registry.models import (
    AuthorisationState,
    CandidateState,
    ColumnState,
    RequestState,
    SiteKind,
    SiteState,
)
from xuncha.report.words import LEVELS, OUTCOMES, VERDICTS
from xuncha.scoring.catalogue import CONFIDENCES


@dataclass(frozen=True, slots=True)
class Mark:
    """How one state is shown: ``tone`` is a class of the style sheet."""

    sign: str
    word: str
    tone: str


_SITES: Final[Mapping[str, tuple[str, str]]] = {
    SiteState.DRAFT: ("✎", "soft"),
    SiteState.REVIEWING: ("…", "busy"),
    SiteState.RETURNED: ("↩", "warn"),
    SiteState.ACTIVE: ("●", "good"),
    SiteState.EXEMPT: ("○", "soft"),
    SiteState.OFFLINE: ("◐", "warn"),
    SiteState.MIGRATING: ("◔", "warn"),
    SiteState.CLOSING: ("◕", "warn"),
    SiteState.CLOSED: ("■", "soft"),
    SiteState.MOVED: ("→", "soft"),
}
_REQUESTS: Final[Mapping[str, tuple[str, str]]] = {
    RequestState.DRAFT: ("✎", "soft"),
    RequestState.REVIEWING: ("…", "busy"),
    RequestState.RETURNED: ("↩", "warn"),
    RequestState.APPROVED: ("✓", "good"),
    RequestState.WITHDRAWN: ("–", "soft"),
}
_ASKS: Final[Mapping[str, tuple[str, str]]] = {
    AskState.DRAFT: ("✎", "soft"),
    AskState.ISSUED: ("…", "busy"),
    AskState.ENDED: ("■", "soft"),
}
_ANSWERS: Final[Mapping[str, tuple[str, str]]] = {
    "asked": ("○", "warn"),
    "submitted": ("…", "busy"),
    "returned": ("↩", "warn"),
    "accepted": ("✓", "good"),
    "excused": ("–", "soft"),
}
_FILINGS: Final[Mapping[str, tuple[str, str]]] = {
    "draft": ("✎", "soft"),
    "reviewing": ("…", "busy"),
    "returned": ("↩", "warn"),
    "approved": ("✓", "good"),
    "overrun": ("!", "bad"),
    "restored": ("●", "good"),
    "withdrawn": ("–", "soft"),
}
_FINDINGS: Final[Mapping[str, tuple[str, str]]] = {
    FindingState.OPEN: ("●", "warn"),
    FindingState.CONFIRMED: ("✗", "bad"),
    FindingState.FALSE_ALARM: ("–", "soft"),
    FindingState.REMOVED: ("–", "soft"),
    FindingState.GONE: ("✓", "good"),
}
_EXPLANATIONS: Final[Mapping[str, tuple[str, str]]] = {
    ExplanationState.OPEN: ("…", "busy"),
    ExplanationState.ACCEPTED: ("✓", "good"),
    ExplanationState.REFUSED: ("✗", "bad"),
}
_RECTIFICATIONS: Final[Mapping[str, tuple[str, str]]] = {
    "issued": ("●", "warn"),
    "replied": ("…", "busy"),
    "returned": ("↩", "warn"),
    "reopened": ("↻", "bad"),
    "passed": ("✓", "good"),
    "withdrawn": ("–", "soft"),
}
_CANDIDATES: Final[Mapping[str, tuple[str, str]]] = {
    CandidateState.FOUND: ("?", "warn"),
    CandidateState.CLAIMED: ("…", "busy"),
    CandidateState.ASSIGNED: ("→", "busy"),
    CandidateState.REGISTERED: ("✓", "good"),
    CandidateState.DISMISSED: ("–", "soft"),
}
_AUTHORISATIONS: Final[Mapping[str, tuple[str, str]]] = {
    AuthorisationState.DRAFT: ("…", "busy"),
    AuthorisationState.APPROVED: ("✓", "good"),
    AuthorisationState.REVOKED: ("■", "soft"),
}
_CAMPAIGNS: Final[Mapping[str, tuple[str, str]]] = {
    CampaignState.DRAFT: ("✎", "soft"),
    CampaignState.ANNOUNCED: ("…", "busy"),
    CampaignState.DRAWN: ("✓", "good"),
    CampaignState.WITHDRAWN: ("–", "soft"),
}
_PUBLICATIONS: Final[Mapping[str, tuple[str, str]]] = {
    PublicationState.DRAFT: ("✎", "soft"),
    PublicationState.SIGNING: ("…", "busy"),
    PublicationState.PUBLISHED: ("✓", "good"),
    PublicationState.ABANDONED: ("–", "soft"),
}
_RUNS: Final[Mapping[str, tuple[str, str]]] = {
    RunState.RUNNING: ("…", "busy"),
    RunState.DONE: ("✓", "good"),
    RunState.CANCELLED: ("–", "soft"),
}
_ITEMS: Final[Mapping[str, tuple[str, str]]] = {
    ItemState.QUEUED: ("○", "soft"),
    ItemState.RUNNING: ("…", "busy"),
    ItemState.DONE: ("✓", "good"),
    ItemState.CANCELLED: ("–", "soft"),
    ItemState.DEAD: ("!", "bad"),
}
_DELIVERIES: Final[Mapping[str, tuple[str, str]]] = {
    DeliveryState.QUEUED: ("○", "soft"),
    DeliveryState.RUNNING: ("…", "busy"),
    DeliveryState.DONE: ("✓", "good"),
    DeliveryState.DEAD: ("!", "bad"),
}
_COLUMNS: Final[Mapping[str, tuple[str, str]]] = {
    ColumnState.NORMAL: ("●", "good"),
    ColumnState.UPKEEP: ("◐", "warn"),
    ColumnState.BLANK: ("○", "bad"),
    ColumnState.DEAD: ("✗", "bad"),
}
#: Not states of a row: how a vantage point is doing (`monitoring.nodes.heard`).
_NODES: Final[Mapping[str, tuple[str, str, str]]] = {
    "hears": ("●", N_("正常来报"), "good"),
    "silent": ("!", N_("没有来报"), "bad"),
    "waits": ("○", N_("尚未启用"), "soft"),
    "revoked": ("■", N_("已撤销"), "soft"),
}
_VERDICT_TONES: Final = {
    Verdict.QUALIFIED: "good",
    Verdict.UNQUALIFIED: "bad",
    Verdict.UNTESTABLE: "warn",
}
_OUTCOME_TONES: Final = {"pass": "good", "fault": "bad", "suspected": "warn", "blocked": "warn"}


@dataclass(frozen=True, slots=True)
class _Named:
    """A state of a machine of cases, named as Django names a choice."""

    label: str


def _states(machine: Machine) -> Callable[[str], _Named]:
    return lambda state: _Named(machine.states[state])


KINDS: Final[Mapping[str, tuple[Mapping[str, tuple[str, str]], Callable[[str], Any]]]] = {
    "site": (_SITES, SiteState),
    "request": (_REQUESTS, RequestState),
    "filing": (_FILINGS, _states(FILING)),
    "ask": (_ASKS, AskState),
    "answer": (_ANSWERS, _states(ANSWER)),
    "finding": (_FINDINGS, FindingState),
    "explanation": (_EXPLANATIONS, ExplanationState),
    "rectification": (_RECTIFICATIONS, _states(RECTIFICATION)),
    "candidate": (_CANDIDATES, CandidateState),
    "authorisation": (_AUTHORISATIONS, AuthorisationState),
    "campaign": (_CAMPAIGNS, CampaignState),
    "publication": (_PUBLICATIONS, PublicationState),
    "run": (_RUNS, RunState),
    "item": (_ITEMS, ItemState),
    "column": (_COLUMNS, ColumnState),
    "delivery": (_DELIVERIES, DeliveryState),
}


def mark(kind: str, state: str) -> Mark:
    """The mark of a state of a "site", "request", "finding", "candidate", "run", "item" or
    "column"; a state there is not is shown as it is."""
    signs, names = KINDS[kind]
    if state not in signs:
        return Mark("", state, "soft")
    sign, tone = signs[state]
    return Mark(sign, _(str(names(state).label)), tone)


def field_kind(value: FieldKind) -> str:
    """The kind of a form's field, in words."""
    return _(KIND_NAMES[value])


def confidence(value: str) -> str:
    """How sure a figure is, in words."""
    return (
        _("本单位自定")
        if value == "office"
        else next((_(name) for key, name in CONFIDENCES.items() if key == value), value)
    )


def verdict(value: str) -> Mark:
    """The mark of a verdict; nothing looked at is 未检."""
    if value not in set(Verdict):
        return Mark("–", _("未检"), "soft")
    sign, word = VERDICTS[Verdict(value)]
    return Mark(sign, _(word), _VERDICT_TONES[Verdict(value)])


def outcome(value: str) -> Mark:
    """The mark of one indicator's outcome."""
    for one, (sign, word) in OUTCOMES.items():
        if one == value:
            return Mark(sign, _(word), _OUTCOME_TONES.get(value, "soft"))
    return Mark("", value, "soft")


def level(value: str) -> str:
    """What a finding costs, in words."""
    return next((_(word) for one, word in LEVELS.items() if one == value), value)


def node(state: str) -> Mark:
    """How a vantage point is doing."""
    sign, word, tone = _NODES[state]
    return Mark(sign, _(word), tone)


def kind(value: str) -> str:
    """The kind of a site, in words."""
    return _(str(SiteKind(value).label)) if value in SiteKind.values else value


def marked(kind: str, state: str) -> Markup:
    """`mark` as a page shows it; `kind` may be "verdict" or "outcome" too."""
    return _marked(kind, state, current())


@lru_cache(maxsize=2_000)
def _marked(kind: str, state: str, _language: str) -> Markup:
    # A list shows a hundred of them, of a dozen different ones.
    judged = {"verdict": verdict, "outcome": outcome}.get(kind)
    one = judged(state) if judged else mark(kind, state)
    return Markup(
        '<span class="mark {tone}"><b aria-hidden="true">{sign}</b> {word}</span>'
    ).format(tone=one.tone, sign=one.sign, word=one.word)


_REPORTS: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("?", "warn"),
    "refused": ("–", "soft"),
    "passed": ("→", "busy"),
    "working": ("…", "busy"),
    "checking": ("◔", "busy"),
    "closed": ("✓", "good"),
    "redo": ("↩", "warn"),
}
_TIMINGS: Final = {
    Timing.SOON: "warn",
    Timing.OVERDUE: "bad",
    Timing.CLOSED: "good",
    Timing.CLOSED_LATE: "bad",
}


def report(state: str) -> Mark:
    """The mark of where a citizen's report stands."""
    sign, tone = _REPORTS.get(state, ("", "soft"))
    return Mark(sign, _(MACHINE.states.get(state, state)), tone)


def timing(value: Timing) -> Mark:
    """How a case stands with its day; no word while there is time."""
    if value not in _TIMINGS:
        return Mark("", "", "soft")
    return Mark("", _(TIMING_NAMES[value]), _TIMINGS[value])


def category(value: str) -> str:
    """What kind of error a citizen reported."""
    return _(str(Category(value).label)) if value in Category.values else value


def satisfaction(value: str) -> str:
    """How the citizen found what was done; "" where they have not said."""
    return _(str(Satisfaction(value).label)) if value in Satisfaction.values else ""


def fault(indicator: str, sentence: str, observed: Mapping[str, Any], url: str) -> str:
    """What a check said of a reported page, in the language in use."""
    known = catalogue().get(indicator)
    return say_again(known, sentence, observed, url) if known else indicator


def says(finding: Finding) -> str:
    """What a finding says, in the language in use."""
    return finding_sentence(finding)


_TYPES: Final = (
    *(N_("动态要闻"), N_("通知公告"), N_("政策文件"), N_("人事规划")),
    *(N_("互动"), N_("静态"), N_("其他")),
)


def column_type(value: str) -> str:
    """The type of a column, in words."""
    return _(value) if value in _TYPES else value


_EVENTS: Final[Mapping[str, str]] = {
    "carried": N_("随上报文件而来"),
    "seen": N_("看到"),
    "gone": N_("复查时已不见"),
    "back": N_("再次出现"),
    "confirm": N_("确认"),
    "second": N_("第二人确认"),
    "false_alarm": N_("标为误报"),
    "remove": N_("核减"),
    "explain": N_("说明"),
    "appeal": N_("申诉"),
    "accept": N_("采纳单位的说明或申诉"),
    "refuse": N_("不采纳单位的说明或申诉"),
    "reopen": N_("重新审核"),
}
_DECISIONS: Final[Mapping[str, tuple[str, str]]] = {
    "submit": (N_("提交"), "busy"),
    "approve": (N_("同意"), "good"),
    "return": (N_("退回"), "bad"),
    "withdraw": (N_("撤回"), "soft"),
}


def event(what: str) -> str:
    """What happened to a finding, in words."""
    return _(_EVENTS[what]) if what in _EVENTS else what


def decision(value: str) -> Mark:
    """What one level said of a request."""
    word, tone = _DECISIONS.get(value, (value, "soft"))
    return Mark("", _(word), tone)
