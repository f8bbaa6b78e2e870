"""The verbs of a spot check: plan it, announce its seed, draw; one transaction, one line each."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.campaigns.models import (
    Batch,
    Campaign,
    CampaignEvent,
    CampaignFile,
    CampaignState,
    FileKind,
    Floor,
    How,
    Sampled,
    Strata,
    Wish,
)
from xuncha.campaigns.queries import content, frozen_register, register_of
from xuncha.campaigns.rules import NEXT, PERIODS, Plan, digest, quota_rows, read_commitment, sizes
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.events import announce as tell
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.bulk import insert
from xuncha.registry.models import Site
from xuncha.sampling.actions import table_of
from xuncha.sampling.models import USUAL_PERCENT, Draw, DrawError, Quota
from xuncha.sampling.published import encode
from xuncha.sampling.rules import draw

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
    _moved(actor, campaign, "", CampaignState.DRAFT)
    record(actor, "campaign.plan", _noun(campaign), new={"percent": campaign.percent})
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
    campaign = _draft(actor, campaign)
    values = _checked({name: getattr(campaign, name) for name in _CHANGEABLE} | said, campaign)
    old = {name: getattr(campaign, name) for name in values}
    for name, value in values.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=list(values))
    record(actor, "campaign.change", _noun(campaign), old=old, new=values)
    return campaign


@transaction.atomic
def wish(actor: Actor, campaign: Campaign, site: Site, what: str, reason: str) -> Wish:
    """Leave a site out (``"exclude"``), or put it in whatever the draw says (``"add"``).

    Raises RefusedError without a reason, for a site elsewhere, and for one that cannot be visited.
    """
    campaign = _draft(actor, campaign)
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
        actor, f"campaign.{what}", _noun(campaign), new={"site": site.name, "reason": made.reason}
    )
    return made


@transaction.atomic
def forget_wish(actor: Actor, campaign: Campaign, site: Site) -> None:
    """Let the draw decide over a site again."""
    campaign = _draft(actor, campaign)
    if Wish.objects.filter(campaign=campaign, site=site).delete()[0]:
        record(actor, "campaign.forget", _noun(campaign), new={"site": site.name})


@transaction.atomic
def announce(
    actor: Actor,
    campaign: Campaign,
    *,
    seed_source: str,
    seed_on: date,
    rechecks: Mapping[int, str],
) -> Campaign:
    """Freeze the register, say what the seed will be, and commit to all of it by its hash.

    ``rechecks`` are last period's unqualified sites by key, with what is said of them: they are
    looked at again in any case. Raises RefusedError where the seed would not lie in the future, or
    where the draw could not be made.
    """
    campaign = _draft(actor, campaign)
    source = " ".join(seed_source.split())
    if not source:
        raise RefusedError(_("请写明用哪一个公开的数作种子"))
    if seed_on <= localdate(actor.now):
        raise RefusedError(_("种子须在公告之后的日子才公布，请选今天以后的日期"))
    frozen = _plan_of(campaign, source[:300], seed_on, rechecks)
    _try_out(frozen)
    file = _publish(campaign, FileKind.COMMITMENT, frozen.commitment(), actor.now)
    campaign.seed_source, campaign.seed_on = frozen.seed_source, seed_on
    campaign.announced_at, campaign.commitment = actor.now, file.sha256
    before, campaign.state = campaign.state, CampaignState.ANNOUNCED
    campaign.save(update_fields=["seed_source", "seed_on", "announced_at", "commitment", "state"])
    _moved(actor, campaign, before, campaign.state)
    record(
        actor,
        "campaign.announce",
        _noun(campaign),
        new={"seed_source": source, "seed_on": seed_on, "commitment": file.sha256},
    )
    return campaign


def _plan_of(campaign: Campaign, source: str, seed_on: date, rechecks: Mapping[int, str]) -> Plan:
    frozen = frozen_register(campaign)
    codes = {one.pk: one.site_code for one in frozen.lines}
    wishes = list(campaign.wishes.select_related("site"))
    by_hand = {one.site_id: one.reason for one in wishes if one.what == "exclude"}
    exclusions = dict(frozen.exclusions) | {
        codes[pk]: why for pk, why in by_hand.items() if pk in codes
    }
    manual = {codes[w.site_id]: w.reason for w in wishes if w.what == "add" and w.site_id in codes}
    for code in manual.keys() & exclusions.keys():
        raise RefusedError(_("网站 {code} 既被排除又被人工加入：请去掉其中一个").format(code=code))
    return Plan(
        campaign=campaign.name,
        seed_source=source,
        seed_on=seed_on,
        register=frozen.sites,
        exclusions=exclusions,
        quotas=_quotas(campaign.quotas, (one.stratum for one in frozen.sites)),
        percent=campaign.percent,
        batches=campaign.batch_count,
        rechecks={codes[pk]: why for pk, why in rechecks.items() if pk in codes},
        manual=manual,
    )


def _quotas(quotas: Mapping[str, str], strata: Iterable[str]) -> tuple[Quota, ...]:
    try:
        return quota_rows(quotas, strata)
    except DrawError as error:
        raise RefusedError(str(error)) from error


def _try_out(frozen: Plan) -> None:
    """A plan that cannot be drawn is told of now, not on the day of the seed."""
    _draw(frozen, "0")


def _draw(frozen: Plan, seed: str) -> Draw:
    try:
        return draw(
            frozen.register,
            campaign=frozen.campaign,
            seed=seed,
            quotas=frozen.quotas,
            percent=frozen.percent,
            batches=frozen.batches,
            exclusions=frozen.exclusions,
            rechecks=frozen.rechecks,
            manual=frozen.manual,
        )
    except DrawError as error:
        raise RefusedError(str(error)) from error


@transaction.atomic
def make_draw(actor: Actor, campaign: Campaign, seed: str, seed_url: str = "") -> Campaign:
    """Enter the seed that was announced and draw; what comes out is published and stands.

    Raises RefusedError before the announced day, for a seed that is none, and for a spot check
    that was drawn already.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    actor.must(Verb.START_RUN, campaign.path)
    _may_become(campaign, CampaignState.DRAWN)
    if campaign.seed_on is None or localdate(actor.now) < campaign.seed_on:
        raise RefusedError(
            _("种子要到{day}才公布，之前不能抽取").format(day=campaign.seed_on or "–")
        )
    frozen = read_commitment(content(campaign, FileKind.COMMITMENT))
    drawn = _draw(frozen, seed.strip())
    written = encode(drawn)
    _publish(campaign, FileKind.DRAW, written, actor.now)
    _publish(campaign, FileKind.TABLE, table_of(drawn), actor.now)
    _keep(campaign, drawn)
    before = campaign.state
    campaign.seed, campaign.seed_url = drawn.seed, seed_url.strip()[:500]
    campaign.drawn_at, campaign.state = actor.now, CampaignState.DRAWN
    campaign.save(update_fields=["seed", "seed_url", "drawn_at", "state"])
    _moved(actor, campaign, before, campaign.state)
    record(
        actor,
        "campaign.draw",
        _noun(campaign),
        new={"seed": drawn.seed, "sites": len(drawn.sample()), "sha256": digest(written)},
    )
    tell(
        "bulletin.drawn",
        campaign.office,
        key=f"bulletin.drawn:{campaign.pk}",
        title=_("{name}已抽取").format(name=campaign.name),
        link=f"/campaigns/{campaign.pk}/",
        at=actor.now,
    )
    return campaign


def _keep(campaign: Campaign, drawn: Draw) -> None:
    """The sample and its batches as rows, so that lists can be made of them."""
    register = register_of(campaign)
    added = {one.site_code: one for one in drawn.additions}
    batches = drawn.sample()
    names = ("campaign_id", "site_id", "path", "site_code", "name", "stratum", "batch", "rank",
             "hash", "how", "reason")  # fmt: skip
    rows: list[Sequence[Any]] = []
    for one in drawn.result:
        if one.site_code not in batches:
            continue
        pk, path = register[one.site_code]
        extra = None if one.batch is not None else added[one.site_code]
        how, why = (How.RANDOM.value, "") if extra is None else (extra.how, extra.reason)
        rows.append(
            (campaign.pk, pk, path, one.site_code, one.name, one.stratum, batches[one.site_code],
             one.rank, one.hash, how, why)
        )  # fmt: skip
    insert(Sampled, names, rows)
    Batch.objects.bulk_create(
        Batch(campaign=campaign, number=number, size=size) for number, size in sizes(drawn).items()
    )


@transaction.atomic
def withdraw(actor: Actor, campaign: Campaign, reason: str) -> Campaign:
    """Give a spot check up before it is drawn; once announced it stays to be seen, with why."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    actor.must(Verb.START_RUN, campaign.path)
    _may_become(campaign, CampaignState.WITHDRAWN)
    if not reason.strip():
        raise RefusedError(_("请写明撤销抽查的理由"))
    before, campaign.state = campaign.state, CampaignState.WITHDRAWN
    campaign.save(update_fields=["state"])
    _moved(actor, campaign, before, campaign.state, reason.strip())
    record(actor, "campaign.withdraw", _noun(campaign), new={"reason": reason.strip()})
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
    record(actor, "campaign.begin", _noun(batch.campaign), new={"batch": batch.number, "run": run})
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


def _draft(actor: Actor, campaign: Campaign) -> Campaign:
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    actor.must(Verb.START_RUN, campaign.path)
    if campaign.state != CampaignState.DRAFT:
        raise RefusedError(_("种子公告以后，抽查方案不能再改"))
    return campaign


def _may_become(campaign: Campaign, state: str) -> None:
    if state not in NEXT[campaign.state]:
        raise RefusedError(
            _("这次抽查的状态是“{state}”，不能这样办理").format(
                state=_(str(CampaignState(campaign.state).label))
            )
        )


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
    _quotas(values["quotas"], values["quotas"])
    return values


def _publish(campaign: Campaign, kind: str, written: bytes, now: datetime) -> CampaignFile:
    return CampaignFile.objects.create(
        campaign=campaign,
        kind=kind,
        packed=zlib.compress(written, 1),
        sha256=digest(written),
        size=len(written),
        made_at=now,
    )


def _moved(actor: Actor, campaign: Campaign, before: str, after: str, opinion: str = "") -> None:
    CampaignEvent.objects.create(
        campaign=campaign,
        at=actor.now,
        by=actor.user,
        from_state=before,
        to_state=after,
        opinion=opinion[:500],
    )


def _noun(campaign: Campaign) -> Noun:
    return Noun("campaign", campaign.pk, campaign.name, campaign.path)
