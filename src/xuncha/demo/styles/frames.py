"""A site of 2005: the home page is a frameset, its foot a frame of its own."""

from __future__ import annotations

from datetime import date

from xuncha.demo.plan import Article, Column, Place
from xuncha.demo.styles import furniture
from xuncha.demo.styles.make import Make


class Frames(Make):
    """Classic ASP behind frames; `2017.11.30` in brackets after the title."""

    code = "frames"
    charset = "gb2312"
    MAP = "/map.asp"
    PAGE = """<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{title}</title>
{metas}<link rel="stylesheet" type="text/css" href="/images/style.css">
</head>
<body topmargin="0" leftmargin="0">
<table width="780" align="center" id="menu"><tr>
{nav}</tr></table>
<table width="780" align="center"><tr><td>
{body}</td></tr></table>
<table width="780" align="center" class="footer"><tr><td align="center">{foot}</td></tr></table>
</body>
</html>
"""
    FRAMESET = """<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{title}</title>
{metas}</head>
<frameset rows="90,*" frameborder="no" border="0">
<frame src="/top.asp" name="top" scrolling="no" noresize>
<frame src="/main.asp" name="main">
<noframes><body>您的浏览器不支持框架。</body></noframes>
</frameset>
</html>
"""
    NAV = '<td><a href="{href}" target="main">{name}</a></td>\n'
    BLOCK = """<table width="100%" border="0" class="kuai">
<tr><td class="lanmu"><b>{name}</b></td>
<td align="right"><a href="{more}">更多&gt;&gt;</a></td></tr>
<tr><td colspan="2">
{rows}</td></tr></table>
"""
    LIST = ('<table width="100%" class="xinxi">\n', "</table>\n")
    ROW = '<tr><td>· <a href="{href}">{title}</a>{pinned} ({day})</td></tr>\n'
    COLUMN = """<table width="100%"><tr><td class="weizhi">当前位置：
<a href="{home}" target="_top">首页</a> → {name}</td></tr>
<tr><td><b>{name}</b></td></tr><tr><td>
{body}</td></tr></table>
"""
    ARTICLE = """<table width="100%"><tr><td class="weizhi">当前位置：
<a href="/" target="_top">首页</a> → <a href="{up}">{column}</a></td></tr>
<tr><td align="center"><h2>{title}</h2></td></tr>
<tr><td align="center">作者：{source}　发布时间：{day}　阅读：88次</td></tr>
<tr><td class="zw">
{body}</td></tr></table>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/list.asp?classid=3`."""
        return f"/list.asp?classid={column.number}" + (f"&page={page + 1}" if page else "")

    def article_path(self, article: Article) -> str:
        """`/show.asp?id=1234`."""
        return f"/show.asp?id={article.number}"

    def home(self, site: Place) -> str:
        """Nothing but frames."""
        metas = furniture.metas(site, "home", None, None)
        return self.FRAMESET.format(title=site.name_shown, metas=metas)

    def more(self, site: Place) -> dict[str, str]:
        """The two frames and the site map."""
        top = self.PAGE.format(
            metas="",
            title="top",
            site=site.name_shown,
            nav="",
            body=f'<img src="/images/logo.png" alt="{site.name_shown}">',
            foot="",
        )
        return super().more(site) | {"/top.asp": top, "/main.asp": super().home(site)}

    def list_day(self, day: date) -> str:
        """`2017.11.30`."""
        return f"{day:%Y.%m.%d}"

    def page_day(self, day: date) -> str:
        """`2017-11-30 9:12:00`."""
        return f"{day} 9:12:00"
