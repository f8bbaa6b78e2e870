"""What probing a site would ask: ordered for a letter, written down, read by who decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from django.db import transaction

from xuncha.base.language import _
from xuncha.base.text import mask_address
from xuncha.people.actions import Actor, RefusedError
from xuncha.people.rules import Verb
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, ProbePlan
from xuncha.pipeline.rules import RETEST
from xuncha.registry.models import AuthorisationState, ScanAuthorisation

#: The visit that finds out what a site invites to is an ordinary one, and need not be long.
_PAGES, _STANDARD = 60, "indicators-2019"
#: Addresses that a row keeps; the count says how many there are.
_KEPT = 660


@transaction.atomic
def order_plan(actor: Actor, row: ScanAuthorisation) -> InspectionRun:
    """Have it written down what probing under `row` would ask; nothing is probed.

    Raises RefusedError where one is under way, or the letter is revoked.
    """
    actor.must(Verb.AUTHORISE_PROBING, row.site.path)
    if row.state == AuthorisationState.REVOKED:
        raise RefusedError(_("这份授权已经撤销"))
    if is_under_way(row):
        raise RefusedError(_("正在列出，请稍候"))
    if actor.user is None:
        raise RefusedError(_("授权须由具体的人办理"))
    run = start_run(
        actor,
        actor.user.office,
        [row.site],
        standard=_STANDARD,
        title=_("列出检测内容：{site}").format(site=row.site.name),
        options={"probing": "plan", "max_pages": _PAGES, "visits": 1},
        priority=RETEST,
    )
    run.options |= {"authorisation": row.pk}
    run.save(update_fields=["options"])
    return run


def is_under_way(row: ScanAuthorisation) -> bool:
    """Whether a plan for this letter is waited for."""
    return InspectionItem.objects.filter(
        run__options__probing="plan",
        run__options__authorisation=row.pk,
        state__in=(ItemState.QUEUED, ItemState.RUNNING),
    ).exists()


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan as the prober wrote it."""

    most: int
    planned: list[dict[str, object]]


def read_plan(folder: Path) -> Plan | None:
    """The plan a visit left in `folder`, None where it left none."""
    try:
        return msgspec.json.decode((folder / "plan.json").read_bytes(), type=Plan)
    except (OSError, msgspec.MsgspecError):
        return None


def keep_plan(item: InspectionItem, plan: Plan, now: datetime) -> None:
    """The plan as a row; personal data in addresses is masked."""
    if item.letter is None:
        return
    shown = [one | {"url": mask_address(str(one["url"]))} for one in plan.planned[:_KEPT]]
    ProbePlan.objects.create(
        item=item,
        authorisation_id=item.letter["authorisation"],
        at=now,
        addresses=len(plan.planned),
        most=plan.most,
        planned=shown,
    )
