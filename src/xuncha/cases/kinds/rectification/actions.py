"""The verbs of a rectification: send the notice, reply, note a visit, hold to account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.cases.actions import attach, move, noun, open_case
from xuncha.cases.kinds.rectification.models import (
    Accountability,
    Measure,
    NoticeItem,
    Retest,
)
from xuncha.cases.kinds.rectification.queries import items_of_site
from xuncha.cases.kinds.rectification.rules import remedy
from xuncha.cases.models import Case
from xuncha.cases.rules import Side, sides
from xuncha.findings.models import Problem
from xuncha.people.actions import Actor, RefusedError, record
from xuncha.people.events import Urgency, announce
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.models import Site

#: More problems than this make no notice that anybody reads.
MOST_ITEMS: Final = 500
KIND: Final = "rectification"
#: States in which a case waits for the unit.
PENDING: Final = ("issued", "replied", "returned", "reopened")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a problem is called in the notice; the law above knows the words."""

    says: str
    name: str
    clause: str
    url: str


@transaction.atomic
def issue(
    actor: Actor,
    office: Office,
    wrong: Mapping[Problem, Wording],
    *,
    title: str,
    days: int | None = None,
    text: str = "",
) -> Case:
    """Send a unit one notice (整改通知单) about its confirmed problems.

    Raises RefusedError for none, for one of another unit, one that is not confirmed, explained for
    now, or stands in an open notice already.
    """
    actor.must(Verb.HANDLE_CASE, office.path)
    if not wrong or len(wrong) > MOST_ITEMS:
        raise RefusedError(_("请选择 1 至 {most} 个已确认的问题").format(most=MOST_ITEMS))
    problems = list(wrong)
    _check(actor, office, problems)
    sites = {one.site_id for one in problems}
    case = open_case(
        actor,
        KIND,
        office,
        title=title,
        site=problems[0].site if len(sites) == 1 else None,
        days=days,
        opinion=text,
    )
    NoticeItem.objects.bulk_create(
        [
            NoticeItem(
                case=case,
                problem=one,
                site=one.site,
                says=said.says,
                name=said.name[:120],
                clause=said.clause,
                where=said.url,
                places=one.live,
                remedy=remedy(one.indicator),
                since=one.first_seen,
                standard=one.lead.standard if one.lead else "",
                evidence=one.lead.evidence if one.lead else [],
                proof=one.lead.proof if one.lead else "",
            )
            for one, said in wrong.items()
        ],
        batch_size=200,
    )
    _announce(
        actor,
        case,
        "case.issued",
        _("整改通知 {number}：{title}").format(number=case.number, title=case.title),
        key=f"case.issued:{case.pk}",
    )
    return case


def _check(actor: Actor, office: Office, problems: Sequence[Problem]) -> None:
    today = localdate(actor.now)
    for one in problems:
        if one.path != office.path:
            raise RefusedError(_("一份通知单只能包含一个单位的问题"))
        if not one.confirmed:
            raise RefusedError(_("只有已确认的问题才能下发整改"))
        if one.explained_until and one.explained_until >= today:
            raise RefusedError(_("已采纳说明的问题，在截止日期前不下发整改"))
    taken = NoticeItem.objects.filter(problem__in=problems, case__state__in=PENDING).select_related(
        "case"
    )
    if (first := taken.first()) is not None:
        raise RefusedError(
            _("“{says}”已在 {number} 中，不能重复下发").format(
                says=first.says[:40], number=first.case.number
            )
        )


@transaction.atomic
def reply(
    actor: Actor,
    case: Case,
    text: str,
    files: Iterable[tuple[str, bytes]] = (),
    *,
    version: int | None = None,
) -> Case:
    """The unit's answer, with files that show what was done."""
    moved = move(actor, case, "replied", text, version=version)
    event = moved.events.last()
    for name, data in files:
        attach(actor, moved, name, data, event)
    _announce(
        actor,
        moved,
        "case.moved",
        _("{office}反馈了 {number}").format(office=case.office.name, number=case.number),
        key=f"case.moved:{case.pk}:{moved.version}",
        office=moved.opened_by,
    )
    return moved


def must_retest(actor: Actor, case: Case) -> None:
    """Raises PermissionDenied unless the actor stands on one of the case's sides."""
    actor.must(Verb.HANDLE_CASE, case.path)
    if actor.user is not None and not sides(
        actor.user.office.path, case.path, case.opened_by.path
    ) & {Side.UNIT, Side.OFFICE}:
        raise PermissionDenied("only the two sides of a case test it again")


@transaction.atomic(savepoint=False)
def note_visit(actor: Actor, site: Site, run: int | None) -> list[Case]:
    """What a visit means for the notices about a site; those that changed.

    A problem of which nothing is live passes; once all of a notice passed it closes by itself. One
    that came back opens its notice again. Call it where the problems have just been counted.
    """
    items = items_of_site(site)
    # Few of them change, and most sites stand in no notice.
    live = items.values_list("pk", "passed_at", "problem__live")
    turned = [pk for pk, passed_at, places in live if (places > 0) != (passed_at is None)]
    changed = []
    for item in items.filter(pk__in=turned) if turned else ():
        item.passed_at = None if item.problem.live > 0 else actor.now
        item.save(update_fields=["passed_at"])
        changed.append(item.case)
    _end_retests(actor, site, run)
    cases = {case.pk: case for case in changed}
    return [moved for case in cases.values() if (moved := _settle(actor, case)) is not None]


def _settle(actor: Actor, case: Case) -> Case | None:
    left = NoticeItem.objects.filter(case=case, passed_at__isnull=True).count()
    now = Case.objects.select_related("office", "opened_by").get(pk=case.pk)
    if left == 0 and now.state in PENDING:
        moved = move(Actor(None, actor.now), now, "passed", _("所列问题均已消除"))
        said = _("{number} 复查通过，已办结").format(number=now.number)
    elif left and now.state == "passed":
        moved = move(Actor(None, actor.now), now, "reopened", _("{n}个问题再次出现").format(n=left))
        said = _("{number} 的问题再次出现，重新整改").format(number=now.number)
    else:
        return None
    for office in {now.office, now.opened_by}:
        _announce(
            actor,
            moved,
            "case.moved",
            said,
            key=f"case.moved:{now.pk}:{moved.version}:{office.pk}",
            office=office,
        )
    return moved


def _end_retests(actor: Actor, site: Site, run: int | None) -> None:
    if run is None:
        return
    for one in Retest.objects.filter(run=run, site=site, ended_at__isnull=True):
        items = NoticeItem.objects.filter(case=one.case_id, site=site)
        one.left = items.filter(passed_at__isnull=True).count()
        one.gone = items.count() - one.left
        one.ended_at = actor.now
        one.save(update_fields=["left", "gone", "ended_at"])


@transaction.atomic
def hold_to_account(
    actor: Actor, case: Case, measure: str, *, people: int, on: date, reason: str
) -> Accountability:
    """Write down that people were held to account (问责); for the office's side."""
    actor.must(Verb.HANDLE_CASE, case.path)
    if actor.user is None or Side.OFFICE not in sides(
        actor.user.office.path, case.path, case.opened_by.path
    ):
        raise PermissionDenied("written down by the office above")
    if measure not in Measure.values or not 0 < people <= 1000:
        raise RefusedError(_("请选择问责方式，人数为 1 至 1000"))
    if not reason.strip() or on > localdate(actor.now):
        raise RefusedError(_("请写明事由；日期不能晚于今天"))
    made = Accountability.objects.create(
        case=case,
        office=case.office,
        path=case.path,
        measure=measure,
        people=people,
        on=on,
        reason=" ".join(reason.split())[:500],
        by=actor.user,
        at=actor.now,
    )
    record(actor, "case.account", noun(case), new={"kind": measure, "people": people, "on": on})
    return made


def _announce(
    actor: Actor, case: Case, kind: str, title: str, *, key: str, office: Office | None = None
) -> None:
    announce(
        kind,
        office or case.office,
        key=key,
        title=title,
        link=f"/cases/{case.pk}/",
        urgency=Urgency.NORMAL,
        at=actor.now,
    )
