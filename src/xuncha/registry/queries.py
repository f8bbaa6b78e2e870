"""Reads of the register, each within one person's part of the tree."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import get_default_timezone, localdate

from xuncha.base.calendar import Calendar
from xuncha.base.language import _
from xuncha.people.models import Office, OfficeLine, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb, roles_with
from xuncha.people.tree import above, below
from xuncha.registry import regions, rules
from xuncha.registry.fields import PERSON_PARTS, label_of
from xuncha.registry.models import (
    Candidate,
    Column,
    Document,
    Domain,
    FigureChange,
    Region,
    Request,
    RequestState,
    SavedView,
    ScanAuthorisation,
    Site,
    SiteKind,
    SiteState,
    SiteTransition,
)
from xuncha.registry.regions import Division


def _mine(user: User, field: str = "path") -> Q:
    """What lies in the user's part of the tree; nothing for one who may not read."""
    path = user.office.path
    return below(path, field) if can(user, Verb.READ, path) else Q(pk__in=[])


def sites_visible_to(user: User) -> QuerySet[Site]:
    """The sites of the user's part of the tree."""
    return Site.objects.filter(_mine(user))


#: States the public knows of; drafts and reviews are nobody's business yet.
PUBLIC_STATES = (SiteState.ACTIVE, SiteState.EXEMPT, SiteState.OFFLINE, SiteState.CLOSING)


def public_sites() -> QuerySet[Site]:
    """The sites everyone may know of; of each only what the open data tells (`web.api`)."""
    return Site.objects.filter(state__in=PUBLIC_STATES).exclude(site_code=None)


def columns_visible_to(user: User) -> QuerySet[Column]:
    """The columns of those sites."""
    return Column.objects.filter(_mine(user))


def domains_visible_to(user: User) -> QuerySet[Domain]:
    """The domains of those sites."""
    return Domain.objects.filter(_mine(user, "site__path"))


def domains_of(sites: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The domains in use of some sites by their numbers, the main one first, as a form has them."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Domain.objects.filter(site__in=sites, given_up_on=None).order_by("-main", "host")
    for site, host, main in rows.values_list("site_id", "host", "main"):
        found.setdefault(site, []).append({"host": host, "main": main})
    return found


def requests_visible_to(user: User) -> QuerySet[Request]:
    """The requests of the offices in the user's part of the tree."""
    return Request.objects.filter(_mine(user))


def requests_to_review(user: User) -> QuerySet[Request]:
    """The requests that lie at the user's own desk and that they may decide."""
    if not can(user, Verb.REVIEW_REQUEST, user.office.path):
        return Request.objects.none()
    return Request.objects.filter(at_office=user.office, state=RequestState.REVIEWING).exclude(
        writers=user
    )


def overdue(requests: QuerySet[Request], now: datetime, calendar: Calendar) -> QuerySet[Request]:
    """Those of `requests` that a level has had longer than its working days allow."""
    last = rules.overdue_since(localdate(now), figures().review_days, calendar)
    end = datetime.combine(last + timedelta(days=1), time.min, get_default_timezone())
    return requests.filter(state=RequestState.REVIEWING, at_since__lt=end)


def due(request: Request, calendar: Calendar) -> date | None:
    """The last working day for the level a request lies at; None when it lies at none."""
    if request.at_since is None:
        return None
    return rules.review_due(localdate(request.at_since), figures().review_days, calendar)


def documents_visible_to(user: User) -> QuerySet[Document]:
    """The documents behind those requests."""
    return Document.objects.filter(_mine(user, "request__path"))


def authorisations_visible_to(user: User) -> QuerySet[ScanAuthorisation]:
    """The leaves to probe sites of that part, for those who may see what probing finds.

    That a site is about to be probed is nobody else's business.
    """
    if not can(user, Verb.READ_SECURITY, user.office.path):
        return ScanAuthorisation.objects.none()
    return ScanAuthorisation.objects.filter(_mine(user, "site__path"))


def transitions_visible_to(user: User) -> QuerySet[SiteTransition]:
    """How those sites went from state to state, the newest first."""
    return SiteTransition.objects.filter(_mine(user))


def candidates_visible_to(user: User) -> QuerySet[Candidate]:
    """The missed sites found in, or assigned to, the user's part of the tree."""
    return Candidate.objects.filter(_mine(user))


def views_of(user: User, table: str) -> QuerySet[SavedView]:
    """The user's own saved views of one list."""
    return SavedView.objects.filter(owner=user, table=table).order_by("name")


def offline_overdue(user: User, today: date) -> QuerySet[Site]:
    """Sites that are still temporarily offline after their last day (standards.md R02)."""
    return sites_visible_to(user).filter(state=SiteState.OFFLINE, until__lt=today)


@dataclass(frozen=True, slots=True)
class Closing:
    """How far the end of a site has come: its notice, and from when it may be closed."""

    notice_on: date | None
    notice_url: str
    #: Days the notice must stand, and the first day on which the site may be closed.
    notice_days: int
    first_day: date | None
    #: Days until then; 0: it may be closed.
    days_left: int | None


def closing_of(site: Site, today: date) -> Closing | None:
    """The end of a site that was granted (关停、并入或迁移); None where none is on its way."""
    if site.state not in (SiteState.MIGRATING, SiteState.CLOSING):
        return None
    given = figures()
    first = rules.closing_day(site.notice_on, given) if site.notice_on else None
    return Closing(
        notice_on=site.notice_on,
        notice_url=site.notice_url,
        notice_days=given.notice_days,
        first_day=first,
        days_left=max(0, (first - today).days) if first else None,
    )


# ── requests in words ────────────────────────────────────────────────────────


def review_chain(office: Office) -> list[Office]:
    """The offices that review what `office` asks, the nearest first."""
    rows = {one.path: one for one in Office.objects.filter(path__in=above(office.path))}
    desks = [_desk(rows[path]) for path in sorted(rows)]
    return [rows[path] for path in rules.review_chain(desks[-1], desks[:-1])]


def unmanned(request: Request, chain: Sequence[Office]) -> list[Office]:
    """The levels of `chain`, from where `request` lies, at which nobody may decide it."""
    at = [place for place, one in enumerate(chain) if one.pk == request.at_office_id]
    ahead = chain[at[0] :] if at else chain
    people = User.objects.filter(
        office__in=ahead, is_active=True, role__in=roles_with(Verb.REVIEW_REQUEST)
    )
    manned = set(people.exclude(pk__in=request.writers.all()).values_list("office_id", flat=True))
    return [office for office in ahead if office.pk not in manned]


def _desk(office: Office) -> rules.Desk:
    return rules.Desk(office.path, office.line == OfficeLine.VERTICAL, office.closed_at is not None)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of old beside new, as people read it."""

    field: str
    label: str
    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.old != self.new


def differences(request: Request) -> list[Difference]:
    """What a request asks, old beside new, line by line."""
    return [
        Difference(name, label_of(name), in_words(name, request.old.get(name)), in_words(name, new))
        for name, new in request.new.items()
    ]


def in_words(field: str, value: Any) -> str:
    """A value of a form as one reads it; lists a line for each."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if value in (None, "", [], {}):
        return ""
    if field == "kind":
        return _(str(SiteKind(value).label))
    if field == "head":
        return _person(value)
    if field == "contacts":
        return "\n".join(map(_person, value))
    if field == "domains":
        return "\n".join(
            one["host"] + (_("（主域名）") if one["main"] and len(value) > 1 else "")
            for one in value
        )
    if field == "columns":
        return "\n".join(f"{one['name']}（{one['type']}） {one['url']}" for one in value)
    return str(value)


def _person(value: Mapping[str, str]) -> str:
    return " ".join(value[part] for part in PERSON_PARTS if value.get(part))


# ── figures and regions ──────────────────────────────────────────────────────


def figures() -> rules.Figures:
    """The numbers of the rules in force: the shipped ones, an office's own in their place."""
    changes = FigureChange.objects.order_by("id").values_list("name", "value")
    return rules.figures_in_force(dict(changes))


def divisions() -> Mapping[str, tuple[Division, ...]]:
    """Every division known: the shipped ones, and those the office added."""
    known = dict(regions.shipped())
    for row in Region.objects.all():
        one = Division(row.code, row.name, row.parent_code, row.since, row.until, row.successor)
        known[row.code] = (*known.get(row.code, ()), one)
    return known


def region_on(code: str, day: date) -> Division | None:
    """The region that `code` meant on `day`; None for a code nobody knows."""
    return regions.on(code, day, divisions())


def region_today(code: str, today: date) -> Division | None:
    """The region that goes on with `code` today, through every merger."""
    return regions.today(code, today, divisions())
