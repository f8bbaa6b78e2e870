"""The audit log in words: verbs, what they were done to, and what they changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from xuncha.alerts.models import ChannelKind
from xuncha.base.language import _
from xuncha.cases.kinds.citizen_report import rules as citizen_report
from xuncha.cases.kinds.citizen_report.models import Satisfaction
from xuncha.cases.kinds.outage import rules as outage
from xuncha.cases.kinds.rectification import rules as rectification
from xuncha.cases.kinds.rectification.models import Measure
from xuncha.cases.kinds.report_request import rules as report_request
from xuncha.cases.models import CaseKind
from xuncha.cases.rules import Machine
from xuncha.people.models import AuditEntry, OfficeLevel, OfficeLine, Role
from xuncha.pipeline.models import Rhythm
from xuncha.registry.fields import label_of
from xuncha.registry.models import RequestKind
from xuncha.registry.queries import in_words
from xuncha.web import words
from xuncha.web.auditwords import KEYS, NOUNS, VERBS
from xuncha.web.signs import KINDS

#: Values that are one of a choice, by key: said as the choice is.
_CODES: Final[Mapping[str, tuple[Any, ...]]] = {
    "kind": (RequestKind, CaseKind, Measure, ChannelKind),
    "role": (Role,),
    "level": (OfficeLevel,),
    "line": (OfficeLine,),
    "rhythm": (Rhythm,),
    "satisfaction": (Satisfaction,),
}
#: The machines of the cases, by their kinds: what their states are called.
_MACHINES: Final[Mapping[str, Machine]] = {
    CaseKind.RECTIFICATION: rectification.MACHINE,
    CaseKind.CITIZEN_REPORT: citizen_report.MACHINE,
    CaseKind.OUTAGE: outage.MACHINE,
    CaseKind.REPORT_REQUEST: report_request.MACHINE,
}


def verb_name(verb: str) -> str:
    """A verb of the audit log, in words; one there is no word for as it is."""
    return _(VERBS[verb]) if verb in VERBS else verb


def verbs() -> list[tuple[str, str]]:
    """Every verb the log is searched by, with its word."""
    return [(verb, _(word)) for verb, word in VERBS.items()]


def noun(kind: str) -> str:
    """What a line of the audit log is about, in words."""
    return _(NOUNS[kind]) if kind in NOUNS else kind


def nouns() -> list[tuple[str, str]]:
    """Every kind of thing the log is searched by."""
    return [(kind, _(word)) for kind, word in NOUNS.items()]


def changes(entry: AuditEntry) -> list[tuple[str, str, str]]:
    """What a line of the log says changed: what it is called, old and new; empty ones are left."""
    keys = dict.fromkeys([*entry.new, *entry.old])
    lines = [
        (
            _key(key),
            _value(_kind(entry), key, entry.old.get(key)),
            _value(_kind(entry), key, entry.new.get(key)),
        )
        for key in keys
    ]
    return [line for line in lines if line[1] or line[2]]


def _kind(entry: AuditEntry) -> str:
    """What the line is about; of a case, the kind of case."""
    if entry.noun != "case":
        return entry.noun
    return str(entry.new.get("kind") or entry.old.get("kind") or "case")


def _key(key: str) -> str:
    return _(KEYS[key]) if key in KEYS else label_of(key)


def _value(noun: str, key: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool) or value in ("True", "False"):
        return _("是") if value in (True, "True") else _("否")
    if key == "state" and noun in _MACHINES:
        return _(_MACHINES[noun].states.get(str(value), str(value)))
    if key == "state" and noun in KINDS:
        return words.mark(noun, str(value)).word
    if key == "verdict":
        return words.verdict(str(value)).word
    if isinstance(value, dict):
        said = ((name, in_words(name, one)) for name, one in value.items())
        return "\n".join(_("{field}：{value}").format(field=_key(n), value=v) for n, v in said if v)
    for codes in _CODES.get(key, ()):
        if value in codes.values:
            return _(str(codes(value).label))
    return str(value)
