"""Small systems in PHP and ASP, as counties and bureaus ran them from 2008 on."""

from __future__ import annotations

from datetime import date

from tests.corpus.furniture import clock
from tests.corpus.makes.base import Make
from tests.corpus.plan import Col, Entry, Site

from xuncha.demo.plan import Reply


class Dede(Make):
    """Entries with category, counter and a summary each."""

    code = "dede"
    PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><title>{title}</title>
{tags}<link href="/templets/default/style/dedecms.css" rel="stylesheet" media="screen" type="text/css" />{head}</head>
<body class="articlelist"><div class="header_top"><div class="w960 center"><span id="time" class="time">今天是 2024年1月9日 星期二</span></div></div>
<div class="module blue mT10"><div id="navMenu"><ul>{nav}</ul></div></div><div class="w960 center clear mT1">{body}</div>
<div class="footer w960 center mT1 clear">{foot}</div></body></html>"""
    BLOCK = """<dl class="tbox"><dt><strong><a href="{more}">{name}</a></strong><span class="more"><a href="{more}">更多...</a></span></dt><dd>{rows}</dd></dl>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/plus/list.php?tid={col.number + 2}" + (
            f"&TotalResult={len(col.entries)}&PageNo={page + 1}" if page else ""
        )

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/a/{col.slug}/{entry.day:%Y/%m%d}/{entry.number}.html"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        if short:
            rows = "".join(
                f'<li><span class="date">{e.day:%m-%d}</span><a href="{self.entry_path(col, e)}">{e.title}</a></li>'
                if e.listed is None
                else f'<li><span class="date">{e.listed}</span><a href="{self.entry_path(col, e)}">{e.title}</a></li>'
                for e in entries
            )
            return f'<ul class="d2 ico3">{rows}</ul>'
        rows = "".join(
            f'<li> [<b><a href="{self.column_path(col, 0)}">{col.name}</a></b>] <a href="{self.entry_path(col, e)}" class="title">{e.title}</a>'
            f'<span class="info"><small>日期：</small>{self.listed(e)}<small>点击：</small>{e.number % 311} <small>好评：</small>0</span>'
            f'<p class="intro">{e.title}，近日有关情况如下，请各单位知悉并做好相关工作……</p></li>'
            for e in entries
        )
        return f'<div class="listbox"><ul class="e2">{rows}</ul></div>'

    def day(self, day: date) -> str:
        return f"{day} 10:{day.day:02d}:00"

    def around(self, site: Site, col: Col, html: str) -> str:
        return f"""<div class="pleft"><div class="place"><strong>当前位置:</strong> <a href='/'>主页</a> > <a href='{self.column_path(col, 0)}'>{col.name}</a> > </div>{html}</div>
<div class="pright"><dl class="tbox"><dt><strong>推荐内容</strong></dt><dd><ul class="d4"><li><a href="/wzdt.html">网站使用帮助说明</a></li></ul></dd></dl></div>"""

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="pleft"><div class="place"><strong>当前位置:</strong> <a href='/'>主页</a> > <a href='{self.column_path(col, 0)}'>{col.name}</a> > </div>
<div class="viewbox"><div class="title"><h2>{entry.title}</h2></div>
<div class="info"><small>时间:</small>{self.shown(entry)}<small>来源:</small>{entry.source or site.unit} <small>作者:</small>admin<small>点击:</small>次</div>
<div class="content"><table><tr><td>{entry.body}{entry.below}</td></tr></table></div></div></div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )


class Phpcms(Make):
    """Addresses of parameters; the headline holds the date."""

    code = "phpcms"
    kind = "text/html"
    PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8" /><meta http-equiv="X-UA-Compatible" content="IE=7" />
<title>{title}</title>{tags}<link href="/statics/css/reset.css" rel="stylesheet" type="text/css" />{head}</head><body>
<div class="header"><div class="nav-bar"><ul class="nav-site">{nav}</ul></div></div><div class="main">{body}</div><div class="footer">{foot}</div></body></html>"""
    BLOCK = """<div class="box cat-area"><h5 class="title-1">{name}<a href="{more}" class="more">更多&gt;&gt;</a></h5><div class="content">{rows}</div></div>"""
    between = " - "

    def column_path(self, col: Col, page: int) -> str:
        return f"/index.php?m=content&c=index&a=lists&catid={col.number + 6}" + (
            f"&page={page + 1}" if page else ""
        )

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/index.php?m=content&c=index&a=show&catid={col.number + 6}&id={entry.number}"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        rows = []
        for number, e in enumerate(entries):
            if number and number % 5 == 0:
                rows.append('<li class="bk20 hr"></li>')
            rows.append(
                f'<li><span class="rt">{self.listed(e)}</span>·<a href="{self.entry_path(col, e).replace("&", "&amp;")}" target="_blank">{e.title}</a></li>'
            )
        return f'<ul class="list lh24 f14">{"".join(rows)}</ul>'

    def day(self, day: date) -> str:
        return f"{day} 09:{day.day:02d}:31"

    def pager(self, col: Col, page: int, pages: int) -> str:
        return f'<div id="pages" class="text-c"><a class="a1">{len(col.entries)}条</a> <a href="#" class="a1">上一页</a> <span>1</span> <a href="#" class="a1">下一页</a></div>'

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<div class="col-left"><div class="crumbs"><a href="/">网站首页</a><span> &gt; </span><a href="{self.column_path(col, 0)}">{col.name}</a> &gt;  列表</div>{html}</div>'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="col-left"><div class="crumbs"><a href="/">首页</a><span> &gt; </span><a href="{self.column_path(col, 0)}">{col.name}</a> &gt;  正文</div>
<div id="Article"><h1>{entry.title}<br />
<span>{self.shown(entry)}&nbsp;&nbsp;&nbsp;来源：{entry.source or site.unit}&nbsp;&nbsp;&nbsp;评论：<a href="#comment">0</a> 点击：</span><span id="hits"></span></h1>
<div class="content">{entry.body}{entry.below}</div></div></div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )


class OldAsp(Make):
    """Nothing but tables, fonts and breaks in GBK; names of elements in capitals, nothing quoted."""

    code = "asp-gbk"
    charset = "gb18030"
    kind = "text/html"
    PAGE = """<HTML><HEAD><META http-equiv=Content-Type content="text/html; charset=gb2312"><TITLE>{title}</TITLE>
{tags}<LINK href=/css.css rel=stylesheet>{head}</HEAD>
<BODY leftMargin=0 topMargin=0><TABLE width=778 align=center border=0><TR><TD height=120 background=/images/banner.gif></TD></TR>
<TR><TD bgColor=#1c65b5 align=center>{nav}</TD></TR>
<TR><TD align=right><SCRIPT>var d=new Date();document.write(d.getFullYear()+"年"+(d.getMonth()+1)+"月"+d.getDate()+"日");</SCRIPT> 今天是2024年1月9日 星期二</TD></TR></TABLE>
<TABLE width=778 align=center border=0><TR><TD>{body}</TD></TR></TABLE><HR>{foot}</BODY></HTML>"""
    NAV = '<A href="{href}"><FONT color=#ffffff>{name}</FONT></A> | '
    BLOCK = """<TABLE width=380 border=0><TR><TD background=/images/t.gif><B>{name}</B></TD><TD align=right><A href="{more}">更多</A></TD></TR><TR><TD colSpan=2>{rows}</TD></TR></TABLE>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/list.asp?id={col.number + 3}" + (f"&page={page + 1}" if page else "")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/show.asp?id={entry.number}"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        return "".join(
            f'<FONT color=#0066cc>□</FONT> <A href="{self.entry_path(col, e)}" target=_blank>{e.title}</A> <FONT color=#999999>{self.listed(e)}</FONT>'
            + ("<IMG src=/images/top.gif alt=固顶>" if e.pinned else "")
            + "<BR>\n"
            for e in entries
        )

    def day(self, day: date) -> str:
        return f"({day.year}-{day.month}-{day.day})"

    def around(self, site: Site, col: Col, html: str) -> str:
        return f"<TABLE width=100%><TR><TD height=28>您的位置：<A href=/>首页</A> → {col.name}</TD></TR><TR><TD style='line-height:200%'>{html}</TD></TR></TABLE>"

    def pager(self, col: Col, page: int, pages: int) -> str:
        return f"<P align=center>共{len(col.entries)}条 每页{self.per_page}条 第{page + 1}页 首页 上一页 下一页 尾页</P>"

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<TABLE width=100%><TR><TD height=28>您的位置：<A href=/>首页</A> → <A href="{self.column_path(col, 0)}">{col.name}</A> → 阅读文章</TD></TR>
<TR><TD align=center><FONT size=4 color=#ff0000><B>{entry.title}</B></FONT></TD></TR>
<TR><TD align=center bgColor=#eeeeee>作者：{entry.source or site.unit}　发布时间：{self.shown(entry)}　阅读{entry.number % 777}次</TD></TR>
<TR><TD>{entry.body}{entry.below}</TD></TR></TABLE>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        day = entry.day
        return f"{day.year}-{day.month}-{day.day} {clock(entry)}:12"


class Definition(Make):
    """Lists of definitions, and Chinese numerals for days."""

    code = "dl-numerals"
    PAGE = """<!doctype html><html lang="zh-CN"><head><title>{title}</title><meta charset="UTF-8">{tags}
<link rel="stylesheet" href="/static/base.css">{head}</head><body><header><div class="clock" id="clock">二〇二四年一月九日 星期二 农历十一月廿八</div><nav><ul>{nav}</ul></nav></header>
<section class="wrap">{body}</section><footer>{foot}</footer></body></html>"""
    BLOCK = """<div class="blk"><h4 class="hd">{name}<a href="{more}">[更多]</a></h4><dl class="dl">{rows}</dl></div>"""
    between = "_"

    def column_path(self, col: Col, page: int) -> str:
        return f"/{col.slug}/" + (f"list-{page + 1}.html" if page else "")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/{col.slug}/{entry.number}.html"

    def day(self, day: date) -> str:
        return numerals(day)

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        rows = "".join(
            f'<dt>{"【置顶】" if e.pinned else ""}<a href="{self.entry_path(col, e)}">{e.title}</a></dt><dd>{self.listed(e)}</dd>'
            for e in entries
        )
        return rows if short else f'<dl class="dl-list">{rows}</dl>'

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<div class="crumb">当前位置：<a href="/">首页</a> / <em>{col.name}</em></div><h3 class="cat">{col.name}</h3>{html}'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="crumb">当前位置：<a href="/">首页</a> / <a href="/{col.slug}/">{col.name}</a></div>
<article><h1>{entry.title}</h1><p class="from">（{self.shown(entry)}）　供稿：{entry.source or site.unit}</p>{entry.body}{entry.below}</article>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        return f"发布时间：{numerals(entry.day)}"


class WordPress(Make):
    """A blog's lists: headline, metadata, excerpt, "continue reading"."""

    code = "blog"
    PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><meta charset="UTF-8" /><title>{title}</title>{tags}
<link rel="stylesheet" href="/wp-content/themes/gov/style.css" />{head}</head><body class="archive"><div id="page"><div id="masthead"><div class="menu"><ul>{nav}</ul></div></div>
<div id="primary">{body}</div><div id="colophon">{foot}</div></div></body></html>"""
    BLOCK = """<section class="widget"><h2 class="widget-title"><a href="{more}">{name}</a></h2>{rows}</section>"""
    between = " | "

    def column_path(self, col: Col, page: int) -> str:
        return f"/category/{col.slug}/" + (f"page/{page + 1}/" if page else "")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/archives/{entry.number}"

    def day(self, day: date) -> str:
        return f"{day.year}年{day.month}月{day.day}日"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        if short:
            rows = "".join(
                f'<li><a href="{self.entry_path(col, e)}">{e.title}</a><span class="post-date">{self.listed(e)}</span></li>'
                for e in entries
            )
            return f"<ul>{rows}</ul>"
        return "".join(
            f'<article id="post-{e.number}" class="post"><h1 class="entry-title"><a href="{self.entry_path(col, e)}" rel="bookmark">{e.title}</a></h1>'
            f'<div class="entry-meta">发表于 <time datetime="{e.day}">{self.listed(e)}</time> 由 <a href="/author/admin" title="查看所有由admin发布的文章" rel="author">admin</a></div>'
            f'<div class="entry-summary"><p>为做好有关工作，现将具体事项通知如下 <a class="more-link" href="{self.entry_path(col, e)}">继续阅读 →</a></p></div></article>'
            if e.listed is None
            else f'<article class="post"><h1 class="entry-title"><a href="{self.entry_path(col, e)}">{e.title}</a></h1><div class="entry-meta">{"发表于 " if e.listed else ""}{e.listed}</div></article>'
            for e in entries
        )

    def write(self, site):  # type: ignore[no-untyped-def]
        """The authors' page stands too."""
        yield from super().write(site)
        html = self.page(
            site,
            "other",
            "作者",
            "<h1>作者：admin</h1><p>本站信息由网站管理员统一发布，转载请注明来源。</p>",
            "/author/admin",
        )
        yield "/author/admin", Reply(html.encode())

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<header class="page-header"><h1 class="page-title">分类目录归档：<span>{col.name}</span></h1></header>{html}'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<article class="post"><h1 class="entry-title">{entry.title}</h1><div class="entry-meta"><span class="posted-on">{"" if entry.shown == "" else "发布于"} {self.shown(entry)}</span>
<span class="byline">来源：{entry.source or site.unit}</span> <span class="cat-links">分类：<a href="{self.column_path(col, 0)}">{col.name}</a></span></div><div class="entry-content">{entry.body}{entry.below}</div></article>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        return self.day(entry.day)


_DIGITS = "〇一二三四五六七八九"


def numerals(day: date) -> str:
    """二〇二三年十二月二十八日."""
    year = "".join(_DIGITS[int(one)] for one in f"{day.year}")
    return f"{year}年{_number(day.month)}月{_number(day.day)}日"


def _number(number: int) -> str:
    ten, one = divmod(number, 10)
    return ("" if ten == 0 else "十" if ten == 1 else f"{_DIGITS[ten]}十") + (
        _DIGITS[one] if one else ""
    )
