"""The verbs on cases of every kind, one transaction each."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from xuncha.base.calendar import Calendar
from xuncha.base.language import _
from xuncha.cases.models import Case, CaseEvent, CaseFile, CaseSerial
from xuncha.cases.queries import calendar
from xuncha.cases.rules import Machine, Side, Step, machine, sides
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.documents import keep
from xuncha.registry.fields import UnfitError, prose
from xuncha.registry.models import Site

MOST_FILES: Final = 40


class StaleError(RefusedError):
    """Somebody else was quicker: the case is not what the actor saw any more."""


@transaction.atomic
def open_case(
    actor: Actor,
    kind: str,
    office: Office,
    *,
    title: str,
    site: Site | None = None,
    opened_by: Office | None = None,
    days: int | None = None,
    opinion: str = "",
    number: str = "",
) -> Case:
    """A case for `office` to do within `days` working days (None: the kind's own, if it has one).

    `number` is the kind's next by default. `opened_by` is the actor's office, or for the system
    the office itself. Raises PermissionDenied and RefusedError.
    """
    table = machine(kind)
    opener = opened_by or (actor.user.office if actor.user else office)
    _may(actor, table.opening, office.path, opener.path)
    today = localdate(actor.now)
    days = table.opening.days if days is None else days
    case = Case.objects.create(
        kind=kind,
        number=number or _next_number(kind, table, today.year),
        title=" ".join(title.split())[:200],
        office=office,
        path=office.path,
        opened_by=opener,
        site=site,
        state=table.start,
        opened_at=actor.now,
        changed_at=actor.now,
        **_deadline(today, days, calendar()),
    )
    _say(actor, case, "", opinion)
    return case


@transaction.atomic
def move(
    actor: Actor,
    case: Case,
    to: str,
    opinion: str = "",
    *,
    version: int | None = None,
    days: int | None = None,
) -> Case:
    """Bring a case to another state of its machine; the case as it is then.

    `version` is what the actor's page showed (by default what `case` says). Of two who decide at
    once one wins; the other gets a StaleError and has changed nothing. `days` sets a new deadline
    counted from today. Raises RefusedError for a way there is not, PermissionDenied for somebody
    whose step it is not.
    """
    table, seen = machine(case.kind), case.version if version is None else version
    now = Case.objects.select_related("opened_by").get(pk=case.pk)
    _must_be_as_seen(now, seen)
    step = table.step(now.state, to)
    if step is None:
        raise RefusedError(
            _("“{number}”现为“{state}”，不能改为“{to}”").format(
                number=now.number,
                state=_(table.states.get(now.state, now.state)),
                to=_(table.states.get(to, to)),
            )
        )
    _may(actor, step, now.path, now.opened_by.path)
    if step.opinion and actor.user is not None and not opinion.strip():
        raise RefusedError(_("请写明意见"))
    changes: dict[str, Any] = {"closed_at": actor.now if to in table.ended else None}
    days = step.days if days is None else days
    if days is not None:
        changes |= _deadline(localdate(actor.now), days, calendar())
    before = now.state
    _change(actor, now, seen, state=to, **changes)
    _say(actor, now, before, opinion)
    return now


@transaction.atomic
def note(actor: Actor, case: Case, opinion: str) -> CaseEvent:
    """Say something of a case where it stands; either side may."""
    now = _visible(actor, case)
    if not opinion.strip():
        raise RefusedError(_("请写明意见"))
    return _say(actor, now, now.state, opinion)


@transaction.atomic
def hand_over(
    actor: Actor, case: Case, office: Office, opinion: str = "", *, version: int | None = None
) -> Case:
    """Make another office responsible (转办); the actor's reach must hold both."""
    seen = case.version if version is None else version
    now = Case.objects.get(pk=case.pk)
    actor.must(Verb.HANDLE_CASE, now.path)
    actor.must(Verb.HANDLE_CASE, office.path)
    _must_be_as_seen(now, seen)
    if now.closed_at is not None:
        raise RefusedError(_("“{number}”已办结，不能转办").format(number=now.number))
    _change(actor, now, seen, office=office, path=office.path)
    said = _("转{office}办理").format(office=office.name)
    _say(actor, now, now.state, f"{said}。{opinion}" if opinion.strip() else said)
    return now


@transaction.atomic
def postpone(
    actor: Actor, case: Case, days: int, opinion: str, *, version: int | None = None
) -> Case:
    """Count `days` working days anew from today, saying why; for the office's side."""
    seen = case.version if version is None else version
    now = Case.objects.select_related("opened_by").get(pk=case.pk)
    _may(actor, Step(Side.OFFICE), now.path, now.opened_by.path)
    _must_be_as_seen(now, seen)
    if not opinion.strip():
        raise RefusedError(_("请写明意见"))
    if now.closed_at is not None or not 0 < days <= 250:
        raise RefusedError(_("办结的事项不能延期；延期为 1 至 250 个工作日"))
    _change(actor, now, seen, **_deadline(localdate(actor.now), days, calendar()))
    _say(actor, now, now.state, opinion)
    return now


@transaction.atomic
def count_deadlines_again(actor: Actor) -> int:
    """Count the deadlines of open cases anew, after the calendar changed; how many moved."""
    days, moved = calendar(), 0
    for case in Case.objects.select_for_update().filter(
        closed_at__isnull=True, due_from__isnull=False, due_days__isnull=False
    ):
        assert case.due_from is not None  # noqa: S101 (asked for above)
        due = days.add(case.due_from, case.due_days or 0)
        if due == case.due:
            continue
        before, case.due = case.due, due
        Case.objects.filter(pk=case.pk).update(due=due)
        _say(
            Actor(None, actor.now),
            case,
            case.state,
            _("工作日历更新，期限由 {before} 改为 {after}").format(before=before, after=due),
        )
        moved += 1
    return moved


@transaction.atomic
def attach(
    actor: Actor, case: Case, name: str, data: bytes, event: CaseEvent | None = None
) -> CaseFile:
    """Put a file beside a case.

    Raises RefusedError for a kind of file that is not taken, a file that is not what its name
    says, one too big and one too many.
    """
    now = _visible(actor, case)
    if now.files.count() >= MOST_FILES:
        raise RefusedError(_("附件不能超过 {most} 个").format(most=MOST_FILES))
    called, digest = keep(name, data)
    file = CaseFile.objects.create(
        case=now,
        event=event,
        name=called,
        sha256=digest,
        size=len(data),
        by=actor.user,
        at=actor.now,
    )
    record(actor, "case.attach", noun(now), new={"name": called, "sha256": digest})
    return file


def noun(case: Case) -> Noun:
    """The case as the audit log names it."""
    return Noun("case", case.pk, case.number, case.path)


# ── steps ────────────────────────────────────────────────────────────────────


def _may(actor: Actor, step: Step, path: str, opener: str) -> None:
    """Raises PermissionDenied unless the step is this actor's; the system may take every step."""
    if actor.user is None:
        return
    actor.must(step.verb, path)
    own = sides(actor.user.office.path, path, opener)
    if step.side != Side.EITHER and step.side not in own:
        raise PermissionDenied(f"a step of the side {step.side}")


def _visible(actor: Actor, case: Case) -> Case:
    now = Case.objects.get(pk=case.pk)
    actor.must(Verb.HANDLE_CASE, now.path)
    return now


def _must_be_as_seen(now: Case, seen: int) -> None:
    """Raises StaleError; asked first, so that the slower of two hears who was quicker and not that
    what they wanted cannot be done."""
    if now.version != seen:
        raise _stale(now)


def _change(actor: Actor, case: Case, seen: int, **values: Any) -> None:
    """One conditional UPDATE: it finds the row as the actor saw it, or nothing is done."""
    values["changed_at"] = actor.now
    done = Case.objects.filter(pk=case.pk, version=seen, state=case.state).update(
        version=F("version") + 1, **values
    )
    if not done:
        raise _stale(Case.objects.get(pk=case.pk))
    for name, value in values.items():
        setattr(case, name, value)
    case.version = seen + 1


def _stale(case: Case) -> StaleError:
    last = case.events.last()
    state = machine(case.kind).states.get(case.state, case.state)
    return StaleError(
        _("“{number}”已由{who}办为“{state}”，请刷新页面后再办理").format(
            number=case.number, who=last.by_name if last else "", state=_(state)
        )
    )


def _deadline(today: date, days: int | None, days_worked: Calendar) -> dict[str, Any]:
    if days is None:
        return {}
    return {"due": days_worked.add(today, days), "due_from": today, "due_days": days}


def _next_number(kind: str, table: Machine, year: int) -> str:
    CaseSerial.objects.get_or_create(kind=kind, year=year)
    CaseSerial.objects.filter(kind=kind, year=year).update(last=F("last") + 1)
    last = CaseSerial.objects.get(kind=kind, year=year).last
    return f"{table.prefix}{year}-{last:04d}"


def _say(actor: Actor, case: Case, before: str, opinion: str) -> CaseEvent:
    """Write an event down: the row that is the step, and its audit line."""
    try:
        said = prose(opinion)
    except UnfitError as error:
        raise RefusedError(str(error)) from error
    event = CaseEvent.objects.create(
        case=case,
        at=actor.now,
        by=actor.user,
        by_name=actor.name,
        office=actor.user.office if actor.user else None,
        from_state=before,
        to_state=case.state,
        opinion=said,
    )
    record(
        actor,
        "case.open" if not before else "case.note" if before == case.state else "case.move",
        noun(case),
        old={"state": before, "kind": case.kind} if before else {},
        new={"state": case.state, "kind": case.kind, "opinion": said},
    )
    return event
