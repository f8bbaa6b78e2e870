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
from xuncha.registry.bulk import columns_of, insert
from xuncha.registry.models import Domain, RequestKind, Site, SiteState, SiteTransition
from xuncha.registry.sites import noun, write_fields
from xuncha.registry.transfer.lines import Offices
from xuncha.registry.transfer.siteline import with_home
from xuncha.registry.transfer.siteplan import Planned, office_of

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
    blank = {one.attname: one.get_default() for one in columns_of(Site)}
    rows = [blank | _row(actor, one, offices) for one in planned]
    insert(Site, tuple(blank), (list(row.values()) for row in rows))
    given = {row["site_code"] for row in rows}
    numbers = dict(Site.objects.filter(site_code__in=given).values_list("site_code", "pk"))
    by, reason = actor.user.pk if actor.user else None, why[:500]
    numbered = [(numbers[row["site_code"]], row) for row in rows]
    insert(
        Domain,
        ("site_id", "host", "main"),
        (
            (pk, domain["host"], domain["main"])
            for (pk, row), one in zip(numbered, planned, strict=True)
            for domain in with_home(one.new.get("domains", ()), row["host"])
        ),
    )
    insert(
        SiteTransition,
        ("site_id", "path", "at", "from_state", "to_state", "by_id", "reason"),
        ((pk, row["path"], actor.now, "", row["state"], by, reason) for pk, row in numbered),
    )
    codes.note_given(given)


def _row(actor: Actor, planned: Planned, offices: Offices) -> dict[str, Any]:
    """What is known of a new site, by the names of its columns."""
    line, office = planned.line, office_of(planned.line, offices)
    return {name: value for name, value in planned.new.items() if name != "domains"} | {
        "office_id": office.pk,
        "path": office.path,
        "site_code": line.site_code,
        "check_code": line.check_code,
        "state": line.state or SiteState.ACTIVE,
        "state_since": actor.now,
        "until": date.fromisoformat(line.until) if line.until else None,
        "host": host_of(planned.new["home_url"]),
        "added_at": actor.now,
        "changed_at": actor.now,
    }


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
