"""Bringing planned lines of a table of sites into force, a thousand at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.utils.timezone import localdate

from xuncha.base.urls import host_of
from xuncha.people.actions import Actor, Noun, record_all
from xuncha.registry import codes
from xuncha.registry.actions import write_draft
from xuncha.registry.bulk import insert, insert_all
from xuncha.registry.models import Domain, RequestKind, Site, SiteState, SiteTransition
from xuncha.registry.sites import noun, write_fields
from xuncha.registry.transfer.lines import Offices
from xuncha.registry.transfer.siteplan import Planned, office_of, with_home

_PLACED: Final = frozenset({"domains", "home_url", "lands_at"})


def import_sites(actor: Actor, planned: Sequence[Planned], offices: Offices, why: str) -> None:
    """Carry out one batch; the caller holds the transaction and has seen no problem in it."""
    by_doing: dict[str, list[Planned]] = {}
    for one in planned:
        by_doing.setdefault(one.doing, []).append(one)
    _add(actor, by_doing.get("new", []), offices, why)
    _change(actor, by_doing.get("change", []))
    for one in by_doing.get("draft", []):
        fields = {name: value for name, value in one.new.items() if value}
        request = write_draft(
            actor, RequestKind.REGISTER, office_of(one.line, offices), new=fields, reason=why
        )
        _sign(actor, request)
    for one in by_doing.get("draft_change", []):
        assert one.site is not None  # noqa: S101 (a change is planned to a site)
        request = write_draft(
            actor, RequestKind.CHANGE, one.site.office, site=one.site, new=one.new, reason=why
        )
        _sign(actor, request)


def _sign(actor: Actor, request: Any) -> None:
    if actor.user is not None:
        request.writers.add(actor.user)


def _add(actor: Actor, planned: Sequence[Planned], offices: Offices, why: str) -> None:
    """Sites of the register of record go straight into their state, under their given codes."""
    if not planned:
        return
    sites = [_site(actor, one, offices) for one in planned]
    insert_all(sites)
    given = {str(site.site_code): site for site in sites}
    rows = Site.objects.filter(site_code__in=given).values_list("site_code", "pk")
    for code, pk in rows:
        given[str(code)].pk = pk
    insert(
        Domain,
        ("site_id", "host", "main"),
        (
            (site.pk, domain["host"], domain["main"])
            for site, one in zip(sites, planned, strict=True)
            for domain in with_home(one.new.get("domains", ()), site.host)
        ),
    )
    by, reason = actor.user.pk if actor.user else None, why[:500]
    insert(
        SiteTransition,
        ("site_id", "path", "at", "from_state", "to_state", "by_id", "reason"),
        ((site.pk, site.path, actor.now, "", site.state, by, reason) for site in sites),
    )
    codes.note_given(set(given))


def _site(actor: Actor, planned: Planned, offices: Offices) -> Site:
    line, office = planned.line, office_of(planned.line, offices)
    fields = {name: value for name, value in planned.new.items() if name != "domains"}
    return Site(
        **fields,
        office=office,
        path=office.path,
        site_code=line.site_code,
        check_code=line.check_code,
        state=line.state or SiteState.ACTIVE,
        state_since=actor.now,
        until=date.fromisoformat(line.until) if line.until else None,
        host=host_of(planned.new["home_url"]),
        added_at=actor.now,
        changed_at=actor.now,
    )


def _change(actor: Actor, planned: Sequence[Planned]) -> None:
    """Changes by the province's office itself: in force at once, old and new in the log."""
    if not planned:
        return
    today, touched, lines = localdate(actor.now), set[str](), list[tuple[Noun, Any, Any]]()
    for one in planned:
        site = one.site
        assert site is not None  # noqa: S101 (a change is planned to a site)
        site.changed_at = actor.now
        if _PLACED & set(one.new):
            write_fields(site, one.new, today)
        for name, value in one.new.items():
            if name != "domains":
                setattr(site, name, value)
                touched.add(name)
        secret = {"check_code": "***"} if "check_code" in one.new else {}
        lines.append((noun(site), one.old | secret, one.new | secret))
    sites = [one.site for one in planned if one.site is not None]
    Site.objects.bulk_update(sites, [*touched, "changed_at"], batch_size=200)
    record_all(actor, "site.import", lines)
