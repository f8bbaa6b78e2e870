"""Reads of findings and verdicts, each within one person's part of the tree."""

from __future__ import annotations

from django.db.models import QuerySet

from xuncha.checks.contract import catalogue
from xuncha.checks.sentences import say_again
from xuncha.findings.models import Explanation, Finding, Judgement, Problem
from xuncha.findings.rules import LIVE
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below

#: What these indicators saw is a hole somebody could use: for the unit, those above it and the
#: security role only (security.md 4.3 no. 6).
CONFIDENTIAL = ("security.sqli", "security.xss", "security.exposed_file")


def findings_visible_to(user: User) -> QuerySet[Finding]:
    """The findings of the sites in the user's part of the tree."""
    found = Finding.objects.filter(below(user.office.path))
    if not can(user, Verb.READ_SECURITY, user.office.path):
        found = found.exclude(indicator__in=CONFIDENTIAL)
    return found


def live(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Those of them that are still somebody's business."""
    return findings.filter(state__in=LIVE)


def problems_visible_to(user: User) -> QuerySet[Problem]:
    """The problems behind those findings: what is reviewed at once."""
    found = Problem.objects.filter(below(user.office.path))
    if not can(user, Verb.READ_SECURITY, user.office.path):
        found = found.exclude(indicator__in=CONFIDENTIAL)
    return found


def problem_of(finding: Finding) -> Problem | None:
    """The problem a finding is part of; None for one of before there were any."""
    return Problem.objects.filter(
        site=finding.site_id,
        indicator=finding.indicator,
        cause=finding.cause,
        level=finding.level,
    ).first()


def explanations_visible_to(user: User) -> QuerySet[Explanation]:
    """What units said of those problems."""
    return Explanation.objects.filter(problem__in=problems_visible_to(user))


def judgements_visible_to(user: User) -> QuerySet[Judgement]:
    """The verdicts on the sites in the user's part of the tree."""
    return Judgement.objects.filter(below(user.office.path))


def sentence(finding: Finding) -> str:
    """What the finding says, in the language in use; as it was written where its check is gone."""
    indicator = catalogue().get(finding.indicator)
    if indicator is None:
        return finding.message
    return say_again(indicator, finding.sentence, finding.observed, finding.url)
