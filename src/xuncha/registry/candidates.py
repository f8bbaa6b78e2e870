"""Missed sites (漏报): noted while others are inspected, then claimed, assigned or dismissed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from xuncha.base.language import _
from xuncha.base.urls import canonical, host_of, is_government, origin_of, registrable
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.people.tree import above, holds
from xuncha.registry.actions import write_draft
from xuncha.registry.candidacy import (
    Sighting,
    Territory,
    bare,
    clues,
    is_candidate,
    is_part,
)
from xuncha.registry.fields import UnfitError, text
from xuncha.registry.models import (
    Candidate,
    CandidateState,
    Domain,
    Request,
    RequestKind,
    Site,
)
from xuncha.registry.queries import divisions, review_chain

#: Places a candidate was seen on that are kept; the count goes on.
MOST_PLACES: Final = 10
_UNDECIDED = frozenset({CandidateState.FOUND, CandidateState.CLAIMED})


@transaction.atomic
def note_candidates(actor: Actor, site: Site, sightings: Iterable[Sighting]) -> list[Candidate]:
    """Note the hosts that `site` links to and that look like missed sites of ours.

    Each host is one candidate however often and from wherever it is linked; it lies with the
    office that stands over everyone who links to it. A dismissed host stays dismissed, a
    registered one is never noted. Hand in what one inspection saw at once: `times_seen` counts
    inspections.
    """
    by_host: dict[str, Sighting] = {}
    for one in sightings:
        by_host.setdefault(bare(one.host), one)
    if not by_host:
        return []
    known = _registered(by_host)
    ours = territory(site, by_host)
    office = review_chain(site.office)[0]
    noted = []
    for host, sighting in sorted(by_host.items()):
        found = is_candidate(sighting, ours, known)
        if found is not None and canonical(sighting.url):
            noted.append(_note(actor, site, office, host, sighting, found))
    return noted


@transaction.atomic
def note_reported(actor: Actor, url: str) -> Candidate | None:
    """Note the host of a page that a citizen reported and no register has; None: no site of ours.

    Only a government domain is noted, with the province: what it is nobody has looked at yet.
    """
    host = bare(host_of(url))
    office = Office.objects.order_by("path").first()
    sighting = Sighting(host=host, url=url)
    if office is None or not is_government(host) or is_part(host, registrable(host)):
        return None
    if _registered([host]):
        return None
    return _note(actor, None, office, host, sighting, clues(sighting))


def territory(site: Site, hosts: Iterable[str]) -> Territory:
    """What says that a host linked from `site` is ours."""
    root = Office.objects.order_by("path").first()
    province = (root.region if root else "")[:2]
    families = {registrable(host) for host in hosts}
    registered = Domain.objects.filter(
        host__in=[*families, *(f"www.{one}" for one in families)]
    ).values_list("host", flat=True)
    names = {
        name
        for code, ones in divisions().items()
        if province and code.startswith(province)
        for one in ones
        for name in _called(one.name)
    }
    return Territory(province, {registrable(site.host), *map(bare, registered)}, names)


def _called(name: str) -> tuple[str, ...]:
    """A division's name as offices write it: 海南藏族自治州 is 海南州 to everybody."""
    if name.endswith(("自治州", "自治县")):
        return name, name[:2] + name[-1]
    return (name,) if len(name) > 2 else ()


def _registered(hosts: Iterable[str]) -> set[str]:
    both = [form for host in hosts for form in (host, f"www.{host}")]
    rows = (Domain.objects.filter(host__in=both), Site.objects.filter(host__in=both))
    return {bare(host) for found in rows for host in found.values_list("host", flat=True)}


def _note(
    actor: Actor,
    site: Site | None,
    office: Office,
    host: str,
    sighting: Sighting,
    found: Mapping[str, str],
) -> Candidate:
    fresh = Candidate(
        host=host,
        url=origin_of(sighting.url)[:499] + "/",
        office=office,
        path=office.path,
        times_seen=0,
        first_seen=actor.now,
        last_seen=actor.now,
    )
    Candidate.objects.bulk_create([fresh], ignore_conflicts=True)
    candidate = Candidate.objects.select_for_update(of=("self",)).get(host=host)
    candidate.times_seen += 1
    candidate.last_seen = actor.now
    candidate.clues = {**candidate.clues, **found}
    if site is not None:
        place = {"site": site.pk, "page": sighting.page[:500], "anchor": sighting.anchor[:60]}
        others = [one for one in candidate.seen_on if one["site"] != site.pk]
        candidate.seen_on = [*others, place][-MOST_PLACES:]
    if candidate.state == CandidateState.FOUND and not office.path.startswith(candidate.path):
        shared = [path for path in above(candidate.path) if holds(path, office.path)]
        candidate.path = shared[-1]
        candidate.office = Office.objects.get(path=candidate.path)
    candidate.save()
    return candidate


@transaction.atomic
def claim_candidate(actor: Actor, candidate: Candidate) -> Candidate:
    """Take a missed site as one's own office's: it will register it, or say whose it is."""
    candidate = _held(actor, candidate)
    _must_be(candidate, _UNDECIDED | {CandidateState.DISMISSED})
    if actor.user is None:
        raise PermissionDenied("a missed site is claimed by a person's office")
    office = actor.user.office
    candidate.office, candidate.path = office, office.path
    return _decide(actor, candidate, CandidateState.CLAIMED, {"office": office.name})


@transaction.atomic
def assign_candidate(actor: Actor, candidate: Candidate, office: Office) -> Request:
    """Have `office` register it (补录): a draft request lies before its people."""
    candidate = _held(actor, candidate)
    actor.must(Verb.DECIDE_CANDIDATE, office.path)
    _must_be(candidate, _UNDECIDED | {CandidateState.DISMISSED})
    request = write_draft(
        actor,
        RequestKind.SUPPLEMENT,
        office,
        new=_known_of(candidate),
        reason=f"漏报补录：巡查发现 {candidate.host} 未登记",
    )
    candidate.site, candidate.office, candidate.path = request.site, office, office.path
    _decide(actor, candidate, CandidateState.ASSIGNED, {"office": office.name})
    return request


@transaction.atomic
def dismiss_candidate(actor: Actor, candidate: Candidate, reason: str) -> Candidate:
    """Say that it is no site of ours, and why; it is not brought up again."""
    candidate = _held(actor, candidate)
    _must_be(candidate, _UNDECIDED)
    if not reason.strip():
        raise RefusedError(_("请写明排除的理由"))
    candidate.reason = " ".join(reason.split())[:500]
    return _decide(actor, candidate, CandidateState.DISMISSED, {"why": candidate.reason})


def _known_of(candidate: Candidate) -> dict[str, Any]:
    """What the clues already fill in; the unit corrects it."""
    new: dict[str, Any] = {"home_url": candidate.url}
    for name, clue in (("name", "title"), ("sponsor", "sponsor"), ("icp", "icp")):
        try:
            new[name] = text(candidate.clues.get(clue, ""))
        except UnfitError:
            continue
    return {name: value for name, value in new.items() if value}


def _held(actor: Actor, candidate: Candidate) -> Candidate:
    candidate = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    actor.must(Verb.DECIDE_CANDIDATE, candidate.path)
    return candidate


def _must_be(candidate: Candidate, states: frozenset[CandidateState]) -> None:
    if candidate.state not in states:
        raise RefusedError(
            _("该线索已“{state}”，请刷新页面").format(
                state=_(str(CandidateState(candidate.state).label))
            )
        )


def _decide(
    actor: Actor, candidate: Candidate, state: CandidateState, new: Mapping[str, Any]
) -> Candidate:
    before, candidate.state = candidate.state, state
    candidate.decided_by, candidate.decided_at = actor.user, actor.now
    candidate.save()
    record(
        actor,
        f"candidate.{state}",
        Noun("candidate", candidate.pk, candidate.host, candidate.path),
        old={"state": before},
        new={"state": state, **new},
    )
    return candidate
