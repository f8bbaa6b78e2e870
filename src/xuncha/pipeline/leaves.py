"""Leave to probe, from the console's row to what the prober obeys; and the switches that end it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from django.db import transaction

from xuncha.cases.kinds.outage.handover import follow
from xuncha.evidence.probes import killswitch
from xuncha.evidence.probes.authorisation import LOCAL, refusal
from xuncha.evidence.probes.authorisation import ScanAuthorisation as Letter
from xuncha.evidence.probes.client import KILLED
from xuncha.evidence.probes.site import switches
from xuncha.people.actions import Actor, Noun, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.pipeline.models import InspectionItem
from xuncha.registry import sites
from xuncha.registry.authorisations import revoke_authorisation
from xuncha.registry.models import AuthorisationState, ScanAuthorisation, Site


@dataclass(frozen=True, slots=True)
class Leave:
    """One letter, and the folders of the switches that stop what relies on it."""

    letter: Letter
    switches: tuple[Path, ...]
    #: Only what would be asked is wanted.
    dry: bool = False


def letter_of(row: ScanAuthorisation) -> Letter:
    """The row as the prober obeys it; who may not be probed under it is refused there.

    A draft has nobody who approved it, and a revoked one ended when it was revoked.
    """
    until = _midnight(row.valid_until + timedelta(days=1))
    approver = row.approved_by.username if row.approved_by else ""
    return Letter(
        hosts=tuple(row.hosts),
        granted_by=row.issued_by,
        document=row.document,
        valid_from=_midnight(row.valid_from),
        valid_until=min(until, row.revoked_at) if row.revoked_at else until,
        max_rate=row.max_rate,
        max_requests=row.max_requests,
        exclude=tuple(row.exclude),
        paths=tuple(row.paths),
        addresses=tuple(row.addresses),
        window=(row.opens, row.closes),
        contact=row.contact,
        requested_by=row.made_by.username,
        approved_by=approver if row.state != AuthorisationState.DRAFT else "",
        letter=row.letter_sha256,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL)


def best(rows: Iterable[ScanAuthorisation], today: date) -> ScanAuthorisation | None:
    """The newest that holds today; where none does the newest, whose refusal says why."""
    newest = sorted(rows, key=lambda row: row.pk, reverse=True)
    holding = (
        row
        for row in newest
        if row.state == AuthorisationState.APPROVED and row.valid_from <= today <= row.valid_until
    )
    return next(holding, newest[0] if newest else None)


def openings(among: Iterable[Site], now: datetime) -> dict[int, datetime]:
    """When the daily hours of the leave each of `among` has begin next; only those that wait."""
    rows = ScanAuthorisation.objects.filter(site__in=list(among))
    of_site: dict[int, list[ScanAuthorisation]] = {}
    for row in rows.filter(state=AuthorisationState.APPROVED, valid_until__gte=now.date()):
        of_site.setdefault(row.site_id, []).append(row)
    found = {site: best(rows, now.astimezone(LOCAL).date()) for site, rows in of_site.items()}
    return {site: _opening(row.opens, row.closes, now) for site, row in found.items() if row}


def _opening(opens: time, closes: time, now: datetime) -> datetime:
    """`now` within the hours, else their next beginning."""
    there = now.astimezone(LOCAL)
    clock = there.time()
    within = opens <= clock < closes if opens < closes else clock >= opens or clock < closes
    if within:
        return now
    day = there.date() if clock < opens else there.date() + timedelta(days=1)
    return datetime.combine(day, opens, LOCAL)


def leave_of_item(item: InspectionItem, data: Path, now: datetime) -> Leave | None:
    """Under what the site of an item may be probed, if its run asks for that; kept with the item.

    What the row said stands with the item from then on, whatever becomes of the row. A plan is made
    under a draft, too.
    """
    if not (item.run.probes or item.run.plans):
        return None
    rows = ScanAuthorisation.objects.filter(site=item.site_id)
    row = _chosen(item, list(rows.select_related("made_by", "approved_by")), now)
    if row is None:
        return None
    letter = letter_of(row)
    item.letter = {"authorisation": row.pk, **msgspec.to_builtins(letter)}
    item.save(update_fields=["letter"])
    folders = (_of_site(data, item.site_id), _of_letter(data, row.pk))
    return Leave(letter, (*switches(data), *folders), dry=item.run.plans)


def _chosen(
    item: InspectionItem, rows: list[ScanAuthorisation], now: datetime
) -> ScanAuthorisation | None:
    named = item.run.options.get("authorisation")
    if named is not None:
        # A plan is one letter's, and a proof is repeated under the letter that was shown.
        return next((row for row in rows if row.pk == named), None)
    return best(rows, now.astimezone(LOCAL).date())


def refused_now(row: ScanAuthorisation, site: Site, data: Path, now: datetime) -> str | None:
    """Why the site may not be probed under `row` at this moment, as far as can be known here.

    Where the host stands is only known to who connects to it. The reason is a Chinese source
    string; None where nothing forbids it.
    """
    if is_stopped(data) or is_stopped(data, site):
        return KILLED
    letter = letter_of(row)
    return refusal(letter, urlsplit(site.home_url).netloc, letter.addresses[:1], now)


# ── the switches ─────────────────────────────────────────────────────────────


@transaction.atomic
def stop_probing(actor: Actor, data: Path, site: Site | None = None) -> None:
    """Break off probing of `site`, or of every site, and begin none until it is let go on.

    The unit itself may stop what is done to its site. Raises OSError where the data folder cannot
    be written.
    """
    noun = _noun(site)
    actor.must(Verb.READ_SECURITY if site else Verb.AUTHORISE_PROBING, noun.path)
    killswitch.pull(_of_site(data, site.pk) if site else switches(data)[0])
    record(actor, "probing.stop", noun)


@transaction.atomic
def resume_probing(actor: Actor, data: Path, site: Site | None = None) -> None:
    """Let probing go on that was stopped here; it begins with the next inspection."""
    noun = _noun(site)
    actor.must(Verb.AUTHORISE_PROBING, noun.path)
    record(actor, "probing.resume", noun)
    killswitch.let_go(_of_site(data, site.pk) if site else switches(data)[0])


@transaction.atomic
def revoke(actor: Actor, data: Path, row: ScanAuthorisation, reason: str) -> ScanAuthorisation:
    """Revoke a leave and break off what is under way with it."""
    row = revoke_authorisation(actor, row, reason)
    killswitch.pull(_of_letter(data, row.pk))
    return row


@transaction.atomic
def hand_over(actor: Actor, data: Path, site: Site, office: Office, reason: str) -> Site:
    """Put a site under another office, and break off what is under way with its old leaves.

    Its filings go with it, those under review to the new office's first level.
    """
    letters = list(
        ScanAuthorisation.objects.filter(site=site)
        .exclude(state=AuthorisationState.REVOKED)
        .values_list("pk", flat=True)
    )
    site = sites.hand_over(actor, site, office, reason)
    follow(actor, site)
    for number in letters:
        killswitch.pull(_of_letter(data, number))
    return site


def is_stopped(data: Path, site: Site | None = None) -> bool:
    """Whether the console's switch of `site`, or of every site, is pulled."""
    folder = _of_site(data, site.pk) if site else switches(data)[0]
    return killswitch.KillSwitch((folder,)).is_pulled(killswitch.ALL)


def _of_site(data: Path, site_id: int) -> Path:
    """A folder of its own: a site may answer under names that nobody wrote down."""
    return switches(data)[0] / "sites" / str(site_id)


def _of_letter(data: Path, authorisation_id: int) -> Path:
    return switches(data)[0] / "letters" / str(authorisation_id)


def _noun(site: Site | None) -> Noun:
    if site is not None:
        return Noun("site", site.pk, site.name, site.path)
    root = Office.objects.get(parent=None)
    return Noun("office", root.pk, root.name, root.path)
