"""Spot checks: the list, and one of them with its draw, its batches and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from xuncha.base.language import N_
from xuncha.base.types import Verdict
from xuncha.campaigns.models import (
    Batch,
    Campaign,
    CampaignState,
    How,
    KeyPolicy,
    Sampled,
)
from xuncha.campaigns.policies import offered
from xuncha.campaigns.queries import (
    campaigns_visible_to,
    coverage,
    files_of,
    meters,
    overlooked,
    sample_visible_to,
)
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.pipeline.models import InspectionRun
from xuncha.pipeline.queries import RunProgress, progress
from xuncha.publishing.verdicts import Said, rates, rechecks_for, verdicts
from xuncha.registry.models import Site
from xuncha.report.words import standard_title
from xuncha.web import files
from xuncha.web.door import Visit, page
from xuncha.web.listing import Column, Filter, Listing, choices

COLUMNS: Final = (
    Column("name", N_("抽查"), ("name",), narrow=True),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("office", N_("单位")),
    Column("period", N_("期间"), ("begin",)),
    Column("seed_on", N_("种子公布日"), ("seed_on",)),
    Column("made", N_("建立"), ("made_at",)),
)
SAMPLE: Final = (
    Column("site", N_("网站"), ("name",), narrow=True),
    Column("batch", N_("批次"), ("batch",), number=True, narrow=True),
    Column("stratum", N_("分层"), ("stratum",)),
    Column("rank", N_("名次"), ("rank",), number=True),
    Column("how", N_("方式"), ("how",)),
    Column("verdict", N_("结论"), narrow=True),
    Column("code", N_("网站标识码"), ("site_code",), usual=False),
    Column("hash", N_("散列值"), usual=False),
)


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The spot checks of one's own part of the tree, and which sites nobody looked at."""
    path = request.user.office.path
    filters: list[Filter[Campaign]] = [
        Filter("q", N_("名称"), lambda q, v: q.filter(name__contains=v)),
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(CampaignState.choices)),
    ]
    listing = Listing(
        request.GET,
        "campaigns",
        campaigns_visible_to(request.user),
        COLUMNS,
        filters,
        "-made",
        dress=lambda rows: rows.select_related("office"),
    )
    today = timezone.localdate()
    left = overlooked(path, today)
    context = {
        "listing": listing,
        "may_plan": can(request.user, Verb.START_RUN, path),
        "coverage": coverage(path, today),
        "overlooked": left.order_by("inspected_at", "id")[:20],
        "overlooked_count": left.count(),
    }
    return render(request, "office/campaigns/list.html", context)


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One spot check: what was planned and announced, who was drawn, how far it is."""
    campaign = found(request.user, number)
    said = verdicts(campaign)
    drawn = campaign.state == CampaignState.DRAWN
    context: dict[str, Any] = {
        "campaign": campaign,
        "standard": standard_title(campaign.standard),
        "may": can(request.user, Verb.START_RUN, campaign.path),
        "may_probe": can(request.user, Verb.AUTHORISE_PROBING, campaign.path),
        "today": timezone.localdate(),
        "meters": meters(campaign),
        "coverage": coverage(campaign.path, timezone.localdate()),
        "files": files_of(campaign),
        "events": campaign.events.select_related("by"),
        "wishes": campaign.wishes.select_related("site", "by"),
        "batches": batches(campaign) if drawn else [],
        "rates": rates(campaign, said) if drawn and said else [],
        "judged": said,
        "listing": sample_of(request, campaign, said) if drawn else None,
        "policies": KeyPolicy.objects.filter(pk__in=campaign.policies).defer("text"),
        "offered": offered(campaign.path),
        "may_choose": campaign.state != CampaignState.WITHDRAWN
        and not campaign.batches.exclude(run=None).exists(),
        "rechecks": [],
        "recheck_count": 0,
    }
    if campaign.state == CampaignState.DRAFT:
        again = rechecks_for(campaign)
        context["rechecks"] = Site.objects.filter(pk__in=list(again)[:200]).order_by("path", "id")
        context["recheck_count"] = len(again)
    return render(request, "office/campaigns/one.html", context)


def found(user: User, number: int) -> Campaign:
    """The spot check of that number, if this person may see it; raises Http404."""
    campaign: Campaign = get_object_or_404(
        campaigns_visible_to(user).select_related("office", "made_by", "copied_from"), pk=number
    )
    return campaign


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A batch and the inspection it became, as far as that has come."""

    batch: Batch
    run: InspectionRun | None
    progress: RunProgress | None


def batches(campaign: Campaign) -> list[BatchShown]:
    """The batches in order."""
    rows = list(campaign.batches.all())
    runs = InspectionRun.objects.in_bulk([one.run for one in rows if one.run is not None])
    now = timezone.now()
    shown = []
    for one in rows:
        run = runs.get(one.run) if one.run is not None else None
        shown.append(BatchShown(one, run, progress(run, now) if run else None))
    return shown


def sample_of(request: Visit, campaign: Campaign, said: dict[int, Said]) -> Listing[Sampled]:
    """The drawn sites as a list."""
    numbers = [(str(n), str(n)) for n in campaign.batches.values_list("number", flat=True)]
    strata = campaign.sample.order_by("stratum").values_list("stratum", flat=True).distinct()
    names = [(one, one) for one in strata if one]

    def by_verdict(rows: QuerySet[Sampled], value: str) -> QuerySet[Sampled]:
        if value == "none":
            return rows.exclude(site__in=list(said))
        return rows.filter(site__in=[key for key, one in said.items() if one.verdict == value])

    spoken = [
        (Verdict.UNQUALIFIED.value, N_("不合格")),
        (Verdict.QUALIFIED.value, N_("合格")),
        (Verdict.UNTESTABLE.value, N_("未能检查")),
        ("none", N_("未检")),
    ]
    filters: list[Filter[Sampled]] = [
        Filter("q", N_("名称"), lambda q, v: q.filter(name__contains=v)),
        Filter("batch", N_("批次"), lambda q, v: q.filter(batch=int(v)), lambda: numbers),
        Filter("stratum", N_("分层"), lambda q, v: q.filter(stratum=v), lambda: names),
        Filter("how", N_("方式"), lambda q, v: q.filter(how=v), choices(How.choices)),
        Filter("verdict", N_("结论"), by_verdict, choices(spoken)),
    ]
    everything = sample_visible_to(request.user).filter(campaign=campaign)
    return Listing(request.GET, "sample", everything, SAMPLE, filters, "batch")


@page("GET", verb=Verb.EXPORT)
def file(request: Visit, number: int, kind: str) -> HttpResponse:
    """A published file, as it was published."""
    return files.of_draw(found(request.user, number), kind)
