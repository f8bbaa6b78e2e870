"""A publisher of the JCMS make: `/art/2017/11/30/art_12_345.html`, lists in a script datastore."""

from __future__ import annotations

from datetime import date

from xuncha.demo.plan import Article, Column, Shape
from xuncha.demo.styles.make import Make


class Jcms(Make):
    """Column pages carry their entries as CDATA records that a script lays out."""

    code = "jcms"
    MAP = "/col/col100/index.html"
    PER_PAGE = 60
    PAGE = """<!doctype html>
<html><head>
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
<title>{title}</title>
{metas}<link href="/images/style.css" rel="stylesheet">
</head>
<body>
<table id="header" width="1000" align="center"><tr><td>
<img src="/images/logo.png" alt="{site}"></td></tr></table>
<div class="nav"><ul>
{nav}</ul></div>
<div class="bt_main">
{body}</div>
<div id="footer" align="center">{foot}</div>
</body></html>
"""
    BLOCK = """<div class="lanmu">
<div class="lanmu_title"><a href="{more}" class="name">{name}</a>
<a href="{more}" class="gd">更多</a></div>
{rows}</div>
"""
    LIST = ('<div class="lists"><ul>\n', "</ul></div>\n")
    ROW = (
        '<li><a href="{href}" title="{title}" target="_blank">{title}</a>{pinned}'
        '<span class="bt_date">[{day}]</span></li>\n'
    )
    COLUMN = """<div class="weizhi">您的位置：<a href="{home}">首页</a> &gt; <a>{name}</a></div>
<div class="bt_list"><div class="bt_name">{name}</div>
{body}</div>
"""
    ARTICLE = """<div class="weizhi">您的位置：<a href="/">首页</a> &gt;
<a href="{up}">{column}</a></div>
<div class="bt_content">
<p class="title">{title}</p>
<p class="xxly"><span>发布日期：{day}</span> <span>信息来源：{source}</span></p>
<div id="zoom" class="bt_content_body">
{body}</div>
</div>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/col/col103/index.html`."""
        path = f"/col/col{100 + column.number}/index.html"
        return f"{path}?uid=300{column.number}&pageNum={page + 1}" if page else path

    def article_path(self, article: Article) -> str:
        """`/art/2017/11/30/art_103_1234.html`."""
        day, column = article.day, article.column
        return (
            f"/art/{day.year}/{day.month}/{day.day}/art_{100 + column.number}_{article.number}.html"
        )

    def column_body(self, column: Column, page: int) -> str:
        """The entries as records of a datastore."""
        if column.shape is not Shape.LIST or not column.articles or column.archived:
            return super().column_body(column, page)
        start = page * self.PER_PAGE
        records = "".join(
            f"<record><![CDATA[{self._record(one)}]]></record>\n"
            for one in column.articles[start : start + self.PER_PAGE]
        )
        total = len(column.articles)
        return (
            f'<div id="300{column.number}"><script type="text/xml"><datastore>\n'
            f"<totalrecord>{total}</totalrecord><totalpage>{self.pages(column)}</totalpage>\n"
            f"<recordset>\n{records}</recordset>\n</datastore></script></div>\n"
        )

    def _record(self, one: Article) -> str:
        return self.ROW.format(
            href=self.article_path(one),
            title=one.title,
            day=one.listed or self.list_day(one.day),
            pinned=self.PINNED if one.pinned else "",
        ).strip()

    def list_day(self, day: date) -> str:
        """`2017-11-30`."""
        return day.isoformat()
