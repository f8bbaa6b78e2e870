"""A responsive site of 2017: HTML5 elements, `<time>`, neighbours under every article."""

from __future__ import annotations

from xuncha.demo.plan import Article, Column, Place
from xuncha.demo.styles.make import Make


class Modern(Make):
    """The most careful of the makes."""

    code = "modern"
    MAP = "/sitemap/"
    PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{metas}<link rel="stylesheet" href="/images/style.css">
</head>
<body>
<header class="site-header"><a class="brand" href="/">{site}</a></header>
<nav class="site-nav"><ul>
{nav}</ul></nav>
<main>
{body}</main>
<footer class="site-footer"><p>{foot}</p></footer>
<script src="/images/base.js"></script>
</body>
</html>
"""
    BLOCK = """<section class="card">
<header><h2>{name}</h2><a class="card-more" href="{more}">更多</a></header>
{rows}</section>
"""
    LIST = ('<ul class="news-list">\n', "</ul>\n")
    ROW = (
        '<li class="news-item"><a href="{href}">{pinned}{title}</a>'
        '<time datetime="{day}">{day}</time></li>\n'
    )
    PINNED = '<i class="tag">置顶</i>'
    COLUMN = """<ol class="breadcrumb"><li><a href="{home}">首页</a></li><li>{name}</li></ol>
<section class="column"><h1>{name}</h1>
{body}</section>
"""
    ARTICLE = """<ol class="breadcrumb"><li><a href="/">首页</a></li>
<li><a href="{up}">{column}</a></li></ol>
<article>
<h1>{title}</h1>
<p class="meta"><time>{day} {clock}</time> <span>来源：{source}</span></p>
<div class="article-content">
{body}</div>
</article>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/gzdt/` and `/gzdt/2/`."""
        return f"/{column.slug}/" + (f"{page + 1}/" if page else "")

    def article_path(self, article: Article) -> str:
        """`/2017-11/30/c_1234.htm`."""
        day = article.day
        return f"/{day:%Y-%m}/{day.day:02d}/c_{article.number}.htm"

    def article_body(self, site: Place, article: Article) -> str:
        """The text, then the way to the neighbours."""
        body = super().article_body(site, article)
        others = article.column.articles
        at = others.index(article)
        before = f"<p>上一篇：{self._neighbour(others[at - 1])}</p>\n" if at else ""
        after = f"<p>下一篇：{self._neighbour(others[at + 1])}</p>\n" if others[at + 1 :] else ""
        return body + before + after

    def _neighbour(self, one: Article) -> str:
        return f'<a href="{self.article_path(one)}">{one.title}</a>'
