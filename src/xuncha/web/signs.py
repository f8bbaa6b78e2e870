"""The sign, the word and the tone of every state; `xuncha.web.words` says them.

Never a colour alone: each has a sign and a word (look.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from xuncha.alerts.models import DeliveryState
from xuncha.base.language import N_
from xuncha.base.types import Verdict
from xuncha.campaigns.models import CampaignState
from xuncha.cases.kinds.outage.rules import MACHINE as FILING
from xuncha.cases.kinds.rectification.rules import MACHINE as RECTIFICATION
from xuncha.cases.kinds.report_request.models import AskState
from xuncha.cases.kinds.report_request.rules import MACHINE as ANSWER
from xuncha.cases.rules import Machine, Timing
from xuncha.findings.models import ExplanationState, FindingState
from xuncha.pipeline.models import ItemState, RunState
from xuncha.publishing.models import PublicationState
from xuncha.registry.models import (
    AuthorisationState,
    CandidateState,
    ColumnState,
    RequestState,
    SiteState,
)


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
NODES: Final[Mapping[str, tuple[str, str, str]]] = {
    "hears": ("●", N_("正常来报"), "good"),
    "silent": ("!", N_("没有来报"), "bad"),
    "waits": ("○", N_("尚未启用"), "soft"),
    "revoked": ("■", N_("已撤销"), "soft"),
}
VERDICT_TONES: Final = {
    Verdict.QUALIFIED: "good",
    Verdict.UNQUALIFIED: "bad",
    Verdict.UNTESTABLE: "warn",
}
OUTCOME_TONES: Final = {"pass": "good", "fault": "bad", "suspected": "warn", "blocked": "warn"}


@dataclass(frozen=True, slots=True)
class _Named:
    """A state of a machine of cases, named as Django names a choice."""

    label: str


def _states(machine: Machine) -> Callable[[str], _Named]:
    return lambda state: _Named(machine.states[state])


#: Every kind of state: its signs, and the state as its room names it.
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
#: Where a citizen's report stands.
REPORTS: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("?", "warn"),
    "refused": ("–", "soft"),
    "passed": ("→", "busy"),
    "working": ("…", "busy"),
    "checking": ("◔", "busy"),
    "closed": ("✓", "good"),
    "redo": ("↩", "warn"),
}
#: How a case stands with its day.
TIMINGS: Final = {
    Timing.SOON: "warn",
    Timing.OVERDUE: "bad",
    Timing.CLOSED: "good",
    Timing.CLOSED_LATE: "bad",
}
#: The types of columns, as the register writes them.
COLUMN_TYPES: Final = (
    *(N_("动态要闻"), N_("通知公告"), N_("政策文件"), N_("人事规划")),
    *(N_("互动"), N_("静态"), N_("其他")),
)
#: What happened to a finding.
EVENTS: Final[Mapping[str, str]] = {
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
#: What one level said of a request.
DECISIONS: Final[Mapping[str, tuple[str, str]]] = {
    "submit": (N_("提交"), "busy"),
    "approve": (N_("同意"), "good"),
    "return": (N_("退回"), "bad"),
    "withdraw": (N_("撤回"), "soft"),
}
