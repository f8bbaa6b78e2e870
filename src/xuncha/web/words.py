"""States as screens show them: a word, a sign and a tone; never a colour alone (look.md)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from xuncha.base.language import _, current
from xuncha.base.types import Verdict
from xuncha.cases.kinds.citizen_report.models import Category, Satisfaction
from xuncha.cases.kinds.citizen_report.rules import MACHINE
from xuncha.cases.kinds.report_request.fields import KIND_NAMES, Field, FieldKind
from xuncha.cases.rules import TIMING_NAMES, Timing
from xuncha.checks.contract import catalogue
from xuncha.checks.sentences import say_again
from xuncha.findings.models import Finding
from xuncha.findings.queries import sentence as finding_sentence
from xuncha.registry.models import SiteKind
from xuncha.report.words import LEVELS, OUTCOMES, VERDICTS
from xuncha.scoring.catalogue import CONFIDENCES
from xuncha.web.signs import (
    COLUMN_TYPES,
    DECISIONS,
    EVENTS,
    KINDS,
    NODES,
    OUTCOME_TONES,
    REPORTS,
    TIMINGS,
    VERDICT_TONES,
    Mark,
)


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


def answer(one: Field, value: Any) -> str:
    """A value of a report's field as one reads it; a table line by line."""
    if value in (None, "", []):
        return ""
    if one.kind is FieldKind.YESNO:
        return _("是") if value == "yes" else _("否")
    if one.kind is FieldKind.TABLE:
        return "\n".join(
            "；".join(
                f"{column.label} {answer(column, line[column.key])}"
                for column in one.columns
                if line.get(column.key)
            )
            for line in value
        )
    return f"{value}{one.unit}" if one.kind is FieldKind.NUMBER and one.unit else str(value)


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
    return Mark(sign, _(word), VERDICT_TONES[Verdict(value)])


def outcome(value: str) -> Mark:
    """The mark of one indicator's outcome."""
    for one, (sign, word) in OUTCOMES.items():
        if one == value:
            return Mark(sign, _(word), OUTCOME_TONES.get(value, "soft"))
    return Mark("", value, "soft")


def level(value: str) -> str:
    """What a finding costs, in words."""
    return next((_(word) for one, word in LEVELS.items() if one == value), value)


def node(state: str) -> Mark:
    """How a vantage point is doing."""
    sign, word, tone = NODES[state]
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


def report(state: str) -> Mark:
    """The mark of where a citizen's report stands."""
    sign, tone = REPORTS.get(state, ("", "soft"))
    return Mark(sign, _(MACHINE.states.get(state, state)), tone)


def timing(value: Timing) -> Mark:
    """How a case stands with its day; no word while there is time."""
    if value not in TIMINGS:
        return Mark("", "", "soft")
    return Mark("", _(TIMING_NAMES[value]), TIMINGS[value])


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


def column_type(value: str) -> str:
    """The type of a column, in words."""
    return _(value) if value in COLUMN_TYPES else value


def event(what: str) -> str:
    """What happened to a finding, in words."""
    return _(EVENTS[what]) if what in EVENTS else what


def decision(value: str) -> Mark:
    """What one level said of a request."""
    word, tone = DECISIONS.get(value, (value, "soft"))
    return Mark("", _(word), tone)
