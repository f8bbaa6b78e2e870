"""Footers and tags as different platforms write them."""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.plan import Col, Entry, Site

CODE, ICP, POLICE, SPONSOR = "网站标识码", "ICP备案", "公安备案", "主办单位"
CONTACT, SIGN, REPORT, MAP = "联系方式", "党政机关标识", "找错入口", "站点地图"
ELEMENTS = (CODE, ICP, POLICE, SPONSOR, CONTACT, SIGN, REPORT, MAP)
SITE_TAGS = ("SiteName", "SiteDomain", "SiteIDCode")
COLUMN_TAGS = ("ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType")
ARTICLE_TAGS = ("ArticleTitle", "PubDate", "ContentSource")
WANTED = {
    "home": SITE_TAGS,
    "column": SITE_TAGS + COLUMN_TAGS,
    "article": SITE_TAGS + ARTICLE_TAGS,
}

_BLUE = "http://bszs.conac.cn:{port}/sitename?method=show&id=0C3F{number}"


def foot(site: Site) -> str:
    """The footer, in one of five manners, without what the site lacks."""
    manner = _MANNERS[site.number % len(_MANNERS)]
    return manner(site, lambda name, html: "" if name in site.lacks else html)


Have = Callable[[str, str], str]


def _serial(site: Site) -> str:
    return f"{site.code[:6]}0200{site.code[-4:]}"


def _plain(site: Site, has: Have) -> str:
    number = _serial(site)
    return (
        has(SPONSOR, f"主办单位：{site.unit}　　")
        + f"承办单位：{site.region}信息中心<br/>"
        + has(CONTACT, f"联系电话：0{site.number % 7 + 31}3-{5600000 + site.number * 311}　")
        + has(CODE, f"网站标识码：{site.shown_code}　")
        + has(ICP, f"冀ICP备{number[-8:]}号-1　")
        + has(POLICE, f"冀公网安备 {number}号　")
        + has(MAP, '<a href="/wzdt.html">网站地图</a>')
        + _sign(site, has)
        + _report(site, has)
    )


def _spaced(site: Site, has: Have) -> str:
    number = _serial(site)
    return (
        "<ul><li>"
        + has(SPONSOR, f"版权所有：{site.unit}</li><li>")
        + has(CONTACT, f"地址：{site.region}迎宾大街{site.number + 3}号　电话：（0{site.number % 7 + 31}2）{3300000 + site.number * 97}")
        + "</li><li>"
        + has(ICP, f'<a href="http://beian.miit.gov.cn:{site.port}/">晋ICP备 {number[-8:]} 号</a>')
        + "</li><li>"
        + has(POLICE, f'<a href="http://www.beian.gov.cn:{site.port}/portal/registerSystemInfo?recordcode={number}">晋公网安备{number}号</a>')
        + "</li><li>"
        + has(CODE, f"政府网站标识码:{site.shown_code}")
        + "</li></ul>"
        + has(MAP, '<a href="/wzdt.html">站点地图</a>')
        + _sign(site, has)
        + _report(site, has)
    )  # fmt: skip


def _after(site: Site, has: Have) -> str:
    """The sponsor's name stands before the word, the code in brackets."""
    number = _serial(site)
    return (
        has(SPONSOR, f"<p>{site.unit} 主办</p>")
        + "<p>"
        + has(CODE, f"网站标识码（{site.shown_code}） | ")
        + has(ICP, f"辽ICP备{number[-8:]}号 | ")
        + has(POLICE, f"辽公网安备 第{number}号")
        + "</p><p>"
        + has(MAP, '<a href="/wzdt.html">[网站地图]</a> ')
        + has(CONTACT, f"E-mail：xxzx{site.number}@{site.host.removeprefix('www.')}")
        + "</p>"
        + _sign(site, has)
        + _report(site, has)
    )


def _scripted(site: Site, has: Have) -> str:
    """The sign and the error entry are written by scripts, as their makers hand them out."""
    number = _serial(site)
    return (
        has(SPONSOR, f"<span>主办：{site.unit}</span>")
        + has(CONTACT, '<span><a href="/lxwm.html">联系我们</a></span>')
        + has(CODE, f"<span>网站标识码 {site.shown_code}</span>")
        + has(ICP, f'<span><a href="http://beian.miit.gov.cn:{site.port}/">皖ICP备{number[-8:]}号-2</a></span>')
        + has(POLICE, f'<span><img src="/images/ghs.png"/>皖公网安备{number}号</span>')
        + has(MAP, '<span><a href="/wzdt.html">网站导航</a></span>')
        + has(SIGN, '<script type="text/javascript">document.write(unescape("%3Cspan id=\'_ideConac\' %3E%3C/span%3E%3Cscript '
              f"src='http://dcs.conac.cn:{site.port}/js/27/376/0000/60448023/CA27.js' type='text/javascript'%3E%3C/script%3E\"));</script>")
        + has(REPORT, f'<script id="_jiucuo_" sitecode="{site.shown_code}" src="http://zfwzzc.www.gov.cn:{site.port}/exposure/jiucuo.js"></script>')
    )  # fmt: skip


def _table(site: Site, has: Have) -> str:
    number = _serial(site)
    return (
        '<table width="1000" align="center" border="0"><tr><td align="center">'
        + has(MAP, '<a href="/wzdt.html">网站地图</a> | ')
        + '<a href="#" onclick="this.style.behavior=\'url(#default#homepage)\'">设为首页</a></td></tr><tr><td>'
        + has(SPONSOR, f"<font color=#333333>主办单位:&nbsp;{site.unit}</font>&nbsp;&nbsp;")
        + has(
            CONTACT, f"联系电话:&nbsp;0{site.number % 7 + 31}1-{8800000 + site.number * 53}&nbsp;"
        )
        + has(ICP, f"豫ICP备{number[-8:]}号&nbsp;")
        + has(POLICE, f"豫公网安备&nbsp;{number}号&nbsp;")
        + has(CODE, f"标识码：{site.shown_code}")
        + "</td></tr><tr><td>"
        + _sign(site, has)
        + _report(site, has)
        + "</td></tr></table>"
    )


def _sign(site: Site, has: Have) -> str:
    address = _BLUE.format(port=site.port, number=_serial(site))
    return has(
        SIGN,
        f'<a href="{address}" target="_blank"><img src="http://dcs.conac.cn:{site.port}/image/red.png" alt="党政机关"/></a>',
    )


def _report(site: Site, has: Have) -> str:
    code = "" if CODE in site.lacks else site.shown_code
    return has(
        REPORT,
        f'<a href="http://zfwzgl.www.gov.cn:{site.port}/exposure/jiucuo.html?site_code={code}&url=http%3A%2F%2F{site.host}%2F">'
        f'<img src="http://zfwzgl.www.gov.cn:{site.port}/exposure/images/jiucuo.png"/></a>',
    )


_MANNERS = (_plain, _spaced, _after, _scripted, _table)


def tags(site: Site, kind: str, col: Col | None, entry: Entry | None) -> str:
    """The official tags of a page; some platforms write them in other cases and orders."""
    values = {
        "SiteName": site.shown_name,
        "SiteDomain": site.host,
        "SiteIDCode": site.shown_code,
    }
    if col is not None and kind == "column":
        values |= {
            "ColumnName": col.name,
            "ColumnDescription": f"{site.shown_name}{col.name}栏目",
            "ColumnKeywords": f"{col.name},{site.region}",
            "ColumnType": col.name,
        }
    if entry is not None:
        values |= {
            "ArticleTitle": entry.title,
            "PubDate": f"{entry.day} {clock(entry)}" if entry.tagged is None else entry.tagged,
            "ContentSource": entry.source or site.unit,
        }
    return "".join(_tag(site, name, values[name]) for name in _have(site, kind, values))


def _have(site: Site, kind: str, values: dict[str, str]) -> list[str]:
    without = set(site.tagless.get(kind, ()))
    if CODE in site.lacks:
        without.add("SiteIDCode")
    return [name for name in values if name not in without]


def _tag(site: Site, name: str, value: str) -> str:
    match site.number % 3:
        case 0:
            return f'<meta name="{name}" content="{value}"/>\n'
        case 1:
            return f'<META content="{value}" name="{name}">\n'
        case _:
            return f"<meta name='{name.lower()}' content='{value}' >\n"


def clock(entry: Entry) -> str:
    """The time of day, as 09:07."""
    return f"{9 + entry.minute // 60:02d}:{entry.minute % 60:02d}"
