"""The verbs of review: confirm, mark as false alarm, remove, reopen; one finding or one problem.

Every decision is a row (`FindingEvent`) and an audit line. Decisions on one site queue behind the
site's row; of two people on one finding the first wins, and the other is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.dispatch import Signal

from xuncha.base.language import N_, _
from xuncha.base.types import Level
from xuncha.findings.models import Finding, FindingEvent, FindingState, Problem
from xuncha.findings.precision import count_word
from xuncha.findings.problems import findings_of, key_of, recount_problems, recount_site
from xuncha.findings.rules import Standing, confirming, judges
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.registry.fields import UnfitError, prose
from xuncha.registry.models import Site

#: Sent inside the transaction of a decision with `site` and `now`: who stands above judges anew.
decided: Final = Signal()
_BATCH: Final = 500


class DecidedError(RefusedError):
    """Somebody else was quicker: the finding is not what the actor saw any more."""


class Decision(StrEnum):
    """What a person may say of a finding."""

    CONFIRM = "confirm"
    FALSE_ALARM = "false_alarm"
    REMOVE = "remove"
    REOPEN = "reopen"


_LIVE = frozenset({FindingState.OPEN, FindingState.CONFIRMED})
#: From which states a decision leads where; a confirmation depends on more (`rules.confirming`).
_LEADS: Final = {
    Decision.FALSE_ALARM: (_LIVE, FindingState.FALSE_ALARM),
    Decision.REMOVE: (_LIVE, FindingState.REMOVED),
    Decision.REOPEN: (
        frozenset({FindingState.CONFIRMED, FindingState.FALSE_ALARM, FindingState.REMOVED}),
        FindingState.OPEN,
    ),
}
_WORDS: Final = {FindingState.CONFIRMED: "confirmed", FindingState.FALSE_ALARM: "false_alarm"}
_WHY: Final = {
    "state": N_("该问题已是“{state}”，请刷新页面"),
    "same": N_("您已确认过，单项否决须由另一人复核"),
    "role": N_("已有一人确认，须由有复核权限的另一人复核"),
    "veto": N_("已由两人确认的单项否决，须由有复核权限的人改判"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a decision does to one finding."""

    finding: Finding
    what: str
    to: str


def confirm(
    actor: Actor, finding: Finding, reason: str = "", *, version: int | None = None
) -> Finding:
    """Say that it is so; a veto is confirmed once two people have said it."""
    return judge(actor, finding, Decision.CONFIRM, reason, version=version)


def mark_false(
    actor: Actor, finding: Finding, reason: str, *, version: int | None = None
) -> Finding:
    """Say that the machine was wrong (误报), and why."""
    return judge(actor, finding, Decision.FALSE_ALARM, reason, version=version)


def remove(actor: Actor, finding: Finding, reason: str, *, version: int | None = None) -> Finding:
    """Take it off the account (核减): it is so, but is not held against the site; and why."""
    return judge(actor, finding, Decision.REMOVE, reason, version=version)


def reopen(actor: Actor, finding: Finding, reason: str, *, version: int | None = None) -> Finding:
    """Take a decision back, saying why; it is reviewed anew."""
    return judge(actor, finding, Decision.REOPEN, reason, version=version)


@transaction.atomic
def judge(
    actor: Actor,
    finding: Finding,
    decision: Decision,
    reason: str = "",
    *,
    version: int | None = None,
) -> Finding:
    """Decide on one finding as the actor saw it; `version` is what their page showed.

    Raises DecidedError when it has changed since, RefusedError for what cannot be decided so,
    PermissionDenied for whom it is not to decide.
    """
    seen = finding.version if version is None else version
    user, said = _judge(actor, finding.path, decision, reason)
    site = Site.objects.select_for_update().get(pk=finding.site_id)
    now = Finding.objects.get(pk=finding.pk)
    if now.version != seen:
        raise _decided(now)
    change = _change(user, now, decision)
    if isinstance(change, str):
        raise RefusedError(_said(change, now))
    _carry_out(actor, user, site, [change], said)
    now.refresh_from_db()
    return now


@transaction.atomic
def judge_problem(
    actor: Actor, problem: Problem, decision: Decision, reason: str = ""
) -> list[Finding]:
    """Decide on every finding of one cause that it can be decided on; those it was.

    What somebody else decided meanwhile stays as they did. Raises RefusedError where that leaves
    nothing, and what `judge` raises.
    """
    user, said = _judge(actor, problem.path, decision, reason)
    site = Site.objects.select_for_update().get(pk=problem.site_id)
    rows = list(findings_of(problem).exclude(state=FindingState.GONE).order_by("id"))
    if decision == Decision.CONFIRM:
        # What was settled or confirmed one by one is not the business of "all the rest".
        rows = [row for row in rows if row.state == FindingState.OPEN] or rows
    changes = [(row, _change(user, row, decision)) for row in rows]
    done = [change for _row, change in changes if isinstance(change, Change)]
    if not done:
        why = next((_said(change, row) for row, change in changes if isinstance(change, str)), "")
        raise DecidedError(why or _("该问题已不存在，请刷新页面"))
    _carry_out(actor, user, site, done, said)
    return [change.finding for change in done]


def may_judge(user: User, path: str) -> bool:
    """Whether a person may review what was found at `path`: never their own office's sites."""
    return can(user, Verb.REVIEW_FINDING, path) and judges(user.office.path, path)


def write_events(
    actor: Actor, rows: Iterable[Finding], what: str, reason: str, before: Sequence[str] = ()
) -> None:
    """A row for each finding of what was said of it; `before` are the states it came from."""
    told = list(rows)
    states = before or [row.state for row in told]
    FindingEvent.objects.bulk_create(
        [
            FindingEvent(
                finding=row,
                at=actor.now,
                by=actor.user,
                what=what,
                from_state=was,
                to_state=row.state,
                reason=reason,
            )
            for row, was in zip(told, states, strict=True)
        ],
        batch_size=_BATCH,
    )


def cleaned(text: str, *, needed: bool) -> str:
    """What a person wrote, as it is kept; raises RefusedError for none where it is needed."""
    try:
        said = prose(text)
    except UnfitError as error:
        raise RefusedError(str(error)) from error
    if needed and not said:
        raise RefusedError(_("请写明理由"))
    return said


def _judge(actor: Actor, path: str, decision: Decision, reason: str) -> tuple[User, str]:
    if actor.user is None:
        raise PermissionDenied("findings are reviewed by people")
    actor.must(Verb.REVIEW_FINDING, path)
    if not judges(actor.user.office.path, path):
        raise PermissionDenied("nobody judges their own sites")
    return actor.user, cleaned(reason, needed=decision != Decision.CONFIRM)


def _change(user: User, row: Finding, decision: Decision) -> Change | str:
    """What the decision does to `row`, or the word for why it cannot (`_WHY`)."""
    veto, may_second = row.level == Level.VETO, can(user, Verb.CONFIRM_VETO, row.path)
    if decision == Decision.CONFIRM:
        try:
            what, to = confirming(
                Standing(row.state, veto, row.first_by_id), user.pk, may_second=may_second
            )
        except ValueError as error:
            return str(error)
        return Change(row, what, to)
    states, to = _LEADS[decision]
    if row.state not in states:
        return "state"
    if veto and row.state == FindingState.CONFIRMED and not may_second:
        return "veto"
    return Change(row, decision, to)


def _carry_out(
    actor: Actor, user: User, site: Site, changes: Sequence[Change], reason: str
) -> None:
    by_kind: dict[tuple[str, str], list[Finding]] = {}
    for change in changes:
        by_kind.setdefault((change.what, change.to), []).append(change.finding)
    for (what, to), rows in by_kind.items():
        before = [row.state for row in rows]
        for start in range(0, len(rows), _BATCH):
            numbers = [row.pk for row in rows[start : start + _BATCH]]
            Finding.objects.filter(pk__in=numbers).update(
                state=to, version=F("version") + 1, **_names(user, what)
            )
        for row in rows:
            row.state = to
        write_events(actor, rows, what, reason, before)
    keys = {key_of(change.finding) for change in changes}
    recount_problems(site, keys)
    recount_site(site)
    for indicator, cause, level in sorted(keys):
        problem = Problem.objects.get(site=site, indicator=indicator, cause=cause, level=level)
        to = next(one.to for one in reversed(changes) if key_of(one.finding) == (
            indicator, cause, level
        ))  # fmt: skip
        if to != FindingState.OPEN or problem.word:
            count_word(actor, problem, _WORDS.get(FindingState(to), ""))
    decided.send(sender=Finding, site=site, now=actor.now)
    lead = changes[0].finding
    record(
        actor,
        f"finding.{changes[0].what}",
        Noun("finding", lead.pk, lead.message[:200], lead.path),
        new={"state": changes[0].to, "findings": len(changes), "why": reason},
    )


def _names(user: User, what: str) -> dict[str, User | None]:
    """Who is named on a finding after a decision."""
    if what == "confirm":
        return {"first_by": user}
    return {"second_by": user} if what == "second" else {"first_by": None, "second_by": None}


def _decided(now: Finding) -> DecidedError:
    last = now.events.select_related("by").last()
    who = str(last.by) if last and last.by else _("系统")
    return DecidedError(
        _("该问题已由{who}办为“{state}”，请刷新页面后再办理").format(
            who=who, state=_(str(FindingState(now.state).label))
        )
    )


def _said(why: str, row: Finding) -> str:
    return _(_WHY[why]).format(state=_(str(FindingState(row.state).label)))
