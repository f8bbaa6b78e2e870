"""Templates of the provincial platforms from 2018 on."""

from __future__ import annotations

from datetime import date

from tests.corpus.furniture import clock
from tests.corpus.makes.base import Make
from tests.corpus.plan import Col, Entry, Site

_HIDDEN = "style='display:none'"


class Intensive(Make):
    """The shared platform of a province (集约化平台): numbers for columns, lines between entries."""

    code = "intensive"
    PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"/><meta name="renderer" content="webkit"/><title>{title}</title>
{tags}<link href="/assets/css/gov.css" rel="stylesheet"/><script src="/assets/js/jquery.min.js"></script>{head}</head><body data-typeid="1" data-columnId="6792731">
<div class="container header"><div class="top_date">2024年01月09日　星期二</div></div><div class="container nav"><ul class="clearfix">{nav}</ul></div>
<div class="container wrap">{body}</div><div class="container footer"><div class="foot_con">{foot}</div></div></body></html>"""
    BLOCK = """<div class="navjz clearfix"><h2><a href="{more}" class="cur">{name}</a></h2><a class="more" href="{more}">更多</a></div><div class="bd">{rows}</div>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/content/column/{6792000 + col.number}" + (
            f"?pageIndex={page + 1}" if page else ""
        )

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/xxgk/{col.slug}/{3400000 + entry.number}.html"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        rows = []
        for number, e in enumerate(entries):
            if number and number % 5 == 0:
                rows.append('<li class="lm_line"></li>')
            rows.append(
                f'<li class="{("odd", "even")[number % 2]}"><a href="{self.entry_path(col, e)}" target="_blank" title="{e.title}" class="left">{e.title}</a><span class="right date">{self.listed(e)}</span></li>'
            )
        return f'<ul class="doc_list list-{6792000 + col.number}">{"".join(rows)}</ul>'

    def pager(self, col: Col, page: int, pages: int) -> str:
        return f'<div class="page-container" id="page_public_info"></div><script>Ls.pagination("#page_public_info",{{pageCount:{pages},total:{len(col.entries)}}});</script>'

    def around(self, site: Site, col: Col, html: str) -> str:
        return f"""<div class="wz">您当前所在位置：<a href="/">首页</a> &gt; <a href="{self.column_path(col, 0)}">{col.name}</a></div>
<div class="listnav"><h3>{col.name}</h3></div><div class="navjz listright">{html}</div>"""

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="wz">您当前所在位置：<a href="/">首页</a> &gt; <a href="{self.column_path(col, 0)}">{col.name}</a> &gt; <span>正文</span></div>
<div class="con_main"><h1 class="newstitle">{entry.title}</h1><div class="newsinfo"><span>来源：{entry.source or site.unit}</span><span>发布时间：{self.shown(entry)}</span><span>【字体：<a class="bigger">大</a>  <a class="medium">中</a>】</span></div>
<div class="newscontnet minh500 j-fontContent clearfix">{entry.body}</div>{entry.below}</div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )


class Cards(Make):
    """Cards: the day in large figures, month and year below it."""

    code = "cards"
    PAGE = """<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>{tags}
<link rel="stylesheet" href="/dist/app.4f2c.css">{head}</head><body><header class="hd"><a class="brand" href="/"><img src="/dist/logo.svg" alt="{site}"></a><nav class="navbar"><ul>{nav}</ul></nav></header>
<main class="container">{body}</main><footer class="ft">{foot}</footer></body></html>"""
    BLOCK = """<section class="panel"><div class="panel-hd"><h3>{name}</h3><a class="panel-more" href="{more}">查看更多</a></div><div class="panel-bd">{rows}</div></section>"""
    between = "—"

    def column_path(self, col: Col, page: int) -> str:
        return f"/channel/{col.slug}" + (f"/{page + 1}" if page else "")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/article/{entry.day:%Y-%m}/{entry.number}.shtml"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        return '<div class="list">' + "".join(self._card(col, e) for e in entries) + "</div>"

    def _card(self, col: Col, e: Entry) -> str:
        when = (
            f'<div class="date"><b>{e.day:%d}</b><span>{e.day:%Y-%m}</span></div>'
            if e.listed is None
            else f'<div class="date">{e.listed}</div>'
            if e.listed
            else ""
        )
        badge = '<i class="badge">置顶</i>' if e.pinned else ""
        return f'<div class="list-item">{when}<div class="text"><a href="{self.entry_path(col, e)}"><h4>{badge}{e.title}</h4></a><p class="desc">点击查看详细内容和有关附件说明</p></div></div>'

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<ol class="breadcrumb"><li>当前位置：</li><li><a href="/">首页</a></li><li class="active">{col.name}</li></ol><div class="page-title">{col.name}</div>{html}'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<ol class="breadcrumb"><li>当前位置：</li><li><a href="/">首页</a></li><li><a href="{self.column_path(col, 0)}">{col.name}</a></li></ol>
<div class="article"><div class="article-title">{entry.title}</div><div class="article-info"><span class="time">{self.shown(entry)}</span><span class="source">来源：{entry.source or site.unit}</span></div>
<div class="article-content" id="content">{entry.body}{entry.below}</div></div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )


class Openness(Make):
    """The column template of 政府信息公开 since 2019: catalogue entries with a head table."""

    code = "zfxxgk"
    PAGE = """<!DOCTYPE html><html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{title}</title>{tags}
<link rel="stylesheet" type="text/css" href="/zfxxgk/css/zfxxgk.css">{head}</head><body><div class="zfxxgk_top"></div><div class="zfxxgk_nav"><ul>{nav}</ul></div>
<div class="zfxxgk_content">{body}</div><div class="zfxxgk_bottom">{foot}</div></body></html>"""
    BLOCK = """<div class="zfxxgk_box"><div class="zfxxgk_boxtit"><span>{name}</span><a href="{more}">更多+</a></div>{rows}</div>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/zfxxgk/fdzdgknr/{col.slug}/" + (f"index_{page}.html" if page else "")

    def made_path(self, col: Col, entry: Entry) -> str:
        return (
            f"/zfxxgk/fdzdgknr/{col.slug}/{entry.day:%Y%m}/t{entry.day:%Y%m%d}_{entry.number}.html"
        )

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        rows = "".join(
            f'<li><a href="{self.entry_path(col, e)}" title="{e.title}" target="_blank">{e.title}</a><b>{self.listed(e)}</b></li>'
            for e in entries
        )
        return f'<div class="zfxxgk_zdgkc"><ul>{rows}</ul></div>'

    def pager(self, col: Col, page: int, pages: int) -> str:
        return f'<div class="page" id="page"><span>共{len(col.entries)}条</span><script>createPageHTML("page",{pages},{page},"index","html",{len(col.entries)});</script></div>'

    def around(self, site: Site, col: Col, html: str) -> str:
        return f"""<div class="zfxxgk_left"><ul><li><a href="/lxwm.html">政府信息公开指南说明</a></li><li><a href="/wzdt.html">政府信息公开目录导航</a></li></ul></div>
<div class="zfxxgk_right"><div class="scrollable-container"><div class="lm">{col.name}</div>{html}</div></div>"""

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        number = f"{site.code[:6]}/{entry.day.year}-{entry.number:05d}"
        made = entry.day.replace(day=1)
        body = f"""<div class="zfxxgk_crumb">当前位置：<a href="/">首页</a> &gt; <a href="{self.column_path(col, 0)}">{col.name}</a></div>
<table class="bd1" width="100%"><tr><td><b>索 引 号：</b></td><td>{number}</td><td><b>主题分类：</b></td><td>综合政务</td></tr>
<tr><td><b>发文机关：</b></td><td>{entry.source or site.unit}</td><td><b>成文日期：</b></td><td>{made.year}年{made.month:02d}月{made.day:02d}日</td></tr>
<tr><td><b>标　　题：</b></td><td colspan="3">{entry.title}</td></tr>
<tr><td><b>发文字号：</b></td><td>无</td><td><b>发布日期：</b></td><td>{self.shown(entry)}</td></tr></table>
<div class="xl_con"><h1>{entry.title}</h1><div class="trs_editor_view TRS_UEDITOR">{entry.body}</div>{entry.below}</div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        return f"{entry.day:%Y年%m月%d日}"


class Tabs(Make):
    """Blocks as tabs: the lists of all but the first are not displayed until one points there."""

    code = "tabs"
    PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>{tags}<link rel="stylesheet" href="/res/css/index.css?v=20231101">
<script src="/res/js/jquery.SuperSlide.2.1.1.js"></script>{head}</head><body><div class="w1200 logo"></div><div class="menu w1200"><ul class="menu-ul">{nav}</ul></div>
<div class="w1200 main">{body}</div><div class="w1200 copy">{foot}</div></body></html>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/html/{col.slug}/list" + (f"_{page + 1}.html" if page else ".html")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/html/{col.slug}/{entry.day:%y%m}/{entry.number}.html"

    def day(self, day: date) -> str:
        return f"{day:%Y.%m.%d}"

    def home(self, site: Site) -> str:
        cols = [one for one in site.columns if one.at_home]
        heads = "".join(f'<li><a href="{self.column_path(c, 0)}">{c.name}</a></li>' for c in cols)
        lists = "".join(
            f"<ul {_HIDDEN if n else ''}>{self._rows(c, c.entries[: c.at_home])}</ul>"
            for n, c in enumerate(cols)
        )
        body = f'<div class="slideTxtBox"><div class="hd"><ul>{heads}</ul></div><div class="bd">{lists}</div></div>{site.at_home}{"".join(site.links)}'
        return self.page(site, "home", "", body, "/")

    def _rows(self, col: Col, entries: list[Entry]) -> str:
        return "".join(
            f'<li>{"<em class=zd>[置顶]</em>" if e.pinned else ""}<span class="date">{self.listed(e)}</span><a href="{self.entry_path(col, e)}" title="{e.title}">{e.title}</a></li>'
            for e in entries
        )

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        return f'<div class="newslist"><ul>{self._rows(col, entries)}</ul></div>'

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<div class="weizhi">当前位置：<a href="/">首页</a>&nbsp;»&nbsp;<a href="list.html">{col.name}</a></div><div class="lefttit"><h2>{col.name}</h2></div>{html}'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="weizhi">当前位置：<a href="/">首页</a>&nbsp;»&nbsp;<a href="{self.column_path(col, 0)}">{col.name}</a>&nbsp;»&nbsp;正文</div>
<div class="xq"><h3 class="xq-tit">{entry.title}</h3><div class="xq-info">{self.shown(entry)}　|　{entry.source or site.unit}</div><div class="xq-con">{entry.body}{entry.below}</div>
<div class="bdsharebuttonbox"><a href="#" class="bds_weixin" title="分享到微信">微信</a></div></div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )

    def stamp(self, entry: Entry) -> str:
        return f"{entry.day:%Y.%m.%d} {clock(entry)}"


class Dashed(Make):
    """No list element at all: one <div> or <p> for each entry, the date in front."""

    code = "divs"
    shows_changes = True
    PAGE = """<!DOCTYPE html><html><head><meta charset="UTF-8"><title>{title}</title>{tags}<link rel="stylesheet" type="text/css" href="/public/style.css">{head}</head>
<body><div id="wrap"><div id="head"></div><div id="menu">{nav}</div><div id="body">{body}</div><div id="foot">{foot}</div></div></body></html>"""
    NAV = '<a href="{href}" class="m">{name}</a>'
    BLOCK = """<div class="mod"><div class="mod_hd">{name}<a href="{more}" class="fr">更多 &gt;</a></div><div class="mod_bd">{rows}</div></div>"""

    def column_path(self, col: Col, page: int) -> str:
        return f"/list/{col.number + 1}" + (f"-{page + 1}.html" if page else ".html")

    def made_path(self, col: Col, entry: Entry) -> str:
        return f"/show/{entry.number}.html"

    def day(self, day: date) -> str:
        return f"[{day}]"

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        tag = "p" if short else "div"
        return "".join(
            f'<{tag} class="item"><span class="t">{self.listed(e)}</span> <a href="{self.entry_path(col, e)}">{e.title}</a>{" <b>顶</b>" if e.pinned else ""}</{tag}>\n'
            for e in entries
        )

    def around(self, site: Site, col: Col, html: str) -> str:
        return f'<div class="pos">首页 &gt;&gt; {col.name}</div><div class="lst">{html}</div>'

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        body = f"""<div class="pos"><a href="/">首页</a> &gt;&gt; <a href="{self.column_path(col, 0)}">{col.name}</a> &gt;&gt; 内容</div><div class="art"><h2>{entry.title}</h2>
<h6>编辑：{entry.source or site.unit}　更新时间：{self.shown(entry)}</h6><div class="txt">{entry.body}{entry.below}</div></div>"""
        return self.page(
            site, "article", entry.title, body, self.entry_path(col, entry), col, entry
        )
