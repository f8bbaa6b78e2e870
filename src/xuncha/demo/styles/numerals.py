"""A PHP system whose lists carry no dates: they stand on the articles, in Chinese numerals."""

from __future__ import annotations

from datetime import date

from xuncha.demo.plan import Article, Column
from xuncha.demo.styles.make import Make

_DIGITS = "〇一二三四五六七八九"


class Numerals(Make):
    """The date is only to be had from the article's own page."""

    code = "numerals"
    MAP = "/index.php?m=map"
    PAGE = """<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title>
{metas}<link rel="stylesheet" href="/images/style.css">
</head>
<body>
<div class="top"><img src="/images/logo.png" alt="{site}"></div>
<div class="navbar"><ul>
{nav}</ul></div>
<div class="warp">
{body}</div>
<div class="foot"><div class="copyright">{foot}</div></div>
</body>
</html>
"""
    BLOCK = """<dl class="news">
<dt><strong>{name}</strong><a href="{more}" class="more">[更多]</a></dt>
<dd>
{rows}</dd></dl>
"""
    LIST = ('<ul class="text-list">\n', "</ul>\n")
    ROW = '<li>{pinned}<a href="{href}">{title}</a></li>\n'
    COLUMN = """<div class="weizhi">当前位置：<a href="{home}">首页</a> &raquo; {name}</div>
<div class="listcon"><h3>{name}</h3>
{body}</div>
"""
    ARTICLE = """<div class="weizhi">当前位置：<a href="/">首页</a> &raquo;
<a href="{up}">{column}</a></div>
<div class="arc">
<h1>{title}</h1>
<div class="arcinfo">发布时间：{day}　文章来源：{source}</div>
<div class="arcbody">
{body}</div></div>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/index.php?m=list&cid=3`."""
        return f"/index.php?m=list&cid={column.number}" + (f"&page={page + 1}" if page else "")

    def article_path(self, article: Article) -> str:
        """`/index.php?m=show&cid=3&id=1234`."""
        return f"/index.php?m=show&cid={article.column.number}&id={article.number}"

    def page_day(self, day: date) -> str:
        """`二〇一七年十一月三十日`."""
        year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
        return f"{year}年{_numeral(day.month)}月{_numeral(day.day)}日"


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens < 2 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")
