"""The steps that the verbs on requests are made of: who, which one, still as it was, said."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.registry import rules
from xuncha.registry.fields import Problem, UnfitError, prose
from xuncha.registry.models import Opinion, Request, RequestState


class ProblemsError(RefusedError):
    """What was filled in cannot be kept; `problems` says what, field by field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """`problems` is not empty."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


def noun(request: Request) -> Noun:
    """The request as the audit log names it."""
    return Noun("request", request.pk, request.site.name or request.site.home_url, request.path)


def person(actor: Actor) -> User:
    """The person who acts; raises PermissionDenied for the system itself."""
    if actor.user is None:
        raise PermissionDenied("a request is written and decided by a person")
    return actor.user


def said_of(text: str) -> str:
    """A reason or opinion as it is kept; raises RefusedError for what cannot be."""
    try:
        return prose(text)
    except UnfitError as error:
        raise RefusedError(str(error)) from error


def held(request: Request) -> Request:
    """The request as it is, held until the transaction ends."""
    return Request.objects.select_for_update(of=("self",)).get(pk=request.pk)


def must_be(request: Request, states: frozenset[RequestState]) -> None:
    """Raises RefusedError for a request that stands elsewhere than in `states`."""
    if request.state not in states:
        raise RefusedError(
            _("该申请现为“{state}”，不能这样办理，请刷新页面").format(
                state=_(str(RequestState(request.state).label))
            )
        )


def on_my_desk(actor: Actor, request: Request, turn: int | None) -> Request:
    """The locked request, if this actor may decide it and it is still what they saw."""
    user = person(actor)
    seen = request.turn if turn is None else turn
    request = held(request)
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


def keep(request: Request) -> None:
    """Save a change of what reviewers see."""
    request.turn += 1
    request.save()


def say(
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
    keep(request)
    said = said_of(text)
    Opinion.objects.create(
        request=request,
        office=office or person(actor).office,
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
