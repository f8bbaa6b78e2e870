"""From the ledger to what a visit needs: a site of the register as an order for one inspection."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from xuncha.base import types
from xuncha.base.types import ColumnType, DeclaredColumn
from xuncha.base.urls import canonical
from xuncha.campaigns.policies import as_checked
from xuncha.evidence.plan import Plan
from xuncha.findings.models import Judgement
from xuncha.pipeline.claims import Claim
from xuncha.pipeline.models import InspectionItem, InspectionRun
from xuncha.pipeline.order import Order
from xuncha.pipeline.sights import wanted
from xuncha.registry.models import Domain, Site, SiteKind, SiteState


@dataclass(frozen=True, slots=True)
class Place:
    """Where inspections are kept, and which networks and names they may reach."""

    data: Path
    networks: tuple[str, ...] = ()
    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def folder(self, run_id: int, attempt: int) -> Path:
        """Where one attempt's snapshots and evidence stand; a straggler never meets the next."""
        return self.data / "inspections" / str(run_id) / str(attempt)


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """What the register says of hosts, read once for a shift."""

    hosts: frozenset[str]
    #: Home pages whose ports the gate opens.
    home_urls: tuple[str, ...]


def known_hosts() -> KnownHosts:
    """Every host of a site that is not closed, with the domains it declares.

    The ports of closed sites are open too: whether they are gone is asked there.
    """
    urls = tuple(Site.objects.values_list("home_url", flat=True))
    sites = Site.objects.exclude(state__in=(SiteState.CLOSED, SiteState.MOVED))
    hosts = set(sites.values_list("host", flat=True))
    hosts.update(Domain.objects.filter(given_up_on=None).values_list("host", flat=True))
    return KnownHosts(frozenset(hosts), urls)


def with_ports() -> tuple[str, ...]:
    """The home pages whose address names a port."""
    urls = Site.objects.values_list("home_url", flat=True)
    return tuple(url for url in urls.iterator(chunk_size=5000) if _names_port(url))


def _names_port(url: str) -> bool:
    # Without taking every address apart: this is asked of the whole register.
    return ":" in url.partition("://")[2].partition("/")[0]


#: So many earlier visits are looked at beside the new one.
_EARLIER = 3


def earlier_snapshots(site_id: int, before: datetime, place: Place) -> tuple[Path, ...]:
    """The folders of a site's latest snapshots before a time, oldest first."""
    rows = (
        Judgement.objects.filter(site=site_id, as_of__lt=before)
        .exclude(folder="")
        .order_by("-as_of")
        .values_list("folder", flat=True)[:_EARLIER]
    )
    return tuple(place.data / folder for folder in reversed(rows))


def items_of(claims: Iterable[Claim]) -> dict[int, InspectionItem]:
    """What was claimed, by its number, read at once for all that is asked of it: with its run, its
    site, the site's columns and what the site asked of its monitors."""
    rows = InspectionItem.objects.filter(pk__in=[one.item_id for one in claims]).order_by()
    whole = rows.select_related("run", "site__sight").prefetch_related("site__columns")
    return {one.pk: one for one in whole}


def order_of_item(item: InspectionItem, place: Place) -> Order:
    """The order for the one site of an item."""
    site = _site(item.site)
    order = order_of_run(item.run, place, site, _columns(item.site, site.site_code))
    return replace(order, sights=wanted(item))


def order_of_run(
    run: InspectionRun,
    place: Place,
    site: types.Site | None = None,
    columns: tuple[DeclaredColumn, ...] = (),
) -> Order:
    """A run's order for `site`, or for none: its caps, standard and time."""
    options: dict[str, Any] = dict(run.options)
    render = options.pop("render", "auto")
    options.pop("probing", None)
    options.pop("authorisation", None)
    policies = as_checked(options.pop("policies", ()))
    return Order(
        sites=(site,) if site else (),
        declared={site.site_code: columns} if site and columns else {},
        policies=policies,
        hosts=place.hosts,
        networks=place.networks,
        standard=run.standard,
        as_of=run.as_of,
        plan=Plan(**options),
        render=render,
    )


def _site(row: Site) -> types.Site:
    return types.Site(
        # A site without a code yet still needs a folder and columns of its own.
        site_code=row.site_code or "",
        home_url=canonical(row.home_url) or row.home_url,
        name=row.name,
        unit=row.sponsor,
        region=row.region,
        stratum=row.stratum,
        kind=str(SiteKind(row.kind).label),
        exposure_paths=row.exposure_paths,
    )


def _columns(site: Site, code: str) -> tuple[DeclaredColumn, ...]:
    return tuple(
        DeclaredColumn(code, one.name, ColumnType(one.type), address)
        for one in site.columns.all()
        if (address := canonical(one.url))
    )
