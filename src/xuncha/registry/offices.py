"""The end of an office (机构改革): closed once nothing hangs on it any more, and kept."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from django.db import transaction

from xuncha.base.language import N_, _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.registry.models import (
    Candidate,
    CandidateState,
    Request,
    RequestState,
    Site,
)
from xuncha.registry.rules import ENDED

_OPEN: Final = (RequestState.DRAFT, RequestState.REVIEWING, RequestState.RETURNED)
_WAITING: Final = (CandidateState.FOUND, CandidateState.CLAIMED, CandidateState.ASSIGNED)
#: What is said of each kind of thing that hangs on an office, with what to do about it.
_WORDS: Final = {
    "sites": N_("{n}家网站尚未关停，请先划转或关停"),
    "asked": N_("{n}件登记申请尚未办结，请先办结或撤回"),
    "desk": N_("{n}件登记申请等它审核，请先审核"),
    "candidates": N_("{n}条漏报线索归它办理，请先处理或改派"),
    "offices": N_("{n}个下级单位在用，请先撤销它们"),
    "people": N_("{n}个账号在用，请先停用"),
}


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on an office: how much of each."""

    sites: int
    asked: int
    desk: int
    candidates: int
    offices: int
    people: int

    @property
    def words(self) -> list[tuple[str, str]]:
        """What stands in the way of its end, by name and in words; empty: nothing does."""
        counted = {one.name: getattr(self, one.name) for one in fields(self)}
        return [(name, _(_WORDS[name]).format(n=n)) for name, n in counted.items() if n]


def hanging_on(office: Office) -> Hanging:
    """What would be left without an office; what lies below it hangs on the offices there."""
    return Hanging(
        sites=Site.objects.filter(office=office).exclude(state__in=ENDED).count(),
        asked=Request.objects.filter(office=office, state__in=_OPEN).count(),
        desk=Request.objects.filter(at_office=office, state=RequestState.REVIEWING).count(),
        candidates=Candidate.objects.filter(office=office, state__in=_WAITING).count(),
        offices=Office.objects.filter(parent=office, closed_at=None).count(),
        people=User.objects.filter(office=office, is_active=True).count(),
    )


@transaction.atomic
def close_office(actor: Actor, office: Office, reason: str) -> Office:
    """End an office on which nothing hangs any more; raises RefusedError saying what does.

    It stays readable in all that happened, and takes part in nothing new.
    """
    office = Office.objects.select_for_update().get(pk=office.pk)
    actor.must(Verb.MANAGE_OFFICES, office.path)
    if office.parent_id is None:
        raise RefusedError(_("省级单位不能撤销"))
    if office.closed_at is not None:
        raise RefusedError(_("“{name}”已经撤销").format(name=office.name))
    why = _reason(reason)
    if words := hanging_on(office).words:
        raise RefusedError(
            _("不能撤销“{name}”：{what}").format(
                name=office.name, what=_("；").join(said for _name, said in words)
            )
        )
    office.closed_at = actor.now
    office.save(update_fields=["closed_at"])
    record(actor, "office.close", _noun(office), new={"why": why})
    return office


@transaction.atomic
def reopen_office(actor: Actor, office: Office, reason: str) -> Office:
    """Take a closed office into use again; raises RefusedError while the one above is closed."""
    office = (
        Office.objects.select_for_update(of=("self",)).select_related("parent").get(pk=office.pk)
    )
    actor.must(Verb.MANAGE_OFFICES, office.path)
    if office.closed_at is None:
        raise RefusedError(_("“{name}”没有撤销").format(name=office.name))
    if office.parent is not None and office.parent.closed_at is not None:
        raise RefusedError(
            _("它的上级“{name}”已撤销，请先恢复上级").format(name=office.parent.name)
        )
    why = _reason(reason)
    office.closed_at = None
    office.save(update_fields=["closed_at"])
    record(actor, "office.reopen", _noun(office), new={"why": why})
    return office


def _reason(text: str) -> str:
    if not (why := " ".join(text.split())[:500]):
        raise RefusedError(_("请写明理由"))
    return why


def _noun(office: Office) -> Noun:
    return Noun("office", office.pk, office.name, office.path)
