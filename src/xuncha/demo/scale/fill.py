"""Filling an empty database with the made-up register, table by table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from xuncha.base.language import _
from xuncha.demo.scale import rows
from xuncha.demo.scale.offices import plant
from xuncha.demo.scale.rows import Country
from xuncha.findings.models import Finding, FindingEvent, Judgement
from xuncha.findings.problems import rebuild_problems
from xuncha.monitoring.actions import our_node
from xuncha.monitoring.models import ProbeDay
from xuncha.people.actions import Actor, Noun, RefusedError, record_all
from xuncha.people.models import Office, User
from xuncha.pipeline.models import InspectionItem, InspectionRun
from xuncha.registry.bulk import insert
from xuncha.registry.codes import note_given
from xuncha.registry.models import (
    Candidate,
    Column,
    Domain,
    Opinion,
    Request,
    Site,
    SiteTransition,
)

_TABLES: Final[Sequence[tuple[type[Model], tuple[str, ...], Callable[[Country], rows.Rows]]]] = (
    (Site, rows.SITE, rows.sites),
    (Domain, ("site_id", "host", "main", "given_up_on"), rows.domains),
    (
        Column,
        ("id", "site_id", "path", "parent_id", "name", "url", "type", "on_home", "state", "newest",
         "seen_at"),
        rows.columns,
    ),
    (
        Request,
        ("id", "kind", "state", "site_id", "office_id", "path", "at_office_id", "at_since", "level",
         "turn", "reason", "old", "new", "made_by_id", "made_at", "submitted_at", "ended_at"),
        rows.requests,
    ),
    (
        Opinion,
        ("request_id", "office_id", "by_id", "at", "decision", "from_state", "to_state", "level",
         "text"),
        rows.opinions,
    ),
    (
        SiteTransition,
        ("site_id", "path", "at", "from_state", "to_state", "by_id", "reason"),
        rows.transitions,
    ),
    (
        InspectionItem,
        ("id", "run_id", "site_id", "host", "state", "priority", "due_at", "attempt", "token",
         "pages", "why", "ended_at"),
        rows.items,
    ),
    (
        Judgement,
        ("id", "site_id", "path", "item", "as_of", "standard", "verdict", "score", "vetoes",
         "untested", "pages", "links", "findings_count", "columns", "folder"),
        rows.judgements,
    ),
    (
        Finding,
        ("id", "site_id", "path", "indicator", "where", "where_hash", "state", "level", "outcome",
         "url", "source_url", "column", "observed", "message", "sentence", "points", "evidence",
         "root", "first_seen", "last_seen", "gone_at", "times_seen", "standard", "proof"),
        rows.findings,
    ),
    (
        FindingEvent,
        ("finding_id", "at", "by_id", "what", "from_state", "to_state", "reason"),
        rows.events,
    ),
    (
        Candidate,
        ("host", "url", "state", "office_id", "path", "clues", "seen_on", "times_seen",
         "first_seen", "last_seen", "reason"),
        rows.candidates,
    ),
    (
        ProbeDay,
        ("site_id", "node_id", "day", "accesses", "failed", "set_aside", "faults", "median"),
        rows.probe_days,
    ),
)  # fmt: skip


@transaction.atomic
def fill(
    now: datetime,
    *,
    sites: int,
    columns_per_site: int,
    years: int,
    province: str = "51",
    seed: int = 1,
    tell: Callable[[str, int], None] = lambda _table, _rows: None,
) -> dict[str, int]:
    """Make the register up; the rows of each table. Raises RefusedError where there is one."""
    if Office.objects.exists():
        raise RefusedError(_("已有单位和登记。请另用空的数据目录或数据库"))
    actor = Actor(None, now)
    places = plant(actor, province)
    person = User.objects.get(username="province")
    node = our_node(now)
    country = Country(places, sites, columns_per_site, years, now, seed, person.pk, node.pk)
    _runs(country, places[0].id, places[0].path)
    made = {}
    for model, names, make in _TABLES:
        made[model.__name__] = insert(model, names, make(country))
        tell(model.__name__, made[model.__name__])
    codes = Site.objects.exclude(site_code=None).values_list("site_code", flat=True)
    note_given({str(code) for code in codes})
    rebuild_problems()
    made["AuditEntry"] = record_all(Actor(person, now), "site.register", _audit(country))
    tell("AuditEntry", made["AuditEntry"])
    _count_on([model for model, _names, _make in _TABLES] + [Office, InspectionRun])
    return made


def _runs(country: Country, office: int, path: str) -> None:
    """One spot check a quarter."""
    quarters = country.years * 4
    insert(
        InspectionRun,
        ("id", "title", "office_id", "path", "standard", "as_of", "options", "state",
         "started_by_id", "started_at", "ended_at"),
        (
            (quarter + 1, f"第{quarter + 1}次季度抽查", office, path, "census-2015", at, {}, "done",
             country.person, at, at + timedelta(days=60))
            for quarter in range(quarters)
            for at in (country.now - timedelta(days=91 * (quarters - quarter)),)
        ),
    )  # fmt: skip


def _audit(country: Country) -> Iterator[tuple[Noun, dict[str, Any], dict[str, Any]]]:
    for number in range(country.sites):
        path = country.place(number).path
        yield Noun("site", number + 1, country.host(number), path), {}, {"state": "active"}


def _count_on(models: Sequence[type[Model]]) -> None:
    """Let the database number new rows after those that came with their numbers."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
        # Lists are planned by what the database knows of its tables.
        cursor.execute("ANALYZE")
