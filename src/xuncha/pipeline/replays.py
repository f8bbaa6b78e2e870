"""A proof asked again at one person's word, by the same rules of engagement as it was found by.

The order stands in the ledger like every inspection, so that no host is asked twice at once and
either engine may carry it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from xuncha.base.language import _
from xuncha.evidence.probes.authorisation import LOCAL
from xuncha.evidence.probes.replay import Replayed
from xuncha.evidence.probes.site import NOT_AUTHORISED
from xuncha.findings.models import Finding
from xuncha.findings.queries import CONFIDENTIAL
from xuncha.findings.rules import LIVE
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.pipeline.engines import ring
from xuncha.pipeline.leaves import best, refused_now
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, Replay
from xuncha.pipeline.proofs import path_of
from xuncha.pipeline.rules import RETEST
from xuncha.registry.models import ScanAuthorisation


@dataclass(frozen=True, slots=True)
class Chance:
    """Whether a proof may be asked again now: under which letter, or why not."""

    letter: ScanAuthorisation | None
    #: A Chinese source string; "" where it may.
    why: str = ""


def chance_of(finding: Finding, data: Path, now: datetime) -> Chance:
    """What the register and the switches say of asking again at this moment."""
    rows = ScanAuthorisation.objects.filter(site=finding.site_id)
    row = best(rows.select_related("made_by", "approved_by"), now.astimezone(LOCAL).date())
    if row is None:
        return Chance(None, NOT_AUTHORISED)
    return Chance(row, refused_now(row, finding.site, data, now) or "")


def may_ask(user: User, finding: Finding) -> bool:
    """Whether this person may have a proof of this finding asked again."""
    is_hole = finding.indicator in CONFIDENTIAL and finding.state in LIVE
    return is_hole and can(user, Verb.AUTHORISE_PROBING, finding.path)


@transaction.atomic
def order_replay(actor: Actor, data: Path, finding: Finding) -> Replay:
    """Have the proof of `finding` asked again.

    Raises RefusedError where there is none, no letter holds at this moment, or one waits already;
    PermissionDenied without the right.
    """
    actor.must(Verb.AUTHORISE_PROBING, finding.path)
    if actor.user is None:
        raise RefusedError(_("主动安全检测须由具体的人发起"))
    path = path_of(finding, data)
    if path is None or not may_ask(actor.user, finding):
        raise RefusedError(_("这个问题没有可以重做的证明"))
    # One at a time: whoever comes second waits for this row and then sees the first.
    finding = (
        Finding.objects.select_for_update(of=("self",)).select_related("site").get(pk=finding.pk)
    )
    if waiting(finding).exists():
        raise RefusedError(_("正在重做，请稍候"))
    chance = chance_of(finding, data, actor.now)
    if chance.letter is None or chance.why:
        raise RefusedError(_(chance.why))
    run = _run(actor, actor.user, finding, chance.letter)
    item = InspectionItem.objects.create(
        run=run, site=finding.site, host=finding.site.host, due_at=actor.now, priority=RETEST
    )
    replay = Replay.objects.create(
        item=item,
        finding=finding,
        authorisation=chance.letter,
        asked_by=actor.user,
        asked_at=actor.now,
        proof=str(path.relative_to(data)),
    )
    transaction.on_commit(ring)
    noun = Noun("finding", finding.pk, finding.indicator, finding.path)
    record(actor, "finding.replay", noun, new={"authorisation": chance.letter.document})
    return replay


def _run(actor: Actor, user: User, finding: Finding, letter: ScanAuthorisation) -> InspectionRun:
    return InspectionRun.objects.create(
        title=_("安全检测复测：{site}").format(site=finding.site.name)[:120],
        office=user.office,
        path=user.office.path,
        standard=finding.standard or "indicators-2019",
        as_of=actor.now,
        options={"probing": True, "authorisation": letter.pk},
        started_by=user,
        started_at=actor.now,
    )


def waiting(finding: Finding) -> QuerySet[Replay]:
    """Repetitions of this finding's proof that are not done."""
    going = (ItemState.QUEUED, ItemState.RUNNING)
    return Replay.objects.filter(finding=finding, item__state__in=going)


def asked_of(item_id: int, data: Path) -> Path | None:
    """The proof that an item is to repeat, None where it is an inspection."""
    found = Replay.objects.filter(item=item_id).values_list("proof", flat=True).first()
    return data / found if found else None


def keep_replay(item: InspectionItem, outcome: Replayed, folder: str, now: datetime) -> None:
    """Write down what a repetition came to; `folder` is where its answers lie, below the data."""
    Replay.objects.filter(item=item).update(
        ended_at=now,
        holds=outcome.holds if outcome.claims else None,
        claims=list(outcome.claims),
        stopped=outcome.stopped,
        answers=f"{folder}/replays/{outcome.file}" if outcome.file else "",
    )
