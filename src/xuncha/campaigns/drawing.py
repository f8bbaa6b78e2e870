"""The draw of a spot check: its seed announced before, the sample made and published after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.campaigns.models import Batch, Campaign, CampaignState, FileKind, How, Sampled
from xuncha.campaigns.queries import content, frozen_register, register_of
from xuncha.campaigns.rules import Plan, digest, read_commitment, sizes
from xuncha.campaigns.steps import moved, must_become, noun_of, own_draft, publish, quotas_of
from xuncha.people.actions import Actor, RefusedError, record
from xuncha.people.events import announce as tell
from xuncha.people.rules import Verb
from xuncha.registry.bulk import insert
from xuncha.sampling.actions import table_of
from xuncha.sampling.models import Draw, DrawError
from xuncha.sampling.published import encode
from xuncha.sampling.rules import draw


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
    campaign = own_draft(actor, campaign)
    source = " ".join(seed_source.split())
    if not source:
        raise RefusedError(_("请写明用哪一个公开的数作种子"))
    if seed_on <= localdate(actor.now):
        raise RefusedError(_("种子须在公告之后的日子才公布，请选今天以后的日期"))
    frozen = _plan_of(campaign, source[:300], seed_on, rechecks)
    _try_out(frozen)
    file = publish(campaign, FileKind.COMMITMENT, frozen.commitment(), actor.now)
    campaign.seed_source, campaign.seed_on = frozen.seed_source, seed_on
    campaign.announced_at, campaign.commitment = actor.now, file.sha256
    before, campaign.state = campaign.state, CampaignState.ANNOUNCED
    campaign.save(update_fields=["seed_source", "seed_on", "announced_at", "commitment", "state"])
    moved(actor, campaign, before, campaign.state)
    record(
        actor,
        "campaign.announce",
        noun_of(campaign),
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
        quotas=quotas_of(campaign.quotas, (one.stratum for one in frozen.sites)),
        percent=campaign.percent,
        batches=campaign.batch_count,
        rechecks={codes[pk]: why for pk, why in rechecks.items() if pk in codes},
        manual=manual,
    )


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
    must_become(campaign, CampaignState.DRAWN)
    if campaign.seed_on is None or localdate(actor.now) < campaign.seed_on:
        raise RefusedError(
            _("种子要到{day}才公布，之前不能抽取").format(day=campaign.seed_on or "–")
        )
    frozen = read_commitment(content(campaign, FileKind.COMMITMENT))
    drawn = _draw(frozen, seed.strip())
    written = encode(drawn)
    publish(campaign, FileKind.DRAW, written, actor.now)
    publish(campaign, FileKind.TABLE, table_of(drawn), actor.now)
    _keep(campaign, drawn)
    before = campaign.state
    campaign.seed, campaign.seed_url = drawn.seed, seed_url.strip()[:500]
    campaign.drawn_at, campaign.state = actor.now, CampaignState.DRAWN
    campaign.save(update_fields=["seed", "seed_url", "drawn_at", "state"])
    moved(actor, campaign, before, campaign.state)
    record(
        actor,
        "campaign.draw",
        noun_of(campaign),
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
