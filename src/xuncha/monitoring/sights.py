"""What a daily look at a site showed, beside how it was: alarms raised, ended, and got used to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from xuncha.base.language import _
from xuncha.base.text import mask
from xuncha.evidence import agreement
from xuncha.evidence.agreement import Agreement
from xuncha.evidence.face import GOOD, Face, face_of, is_another, signature
from xuncha.evidence.snapshot import Page
from xuncha.monitoring.alarms import end_alarm, raise_alarm, tell
from xuncha.monitoring.changes import (
    MOST_NETWORKS,
    Change,
    Doubt,
    certificate_step,
    changed,
    is_elsewhere,
    is_slow,
    networks,
)
from xuncha.monitoring.models import Alarm, Probe, Sight
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.monitoring.sighting import Seen
from xuncha.registry.models import Site, SiteState

#: A site is looked at once a day; where something is in doubt, again within the hour.
EVERY, SOON = timedelta(hours=24), timedelta(hours=1)
_DAY = timedelta(days=1)


def due_sights(now: datetime, most: int) -> list[Site]:
    """The active sites whose look is due, the longest unseen first; none in its hours of quiet."""
    rows = (
        Site.objects.filter(Q(sight=None) | Q(sight__due_at=None) | Q(sight__due_at__lte=now))
        .filter(state=SiteState.ACTIVE)
        .select_related("sight")
        .order_by("sight__due_at", "id")[: most * 2]
    )
    return [one for one in rows if quiet_until(one, now) is None][:most]


def agreement_of(site: Site) -> Agreement:
    """What the site asked of its monitors when it was last looked at; nothing without a look."""
    sight = getattr(site, "sight", None)
    return (agreement.read(sight.agreement) if sight else None) or agreement.NONE


def quiet_until(site: Site, now: datetime) -> datetime | None:
    """When the hours end in which no visit is to begin; None outside them."""
    return agreement_of(site).quiet_until(now)


def note_all(looks: Sequence[tuple[Site, Seen]], now: datetime) -> None:
    """Write down what looks gave, each by itself; what lies around them is read at once."""
    around = Around.of([site.pk for site, _seen in looks], now)
    for site, seen in looks:
        note(site, seen, around)


@dataclass(frozen=True, slots=True)
class Around:
    """By site id, the kinds of its open alarms, and what its probes took within a day."""

    alarmed: Mapping[int, frozenset[str]]
    #: Milliseconds of those that were open.
    totals: Mapping[int, Sequence[int]]

    @classmethod
    def of(cls, sites: Collection[int], now: datetime) -> Around:
        """What lies around the looks of now."""
        alarmed: dict[int, set[str]] = {}
        rows = Alarm.objects.filter(site__in=sites, ended_at=None).order_by()
        for site, kind in rows.values_list("site_id", "kind"):
            alarmed.setdefault(site, set()).add(kind)
        totals: dict[int, list[int]] = {}
        probes = Probe.objects.filter(site__in=sites, slot__gt=now - _DAY, slot__lte=now, open=True)
        for site, total in probes.values_list("site_id", "total"):
            totals.setdefault(site, []).append(total)
        return cls({site: frozenset(kinds) for site, kinds in alarmed.items()}, totals)


@transaction.atomic
def note(site: Site, seen: Seen, around: Around | None = None) -> Sight:
    """Write down what a look gave, and raise or end what follows from it."""
    around = around or Around.of([site.pk], seen.at)
    site = Site.objects.select_for_update(of=("self",)).select_related("sight").get(pk=site.pk)
    sight = getattr(site, "sight", None) or Sight.objects.get_or_create(site=site)[0]
    look = _Look(site, sight, around.alarmed.get(site.pk, frozenset()))
    sight.seen_at, sight.due_at = seen.at, seen.at + EVERY
    if seen.open:
        _note_address(look, seen)
        _note_certificate(look, seen)
        _note_ipv6(look, seen)
        _note_face(look, seen)
        sight.agreement = seen.agreement.written() if seen.agreement else {}
    _note_pace(look, around.totals.get(site.pk, ()), seen.at)
    if sight.doubts:
        sight.due_at = seen.at + SOON
    sight.save()
    return sight


@dataclass(frozen=True, slots=True)
class _Look:
    """A site that was looked at, how it was before, and the kinds of its open alarms."""

    site: Site
    sight: Sight
    alarmed: frozenset[str]


def _weigh(
    look: _Look,
    kind: str,
    odd: bool,
    now: datetime,
    adopt: Callable[[], None],
    **said: Any,
) -> None:
    """One more look at one thing: doubt it, raise it, end it, or get used to it."""
    sight = look.sight
    before = sight.doubts.pop(kind, None)
    known = Doubt(datetime.fromisoformat(before[0]), before[1]) if before else None
    change, doubt = changed(odd, known, now)
    if doubt is not None:
        sight.doubts[kind] = [doubt.since.isoformat(), doubt.times]
    if change is Change.ALARM:
        raise_alarm(look.site, kind, now, since=doubt.since if doubt else now, **said)
    elif change is not Change.DOUBT:
        if kind in look.alarmed:
            end_alarm(look.site.pk, kind, now, stayed=change is Change.ADOPT)
        adopt()


def _note_address(look: _Look, seen: Seen) -> None:
    if not seen.addresses:
        return
    sight = look.sight
    here = networks(seen.addresses)

    def adopt() -> None:
        # The newest first, so that what is forgotten is what was left the longest.
        known = [*sorted(here), *(one for one in sight.addresses if one not in here)]
        sight.addresses = known[:MOST_NETWORKS]

    _weigh(
        look,
        "address",
        is_elsewhere(seen.addresses, sight.addresses),
        seen.at,
        adopt,
        here=_("、").join(seen.addresses[:4]),
        before=_("、").join(sight.addresses[:4]),
    )


def _note_ipv6(look: _Look, seen: Seen) -> None:
    sight = look.sight
    if seen.ipv6 is None and not (sight.ipv6 and seen.ipv6_line):
        return
    now_works = bool(seen.ipv6)
    if now_works:
        sight.ipv6 = True
    if sight.ipv6:

        def adopt() -> None:
            sight.ipv6 = now_works

        _weigh(look, "ipv6", not now_works, seen.at, adopt)


def _note_face(look: _Look, seen: Seen) -> None:
    page, sight, site = seen.page, look.sight, look.site
    if page is None:
        return
    signed = signature(page)
    if signed:
        # Nobody waits for a second look where the intruder left a name.
        raise_alarm(site, "face", seen.at, quote=_("：{said}").format(said=mask(signed)[:80]))
        return
    if len(page.text) < GOOD and not sight.face:
        return
    known = Face.from_kept(sight.face) if sight.face else None
    odd = known is not None and is_another(page, known, site.name)

    def adopt() -> None:
        if _is_good(page):
            sight.face = face_of(page).kept()

    _weigh(look, "face", odd, seen.at, adopt)


def _is_good(page: Page) -> bool:
    return len(page.text) >= GOOD


def _note_certificate(look: _Look, seen: Seen) -> None:
    """One alarm for each certificate; its nearer steps are told anew, its renewal ends it."""
    until, site = seen.certificate_until, look.site
    look.sight.certificate_until = until
    open_one = None
    if "certificate" in look.alarmed:
        open_ones = Alarm.objects.filter(site=site, kind="certificate", ended_at=None)
        open_one = open_ones.select_related("site__office").first()
    step = certificate_step(until, seen.at) if until else None
    if until is None or step is None:
        if open_one and until is not None:
            _end_certificate(open_one, seen.at)
        return
    said = {"until": f"{until.astimezone(OFFICE_TIME):%Y-%m-%d}", "days": step}
    if open_one is not None and open_one.seen["until"] != said["until"]:
        _end_certificate(open_one, seen.at)
        open_one = None
    if open_one is None:
        open_one = Alarm.objects.create(
            site=site, path=site.path, kind="certificate", began_at=seen.at, seen=said
        )
    elif open_one.seen["days"] <= step:
        return
    open_one.seen = said
    open_one.save(update_fields=["seen"])
    tell(open_one, _words(step), seen.at, step=f":{step}")


def _end_certificate(alarm: Alarm, now: datetime) -> None:
    Alarm.objects.filter(pk=alarm.pk).update(ended_at=now)
    step = int(alarm.seen["days"])
    tell(alarm, _words(step), now, step=f":{step}", over=True)


def _words(step: int) -> str:
    return "certificate" if step else "expired"


def _note_pace(look: _Look, totals: Sequence[int], now: datetime) -> None:
    site = look.site
    was_slow = "slow" in look.alarmed
    slow = is_slow(totals, was_slow)
    if slow and not was_slow:
        middle = sorted(totals)[len(totals) // 2]
        raise_alarm(site, "slow", now, seconds=f"{middle / 1000:.1f}")
    elif was_slow and not slow:
        end_alarm(site.pk, "slow", now)
