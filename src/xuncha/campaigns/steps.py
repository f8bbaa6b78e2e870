"""What every step of a spot check does: may it, is it told, is it published."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from xuncha.base.language import _
from xuncha.campaigns.models import Campaign, CampaignEvent, CampaignFile, CampaignState
from xuncha.campaigns.rules import NEXT, digest, quota_rows
from xuncha.people.actions import Actor, Noun, RefusedError
from xuncha.people.rules import Verb
from xuncha.sampling.models import DrawError, Quota


def own_draft(actor: Actor, campaign: Campaign) -> Campaign:
    """The row, held, of a plan that may still be changed; raises RefusedError."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    actor.must(Verb.START_RUN, campaign.path)
    if campaign.state != CampaignState.DRAFT:
        raise RefusedError(_("种子公告以后，抽查方案不能再改"))
    return campaign


def must_become(campaign: Campaign, state: str) -> None:
    """Raises RefusedError where the state does not follow."""
    if state not in NEXT[campaign.state]:
        raise RefusedError(
            _("这次抽查的状态是“{state}”，不能这样办理").format(
                state=_(str(CampaignState(campaign.state).label))
            )
        )


def quotas_of(quotas: Mapping[str, str], strata: Iterable[str]) -> tuple[Quota, ...]:
    """The quotas as the draw reads them; raises RefusedError for one nobody can read."""
    try:
        return quota_rows(quotas, strata)
    except DrawError as error:
        raise RefusedError(str(error)) from error


def publish(campaign: Campaign, kind: str, written: bytes, now: datetime) -> CampaignFile:
    """Publish a file of the spot check, with its hash."""
    return CampaignFile.objects.create(
        campaign=campaign,
        kind=kind,
        packed=zlib.compress(written, 1),
        sha256=digest(written),
        size=len(written),
        made_at=now,
    )


def moved(actor: Actor, campaign: Campaign, before: str, after: str, opinion: str = "") -> None:
    """Write down a step."""
    CampaignEvent.objects.create(
        campaign=campaign,
        at=actor.now,
        by=actor.user,
        from_state=before,
        to_state=after,
        opinion=opinion[:500],
    )


def noun_of(campaign: Campaign) -> Noun:
    """It, as the audit log names it."""
    return Noun("campaign", campaign.pk, campaign.name, campaign.path)
