"""The verbs on requests: written, submitted, decided level by level. One transaction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.registry import effects, forms, rules
from xuncha.registry.fields import Problem, UnfitError, prose
from xuncha.registry.models import (
    Opinion,
    Request,
    RequestKind,
    RequestState,
    Site,
    SiteState,
)
from xuncha.registry.queries import review_chain
from xuncha.registry.sites import locked, transit, values_of, write_fields

_NEW_SITES = frozenset({RequestKind.REGISTER, RequestKind.SUPPLEMENT})
_EDITABLE = frozenset({RequestState.DRAFT, RequestState.RETURNED})


class ProblemsError(RefusedError):
    """What was filled in cannot be kept; `problems` says what, field by field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """`problems` is not empty."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


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
    request.writers.add(_person(actor))
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
    user = _person(actor)
    kind = _kind(kind)
    why = _prose(reason)
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
    user = _person(actor)
    request = _held(request)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    _must_be(request, _EDITABLE)
    site = request.site = locked(request.site_id)
    before = request.new
    request.new, request.old = _asked(request.kind, site, new)
    if reason is not None:
        request.reason = _prose(reason)
    request.made_by = user
    request.writers.add(user)
    if request.kind in _NEW_SITES:
        write_fields(site, request.new, localdate(actor.now))
    _save(request)
    asked = {"asked": request.new, "why": request.reason}
    record(actor, "request.change", noun(request), old={"asked": before}, new=asked)
    return request


@transaction.atomic
def submit(actor: Actor, request: Request) -> Request:
    """Lay a request on the first level's desk; raises ProblemsError while something is missing."""
    user = _person(actor)
    request = _held(request)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    _must_be(request, _EDITABLE)
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
    _say(actor, request, "submit", before, RequestState.REVIEWING, "")
    if request.kind in _NEW_SITES:
        transit(actor, site, SiteState.REVIEWING, request=request)
    return request


@transaction.atomic
def approve(actor: Actor, request: Request, text: str = "", *, turn: int | None = None) -> Request:
    """Agree at the level the request lies at: on to the next, or, after the last, into force.

    `turn` is what the reviewer's page showed (by default what `request` says). Raises
    RefusedError where it is not this person's to decide, or not any more.
    """
    request = _on_my_desk(actor, request, turn)
    chain = review_chain(request.office)
    assert request.at_office is not None  # noqa: S101 (what lies on a desk has one)
    after = rules.next_desk([office.path for office in chain], request.at_office.path)
    if after is not None:
        here = request.at_office
        request.at_office = next(office for office in chain if office.path == after)
        request.at_since = actor.now
        _say(actor, request, "approve", request.state, RequestState.REVIEWING, text, here)
        request.level += 1
        request.save(update_fields=["level"])
        return request
    here, request.at_office = request.at_office, None
    request.at_since, request.ended_at = None, actor.now
    _say(actor, request, "approve", request.state, RequestState.APPROVED, text, here)
    request.site = locked(request.site_id)
    effects.apply(actor, request, request.site)
    return request


@transaction.atomic
def send_back(actor: Actor, request: Request, text: str, *, turn: int | None = None) -> Request:
    """Return a request to who made it, saying what to mend; it starts at the first level again."""
    if not text.strip():
        raise RefusedError(_("请写明退回的理由，以便申请单位修改"))
    request = _on_my_desk(actor, request, turn)
    here, request.at_office, request.at_since = request.at_office, None, None
    _say(actor, request, "return", request.state, RequestState.RETURNED, text, here)
    request.level = 0
    request.save(update_fields=["level"])
    if request.kind in _NEW_SITES:
        site = request.site = locked(request.site_id)
        transit(actor, site, SiteState.RETURNED, request=request, reason=text)
    return request


@transaction.atomic
def withdraw(actor: Actor, request: Request) -> Request:
    """Take a request back before it is decided; only the office that asks, or who wrote it, may."""
    user = _person(actor)
    request = _held(request)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    if user.office_id != request.office_id and not request.writers.contains(user):
        raise PermissionDenied("only the office that asks takes its request back")
    _must_be(request, _EDITABLE | {RequestState.REVIEWING})
    here, request.at_office = request.at_office, None
    request.at_since, request.ended_at = None, actor.now
    _say(actor, request, "withdraw", request.state, RequestState.WITHDRAWN, "", here)
    if request.kind in _NEW_SITES:
        site = request.site = locked(request.site_id)
        if site.state != SiteState.DRAFT:
            transit(actor, site, SiteState.DRAFT, request=request)
        effects.free_candidates(site)
    return request


def noun(request: Request) -> Noun:
    """The request as the audit log names it."""
    return Noun("request", request.pk, request.site.name or request.site.home_url, request.path)


# ── steps ────────────────────────────────────────────────────────────────────


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise PermissionDenied("a request is written and decided by a person")
    return actor.user


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


def _prose(text: str) -> str:
    try:
        return prose(text)
    except UnfitError as error:
        raise RefusedError(str(error)) from error


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


def _held(request: Request) -> Request:
    return Request.objects.select_for_update(of=("self",)).get(pk=request.pk)


def _must_be(request: Request, states: frozenset[RequestState]) -> None:
    if request.state not in states:
        raise RefusedError(
            _("该申请现为“{state}”，不能这样办理，请刷新页面").format(
                state=_(str(RequestState(request.state).label))
            )
        )


def _on_my_desk(actor: Actor, request: Request, turn: int | None) -> Request:
    """The locked request, if this actor may decide it and it is still what they saw."""
    user = _person(actor)
    seen = request.turn if turn is None else turn
    request = _held(request)
    actor.must(Verb.REVIEW_REQUEST, request.path)
    why = rules.review_refusal(
        at=request.at_office.path if request.at_office else None,
        reviewer=user.office.path,
        reviewer_id=user.pk,
        writers=set(request.writers.values_list("pk", flat=True)),
    )
    if why is None and request.turn != seen:
        why = _("该申请已有变化，请刷新页面后再办理")
    if why is not None:
        raise RefusedError(why)
    return request


def _save(request: Request) -> None:
    request.turn += 1
    request.save()


def _say(
    actor: Actor,
    request: Request,
    decision: str,
    before: str,
    after: str,
    text: str,
    office: Office | None = None,
) -> None:
    """Write an opinion down: the row that is the transition, and its audit line."""
    request.state = after
    _save(request)
    said = _prose(text)
    Opinion.objects.create(
        request=request,
        office=office or _person(actor).office,
        by=actor.user,
        at=actor.now,
        decision=decision,
        from_state=before,
        to_state=after,
        level=request.level,
        text=said,
    )
    at = request.at_office.name if request.at_office else ""
    record(
        actor,
        f"request.{decision}",
        noun(request),
        old={"state": before},
        new={"state": after, "at": at, "opinion": said},
    )
