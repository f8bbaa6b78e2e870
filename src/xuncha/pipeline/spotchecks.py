"""The monthly spot check that opens by itself: planned, its register frozen, its seed announced.

What is left to people is what must be theirs: entering the public number on its day, and judging.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from xuncha.base.language import N_, _
from xuncha.campaigns.actions import plan
from xuncha.campaigns.drawing import announce
from xuncha.campaigns.models import Campaign
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.events import Urgency
from xuncha.people.events import announce as tell
from xuncha.people.models import Office, OfficeLevel, User
from xuncha.people.rules import Verb, roles_with
from xuncha.people.tree import below
from xuncha.pipeline.models import Routine
from xuncha.pipeline.rhythms import OFFICE_TIME
from xuncha.publishing.verdicts import rechecks_for
from xuncha.registry.models import Site, SiteState

#: At least so many of a jurisdiction's sites are drawn in a month (percent).
PERCENT: Final = 30
#: Days from the announcement to the public number, so that nobody can know it in time.
NOTICE: Final = 7
SEED: Final = N_("公布日上证综合指数收盘价（保留两位小数，去掉小数点）")


def open_all(routine: Routine, now: datetime) -> tuple[int, list[str]]:
    """Open the month's spot check of every jurisdiction below the routine's office: how many, and
    why not where it could not be."""
    opened, why = 0, []
    for office in jurisdictions(routine.office):
        try:
            opened += _open(office, routine, now)
        except RefusedError as refused:
            why.append(f"{office.name}：{refused}")
    return opened, why


def jurisdictions(office: Office) -> list[Office]:
    """The prefectures below an office that have active sites; the office itself without any."""
    prefectures = Office.objects.filter(
        below(office.path), level=OfficeLevel.PREFECTURE, closed_at=None
    ).order_by("path")
    found = [one for one in prefectures if _has_sites(one)]
    return found or ([office] if _has_sites(office) else [])


def _has_sites(office: Office) -> bool:
    return Site.objects.filter(below(office.path), state=SiteState.ACTIVE).exists()


def _open(office: Office, routine: Routine, now: datetime) -> int:
    today = now.astimezone(OFFICE_TIME).date()
    name = _("{office}{year}年{month}月月度抽查").format(
        office=office.name, year=today.year, month=today.month
    )
    if Campaign.objects.filter(office=office, name=name).exists():
        return 0
    person = _responsible(office)
    with transaction.atomic():
        # A spot check is somebody's: the person answers for it, the log says who opened it.
        actor = Actor(person, now)
        campaign = plan(
            actor,
            office,
            name=name,
            begin=today.replace(day=1),
            end=_last(today),
            standard=routine.standard,
            percent=int(routine.options.get("percent", PERCENT)),
        )
        campaign = announce(
            actor,
            campaign,
            seed_source=str(routine.options.get("seed_source") or _(SEED)),
            seed_on=today + timedelta(days=NOTICE),
            rechecks=rechecks_for(campaign),
        )
        noun = Noun("campaign", campaign.pk, campaign.name, campaign.path)
        record(Actor(None, now), "routine.opened", noun, new={"routine": routine.title})
        tell(
            "bulletin.opened",
            office,
            key=f"bulletin.opened:{campaign.pk}",
            title=_("{name}已公告").format(name=campaign.name),
            text=_("名单和规则已冻结。种子是“{source}”，{day}公布后请录入并抽取。").format(
                source=campaign.seed_source, day=campaign.seed_on
            ),
            link=f"/campaigns/{campaign.pk}/",
            urgency=Urgency.NORMAL,
            at=now,
        )
    return 1


def _responsible(office: Office) -> User:
    roles = [one for one in ("organiser", "inspector") if one in roles_with(Verb.START_RUN)]
    person = User.objects.filter(office=office, role__in=roles, is_active=True).order_by("id")
    found = person.filter(role="organiser").first() or person.first()
    if found is None:
        raise RefusedError(_("没有可以负责抽查的人员，请先添加组织单位或巡查员账号"))
    return found


def _last(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
