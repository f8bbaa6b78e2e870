"""A site of 2012 in GBK: nested tables and dates in words, the address a number in a folder."""

from __future__ import annotations

from datetime import date

from xuncha.demo.plan import Article, Column
from xuncha.demo.styles.make import Make


class Gbk(Make):
    """Tables in tables in tables."""

    code = "gbk"
    charset = "gbk"
    MAP = "/html/map.html"
    PAGE = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
<HTML><HEAD><TITLE>{title}</TITLE>
<META http-equiv=Content-Type content="text/html; charset=gbk">
{metas}<LINK href="/images/style.css" type=text/css rel=stylesheet>
</HEAD>
<BODY bgColor=#ffffff>
<TABLE width=980 align=center><TR><TD><IMG src="/images/logo.png" alt="{site}"></TD></TR></TABLE>
<TABLE width=980 align=center class=nav><TR>
{nav}</TR></TABLE>
<TABLE width=980 align=center border=0><TR><TD vAlign=top>
{body}</TD></TR></TABLE>
<TABLE width=980 align=center class=foot><TR><TD align=middle>{foot}</TD></TR></TABLE>
</BODY></HTML>
"""
    NAV = '<TD align=middle><A href="{href}">{name}</A></TD>\n'
    BLOCK = """<TABLE cellSpacing=0 width=470 border=0><TR><TD>
<TABLE width="100%"><TR><TD class=bt>{name}</TD>
<TD align=right><A href="{more}"><IMG src="/images/more.gif" border=0></A></TD></TR></TABLE>
</TD></TR><TR><TD>
{rows}</TD></TR></TABLE>
"""
    LIST = ('<TABLE cellSpacing=0 cellPadding=2 width="100%">\n', "</TABLE>\n")
    ROW = (
        '<TR><TD width="4%"><IMG src="/images/dot.gif"></TD>'
        '<TD width="70%"><A href="{href}" target=_blank>{title}</A>{pinned}</TD>'
        "<TD noWrap>{day}</TD></TR>\n"
    )
    COLUMN = """<TABLE width="100%"><TR><TD class=wz>您所在的位置：<A href="{home}">首页</A>
 -&gt; {name}</TD></TR><TR><TD>
<TABLE width="100%"><TR><TD class=bt>{name}</TD></TR><TR><TD>
{body}</TD></TR></TABLE>
</TD></TR></TABLE>
"""
    ARTICLE = """<TABLE width="100%"><TR><TD class=wz>您所在的位置：<A href="/">首页</A>
 -&gt; <A href="{up}">{column}</A></TD></TR></TABLE>
<TABLE width="100%"><TR><TD align=middle><FONT size=5><B>{title}</B></FONT></TD></TR>
<TR><TD align=middle>【{day}】　【来源：{source}】　【浏览次数：215】</TD></TR>
<TR><TD class=content id=fontzoom>
{body}</TD></TR></TABLE>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/html/12/list.html`."""
        return f"/html/{column.number + 10}/list" + (f"_{page + 1}.html" if page else ".html")

    def article_path(self, article: Article) -> str:
        """`/html/12/1234.html`."""
        return f"/html/{article.column.number + 10}/{article.number}.html"

    def list_day(self, day: date) -> str:
        """`2017年11月10日`."""
        return f"{day.year}年{day.month}月{day.day}日"

    page_day = list_day
