"""Everything one site of the demonstration answers, address by address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

from xuncha.base.urls import caseless
from xuncha.demo import search
from xuncha.demo.plan import Article, Column, Place, Reply, Shape

_GONE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>提示信息</title></head>
<body><div class="tip"><h2>您访问的页面不存在或已被删除</h2>
<p><a href="/">返回首页</a></p></div></body></html>"""
_NOT_FOUND = "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"
_DOWN = "<html><head><title>503 Service Unavailable</title></head><body>503</body></html>"

Answerer = Callable[[], Reply]


class Pages:
    """The answers of one site; pages are written when they are first asked for."""

    def __init__(self, site: Place) -> None:
        """List every address of the plan."""
        self.site = site
        self._start = len(site.origin)
        self.answers: dict[str, Answerer] = {}
        if not site.down:
            self._list()

    def key(self, path: str) -> str:
        """The one spelling of an address of the site."""
        return caseless(self.site.url(path))[self._start :]

    def answer(self, target: str) -> Reply:
        """What the site says to a request target."""
        if self.site.down:
            return Reply(_DOWN.encode(), 503)
        if self.site.careless and target.startswith(search.PATH):
            return search.answer(self.site, target)
        found = self.answers.get(target) or self.answers.get(self._spelled(target))
        return found() if found is not None else self._missing()

    def _spelled(self, target: str) -> str:
        try:
            return self.key(target)
        except AssertionError:
            return ""

    def _missing(self) -> Reply:
        if self.site.missing == "home":
            return Reply(status=302, headers=(("Location", "/"),))
        if self.site.missing == "soft":
            return Reply(_GONE.encode())
        return Reply(_NOT_FOUND.encode(), 404)

    def _list(self) -> None:
        site, style = self.site, self.site.style
        self._add("/", lambda: self._page(style.home(site)))
        for path, html in style.more(site).items():
            self._add(path, lambda html=html: self._page(html))  # type: ignore[misc]
        for path, reply in site.replies.items():
            self._add(path, lambda reply=reply: reply)  # type: ignore[misc]
        for column in site.columns:
            self._list_column(column)
            for article in column.articles:
                self._add(
                    style.article_path(article),
                    lambda article=article: self._article(article),  # type: ignore[misc]
                )

    def _list_column(self, column: Column) -> None:
        site, style = self.site, self.site.style
        for page in range(style.pages(column)):
            self._add(
                style.column_path(column, page),
                lambda page=page: self._page(style.column(site, column, page)),  # type: ignore[misc]
            )
        if column.shape is Shape.SCRIPT:
            self._add(f"/api/list/{column.slug}.json", lambda: _as_json(site, column))

    def _add(self, path: str, answer: Answerer) -> None:
        key = self.key(path)
        if key in self.answers:
            raise ValueError(f"{self.site.office.host}: two answers for {key}")
        self.answers[key] = answer

    def _article(self, article: Article) -> Reply:
        if article.reply is not None:
            return article.reply
        reply = self._page(self.site.style.article(self.site, article))
        return replace(reply, delay=article.delay, stumbles=article.stumbles)

    def _page(self, html: str) -> Reply:
        charset = self.site.style.charset
        # Old servers leave it to the page to say its charset.
        kind = "text/html" if charset.startswith("gb") else f"text/html; charset={charset}"
        return Reply(html.encode(charset, "xmlcharrefreplace"), kind=kind)


def _as_json(site: Place, column: Column) -> Reply:
    items = [
        {"title": one.title, "url": site.style.article_path(one), "day": one.day.isoformat()}
        for one in column.articles
    ]
    return Reply(json.dumps(items, ensure_ascii=False).encode(), kind="application/json")


def targets(site: Place) -> Iterator[tuple[str, str]]:
    """Every address the plan links besides its own pages, with the fault it carries or ""."""
    for target in site.links:
        yield target.url, target.state.value
    for column in site.columns:
        for article in column.articles:
            for target in article.links:
                yield target.url, target.state.value
