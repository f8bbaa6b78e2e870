"""The verbs on requests: written, submitted, decided level by level. One transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.people.actions import Actor, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry import effects, forms, rules
from xuncha.registry.models import Request, RequestKind, RequestState, Site, SiteState
from xuncha.registry.queries import review_chain
from xuncha.registry.sites import locked, transit, values_of, write_fields
from xuncha.registry.steps import (
    ProblemsError,
    held,
    keep,
    must_be,
    noun,
    on_my_desk,
    person,
    said_of,
    say,
)

_NEW_SITES = frozenset({RequestKind.REGISTER, RequestKind.SUPPLEMENT})
_EDITABLE = frozenset({RequestState.DRAFT, RequestState.RETURNED})


@transaction.atomic
def draft_request(
    actor: Actor,
    kind: str,
    office: Office,
    *,
    site: Site | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Request:
    """A request that is not submitted yet; a new site stands in the register as a draft with it.

    Raises ProblemsError for values that cannot be kept, RefusedError for a site whose state or
    another open request stands against it, PermissionDenied outside one's own part of the tree.
    """
    actor.must(Verb.REQUEST_CHANGE, office.path)
    request = write_draft(actor, kind, office, site=site, new=new, reason=reason)
    request.writers.add(person(actor))
    return request


@transaction.atomic
def write_draft(
    actor: Actor,
    kind: str,
    office: Office,
    *,
    site: Site | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Request:
    """A draft for an office to go on with; whoever hands it out is not its author.

    The caller has checked that the actor may; raises what `draft_request` raises.
    """
    user = person(actor)
    kind = _kind(kind)
    if office.closed_at is not None:
        raise RefusedError(_("“{name}”已撤销，请选择在用的单位").format(name=office.name))
    why = said_of(reason)
    site = _site_for(actor, kind, office, site)
    cleaned, old = _asked(kind, site, new or {})
    request = Request(
        kind=kind,
        site=site,
        office=office,
        path=office.path,
        reason=why,
        new=cleaned,
        old=old,
        made_by=user,
        made_at=actor.now,
    )
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError as error:
        raise RefusedError(_("该网站已有一件同类申请尚未办结，请先办结或撤回")) from error
    if kind in _NEW_SITES:
        write_fields(site, cleaned, localdate(actor.now))
    record(actor, "request.draft", noun(request), new={"kind": kind, "asked": cleaned, "why": why})
    return request


@transaction.atomic
def change_draft(
    actor: Actor, request: Request, *, new: Mapping[str, Any], reason: str | None = None
) -> Request:
    """Rewrite what a draft or a returned request asks; `new` replaces all it asked before."""
    user = person(actor)
    request = held(request)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    must_be(request, _EDITABLE)
    site = request.site = locked(request.site_id)
    before = request.new
    request.new, request.old = _asked(request.kind, site, new)
    if reason is not None:
        request.reason = said_of(reason)
    request.made_by = user
    request.writers.add(user)
    if request.kind in _NEW_SITES:
        write_fields(site, request.new, localdate(actor.now))
    keep(request)
    asked = {"asked": request.new, "why": request.reason}
    record(actor, "request.change", noun(request), old={"asked": before}, new=asked)
    return request


@transaction.atomic
def submit(actor: Actor, request: Request) -> Request:
    """Lay a request on the first level's desk; raises ProblemsError while something is missing."""
    user = person(actor)
    request = held(request)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    must_be(request, _EDITABLE)
    site = request.site = locked(request.site_id)
    reason_given = bool(request.reason) or not rules.EFFECTS[request.kind].needs_reason
    problems = [
        *forms.missing(request.kind, request.new, reason_given),
        *effects.problems(request, site, actor.now),
    ]
    if problems:
        raise ProblemsError(problems)
    if request.kind not in _NEW_SITES:
        request.old = values_of(site, request.new)
    before = request.state
    request.made_by = user
    request.writers.add(user)
    request.submitted_at = request.at_since = actor.now
    request.at_office, request.level = review_chain(request.office)[0], 1
    say(actor, request, "submit", before, RequestState.REVIEWING, "")
    if request.kind in _NEW_SITES:
        transit(actor, site, SiteState.REVIEWING, request=request)
    return request


@transaction.atomic
def approve(actor: Actor, request: Request, text: str = "", *, turn: int | None = None) -> Request:
    """Agree at the level the request lies at: on to the next, or, after the last, into force.

    `turn` is what the reviewer's page showed (by default what `request` says). Raises
    RefusedError where it is not this person's to decide, or not any more.
    """
    request = on_my_desk(actor, request, turn)
    chain = review_chain(request.office)
    assert request.at_office is not None  # noqa: S101 (what lies on a desk has one)
    after = rules.next_desk([office.path for office in chain], request.at_office.path)
    if after is not None:
        here = request.at_office
        request.at_office = next(office for office in chain if office.path == after)
        request.at_since = actor.now
        say(actor, request, "approve", request.state, RequestState.REVIEWING, text, here)
        request.level += 1
        request.save(update_fields=["level"])
        return request
    here, request.at_office = request.at_office, None
    request.at_since, request.ended_at = None, actor.now
    say(actor, request, "approve", request.state, RequestState.APPROVED, text, here)
    request.site = locked(request.site_id)
    effects.apply(actor, request, request.site)
    return request


@transaction.atomic
def send_back(actor: Actor, request: Request, text: str, *, turn: int | None = None) -> Request:
    """Return a request to who made it, saying what to mend; it starts at the first level again."""
    if not text.strip():
        raise RefusedError(_("请写明退回的理由，以便申请单位修改"))
    request = on_my_desk(actor, request, turn)
    here, request.at_office, request.at_since = request.at_office, None, None
    say(actor, request, "return", request.state, RequestState.RETURNED, text, here)
    request.level = 0
    request.save(update_fields=["level"])
    if request.kind in _NEW_SITES:
        site = request.site = locked(request.site_id)
        transit(actor, site, SiteState.RETURNED, request=request, reason=text)
    return request


@transaction.atomic
def withdraw(actor: Actor, request: Request) -> Request:
    """Take a request back before it is decided; only the office that asks, or who wrote it, may."""
    user = person(actor)
    request = held(request)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    if user.office_id != request.office_id and not request.writers.contains(user):
        raise PermissionDenied("only the office that asks takes its request back")
    must_be(request, _EDITABLE | {RequestState.REVIEWING})
    here, request.at_office = request.at_office, None
    request.at_since, request.ended_at = None, actor.now
    say(actor, request, "withdraw", request.state, RequestState.WITHDRAWN, "", here)
    if request.kind in _NEW_SITES:
        site = request.site = locked(request.site_id)
        if site.state != SiteState.DRAFT:
            transit(actor, site, SiteState.DRAFT, request=request)
        effects.free_candidates(site)
    return request


def _kind(kind: str) -> str:
    if kind not in RequestKind.values:
        raise RefusedError(_("没有这种申请：{kind}").format(kind=str(kind)[:20]))
    return kind


def _asked(kind: str, site: Site, new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is asked, cleaned, and what the register says now beside it."""
    cleaned, problems = forms.clean(kind, new)
    if problems:
        raise ProblemsError(problems)
    if kind in _NEW_SITES:
        return cleaned, {}
    old = values_of(site, cleaned)
    if kind == RequestKind.CHANGE:
        # A page sends its whole form; only what differs is asked for.
        cleaned = {name: value for name, value in cleaned.items() if value != old[name]}
    return cleaned, {name: old[name] for name in cleaned}


def _site_for(actor: Actor, kind: str, office: Office, site: Site | None) -> Site:
    """The locked site a request is about: the one given, or a new draft."""
    if site is not None:
        site = locked(site.pk)
        if site.office_id != office.pk:
            raise RefusedError(_("该网站不属于所选单位，请由其填报单位申请"))
        effects.check_state(kind, site)
        return site
    if kind not in _NEW_SITES:
        raise RefusedError(_("请选择要变更的网站"))
    site = Site(office=office, path=office.path, region=office.region, added_at=actor.now)
    transit(actor, site, SiteState.DRAFT)
    return site
