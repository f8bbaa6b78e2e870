"""主任's one page: how many, how good, against last quarter and a year ago, and how sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from xuncha.base.types import Verdict
from xuncha.bulletin.context import Earlier
from xuncha.bulletin.facts import name_of
from xuncha.campaigns.models import Campaign, CampaignState
from xuncha.campaigns.rules import quarter_of
from xuncha.publishing.context import earlier_of
from xuncha.publishing.models import Publication, Version
from xuncha.publishing.queries import bulletin_of
from xuncha.publishing.verdicts import Rate, rates, verdicts
from xuncha.scoring.standard import StandardError, load

#: Quarters in the picture: two years.
_QUARTERS = 8


@dataclass(frozen=True, slots=True)
class Summary:
    """Five numbers, the rates by stratum, the trend, and the commonest reasons."""

    sampled: int
    qualified: int
    unqualified: int
    untestable: int
    #: Name and number of each reason that made sites fail, most first.
    reasons: tuple[tuple[str, int], ...]
    rates: tuple[Rate, ...]
    earlier: tuple[Earlier, ...]
    #: (label, qualified, with a verdict) of this and the quarters before, the oldest first.
    quarters: tuple[tuple[str, int, int], ...]


def summary_of(publication: Publication, version: Version) -> Summary:
    """The summary of a version, from the rows its figures counted."""
    rows = Counter(version.compilation.sites.values_list("standing", flat=True))
    figures = bulletin_of(version).figures.values()
    reasons = [
        (_reason(str(one.arguments["veto"]), publication.campaign.standard), int(one.value))
        for one in figures
        if one.query == "vetoed"
    ]
    return Summary(
        sampled=sum(rows.values()),
        qualified=rows["qualified"],
        unqualified=rows["unqualified"],
        untestable=rows["untestable"],
        reasons=tuple(sorted(reasons, key=lambda one: -one[1])[:5]),
        rates=tuple(rates(publication.campaign)),
        earlier=tuple(earlier_of(publication.campaign)),
        quarters=tuple(_quarters(publication.campaign)),
    )


def _reason(code: str, standard: str) -> str:
    if not code:
        return "得分低于合格线"
    try:
        return name_of(code, load(standard))
    except StandardError:
        return name_of(code, None)


def _quarters(campaign: Campaign) -> list[tuple[str, int, int]]:
    drawn = Campaign.objects.filter(
        office=campaign.office, state=CampaignState.DRAWN, end__lte=campaign.end
    ).order_by("-end", "-id")[:_QUARTERS]
    found = []
    for one in reversed(drawn):
        counts = Counter(said.verdict for said in verdicts(one).values())
        good, bad = counts[Verdict.QUALIFIED], counts[Verdict.UNQUALIFIED]
        year, quarter = quarter_of(one.end)
        found.append((f"{year}Q{quarter}", good, good + bad))
    return found
