"""The verbs of a spot check but its draw: plan it, change it, begin a batch; one line each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from xuncha.base.language import _
from xuncha.campaigns.models import Batch, Campaign, CampaignState, Floor, Strata, Wish
from xuncha.campaigns.rules import PERIODS
from xuncha.campaigns.steps import moved, must_become, noun_of, own_draft, quotas_of
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.models import Site
from xuncha.sampling.models import USUAL_PERCENT

#: More batches than weeks in a period are a slip of the pen.
MOST_BATCHES: Final = 50
_CHANGEABLE: Final = frozenset(
    {"name", "begin", "end", "standard", "strata", "percent", "batch_count", "quotas"}
)


@transaction.atomic
def plan(actor: Actor, office: Office, *, copy_of: Campaign | None = None, **said: Any) -> Campaign:
    """A new spot check of ``office``'s part of the tree; ``copy_of`` lends what is not said.

    Raises RefusedError for a name in use, days the wrong way round or a quota nobody can read.
    """
    actor.must(Verb.START_RUN, office.path)
    if actor.user is None:
        raise RefusedError(_("抽查须由具体的人发起"))
    if copy_of is not None:
        lent = {name: getattr(copy_of, name) for name in _CHANGEABLE - {"name", "begin", "end"}}
        said = lent | said
    values = _checked(said)
    campaign = Campaign.objects.create(
        office=office,
        path=office.path,
        copied_from=copy_of,
        made_by=actor.user,
        made_at=actor.now,
        **values,
    )
    if copy_of is not None:
        _copy_wishes(actor, copy_of, campaign)
    moved(actor, campaign, "", CampaignState.DRAFT)
    record(actor, "campaign.plan", noun_of(campaign), new={"percent": campaign.percent})
    return campaign


def _copy_wishes(actor: Actor, earlier: Campaign, campaign: Campaign) -> None:
    """Sites left out for a reason stay left out; those added by hand were for that time only."""
    kept = earlier.wishes.filter(what="exclude").exclude(site__state__in=("closed", "moved"))
    Wish.objects.bulk_create(
        Wish(
            campaign=campaign,
            site_id=one.site_id,
            what=one.what,
            reason=one.reason,
            by=actor.user,
            at=actor.now,
        )
        for one in kept
    )


@transaction.atomic
def change(actor: Actor, campaign: Campaign, **said: Any) -> Campaign:
    """Change a plan; raises RefusedError once it was announced."""
    campaign = own_draft(actor, campaign)
    values = _checked({name: getattr(campaign, name) for name in _CHANGEABLE} | said, campaign)
    old = {name: getattr(campaign, name) for name in values}
    for name, value in values.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(values))
    record(actor, "campaign.change", noun_of(campaign), old=old, new=values)
    return campaign


@transaction.atomic
def wish(actor: Actor, campaign: Campaign, site: Site, what: str, reason: str) -> Wish:
    """Leave a site out (``"exclude"``), or put it in whatever the draw says (``"add"``).

    Raises RefusedError without a reason, for a site elsewhere, and for one that cannot be visited.
    """
    campaign = own_draft(actor, campaign)
    if what not in ("exclude", "add") or actor.user is None:
        raise RefusedError(_("只能排除或加入网站"))
    if not site.path.startswith(campaign.path):
        raise RefusedError(_("“{name}”不在这次抽查的范围内").format(name=site.name))
    if not reason.strip():
        raise RefusedError(_("请写明排除或加入“{name}”的理由").format(name=site.name))
    if what == "add" and site.state != "active":
        raise RefusedError(_("“{name}”不是正常状态，不能加入抽查").format(name=site.name))
    made, _new = Wish.objects.update_or_create(
        campaign=campaign,
        site=site,
        defaults={
            "what": what,
            "reason": reason.strip()[:300],
            "by": actor.user,
            "at": actor.now,
        },
    )
    record(
        actor, f"campaign.{what}", noun_of(campaign), new={"site": site.name, "reason": made.reason}
    )
    return made


@transaction.atomic
def forget_wish(actor: Actor, campaign: Campaign, site: Site) -> None:
    """Let the draw decide over a site again."""
    campaign = own_draft(actor, campaign)
    if Wish.objects.filter(campaign=campaign, site=site).delete()[0]:
        record(actor, "campaign.forget", noun_of(campaign), new={"site": site.name})


@transaction.atomic
def withdraw(actor: Actor, campaign: Campaign, reason: str) -> Campaign:
    """Give a spot check up before it is drawn; once announced it stays to be seen, with why."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    actor.must(Verb.START_RUN, campaign.path)
    must_become(campaign, CampaignState.WITHDRAWN)
    if not reason.strip():
        raise RefusedError(_("请写明撤销抽查的理由"))
    before, campaign.state = campaign.state, CampaignState.WITHDRAWN
    campaign.save(update_fields=["state"])
    moved(actor, campaign, before, campaign.state, reason.strip())
    record(actor, "campaign.withdraw", noun_of(campaign), new={"reason": reason.strip()})
    return campaign


@transaction.atomic
def begin_batch(actor: Actor, batch: Batch, run: int, as_of: datetime, standard: str) -> Batch:
    """Note the inspection a batch became; raises RefusedError where it is one already."""
    actor.must(Verb.START_RUN, batch.campaign.path)
    begun = Batch.objects.filter(pk=batch.pk, run=None).update(
        run=run, as_of=as_of, standard=standard
    )
    if not begun:
        raise RefusedError(_("这一批已经开始检查"))
    record(
        actor, "campaign.begin", noun_of(batch.campaign), new={"batch": batch.number, "run": run}
    )
    return batch


@transaction.atomic
def set_floor(
    actor: Actor, office: Office, percent: int, *, months: int = 3, citation: str = ""
) -> Floor:
    """The least share ``office`` and those below it look at in a period, and on what authority."""
    actor.must(Verb.MANAGE_OFFICES, office.path)
    if not 0 < percent <= 100 or months not in PERIODS or actor.user is None:
        raise RefusedError(_("抽查比例应在 1 到 100 之间"))
    made, _new = Floor.objects.update_or_create(
        office=office,
        defaults={
            "path": office.path,
            "percent": percent,
            "months": months,
            "citation": citation.strip()[:200],
            "set_by": actor.user,
            "set_at": actor.now,
        },
    )
    noun = Noun("office", office.pk, office.name, office.path)
    record(actor, "campaign.floor", noun, new={"percent": percent, "months": months})
    return made


def _checked(said: Mapping[str, Any], campaign: Campaign | None = None) -> dict[str, Any]:
    if unknown := said.keys() - _CHANGEABLE:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    values: dict[str, Any] = {
        "percent": USUAL_PERCENT,
        "batch_count": 1,
        "quotas": {},
        "strata": Strata.STRATUM.value,
        **said,
    }
    name = values["name"] = " ".join(str(values["name"]).split())
    same = Campaign.objects.filter(name=name).exclude(pk=campaign.pk if campaign else 0)
    if not name or len(name) > 100 or not name.isprintable() or same.exists():
        raise RefusedError(_("请写一个没有用过的抽查名称，100 字以内"))
    if values["begin"] > values["end"]:
        raise RefusedError(_("起止日期颠倒了"))
    if not 0 < values["percent"] <= 100:
        raise RefusedError(_("抽查比例应在 1 到 100 之间"))
    if not 0 < values["batch_count"] <= MOST_BATCHES:
        raise RefusedError(_("批次应在 1 到 {most} 之间").format(most=MOST_BATCHES))
    if values["strata"] not in Strata.values:
        raise RefusedError(_("请选择分层方式"))
    quotas_of(values["quotas"], values["quotas"])
    return values
