"""How often each indicator was right, by what people said; one that is wrong too often waits."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from xuncha.base.language import _
from xuncha.base.types import Outcome
from xuncha.findings.models import (
    Finding,
    FindingState,
    IndicatorEvent,
    IndicatorStanding,
    Problem,
)
from xuncha.findings.rules import STEP_OF_IMPACT, falls_short, wilson
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.queries import figures


@dataclass(frozen=True, slots=True)
class Precision:
    """What people's words say of one indicator."""

    indicator: str
    confirmed: int
    false_alarms: int
    needs_person: bool

    @property
    def judged(self) -> int:
        """Problems that count."""
        return self.confirmed + self.false_alarms

    @property
    def rate(self) -> float | None:
        """confirmed ÷ (confirmed + false); None while nothing was judged."""
        return self.confirmed / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the rate."""
        return wilson(self.confirmed, self.judged)


def precisions() -> dict[str, Precision]:
    """By indicator; one nobody judged is not among them."""
    return {
        one.indicator: Precision(one.indicator, one.confirmed, one.false_alarms, one.needs_person)
        for one in IndicatorStanding.objects.order_by("indicator")
    }


def waiting_for_people() -> frozenset[str]:
    """The indicators whose findings are suspected until a person confirms them."""
    rows = IndicatorStanding.objects.filter(needs_person=True)
    return frozenset(rows.values_list("indicator", flat=True))


def count_word(actor: Actor, problem: Problem, word: str) -> None:
    """Count what was said of a problem ("confirmed", "false_alarm", or "" for neither).

    A problem counts once, however many places it shows in: one broken menu is one judgement. An
    indicator that falls short of the figures goes to "needs a person" by itself.
    """
    standing = _held(problem.indicator)
    counted = standing.since is None or (
        problem.word_at is not None and problem.word_at >= standing.since
    )
    before = problem.word if counted else ""
    standing.confirmed += (word == "confirmed") - (before == "confirmed")
    standing.false_alarms += (word == "false_alarm") - (before == "false_alarm")
    standing.save(update_fields=["confirmed", "false_alarms"])
    Problem.objects.filter(pk=problem.pk).update(word=word, word_at=actor.now)
    given = figures()
    if not standing.needs_person and falls_short(
        standing.confirmed,
        standing.false_alarms,
        floor=given.precision_floor,
        judged=given.precision_judged,
    ):
        _send_to_people(actor, standing)


@transaction.atomic
def restore(actor: Actor, indicator: str, reason: str) -> IndicatorStanding:
    """Let an indicator decide by itself again, saying why; its figures begin anew."""
    root = Office.objects.get(parent=None)
    actor.must(Verb.CONFIRM_VETO, root.path)
    if not reason.strip():
        raise RefusedError(_("请写明理由"))
    standing = _held(indicator)
    if not standing.needs_person:
        raise RefusedError(_("该指标未被转为须人工确认，请刷新页面"))
    _tell(actor, standing, needs_person=False, reason=reason.strip()[:500])
    standing.needs_person = False
    standing.confirmed = standing.false_alarms = 0
    standing.since = actor.now
    standing.save()
    noun = Noun("indicator", indicator, indicator, root.path)
    record(actor, "indicator.restore", noun, new={"why": reason.strip()[:500]})
    return standing


def _held(indicator: str) -> IndicatorStanding:
    IndicatorStanding.objects.get_or_create(indicator=indicator)
    return IndicatorStanding.objects.select_for_update().get(indicator=indicator)


def _send_to_people(actor: Actor, standing: IndicatorStanding) -> None:
    standing.needs_person = True
    standing.save(update_fields=["needs_person"])
    _tell(Actor(None, actor.now), standing, needs_person=True, reason="")
    # In the order of impact a suspected problem stands one place after a sure one.
    Problem.objects.filter(
        indicator=standing.indicator, waiting__gt=0, lead__outcome=Outcome.FAULT
    ).update(impact=F("impact") + STEP_OF_IMPACT)
    Finding.objects.filter(
        indicator=standing.indicator, state=FindingState.OPEN, outcome=Outcome.FAULT
    ).update(outcome=Outcome.SUSPECTED, version=F("version") + 1)


def _tell(actor: Actor, standing: IndicatorStanding, *, needs_person: bool, reason: str) -> None:
    IndicatorEvent.objects.create(
        indicator=standing.indicator,
        at=actor.now,
        by=actor.user,
        needs_person=needs_person,
        confirmed=standing.confirmed,
        false_alarms=standing.false_alarms,
        reason=reason,
    )
