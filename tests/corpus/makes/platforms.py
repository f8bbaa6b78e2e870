"""Platforms of the big vendors: static publishers and group-site systems of 2012 to 2020."""

from __future__ import annotations

from datetime import date

from tests.corpus.furniture import clock
from tests.corpus.makes.base import Make
from tests.corpus.plan import Col, Entry, Site


class Trs(Make):
    """A static publisher whose list is cut into several <ul>, five entries each."""

    code = "trs-split"
    PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{title}</title>
{tags}<link href="/images/main.css" rel="stylesheet" type="text/css" />{head}
</head><body><table width="980" border="0" align="center" cellpadding="0" cellspacing="0"><tr><td height="160" background="/images/top.jpg"></td></tr>
<tr><td class="menu"><ul>{nav}</ul></td></tr></table>
<table width="980" align="center"><tr><td valign="top">{body}</td></tr></table>
<div class="bottom">{foot}</div></body></html>"""
    BLOCK = """<table class="lm" width="100%"><tr><td class="lmbt"><a href="{more}">{name}</a></td>
<td align="right"><a href="{more}"><img src="/images/more.gif" border="0"/></a></td></tr><tr><td colspan="2">{rows}</td></tr></table>"""

    def column_path(self, col: Col, page: int) -> str:
        stem = f"/{col.parent.slug}/{col.slug}/" if col.parent else f"/xxgk/{col.slug}/"
        return stem + (f"index_{page}.htm" if page else "")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"{self.column_path(col, 0)}{entry.day:%Y%m}/t{entry.day:%Y%m%d}_{entry.number}.htm"

    def href(self, path: str, base: str) -> str:
        folder = base.rpartition("/")[0] + "/"
        return f"./{path.removeprefix(folder)}" if path.startswith(folder) else path

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        lists = []
        for at in range(0, max(1, len(entries)), 5):
            rows = "".join(self._row(col, e, base) for e in entries[at : at + 5])
            lists.append(f'<ul class="news_ul">{rows}</ul>')
        return '<div class="dotline"></div>'.join(lists)

    def _row(self, col: Col, entry: Entry, base: str) -> str:
        mark = '<img src="/images/top.gif" alt="置顶"/>' if entry.pinned else ""
        href = self.href(self.entry_path(col, entry), base)
        return (
            f'<li>{mark}<a href="{href}" target="_blank" title="{entry.title}">{entry.title}</a>'
            f"<span>{self.listed(entry)}</span></li>\n"
        )

    def around(self, site: Site, col: Col, html: str) -> str:
        return (
            f'<div class="dqwz">您所在的位置：<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="./">{col.name}</a></div>'
            f'<div class="gl_list">{html}</div>'
        )

    def pager(self, col: Col, page: int, pages: int) -> str:
        return (
            f'<div class="fy"><script>createPageHTML({pages},{page},"index","htm");</script></div>'
        )

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        path = self.entry_path(col, entry)
        body = f"""<div class="dqwz">您所在的位置：<a href="/">首页</a>&nbsp;&gt;&nbsp;<a href="../">{col.name}</a></div>
<table width="100%"><tr><td class="bt1" align="center">{entry.title}</td></tr>
<tr><td align="center">日期：{self.shown(entry)}　来源：{entry.source or site.unit}　【字号：<a href="javascript:doZoom(16)">大</a> <a href="javascript:doZoom(14)">中</a>】</td></tr>
<tr><td id="zoom"><div class="TRS_Editor"><div class="Custom_UnionStyle">{entry.body}</div></div>{entry.below}</td></tr></table>"""
        return self.page(site, "article", entry.title, body, path, col, entry)


class DataStore(Make):
    """Lists stand as records in a datastore that a script pages through."""

    code = "jcms-store"
    PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{title}</title>
{tags}<link rel="stylesheet" href="/script/page.css"><script src="/script/jquery-1.9.1.min.js"></script>{head}</head>
<body><div id="top"><img src="/picture/0/logo.png" alt="{site}"></div><div class="nav_bg"><ul class="main-nav">{nav}</ul></div>
<div class="bt-box bt-box-1200">{body}</div><div class="footer">{foot}</div>
<script type="text/javascript" src="/script/web_front.js"></script></body></html>"""
    BLOCK = """<div class="box1"><div class="tt"><h3><a href="{more}">{name}</a></h3><span><a href="{more}" class="gd">+</a></span></div>
<div class="con">{rows}</div></div>"""

    def column_path(self, col: Col, page: int) -> str:
        number = f"{col.number + 1200}"
        return f"/col/col{number}/index.html" + (
            f"?uid=3{number}&pageNum={page + 1}" if page else ""
        )

    def made_path(self, col: Col, entry: Entry) -> str:
        day = entry.day
        return f"/art/{day.year}/{day.month}/{day.day}/art_{col.number + 1200}_{entry.number}.html"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        rows = [
            f'<li><i></i><a href="{self.entry_path(col, e)}" title="{e.title}" target="_blank">{e.title}</a><b>{self.listed(e)}</b></li>'
            for e in entries
        ]
        if short:
            return "<ul>" + "".join(rows) + "</ul>"
        records = "".join(f"<record><![CDATA[\n{row}]]></record>" for row in rows)
        number = col.number + 31200
        return (
            f'<div id="{number}"><div id="{number}_content"><script type="text/xml"><datastore>'
            f'<nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&unitid={number}"></a>]]></nextgroup>'
            f"<recordset>{records}</recordset></datastore></script></div></div>"
        )

    def around(self, site: Site, col: Col, html: str) -> str:
        return (
            f'<div class="bt-position"><table><tr><td>当前位置：<a href="/index.html">首页</a></td><td>&gt;&gt; {col.name}</td></tr></table></div>'
            f'<div class="bt-list"><div class="bt-list-title">{col.name}</div>{html}</div>'
        )

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="bt-position">当前位置：<a href="/index.html">首页</a> &gt;&gt; <a href="{self.column_path(col, 0)}">{col.name}</a></div>
<!--文章内容--><div class="main-txt"><h2 class="title"><!--<$[标题名称(html)]>begin-->{entry.title}<!--<$[标题名称(html)]>end--></h2>
<div class="main-fl"><span>发布日期：{self.shown(entry)}</span><span>来源：{entry.source or site.unit}</span><span>浏览次数：<script src="/module/visitcount/articlehits.jsp?colid=1"></script></span></div>
<div class="main-txt-con" id="zoom"><!--ZJEG_RSS.content.begin-->{entry.body}<!--ZJEG_RSS.content.end-->{entry.below}</div></div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )


class SiteServer(Make):
    """Every entry is a table of its own, and lists leave out the year."""

    code = "siteserver"
    PAGE = """<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><html><head>
<meta http-equiv="Content-Type" content="text/html; charset=UTF-8"><title>{title}</title>{tags}
<link href="/upload/css/css.css" rel="stylesheet" type="text/css">{head}</head><body bgcolor="#FFFFFF">
<table width="1002" align="center"><tr><td><img src="/upload/images/banner.jpg" width="1002"></td></tr><tr><td><ul id="navi">{nav}</ul></td></tr></table>
<table width="1002" align="center"><tr><td>{body}</td></tr></table>{foot}</body></html>"""
    BLOCK = """<table width="320" class="bk"><tr><td><strong>{name}</strong></td><td align="right"><a href="{more}">更多&gt;&gt;</a></td></tr>
<tr><td colspan="2">{rows}</td></tr></table>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/channels/{col.number + 30}" + (f"_{page + 1}.html" if page else ".html")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/contents/{col.number + 30}/{entry.number}.html"

    def day(self, day: date) -> str:
        return f"[{day:%m-%d}]"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        return "".join(
            '<table width="100%" border="0" cellspacing="0" cellpadding="0"><tr><td width="12" height="26"><img src="/upload/images/dot.gif"></td>'
            f'<td align="left"><a href="{self.entry_path(col, e)}" target="_blank">{e.title}</a></td>'
            f'<td width="60" class="rq">{self.listed(e)}</td></tr></table>'
            for e in entries
        )

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<table width="100%"><tr><td class="wz">当前位置： <a href="/">首页</a> &gt; {col.name}</td></tr><tr><td>{html}</td></tr></table>'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<table width="100%"><tr><td class="wz">当前位置： <a href="/">首页</a> &gt; <a href="{self.column_path(col, 0)}">{col.name}</a></td></tr>
<tr><td align="center" class="bt"><strong>{entry.title}</strong></td></tr>
<tr><td align="center" class="xx">发布时间：{self.shown(entry)} 作者：{entry.source or site.unit} 点击数：<script src="/sitefiles/services/hits.js"></script></td></tr>
<tr><td class="nr">{entry.body}{entry.below}</td></tr>
<tr><td>上一篇：<a href="{self.column_path(col, 0)}">没有了</a></td></tr></table>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        day = entry.day
        return f"{day.year}-{day.month}-{day.day} {clock(entry)}:00"


class Vsb(Make):
    """The group-site system whose classes carry numbers and whose dates have slashes."""

    code = "vsb"
    PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<HTML><HEAD><META content="text/html; charset=UTF-8" http-equiv="Content-Type"><TITLE>{title}</TITLE>
{tags}<META Name="keywords" Content="{site}" /><LINK href="/style/style.css" type="text/css" rel="stylesheet">
<!--Announced by Visual SiteBuilder 9--><link rel="stylesheet" type="text/css" href="/_sitegray/_sitegray_d.css" />{head}</HEAD>
<BODY><DIV class="header"><UL class="menu">{nav}</UL></DIV><DIV class="main">{body}</DIV><DIV class="foot">{foot}</DIV></BODY></HTML>"""
    BLOCK = """<DIV class="boxr"><H2><SPAN>{name}</SPAN><A class="ff" href="{more}">MORE&gt;&gt;</A></H2>{rows}</DIV>"""

    def column_path(self, col: Col, page: int) -> str:
        stem = f"/xwzx/{col.slug}"
        return stem + (f"/{page}.htm" if page else ".htm")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/info/{1010 + col.number}/{entry.number}.htm"

    def day(self, day: date) -> str:
        return f"{day:%Y/%m/%d}"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        rows = "".join(
            f'<tr height="20" id="line_u10_{n}"><td width="1%" valign="middle"><span class="leaderfont194">·</span></td>'
            f'<td valign="middle" align="left"><a class="c194" href="{self.href(self.entry_path(col, e), base)}" target="_blank" title="{e.title}">{e.title}</a></td>'
            f'<td width="1%" nowrap><span class="timestyle194">{self.listed(e)}&nbsp;</span></td></tr>'
            f'<tr><td colspan="3"><hr class="dot"></td></tr>'
            for n, e in enumerate(entries)
        )
        return f'<table class="winstyle194" width="100%" cellspacing="0" cellpadding="0">{rows}</table>'

    def pager(self, col: Col, page: int, pages: int) -> str:
        count = len(col.entries)
        return f'<table><tr><td id="fanye194" align="left" nowrap>共{count}条&nbsp;&nbsp;{page + 1}/{pages}&nbsp;</td><td><span>首页</span><span>上页</span><span>下页</span><span>尾页</span></td></tr></table>'

    def around(self, site: Site, col: Col, html: str) -> str:
        return (
            f'<DIV class="position"><table class="winstyle1209"><tr><td><a href="/index.htm">首页</a>&gt;&gt;<a href="{self.column_path(col, 0)}">{col.name}</a>&gt;&gt;正文列表</td></tr></table></DIV>'
            f'<DIV class="list_right">{html}</DIV>'
        )

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<DIV class="position"><a href="/index.htm">首页</a>&gt;&gt;<a href="{self.column_path(col, 0)}">{col.name}</a>&gt;&gt;正文</DIV>
<form name="_newscontent_fromname"><div><h1 align="center">{entry.title}</h1>
<div align="center" style="line-height:300%;color:#787878">{self.shown(entry)}&nbsp;&nbsp;{entry.source or site.unit}&nbsp;&nbsp;&nbsp;&nbsp;点击：[<span id="dynclicks_wbnews_{entry.number}"></span>]</div>
<div id="vsb_content_2"><div class="v_news_content">{entry.body}{entry.below}</div></div><div id="div_vote_id"></div>
<p align="right">【<a href="javascript:window.opener=null;window.close();">关闭</a>】</p></div></form>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        return f"{entry.day.year}年{entry.day:%m}月{entry.day:%d}日 {clock(entry)}"


class PowerEasy(Make):
    """An ASP.NET grid with a head row, whose pager posts back."""

    code = "aspx-grid"
    kind = "text/html; charset=utf-8"
    PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>
	{title}
</title>{tags}<link href="/Skin/blue/default.css" type="text/css" rel="stylesheet" />{head}</head>
<body><form name="aspnetForm" method="post" action="" id="aspnetForm"><input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="/wEPDwUKLTQ3MDY5MjE5Nw9kFgJmD2QWAgIDD2Q=" />
<div id="container"><div id="ctl00_menu" class="topmenu"><ul>{nav}</ul></div><div id="content">{body}</div></div>
<div id="ctl00_copyright">{foot}</div></form></body></html>"""
    BLOCK = """<div class="c_main_box"><div class="c_main_one_l1"><span class="tit">{name}</span><span class="more"><a href="{more}">更多...</a></span></div><div class="c_main_one_l2">{rows}</div></div>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/Category_{col.number + 10}/Index" + (f"_{page + 1}.aspx" if page else ".aspx")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/Item/{entry.number}.aspx"

    def day(self, day: date) -> str:
        return f"{day.year}/{day.month}/{day.day}"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        if short:
            rows = "".join(
                f'<li><span class="date">{self.listed(e)}</span><span class="category">[<a href="{self.column_path(col, 0)}">{col.name}</a>]</span><a href="{self.entry_path(col, e)}">{e.title}</a></li>'
                for e in entries
            )
            return f'<ul class="list_box">{rows}</ul>'
        rows = "".join(
            f'<tr class="{("row", "alt")[n % 2]}"><td align="center">{n + 1}</td><td><a id="ctl00_gv_ctl{n:02d}_lnk" href="{self.entry_path(col, e)}">{e.title}</a></td><td>{site.unit}</td><td align="center">{self.listed(e)}</td></tr>'
            for n, e in enumerate(entries)
        )
        return f'<table class="GridView" cellspacing="0" rules="all" border="1" id="ctl00_gv"><tr><th scope="col">序号</th><th scope="col">标题</th><th scope="col">发布单位</th><th scope="col">发布日期</th></tr>{rows}</table>'

    def pager(self, col: Col, page: int, pages: int) -> str:
        return f"<div class=\"pager\">共 {len(col.entries)} 条记录 页次：{page + 1}/{pages} <a href=\"javascript:__doPostBack('ctl00$p','2')\">下一页</a></div>"

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<div id="ctl00_path" class="path">您现在的位置：&nbsp;<a href="/">{site.shown_name}</a>&nbsp;&gt;&gt;&nbsp;<a href="{self.column_path(col, 0)}">{col.name}</a></div>{html}'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="path">您现在的位置：&nbsp;<a href="/">{site.shown_name}</a>&nbsp;&gt;&gt;&nbsp;<a href="{self.column_path(col, 0)}">{col.name}</a></div>
<div class="c_content_main_text"><h1 class="title" id="ctl00_title">{entry.title}</h1>
<div class="property">发布日期：{self.shown(entry)}　来源：{entry.source or site.unit}　浏览次数：<span id="hits">{entry.number % 97}</span></div>
<div id="fontzoom" class="c_content_text">{entry.body}{entry.below}</div></div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        day = entry.day
        return f"{day.year}/{day.month}/{day.day} {clock(entry)}:00"
