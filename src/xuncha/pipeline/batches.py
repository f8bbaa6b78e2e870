"""A batch of a spot check becomes an inspection, once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xuncha.base.language import _
from xuncha.campaigns.actions import begin_batch
from xuncha.campaigns.models import Batch
from xuncha.people.actions import Actor
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionRun
from xuncha.registry.models import Site
from xuncha.registry.rules import ENDED


@transaction.atomic
def start_batch(
    actor: Actor,
    batch: Batch,
    *,
    as_of: datetime | None = None,
    options: Mapping[str, Any] | None = None,
) -> InspectionRun:
    """Start the inspection of a batch's sites; of two who try at once one is told it has begun.

    A site that was closed since the draw is not visited and has no verdict. Raises RefusedError
    where the batch has its inspection, or nothing is left to visit.
    """
    campaign = batch.campaign
    drawn = campaign.sample.filter(batch=batch.number).values("site")
    run = start_run(
        actor,
        campaign.office,
        Site.objects.filter(pk__in=drawn).exclude(state__in=ENDED),
        standard=campaign.standard,
        title=_("{name}第{number}批").format(name=campaign.name[:100], number=batch.number),
        as_of=as_of,
        options=options,
        policies=campaign.policies,
    )
    begin_batch(actor, batch, run.pk, run.as_of, run.standard)
    return run
