"""The verbs of a bulletin in the making: draft, compile, edit, abandon. Whoever acts has seen the
turn they act on; of two at once one wins, and the other is told."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.db import transaction

from xuncha.base.language import N_, _
from xuncha.bulletin.composition import compose
from xuncha.bulletin.models import Bulletin, canonical
from xuncha.bulletin.rules import KINDS, certain, is_certain, standing
from xuncha.campaigns.models import Campaign, CampaignState
from xuncha.campaigns.rules import quarter_of
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.publishing.letters import checked, letter_of, own
from xuncha.publishing.models import (
    Compilation,
    Listed,
    Publication,
    PublicationEvent,
    PublicationState,
    Version,
)
from xuncha.publishing.queries import bulletin_of, latest
from xuncha.publishing.rules import (
    NEXT,
    TEMPLATE,
    EditError,
    Row,
    edited,
    wrongs,
)
from xuncha.publishing.sources import Gathered, gather, pairs
from xuncha.registry.bulk import insert


@transaction.atomic
def draft(actor: Actor, campaign: Campaign, letter: Mapping[str, Any]) -> Publication:
    """Begin the bulletin of a drawn spot check; raises RefusedError where there is one already."""
    office: Office = campaign.office
    actor.must(Verb.START_RUN, office.path)
    if campaign.state != CampaignState.DRAWN or actor.user is None:
        raise RefusedError(_("抽取以后才能起草通报"))
    # The campaign's row is the lock: two who begin at once make one.
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    alive = Publication.objects.filter(campaign=campaign).exclude(state=PublicationState.ABANDONED)
    if alive.exists():
        raise RefusedError(_("这次抽查已有通报，请在原来的通报上修改"))
    year, quarter = quarter_of(campaign.end)
    publication = Publication.objects.create(
        office=office,
        path=office.path,
        campaign=campaign,
        year=year,
        quarter=quarter,
        letter=checked({"issuer": office.name, "day": actor.now.date().isoformat()} | dict(letter)),
        made_by=actor.user,
        made_at=actor.now,
    )
    moved(actor, publication, "", PublicationState.DRAFT)
    record(actor, "bulletin.draft", noun(publication))
    return publication


@transaction.atomic
def compile_text(
    actor: Actor, publication: Publication, turn: int, letter: Mapping[str, Any] | None = None
) -> Version:
    """Count everything anew and write the text; signatures and edits of before are left behind.

    Raises RefusedError where somebody else acted since `turn`, or nothing was inspected yet.
    """
    publication = take(actor, publication, turn, Verb.START_RUN, {"draft", "signing"})
    if letter is not None:
        publication.letter = checked(publication.letter | dict(letter))
        publication.save(update_fields=["letter"])
    began = time.perf_counter()
    gathered = gather(publication.campaign, actor.now, _named(publication.letter["named"]))
    if not gathered.rows:
        raise RefusedError(_("还没有一家网站检查完，不能生成通报"))
    context = replace(
        gathered.sources.context,
        praise=own(publication.letter["praise"]),
        requests=own(publication.letter["requests"]),
    )
    gathered = replace(gathered, sources=replace(gathered.sources, context=context))
    bulletin = compose(gathered.sources, letter_of(publication))
    compilation = Compilation.objects.create(
        publication=publication, at=actor.now, by=author(actor), seconds=0
    )
    _list(compilation, gathered)
    compilation.seconds = round(time.perf_counter() - began, 3)
    compilation.save(update_fields=["seconds"])
    return _version(actor, publication, compilation, bulletin, _("按数据库生成"))


def _named(text: str) -> list[str]:
    return [code for code in text.replace("，", " ").replace(",", " ").split() if code]


def _list(compilation: Compilation, gathered: Gathered) -> None:
    """The rows behind the figures, kept as they are now."""
    law = gathered.sources.law
    names = ("compilation_id", "site_id", "path", "name", "stratum", "batch", "standing", "score",
             "vetoes", "problems", "suspected")  # fmt: skip
    rows = []
    for row, site, keys in pairs(gathered):
        of_kind: dict[str, list[int]] = {}
        sure = {id(one): key for one, key in zip(site.findings, keys, strict=True)}
        for kind in KINDS:
            found = [sure[id(one)] for one in certain(site, kind)]
            if found:
                of_kind[kind.key] = found
        suspected = sum(not is_certain(one) for one in site.findings)
        rows.append(
            (compilation.pk, row.site_id, row.path, row.name, row.stratum, row.batch,
             standing(site, law), site.score, list(site.vetoes), of_kind, suspected)
        )  # fmt: skip
    insert(Listed, names, rows)


def _version(
    actor: Actor, publication: Publication, compilation: Compilation, bulletin: Bulletin, what: str
) -> Version:
    rows = compilation.sites.values_list("name", "stratum", "batch", "standing")
    last = publication.versions.first()
    made = Version.objects.create(
        publication=publication,
        number=last.number + 1 if last else 1,
        compilation=compilation,
        at=actor.now,
        by=author(actor),
        what=what[:200],
        template=TEMPLATE,
        packed=zlib.compress(canonical(bulletin.content()), 6),
        sha256=bulletin.sha256,
        wrongs=wrongs(bulletin, [Row(*row) for row in rows]),
    )
    if publication.state == PublicationState.SIGNING:
        moved(actor, publication, publication.state, PublicationState.DRAFT, what)
        publication.state = PublicationState.DRAFT
    publication.title = bulletin.title[:200]
    publication.save(update_fields=["state", "title"])
    new = {"version": made.number, "sha256": made.sha256}
    record(actor, "bulletin.version", noun(publication), new=new)
    return made


@transaction.atomic
def edit(actor: Actor, publication: Publication, turn: int, place: int, text: str) -> Version:
    """Other words around the figures of one paragraph (counted from 0): the next version.

    Raises RefusedError where a figure or a name would be changed, or somebody acted since `turn`.
    """
    publication = take(actor, publication, turn, Verb.START_RUN, {"draft", "signing"})
    version = latest(publication)
    bulletin = bulletin_of(version)
    if not 0 <= place < len(bulletin.paragraphs):
        raise RefusedError(_("没有这一段"))
    old = bulletin.paragraphs[place]
    if old.role not in ("body", "item"):
        raise RefusedError(_("这一段由版式决定，不能改写"))
    try:
        new = edited(old, text)
    except EditError as error:
        raise RefusedError(str(error)) from error
    paragraphs = (*bulletin.paragraphs[:place], new, *bulletin.paragraphs[place + 1 :])
    changed = replace(bulletin, paragraphs=paragraphs)
    said = _("修改第{n}段").format(n=place + 1)
    return _version(actor, publication, version.compilation, changed, said)


@transaction.atomic
def abandon(actor: Actor, publication: Publication, turn: int, reason: str) -> Publication:
    """Give a bulletin up before it is published."""
    if not reason.strip():
        raise RefusedError(_("请写明放弃的理由"))
    publication = take(actor, publication, turn, Verb.START_RUN, {"draft", "signing"})
    moved(actor, publication, publication.state, PublicationState.ABANDONED, reason.strip())
    publication.state = PublicationState.ABANDONED
    publication.save(update_fields=["state"])
    record(actor, "bulletin.abandon", noun(publication), new={"reason": reason.strip()})
    return publication


STALE: Final = N_("别人刚刚改动了这份通报，请刷新后再办")


def take(
    actor: Actor, publication: Publication, turn: int, verb: Verb, states: set[str]
) -> Publication:
    """The row, taken for one deed by whoever saw its last turn; raises RefusedError for another."""
    actor.must(verb, publication.path)
    taken = Publication.objects.filter(pk=publication.pk, turn=turn, state__in=states).update(
        turn=turn + 1
    )
    found = Publication.objects.select_related("office", "campaign").get(pk=publication.pk)
    if not taken:
        if found.state not in states:
            raise RefusedError(
                _("这份通报的状态是“{state}”，不能这样办理").format(
                    state=_(str(PublicationState(found.state).label))
                )
            )
        raise RefusedError(_(STALE))
    return found


def moved(
    actor: Actor, publication: Publication, before: str, after: str, opinion: str = ""
) -> None:
    """Write down that it went from one state to another; raises RefusedError where it may not."""
    if before != after and after not in NEXT[before]:
        raise RefusedError(_(STALE))
    PublicationEvent.objects.create(
        publication=publication,
        at=actor.now,
        by=actor.user,
        from_state=before,
        to_state=after,
        opinion=opinion[:500],
    )


def author(actor: Actor) -> User:
    """The person who acts; raises RefusedError for the system, which writes no bulletin."""
    if actor.user is None:
        raise RefusedError(_("通报须由具体的人办理"))
    return actor.user


def noun(publication: Publication) -> Noun:
    """How the audit log calls it."""
    return Noun("bulletin", publication.pk, str(publication), publication.path)
