"""A small builder of snapshots, so that a test of an indicator reads like the site it is about.

    site = snapshot(
        pages=[home(links=[link("/a.html")]), page("/b.html", main="…")],
        columns=[column("工作动态", ColumnType.NEWS, newest="2016-10-08")],
        answers=[answer("/a.html", 404)],
    )
    assert faults("link.dead", site)[0].where == at("/a.html")

Addresses may be written as paths of the example site. Everything not named was looked at and is
empty; ``None`` says that it was not looked at. There is no history and no register unless given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import urljoin

from xuncha.base.dates import DateSeen
from xuncha.base.types import ColumnType, Site
from xuncha.checks.contract import Fault, NotTested
from xuncha.checks.examination import Examined, examine
from xuncha.evidence.response import Failure, Reach
from xuncha.evidence.snapshot import (
    Answer,
    Column,
    Item,
    ItemList,
    Link,
    LinkKind,
    Meta,
    Page,
    PageKind,
    Published,
    Snapshot,
    Visit,
)

HOME = "http://www.example.gov.cn/"
AS_OF = datetime(2017, 12, 5, 10, tzinfo=timezone(timedelta(hours=8)))
SITE = Site("6325210001", HOME, name="示例县人民政府", unit="示例县人民政府办公室", region="示例县")


def at(address: str) -> str:
    """The full address of a path of the example site; a full address stays."""
    return urljoin(HOME, address)


def seen(day: str | date) -> DateSeen:
    """A date as a page shows it; "2017-13-45" is one that does not exist."""
    try:
        return DateSeen(str(day), date.fromisoformat(str(day)))
    except ValueError:
        return DateSeen(str(day), None)


def link(
    url: str, text: str = "", kind: LinkKind = LinkKind.PAGE, place: str = "", hidden: str = ""
) -> Link:
    """A link to a path of the site or to a full address."""
    return Link(at(url), kind, text, place, hidden)


def item(title: str, day: str | None = None, url: str | None = None, pinned: bool = False) -> Item:
    """An entry of a list with the date it shows, if any."""
    return Item(title, at(url) if url else None, seen(day) if day else None, pinned)


def block(heading: str, *items: Item, **more: Any) -> ItemList:
    """A list under its heading."""
    return ItemList(heading, items, **more)


def page(path: str, text: str = "", *, published: str | None = None, **more: Any) -> Page:
    """A page of the site that was read; ``published`` is the date that it shows itself."""
    url = at(path)
    shown = seen(published) if published else None
    facts: dict[str, Any] = {
        "url": url,
        "asked": url,
        "answered": url,
        "status": 200,
        "when": AS_OF,
        "kind": PageKind.OTHER,
        "text": text or more.get("main", ""),
        "published": Published(used=shown.day, visible=shown) if shown else Published(),
        "size": 20_000,
        "charset": "utf-8",
    }
    return Page(**facts | more)


def home(text: str = "", **more: Any) -> Page:
    """The site's home page."""
    return page("/", text, **{"kind": PageKind.HOME, "title": SITE.name} | more)


def article(path: str, main: str, *, title: str = "", **more: Any) -> Page:
    """An article with a menu above and a footer below its own text."""
    around = f"首页 信息公开 政民互动\n{title}\n{main}\n主办：示例县人民政府办公室"
    return page(path, around, **{"kind": PageKind.ARTICLE, "title": title, "main": main} | more)


def metas(**tags: str) -> tuple[Meta, ...]:
    """Meta tags by name."""
    return tuple(Meta(name.lower(), content) for name, content in tags.items())


def column(
    name: str,
    type: ColumnType = ColumnType.NEWS,  # noqa: A002 (the register's word)
    *,
    newest: str | None = None,
    items: Iterable[Item] | None = (),
    path: str = "",
    **more: Any,
) -> Column:
    """A column as surveyed; its newest day is told, since the survey works it out."""
    url = at(path or f"/{name}/")
    facts: dict[str, Any] = {
        "identity": f"column:{url}",
        "via": "register",
        "items": None if items is None else tuple(items),
        "newest": date.fromisoformat(newest) if newest else None,
        "newest_from": "list" if newest else "",
        "newest_url": url if newest else None,
    }
    return Column(name=name, type=type, url=url, **facts | more)


def answer(url: str, status: int | None = 200, **more: Any) -> Answer:
    """What an address answered: by its status alive, dead or keeping us out."""
    if status in (401, 403, 429):
        reach = Reach.BLOCKED
    else:
        reach = Reach.OK if status is not None and status < 400 else Reach.DEAD
    failed = Failure.STATUS if reach is not Reach.OK else None
    facts: dict[str, Any] = {
        "answered": at(url),
        "reach": reach,
        "failure": failed,
        "size": 20_000,
        "magic": "html",
        "content_type": "text/html",
        "tries": 1 if reach is Reach.OK else 3,
    }
    return Answer(asked=at(url), status=status, **facts | more)


def silent(url: str, failure: Failure = Failure.DNS, **more: Any) -> Answer:
    """An address from which nothing came; not looked at where our own gate or budget said no."""
    ours = failure in (Failure.GATE, Failure.BUDGET)
    facts: dict[str, Any] = {"reach": Reach.UNTESTED if ours else Reach.DEAD, "tries": 3}
    return Answer(asked=at(url), answered=None, failure=failure, **facts | more)


def visit(status: int | None = 200, *, seconds: float = 0.5, **more: Any) -> Visit:
    """One visit to the home page, good unless its status or time says otherwise."""
    reach = answer(HOME, status).reach
    failed = None if reach is Reach.OK else Failure.STATUS if status else Failure.TIMEOUT
    return Visit(AS_OF, seconds, status=status, **{"reach": reach, "failure": failed} | more)


def snapshot(
    pages: Sequence[Page] | None = (),
    *,
    columns: Sequence[Column] | None = (),
    answers: Iterable[Answer] | None = (),
    site: Site = SITE,
    **more: Any,
) -> Snapshot:
    """A snapshot with the given sights; the home page is found among the pages."""
    facts: dict[str, Any] = {
        "home_url": site.home_url,
        "as_of": AS_OF,
        "started": AS_OF,
        "visits": (),
        "home": next((one for one in pages or () if one.kind is PageKind.HOME), None),
        "missing": (),
        "letters": (),
        "policies": (),
    }
    return Snapshot(
        site=site,
        pages=None if pages is None else tuple(pages),
        columns=None if columns is None else tuple(columns),
        answers=None if answers is None else {one.asked: one for one in answers},
        **facts | more,
    )


def examined(code: str, site: Snapshot, /, **thresholds: Any) -> Examined:
    """What one indicator says; a broken one fails the test instead of hiding in the result."""
    result = examine(site, {code: thresholds})
    assert not result.errors, result.errors
    return result


def faults(code: str, site: Snapshot, /, **thresholds: Any) -> list[Fault]:
    """The faults that one indicator finds."""
    return [fault for _, fault in examined(code, site, **thresholds).faults]


def untested(code: str, site: Snapshot, /, **thresholds: Any) -> list[NotTested]:
    """What one indicator could not look at."""
    return [NotTested(why, where) for _, where, why in examined(code, site, **thresholds).untested]


def earlier(site: Snapshot, days: int, **changes: Any) -> Snapshot:
    """The same site as it was seen some days before."""
    then = site.as_of - timedelta(days=days)
    return replace(site, **{"as_of": then, "started": then, "history": None} | changes)
