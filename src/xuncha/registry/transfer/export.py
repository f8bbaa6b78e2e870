"""The register written out as the official forms, exactly what a list shows and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from typing import IO, Any

from django.db.models import QuerySet

from xuncha.people.models import Office
from xuncha.registry.columns import parent_words
from xuncha.registry.fields import SITE_FIELDS
from xuncha.registry.models import Column, Site
from xuncha.registry.queries import domains_of
from xuncha.registry.transfer.sheets import COLUMNS, SITES, column_cells, site_cells
from xuncha.registry.transfer.writing import write_csv, write_xlsx

_BATCH = 1_000
_PLAIN = tuple(name for name in SITE_FIELDS if name != "domains")


def export_sites(sites: QuerySet[Site], format_: str, out: IO[bytes]) -> int:
    """Write `sites` as 政府网站基本信息表, ``"csv"`` or ``"xlsx"``; how many there were.

    The caller hands in what the reader may see (`queries.sites_visible_to`).
    """
    return _write(format_, out, "政府网站基本信息表", SITES, _site_rows(sites))


def export_columns(columns: QuerySet[Column], format_: str, out: IO[bytes]) -> int:
    """Write `columns` as 政府网站栏目(系统)基本信息表; how many there were."""
    return _write(format_, out, "政府网站栏目(系统)基本信息表", COLUMNS, _column_rows(columns))


def _write(
    format_: str, out: IO[bytes], title: str, headings: Any, rows: Iterator[Sequence[str]]
) -> int:
    header = [one.label for one in headings.values()]
    if format_ == "csv":
        return write_csv(out, header, rows)
    if format_ == "xlsx":
        return write_xlsx(out, title, header, rows)
    raise ValueError(f"not a format: {format_!r} (csv, xlsx)")


def _site_rows(sites: QuerySet[Site]) -> Iterator[list[str]]:
    rest = sites.iterator(chunk_size=_BATCH)
    while batch := list(islice(rest, _BATCH)):
        domains = domains_of([site.pk for site in batch])
        offices = Office.objects.filter(pk__in={site.office_id for site in batch})
        called = dict(offices.values_list("pk", "name"))
        for site in batch:
            yield site_cells(_line(site, domains.get(site.pk, []), called[site.office_id]))


def _line(site: Site, domains: Sequence[Mapping[str, Any]], office: str) -> dict[str, Any]:
    """Everything of a site that the form shows, by the names of its headings."""
    values = {name: getattr(site, name) for name in _PLAIN}
    return values | {
        "site_code": site.site_code or "",
        "state": site.state,
        "until": site.until.isoformat() if site.until else "",
        "domains": domains,
        "office": office,
        "office_code": f"U{site.office_id}",
        "ident": f"S{site.pk}",
    }


def _column_rows(columns: QuerySet[Column]) -> Iterator[list[str]]:
    wanted = columns.order_by("site_id", "id").values_list("site_id", "id")
    by_site = groupby(wanted.iterator(chunk_size=10_000), key=lambda one: one[0])
    while batch := [(site, {pk for _site, pk in ones}) for site, ones in islice(by_site, _BATCH)]:
        yield from _columns_of(dict(batch))


def _columns_of(wanted: dict[int, set[int]]) -> Iterator[list[str]]:
    """The wanted columns of some sites; a parent is named as all of its site's columns allow."""
    sites = Site.objects.in_bulk(list(wanted))
    rows = Column.objects.filter(site__in=sites).order_by("site_id", "id")
    for site_id, ones in groupby(rows, key=lambda one: one.site_id):
        columns = list(ones)
        words = parent_words([(one.name, one.url) for one in columns])
        called = {one.pk: word for one, word in zip(columns, words, strict=True)}
        for one in columns:
            if one.pk in wanted[site_id]:
                yield column_cells(
                    {
                        "site_code": sites[site_id].site_code,
                        "site_name": sites[site_id].name,
                        "name": one.name,
                        "url": one.url,
                        "parent": called.get(one.parent_id or 0, ""),
                        "type": one.type,
                        "on_home": one.on_home,
                        "state": one.state,
                    }
                )
