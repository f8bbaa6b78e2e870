"""Faults in the text of single pages: errors shown, personal data, slips, hidden links."""

from __future__ import annotations

from xuncha.demo import outside, words
from xuncha.demo.dice import Dice
from xuncha.demo.flaws import listed
from xuncha.demo.plan import Article, Place, Reply, State, Target

_TRACE = """<html><head><title>{title}</title></head><body><h1>HTTP Status - 信息显示</h1><pre>
java.lang.NullPointerException
	at com.founder.cms.web.ArticleAction.show(ArticleAction.java:118)
	at com.founder.cms.web.BaseAction.execute(BaseAction.java:52)
	at javax.servlet.http.HttpServlet.service(HttpServlet.java:717)
	at org.apache.catalina.core.ApplicationFilterChain.doFilter(ApplicationFilterChain.java:206)
</pre></body></html>"""
_DATABASE = """<html><head><title>{title}</title></head><body>
<font face="宋体" size=2><p>Microsoft OLE DB Provider for ODBC Drivers</font>
<font face="宋体" size=2>错误 '80040e14'</font>
<p><font face="宋体" size=2>[Microsoft][ODBC SQL Server Driver][SQL Server]
第 1 行: 'id' 附近有语法错误。</font>
<p><font face="宋体" size=2>/inc/conn.asp</font><font face="宋体" size=2>，行 27</font>
</body></html>"""
_DUMP = (
    "-- MySQL dump 10.13  Distrib 5.5.40\n--\n-- Host: localhost    Database: cms\n"
    "DROP TABLE IF EXISTS `admin`;\nCREATE TABLE `admin` (`id` int, `name` varchar(20));\n"
    "INSERT INTO `admin` VALUES (1,'demo');\n"
)
_CONFIG = (
    '<?xml version="1.0"?>\n<configuration><connectionStrings>'
    '<add name="db" connectionString="server=.;uid=sa;pwd=demo" />'
    "</connectionStrings></configuration>\n"
)
_INDEX = (
    "<html><head><title>Index of /upload</title></head><body><h1>Index of /upload</h1><pre>"
    '<a href="/">Parent Directory</a>\nphoto/   2016-03-02 10:11    -\n</pre></body></html>'
)
#: A word written wrongly, and what stands around it.
_SLIPS = (
    ("中华人民共国", "{}宪法"),
    ("政务公工", "深化{}工作"),
    ("精准扶平", "推进{}工作"),
    ("国务员", "落实{}有关要求"),
)
_NAMES = ("才让多杰", "马成林", "李永平", "扎西东珠", "韩玉兰", "祁生录")


def apply(site: Place) -> None:
    """Give some of the site's pages such faults."""
    dice = Dice(site.office.code, "pageflaws")
    if dice.percent(14):
        # What such a page would link to could not be seen.
        _abnormal(site, dice.one([one for one in listed(site) if not one.links]), dice)
    if dice.percent(9):
        _date(dice.one(listed(site)), dice, site.style.code != "numerals")
    if dice.percent(5):
        _leak(site, dice.one(listed(site)), dice)
    if dice.percent(7):
        article = dice.one(listed(site))
        wrong, around = dice.one(_SLIPS)
        slip = around.format(wrong)
        text = words.paragraphs(site.office, article.number)
        article.body = (*text[:1], f"会议强调，要认真学习{slip}，结合实际抓好贯彻。", *text[1:])
        article.faults = (f"text.error#{wrong}",)
    if dice.percent(4):
        _hide(site, dice.one(listed(site)), dice)
    if dice.percent(5):
        _expose(site, dice.one(listed(site)), dice)


def _abnormal(site: Place, article: Article, dice: Dice) -> None:
    article.faults = ("page.abnormal",)
    way = dice.throw(5)
    text = words.paragraphs(site.office, article.number)
    if way == 0:
        article.reply = Reply(_TRACE.format(title=article.title).encode())
    elif way == 1:
        article.reply = Reply(_DATABASE.format(title=article.title).encode())
    elif way == 2:
        # UTF-8 taken for GBK when the page was imported.
        article.body = tuple(one.encode().decode("gbk", "replace") for one in text)
    elif way == 3:
        article.body = ("${article.content}", "{{ item.author }} {{ item.source }}")
    else:
        blank = "<html><head><title></title></head><body></body></html>"
        article.reply = Reply(blank.encode())


def _date(article: Article, dice: Dice, dated_lists: bool) -> None:
    """In the future, in no calendar, before there were websites; or list and page disagree."""
    article.faults = ("date.absurd",)
    way = dice.throw(4 if dated_lists else 3)
    if way == 0:
        article.listed = article.shown = f"2{article.day.year - 1900}-{article.day:%m-%d}"
    elif way == 1:
        article.listed = article.shown = f"{article.day.year}-13-{article.day:%d}"
    elif way == 2:
        article.listed = article.shown = f"1900-{article.day:%m-%d}"
    else:
        month = article.day.month % 12 + 1
        article.shown = f"{article.day.year - 2}-{month:02d}-11"


def _leak(site: Place, article: Article, dice: Dice) -> None:
    article.faults = ("privacy.leak#resident_id",)
    region = site.office.code[:6]
    people = [(name, resident(region, dice)) for name in dice.some(_NAMES, 3)]
    rows = "".join(f"<tr><td>{name}</td><td>{number}</td></tr>" for name, number in people)
    article.body = (
        "现将拟发放补助人员名单予以公示，公示期七天。",
        f"<table border='1'><tr><th>姓名</th><th>身份证号</th></tr>{rows}</table>",
    )


def resident(region: str, dice: Dice) -> str:
    """A resident identity number (GB 11643-1999) with the right check digit; nobody's."""
    born = f"{dice.between(1955, 1990)}{dice.between(1, 12):02d}{dice.between(1, 28):02d}"
    number = f"{region}{born}{dice.between(100, 999)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True))
    return number + "10X98765432"[total % 11]


def _hide(site: Place, article: Article, dice: Dice) -> None:
    """A link that nobody sees leads to a casino."""
    url = f"http://{outside.CASINO}:{site.port}/"
    style = dice.one(
        ("display:none", "position:absolute;left:-9999px;top:-9999px", "font-size:0;line-height:0")
    )
    article.tail = f'<div style="{style}"><a href="{url}">澳门新葡京娱乐城</a></div>\n'
    # Nobody sees it, so it is the same fault wherever it stands.
    site.faults += [("security.hidden_link", f"hidden:{url}"), ("link.hijacked", url)]


def _expose(site: Place, article: Article, dice: Dice) -> None:
    path, body, kind = dice.one(
        (
            ("/backup/cms.sql", _DUMP, "application/octet-stream"),
            ("/web.config.bak", _CONFIG, "application/octet-stream"),
            ("/upload/", _INDEX, "text/html; charset=utf-8"),
        )
    )
    site.replies[path] = Reply(body.encode(), kind=kind)
    article.links.append(Target("资料下载", site.origin + path, State.EXPOSED))
