"""A search that trusts what it is asked: SQL and script pass through it.

The bulletin names 格尔木市行政审批服务局 for it. It is found only by asking, so only where there
is an authorisation; a visit without one must call both indicators untested.
"""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

from xuncha.base.types import ColumnType
from xuncha.demo.plan import Column, Place, Reply, Target

UNIT = "格尔木市行政审批服务局"
PATH = "/search.jsp"
_ERROR = (
    "<html><head><title>Error</title></head><body><h3>You have an error in your SQL syntax; "
    "check the manual that corresponds to your MySQL server version near '{}' at line 1</h3>"
    "</body></html>"
)


def open_search(site: Place) -> None:
    """Give the site the search and a link to it."""
    site.careless = True
    site.links.append(Target("热点搜索", f"{site.origin}{PATH}?keyword={quote('审批')}"))


def active(site: Place) -> list[tuple[str, str]]:
    """What an authorised probe would find."""
    if not site.careless:
        return []
    where = site.url(PATH)
    return [("security.sqli", where), ("security.xss", where)]


def answer(site: Place, target: str) -> Reply:
    """The page for one question; nothing of it is escaped."""
    asked = parse_qs(urlsplit(target).query, keep_blank_values=True).get("keyword", [""])[0]
    if "'" in asked:
        return Reply(_ERROR.format(asked).encode("utf-8", "replace"), 500)
    column = Column(
        99, "search", "站内搜索", ColumnType.OTHER, articles=site.columns[0].articles[:3]
    )
    html = site.style.column(site, column, 0)
    html = html.replace("</body>", f"<p>与“{asked}”有关的信息</p>\n</body>", 1)
    return Reply(html.encode(site.style.charset, "xmlcharrefreplace"))
