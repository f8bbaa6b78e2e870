"""What the database knows beside the inspection: running sites, earlier quarters, cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import get_default_timezone

from xuncha.base.types import Verdict
from xuncha.bulletin.context import (
    Context,
    Earlier,
    Likely,
    Recheck,
    Rectification,
    Register,
    Reports,
)
from xuncha.bulletin.messages import Message
from xuncha.campaigns.models import Campaign, CampaignState, FileKind, Sampled
from xuncha.campaigns.queries import content, last_before
from xuncha.cases.kinds.citizen_report.models import Category
from xuncha.cases.kinds.citizen_report.queries import courses, terms
from xuncha.cases.kinds.citizen_report.rules import is_late
from xuncha.cases.kinds.rectification.models import Accountability, Measure
from xuncha.cases.kinds.rectification.queries import measure_counts
from xuncha.cases.kinds.report_request.models import ReportAnswer
from xuncha.cases.models import Case, CaseKind
from xuncha.findings.models import Finding
from xuncha.people.tree import below
from xuncha.publishing.verdicts import Said, rates, verdicts
from xuncha.registry.models import Candidate, CandidateState, Site, SiteTransition
from xuncha.sampling.published import decode


def context_of(campaign: Campaign, said: Mapping[int, Said], today: date) -> Context:
    """All of it for a spot check's period and part of the tree, as on `today`."""
    return Context(
        running=_running(campaign.path),
        earlier=tuple(earlier_of(campaign)),
        likely=_likely(campaign, said),
        recheck=_recheck(campaign, said),
        rectification=_rectification(campaign, today),
        accountability=_accountability(campaign),
        register=_register(campaign),
        reports=_reports(campaign),
    )


def _running(path: str) -> dict[str, int]:
    rows = Site.objects.filter(below(path), state="active").order_by().values_list("stratum")
    return dict(sorted(rows.annotate(count=Count("id"))))


def same_quarter_before(campaign: Campaign) -> Campaign | None:
    """The office's drawn spot check of the same days one year earlier, roughly."""
    begin = campaign.begin.replace(year=campaign.begin.year - 1, day=1)
    end = campaign.end.replace(year=campaign.end.year - 1, day=1)
    return (
        Campaign.objects.filter(
            office=campaign.office,
            state=CampaignState.DRAWN,
            begin__lte=end,
            end__gte=begin,
        )
        .exclude(pk=campaign.pk)
        .order_by("-end", "-id")
        .first()
    )


def earlier_of(campaign: Campaign) -> list[Earlier]:
    """The spot checks it is held against: the office's last one, and that of a year ago."""
    last, year = last_before(campaign), same_quarter_before(campaign)
    found = []
    for label, one in (("上期", last), ("去年同期", year)):
        if one is None or (label == "去年同期" and one == last):
            continue
        counts = Counter(said.verdict for said in verdicts(one).values())
        good, bad = counts[Verdict.QUALIFIED], counts[Verdict.UNQUALIFIED]
        if good + bad:
            draw = decode(content(one, FileKind.DRAW))
            whole = len(draw.register)
            found.append(Earlier(label, len(draw.sample()), whole, good, good + bad))
    return found


def _likely(campaign: Campaign, said: Mapping[int, Said]) -> Likely | None:
    rows = rates(campaign, said)
    if not rows or not rows[-1].decided:
        return None
    one = rows[-1].interval
    return Likely(one.low, one.high, one.population)


def _recheck(campaign: Campaign, said: Mapping[int, Said]) -> Recheck | None:
    earlier = last_before(campaign)
    if earlier is None:
        return None
    bad = [key for key, one in verdicts(earlier).items() if one.verdict is Verdict.UNQUALIFIED]
    again = [said[key].verdict for key in bad if key in said]
    return Recheck(len(bad), len(again), again.count(Verdict.QUALIFIED))


def _period(campaign: Campaign) -> tuple[datetime, datetime]:
    zone = get_default_timezone()
    return (
        datetime.combine(campaign.begin, time.min, zone),
        datetime.combine(campaign.end, time.max, zone),
    )


def _rectification(campaign: Campaign, today: date) -> Rectification:
    rows = Case.objects.filter(
        below(campaign.path), kind=CaseKind.RECTIFICATION, opened_at__range=_period(campaign)
    ).exclude(state="withdrawn")
    counts = rows.aggregate(
        issued=Count("id"),
        passed=Count("id", filter=Q(state="passed")),
        overdue=Count("id", filter=Q(closed_at=None, due__lt=today)),
    )
    left = counts["issued"] - counts["passed"]
    return Rectification(counts["issued"], counts["passed"], left, counts["overdue"])


def _accountability(campaign: Campaign) -> dict[str, int]:
    """People held to account in the period, by measure, in the order of the rule (§3)."""
    rows = Accountability.objects.filter(
        below(campaign.path), on__range=(campaign.begin, campaign.end)
    )
    counted = measure_counts(rows)
    return {str(one.label): counted[one.value][1] for one in Measure if one.value in counted}


def _reports(campaign: Campaign) -> Reports | None:
    """The annual reports whose last day lies in the period; None where none was asked for."""
    asked = ReportAnswer.objects.filter(
        ~Q(request__annual=""),
        below(campaign.path),
        request__due__range=(campaign.begin, campaign.end),
    ).exclude(case__state="excused")
    counts = asked.aggregate(
        due=Count("id"),
        published=Count("id", filter=Q(published_at__lte=_period(campaign)[1])),
    )
    return Reports(**counts) if counts["due"] else None


def _register(campaign: Campaign) -> Register:
    period = _period(campaign)
    missed = Candidate.objects.filter(below(campaign.path), first_seen__range=period)
    sampled = Sampled.objects.filter(campaign=campaign).values("site")
    return Register(
        missed=missed.exclude(state=CandidateState.DISMISSED).count(),
        supplemented=missed.filter(state=CandidateState.REGISTERED).count(),
        mismatched=_mismatched(sampled),
        closed=SiteTransition.objects.filter(
            below(campaign.path), at__range=period, to_state__in=("closed", "moved")
        ).count(),
    )


def _mismatched(sampled: QuerySet[Sampled, Any]) -> int:
    return Finding.objects.filter(
        site__in=sampled, indicator="registry.mismatch", state="confirmed"
    ).count()


def messages_of(campaign: Campaign, today: date) -> tuple[tuple[Message, ...] | None, int]:
    """The period's error reports as the bulletin counts them, and the days allowed to close one.

    None where none came in: an office that takes them elsewhere has not had none.
    """
    days = terms(campaign.office)[1]
    rows = courses(campaign.begin, campaign.end, campaign.path)
    if not rows:
        return None, days
    return (
        tuple(
            Message(
                row=number,
                site_code=one.site_code,
                site_name=one.site_name,
                received=one.received,
                transferred=one.passed,
                closed=None if one.refused else one.closed,
                category=str(Category(one.category).label),
                refused=one.refused,
                marked_late=is_late(one, today),
            )
            for number, one in enumerate(rows, start=1)
        ),
        days,
    )
