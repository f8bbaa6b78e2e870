"""One page as the reader sees it, written down: the contract ``xuncha.look/1``."""

from __future__ import annotations

from datetime import date
from typing import Any

from xuncha.base import urls
from xuncha.base.dates import DateSeen
from xuncha.base.types import Site
from xuncha.evidence.columns import items_of
from xuncha.evidence.columns.items import newest
from xuncha.evidence.snapshot import Item, ItemList, Page, PageKind

SCHEMA = "xuncha.look/1"
#: The official tags (页面标签) by their lower-case names, spelt as the rules spell them.
TAGS = {
    name.lower(): name
    for name in str.split(
        "SiteName SiteDomain SiteIDCode ColumnName ColumnDescription ColumnKeywords ColumnType "
        "ArticleTitle PubDate ContentSource Keywords Author Description Image Url"
    )
}


def look(page: Page, today: date, site: Site | None = None) -> dict[str, object]:
    """What the reader saw of one page as of `today`; None where the page does not say."""
    own = items_of(page)
    tags = _tags(page)
    listed = page.kind in (PageKind.COLUMN, PageKind.HOME) and own is not None
    best = newest(own.items, today) if listed and own is not None else None
    return {
        "schema": SCHEMA,
        "url": page.url,
        "charset": page.charset,
        "charset_from": page.charset_from,
        "kind": page.kind.value,
        "title": page.heading if page.kind is PageKind.ARTICLE and page.heading else page.title,
        "published": _published(page),
        "site": {
            "code": page.elements.site_code
            or tags.get("SiteIDCode")
            or (site.site_code if site else None)
            or None,
            "name": page.elements.name or (site.name if site else None) or None,
            "domain": tags.get("SiteDomain") or urls.host_of(page.url) or None,
        },
        "column": page.column or None,
        "items": [_item(item) for item in own.items]
        if listed and own is not None and not _unknown(own)
        else None,
        "newest": best.isoformat() if best is not None else None,
        "blank": _blank(page, own),
        "elements": _elements(page),
        "tags": tags,
    }


def _unknown(own: ItemList) -> bool:
    return own.scripted and not own.items


def _blank(page: Page, own: ItemList | None) -> bool | None:
    """Whether a column page shows nothing; None where a script decides."""
    if page.kind is not PageKind.COLUMN:
        return False
    if page.scripted or (own is not None and _unknown(own)):
        return None
    return own is not None and (not own.items or own.hidden)


def _day(seen: DateSeen | None) -> str | None:
    if seen is None:
        return None
    return seen.day.isoformat() if seen.day is not None else seen.raw


def _published(page: Page) -> dict[str, str | None]:
    when = page.published
    return {
        "used": when.used.isoformat() if when.used is not None else None,
        "visible": _day(when.visible),
        "meta": _day(when.meta),
        "url_hint": when.url_hint,
        "why": when.why,
    }


def _item(item: Item) -> dict[str, object]:
    return {"title": item.title, "url": item.url, "date": _day(item.date), "pinned": item.pinned}


def _elements(page: Page) -> dict[str, Any]:
    found = page.elements
    return {
        "icp": found.icp,
        "police": found.police,
        "site_code": found.site_code,
        "error_report": found.error_report,
        "sponsor": found.sponsor,
        "contact": found.contact,
        "party_sign": found.party_sign,
        "sitemap": found.sitemap,
    }


def _tags(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in page.metas:
        if meta.name in TAGS:
            found.setdefault(TAGS[meta.name], meta.content)
    return found
