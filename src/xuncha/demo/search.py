"""A search that trusts what it is asked: SQL and script pass through it.

The bulletin names 格尔木市行政审批服务局 for it. It is found only by asking, so only where there
is an authorisation; a visit without one must call both indicators untested. The database behind it
is a real one, so that the proof of it can be repeated.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from urllib.parse import parse_qs, quote, urlsplit

from xuncha.base.types import ColumnType
from xuncha.demo.plan import Article, Column, Place, Reply, Target

UNIT = "格尔木市行政审批服务局"
PATH, PARAMETER = "/search.jsp", "keyword"
_STATEMENT = "SELECT id FROM items WHERE title LIKE '%{}%' ORDER BY id LIMIT 3"
_ERROR = (
    "<html><head><title>Error</title></head><body><h1>HTTP Status 500</h1><pre>"
    "org.sqlite.SQLiteException: [SQLITE_ERROR] SQL error or missing database ({})</pre></body>"
)


def open_search(site: Place) -> None:
    """Give the site the search and a link to it."""
    site.careless = True
    asked = site.columns[0].articles[0].title[:2]
    site.links.append(Target("热点搜索", f"{site.origin}{PATH}?{PARAMETER}={quote(asked)}"))
    where = f"{site.url(PATH)}#{PARAMETER}"
    site.faults += [("security.sqli", where), ("security.xss", where)]


def answer(site: Place, target: str) -> Reply:
    """The page for one question; nothing of it is escaped."""
    query = parse_qs(urlsplit(target).query, keep_blank_values=True)
    asked = query.get(PARAMETER, [""])[0]
    everything = site.columns[0].articles
    try:
        found = _found(tuple(one.title for one in everything), asked)
    except (sqlite3.Error, sqlite3.Warning, UnicodeError) as error:
        return Reply(_ERROR.format(error).encode("utf-8", "replace"), 500)
    return _page(site, asked, [everything[number] for number in found])


def _page(site: Place, asked: str, articles: list[Article]) -> Reply:
    column = Column(99, "search", "站内搜索", ColumnType.OTHER, articles=articles)
    html = site.style.column(site, column, 0)
    html = html.replace("</body>", f"<p>与“{asked}”有关的信息</p>\n</body>", 1)
    return Reply(html.encode(site.style.charset, "xmlcharrefreplace"))


def _found(titles: tuple[str, ...], asked: str) -> list[int]:
    """The numbers of the titles that hold `asked`, which is pasted into the statement."""
    rows = _base(titles).execute(_STATEMENT.format(asked))
    return [number for (number,) in rows if isinstance(number, int) and number < len(titles)]


@cache
def _base(titles: tuple[str, ...]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE items (id INTEGER PRIMARY KEY, title TEXT)")
    base.executemany("INSERT INTO items VALUES (?, ?)", enumerate(titles))
    return base
