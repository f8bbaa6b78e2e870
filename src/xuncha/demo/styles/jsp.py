"""A JSP system of a university make: everything behind `?wbtreeid=`, dates as [11-30]."""

from __future__ import annotations

from datetime import date

from xuncha.demo.plan import Article, Column, Place
from xuncha.demo.styles.make import Make


class Jsp(Make):
    """Addresses with parameters; a box of the newest beside every article."""

    code = "jsp"
    MAP = "/wzdt.jsp?urltype=tree.TreeTempUrl&wbtreeid=1001"
    PAGE = """<!DOCTYPE html>
<html><head>
<meta charset="UTF-8">
<title>{title}</title>
{metas}<link rel="stylesheet" href="/images/style.css">
<script src="/images/base.js"></script>
</head>
<body>
<div id="top"><a href="/"><img src="/images/logo.png" alt="{site}"></a></div>
<div class="menu"><ul>
{nav}</ul></div>
<div class="main clearfix">
{body}</div>
<div class="bottom"><p>{foot}</p></div>
</body></html>
"""
    BLOCK = """<div class="lm">
<h3 class="lm-title"><span>{name}</span><a href="{more}">MORE+</a></h3>
{rows}</div>
"""
    LIST = ('<ul class="newslist">\n', "</ul>\n")
    ROW = '<li>{pinned}<a href="{href}" title="{title}">{title}</a><em>[{day}]</em></li>\n'
    PINNED = '<font color="red">[顶]</font>'
    COLUMN = """<div class="dqwz">您现在的位置：<a href="{home}">首页</a>&gt;&gt;{name}</div>
<div class="rightlist">
<div class="tit">{name}</div>
{body}</div>
"""
    ARTICLE = """<div class="dqwz">您现在的位置：<a href="/">首页</a>&gt;&gt;
<a href="{up}">{column}</a></div>
<div class="nr">
<h1 class="nr-title">{title}</h1>
<p class="nr-info">发布日期：{day}　作者：{source}　点击：[<span id="hits">126</span>]</p>
<div class="v_news_content" id="vsb_content">
{body}</div>
</div>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/list.jsp?urltype=tree.TreeTempUrl&wbtreeid=1003`."""
        path = f"/list.jsp?urltype=tree.TreeTempUrl&wbtreeid={1001 + column.number}"
        return f"{path}&PAGENUM={page + 1}" if page else path

    def article_path(self, article: Article) -> str:
        """`/content.jsp?urltype=news.NewsContentUrl&wbtreeid=1003&wbnewsid=1234`."""
        tree = 1001 + article.column.number
        return f"/content.jsp?urltype=news.NewsContentUrl&wbtreeid={tree}&wbnewsid={article.number}"

    def article(self, site: Place, article: Article) -> str:
        """The article with a box of what is new beside it."""
        page = super().article(site, article)
        newest = next((one for one in site.columns if one.slug == "gzdt"), None)
        if newest is None:
            return page
        rows = "".join(
            f'<li><a href="{self.article_path(one)}">{one.title}</a></li>\n'
            for one in newest.articles[:5]
        )
        box = f'<div class="left"><h3>最新信息</h3><ul>\n{rows}</ul></div>\n'
        return page.replace('<div class="bottom">', f'{box}<div class="bottom">', 1)

    def list_day(self, day: date) -> str:
        """Month and day only."""
        return f"{day:%m-%d}"

    def page_day(self, day: date) -> str:
        """With the words."""
        return f"{day.year}年{day.month}月{day.day}日"
