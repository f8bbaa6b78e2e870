"""Reads of spot checks: who sees which, the register to freeze, quotas met and sites not seen."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from math import ceil

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import get_default_timezone

from xuncha.base.language import _
from xuncha.base.types import Site as DrawSite
from xuncha.campaigns.models import (
    Campaign,
    CampaignFile,
    CampaignState,
    Floor,
    Sampled,
)
from xuncha.campaigns.rules import (
    LEFT_OUT,
    Line,
    Meter,
    Share,
    floor_at,
    period_begin,
    quarters_before,
    strata_of,
)
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.registry.models import Site
from xuncha.registry.rules import UNREGISTERED


def campaigns_visible_to(user: User) -> QuerySet[Campaign]:
    """The spot checks of the user's part of the tree."""
    path = user.office.path
    return Campaign.objects.filter(below(path) if can(user, Verb.READ, path) else Q(pk__in=[]))


def public_campaigns() -> QuerySet[Campaign]:
    """What anybody may read: whatever was announced."""
    return Campaign.objects.exclude(announced_at=None)


def sample_visible_to(user: User) -> QuerySet[Sampled]:
    """The drawn sites of the user's part of the tree, whoever drew them."""
    path = user.office.path
    return Sampled.objects.filter(below(path) if can(user, Verb.READ, path) else Q(pk__in=[]))


def content(campaign: Campaign, kind: str) -> bytes:
    """A published file's bytes; raises CampaignFile.DoesNotExist."""
    return zlib.decompress(campaign.files.get(kind=kind).packed)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The register as a draw sees it."""

    lines: tuple[Line, ...]
    sites: tuple[DrawSite, ...]
    #: Site code to why it takes no part, by its state alone.
    exclusions: Mapping[str, str]


def frozen_register(campaign: Campaign) -> Frozen:
    """Every registered site of the spot check's part of the tree, with the strata it asks for."""
    rows = Site.objects.filter(below(campaign.path)).exclude(state__in=UNREGISTERED)
    lines = tuple(
        Line(pk, path, code or "", name, stratum, state)
        for pk, path, code, name, stratum, state in rows.order_by("site_code").values_list(
            "pk", "path", "site_code", "name", "stratum", "state"
        )
    )
    parts = {one.path: one.name for one in parts_of(campaign.office)}
    strata = strata_of(lines, campaign.strata, parts, campaign.office.name)
    return Frozen(
        lines,
        tuple(
            DrawSite(one.site_code, "", name=one.name, stratum=strata[one.site_code])
            for one in lines
        ),
        {one.site_code: _(LEFT_OUT[one.state]) for one in lines if one.state in LEFT_OUT},
    )


def register_of(campaign: Campaign) -> dict[str, tuple[int, str]]:
    """Key and path of every coded site in the spot check's part of the tree, by site code."""
    rows = Site.objects.filter(below(campaign.path)).exclude(site_code=None)
    return {str(code): (pk, path) for code, pk, path in rows.values_list("site_code", "pk", "path")}


def parts_of(office: Office) -> QuerySet[Office]:
    """The offices directly below, in their order."""
    return Office.objects.filter(parent=office, closed_at=None).order_by("path")


def floors() -> dict[str, Share]:
    """The shares that were set, by path."""
    rows = Floor.objects.values_list("path", "percent", "months")
    return {path: Share(percent, months) for path, percent, months in rows}


def meters(campaign: Campaign) -> list[Meter]:
    """How far the whole and each office directly below has met its share in the period.

    What any draw of the period took counts, so a prefecture's own spot checks do too.
    """
    width = len(campaign.path) + 5
    running = _by_part(
        Site.objects.filter(below(campaign.path), state="active").values_list("path"), width
    )
    drawn = Sampled.objects.filter(
        below(campaign.path),
        campaign__state=CampaignState.DRAWN,
        campaign__begin__lte=campaign.end,
        campaign__end__gte=campaign.begin,
    )
    sampled = _by_part(drawn.order_by().values_list("path", "site_id").distinct(), width)
    known, found = floors(), []
    for office in [campaign.office, *parts_of(campaign.office)]:
        whole = office.path == campaign.path
        found.append(
            Meter(
                office.name,
                office.path,
                sum(running.values()) if whole else running.get(office.path, 0),
                sum(sampled.values()) if whole else sampled.get(office.path, 0),
                floor_at(office.path, known).percent,
            )
        )
    return [one for one in found if one.running or one.sampled]


def _by_part(rows: Iterable[Sequence[object]], width: int) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in rows:
        part = str(row[0])[:width]
        counted[part] = counted.get(part, 0) + 1
    return counted


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many running sites were inspected at all within so many quarters."""

    running: int
    #: For 1, 2, 3 and 4 quarters back, the current one among them: the sites inspected since.
    seen: Mapping[int, int]
    #: The first day of the three quarters after which a site counts as overlooked.
    since: date
    #: What is asked of a period, the sites inspected in the one that is running, and how many
    #: that must come to.
    share: Share
    in_period: int
    needed: int


def coverage(path: str, today: date) -> Coverage:
    """Coverage below ``path``: every site within four quarters is what a year should reach."""
    running = Site.objects.filter(below(path), state="active")
    starts = {many: quarters_before(today, many - 1) for many in (1, 2, 3, 4)}
    share = floor_at(path, floors())
    period = _begin(period_begin(today, share.months))
    counts = running.aggregate(
        running=Count("id"),
        period=Count("id", filter=Q(inspected_at__gte=period)),
        **{
            f"q{many}": Count("id", filter=Q(inspected_at__gte=_begin(day)))
            for many, day in starts.items()
        },
    )
    return Coverage(
        counts["running"],
        {many: counts[f"q{many}"] for many in starts},
        starts[3],
        share,
        counts["period"],
        ceil(counts["running"] * share.percent / 100),
    )


def overlooked(path: str, today: date) -> QuerySet[Site]:
    """Running sites that nobody looked at in three quarters, the current one among them."""
    before = _begin(quarters_before(today, 2))
    return Site.objects.filter(below(path), state="active").filter(
        Q(inspected_at__lt=before) | Q(inspected_at=None)
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, get_default_timezone())


def last_before(campaign: Campaign) -> Campaign | None:
    """The spot check of the same office whose period ended last before this one's began."""
    return (
        Campaign.objects.filter(
            office=campaign.office, state=CampaignState.DRAWN, end__lt=campaign.begin
        )
        .order_by("-end", "-id")
        .first()
    )


def files_of(campaign: Campaign) -> QuerySet[CampaignFile]:
    """The published files without their contents."""
    return campaign.files.defer("packed").order_by("made_at", "id")
