"""What a unit says of a problem, and what the office answers: explained until a day, or appealed.

An explanation that was accepted leaves the finding where it is, struck through until its last day;
an appeal that was accepted makes it a false alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.findings.actions import (
    DecidedError,
    Decision,
    cleaned,
    decided,
    judge_problem,
    may_judge,
    write_events,
)
from xuncha.findings.models import (
    Explanation,
    ExplanationFile,
    ExplanationKind,
    ExplanationState,
    Finding,
    Problem,
)
from xuncha.findings.problems import count_asking, findings_of
from xuncha.findings.rules import LIVE
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.registry.documents import keep
from xuncha.registry.models import Site

MOST_FILES: Final = 10
#: An explanation holds for a year at most; then it is asked for again.
MOST_DAYS: Final = 366

#: A file's name and its bytes.
Sent = tuple[str, bytes]


def may_explain(user: User, path: str) -> bool:
    """Whether a person may speak for the office at `path`: their own, or one below it."""
    return can(user, Verb.EXPLAIN_FINDING, path)


@transaction.atomic
def explain(
    actor: Actor, problem: Problem, text: str, until: date, files: Sequence[Sent] = ()
) -> Explanation:
    """Say why a problem is as it is, and until which day that is to hold.

    Raises RefusedError for a day past or more than a year away, for no text, and for files that
    are not taken.
    """
    days = (until - localdate(actor.now)).days
    if not 0 <= days <= MOST_DAYS:
        raise RefusedError(_("说明的截止日期须在今天至 {most} 天之内").format(most=MOST_DAYS))
    return _ask(actor, problem, ExplanationKind.EXPLAIN, text, until, files)


@transaction.atomic
def appeal(actor: Actor, problem: Problem, text: str, files: Sequence[Sent] = ()) -> Explanation:
    """Say that the machine, or the reviewer, is wrong."""
    return _ask(actor, problem, ExplanationKind.APPEAL, text, None, files)


@transaction.atomic
def answer(
    actor: Actor, explanation: Explanation, *, accepted: bool, reason: str = ""
) -> Explanation:
    """Accept or refuse what a unit said; a refusal says why. Nobody answers themselves."""
    user = actor.user
    if user is None or not may_judge(user, explanation.path):
        raise PermissionDenied("an explanation is answered from above")
    if user.pk == explanation.by_id:
        raise RefusedError(_("本人提出的说明或申诉，须由他人答复"))
    said = cleaned(reason, needed=not accepted)
    problem = Problem.objects.get(pk=explanation.problem_id)
    site = Site.objects.select_for_update().get(pk=problem.site_id)
    done = Explanation.objects.filter(pk=explanation.pk, state=ExplanationState.OPEN).update(
        state=ExplanationState.ACCEPTED if accepted else ExplanationState.REFUSED,
        decided_by=user,
        decided_at=actor.now,
        reason=said,
    )
    explanation.refresh_from_db()
    if not done:
        raise DecidedError(
            _("已由{who}答复为“{state}”，请刷新页面").format(
                who=explanation.decided_by,
                state=_(str(ExplanationState(explanation.state).label)),
            )
        )
    live = list(findings_of(problem).filter(state__in=LIVE))
    write_events(actor, live, "accept" if accepted else "refuse", said)
    if accepted:
        _take_effect(actor, site, problem, explanation, said)
    count_asking(problem)
    record(actor, f"explanation.{explanation.state}", _noun(explanation), new={"why": said})
    return explanation


def _take_effect(
    actor: Actor, site: Site, problem: Problem, explanation: Explanation, said: str
) -> None:
    if explanation.kind == ExplanationKind.APPEAL:
        why = _("采纳申诉：{text}").format(text=said or explanation.text)
        judge_problem(actor, problem, Decision.FALSE_ALARM, why[:2000])
        return
    Finding.objects.filter(pk__in=findings_of(problem).values("pk")).update(
        explained_until=explanation.until, version=F("version") + 1
    )
    Problem.objects.filter(pk=problem.pk).update(explained_until=explanation.until)
    decided.send(sender=Finding, site=site, now=actor.now)


def _ask(
    actor: Actor,
    problem: Problem,
    kind: ExplanationKind,
    text: str,
    until: date | None,
    files: Sequence[Sent],
) -> Explanation:
    actor.must(Verb.EXPLAIN_FINDING, problem.path)
    if actor.user is None:
        raise PermissionDenied("a unit speaks through a person")
    said = cleaned(text, needed=True)
    if len(files) > MOST_FILES:
        raise RefusedError(_("附件不能超过 {most} 个").format(most=MOST_FILES))
    Site.objects.select_for_update().get(pk=problem.site_id)
    live = list(findings_of(problem).filter(state__in=LIVE))
    if not live:
        raise RefusedError(_("该问题已了结，不必说明"))
    if Explanation.objects.filter(problem=problem, state=ExplanationState.OPEN).exists():
        raise RefusedError(_("该问题已有一件说明或申诉待答复，请等候答复"))
    made = Explanation.objects.create(
        problem=problem,
        path=problem.path,
        kind=kind,
        text=said,
        until=until,
        by=actor.user,
        at=actor.now,
    )
    for name, data in files:
        called, digest = keep(name, data)
        ExplanationFile.objects.create(explanation=made, name=called, sha256=digest, size=len(data))
    write_events(actor, live, kind, said)
    count_asking(problem)
    new = {"text": said, "until": until, "files": len(files)}
    record(actor, f"explanation.{kind}", _noun(made), new=new)
    return made


def _noun(explanation: Explanation) -> Noun:
    lead = explanation.problem.lead
    name = lead.message if lead else explanation.problem.indicator
    return Noun("finding", lead.pk if lead else 0, name[:200], explanation.path)
