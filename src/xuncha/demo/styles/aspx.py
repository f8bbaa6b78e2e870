"""An ASP.NET system: tables, __VIEWSTATE, a pager of __doPostBack."""

from __future__ import annotations

import base64
from datetime import date

from xuncha.demo.plan import Article, Column
from xuncha.demo.styles.make import Make

_STATE = base64.b64encode(b"\xff\x01\x0f" + bytes(range(120))).decode()


class Aspx(Make):
    """Lists are tables with a date cell."""

    code = "aspx"
    MAP = "/SiteMap.aspx"
    PAGE = (
        """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>
	{title}
</title>
{metas}<link href="/images/style.css" type="text/css" rel="stylesheet" /></head>
<body>
<form name="form1" method="post" id="form1">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKM"""
        + _STATE
        + """" />
<input type="hidden" name="__EVENTVALIDATION" id="__EVENTVALIDATION" value="/wEWBAK" />
<div class="head"><img src="/images/logo.png" alt="{site}" /></div>
<div id="menu"><ul>
{nav}</ul></div>
<div class="container">
{body}</div>
<div class="footer">{foot}</div>
</form>
</body>
</html>
"""
    )
    BLOCK = """<table class="panel" width="480"><tr><td class="panelhead">{name}</td>
<td align="right"><a href="{more}">更多...</a></td></tr>
<tr><td colspan="2">
{rows}</td></tr></table>
"""
    LIST = ('<table class="datalist" cellspacing="0" border="0" width="100%">\n', "</table>\n")
    ROW = (
        '<tr><td class="dot">·</td><td><a href="{href}">{title}</a>{pinned}</td>'
        '<td class="time">{day}</td></tr>\n'
    )
    COLUMN = """<div class="position">当前位置：<a href="{home}">首页</a> / {name}</div>
<h2 class="colname">{name}</h2>
{body}"""
    ARTICLE = """<div class="position">当前位置：<a href="/">首页</a> &gt;&gt;
<a href="{up}">{column}</a></div>
<table class="show" width="100%">
<tr><td align="center"><h2><span id="lblTitle">{title}</span></h2></td></tr>
<tr><td align="center">来源：<span id="lblFrom">{source}</span>
发布时间：<span id="lblTime">{day}</span></td></tr>
<tr><td><div id="content">
{body}</div></td></tr>
</table>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/NewsList.aspx?cid=3`."""
        return f"/NewsList.aspx?cid={column.number}" + (f"&page={page + 1}" if page else "")

    def article_path(self, article: Article) -> str:
        """`/NewsShow.aspx?id=1234`."""
        return f"/NewsShow.aspx?id={article.number}"

    def list_day(self, day: date) -> str:
        """`2017/11/3`."""
        return f"{day.year}/{day.month}/{day.day}"

    def page_day(self, day: date) -> str:
        """`2017/11/3 9:12:00`."""
        return f"{day.year}/{day.month}/{day.day} 9:12:00"
