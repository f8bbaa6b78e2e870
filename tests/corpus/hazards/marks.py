"""Elements, tags, hidden links, words, services and letters."""

from __future__ import annotations

from tests.corpus import furniture, outside, talk
from tests.corpus.plan import Site, days_ago

from xuncha.demo.plan import Reply


def lacking(site: Site) -> None:
    """Two or three elements are not there."""
    site.lacks.update(site.dice.some(furniture.ELEMENTS, 2 + site.number % 2))


def other_code(site: Site) -> None:
    """The code of another site."""
    site.lacks.discard(furniture.CODE)
    site.shown_code = f"{int(site.code) + 11:010d}"


def other_name(site: Site) -> None:
    site.shown_name = f"{site.region}气象服务中心"


def longer_name(site: Site) -> None:
    """The registered name with the words that every website has."""
    site.shown_name = (f"{site.name}网站", f"{site.name}门户网站", f"中国{site.name}官方网站")[
        site.number % 3
    ]


def tagless(site: Site) -> None:
    """A kind of page lacks tags."""
    kind = ("home", "column", "article")[site.number % 3]
    wanted = furniture.WANTED[kind]
    site.tagless[kind] = wanted if site.number % 2 else tuple(site.dice.some(wanted, 2))


_HIDING = (
    '<div style="display:none">{links}</div>',
    '<div style="position:absolute;left:-9999px;top:-9999px">{links}</div>',
    '<div style="height:0px;overflow:hidden">{links}</div>',
    '<div style="font-size:0;line-height:0">{links}</div>',
    '<p style="color:#ffffff;background:#fff">{links}</p>',
    '<marquee height="1" width="1" scrollamount="3000">{links}</marquee>',
    '<div style="position:fixed;top:-500px;text-indent:-9999px">{links}</div>',
    '<style>.zzx{{display:none}}</style><div class="zzx">{links}</div>',
    "<script>document.write(\"<div style='display:none'>{links}</div>\");</script>",
    '<span style="visibility:hidden">{links}</span>',
)
_SPAM = ("澳门百家乐开户", "时时彩计划软件", "皇冠体育投注网", "真人娱乐城", "六合彩特码资料")


def hidden_spam(site: Site) -> None:
    """Links to gambling that nobody sees, in two of ten ways."""
    for n in range(2):
        way = _HIDING[(site.number + n * 4) % len(_HIDING)]
        links = ""
        for k in range(3):
            url = f"http://{outside.SPAM[k]}:{site.port}/h{site.number}{n}{k}"
            quote = "'" if "document.write" in way else '"'
            links += f"<a href={quote}{url}{quote}>{_SPAM[k]}</a>"
            site.expect("security.hidden_link", f"hidden:{url}")
        if n:
            site.at_home += way.format(links=links)
        else:
            site.place(way.format(links=links))


def hidden_trade(site: Site) -> None:
    """Many links of strange trades, out of sight."""
    words = ("名表高仿", "游戏下载", "网站优化推广", "传奇私服发布", "代写论文")
    links = ""
    for k, word in enumerate(words):
        url = f"http://{outside.SPAM[k]}:{site.port}/t{site.number}{k}"
        links += f'<a href="{url}">{word}</a>'
        site.expect("security.hidden_link", f"hidden:{url}")
    site.at_home += f'<div style="position:absolute;left:-3000px">{links}</div>'


def hidden_rightly(site: Site) -> None:
    """Menus, share widgets, skip links, tabs and codes that are hidden by right."""
    port = site.port
    site.everywhere += (
        f'<ul class="sub" style="display:none"><li><a href="http://www.gov.cn:{port}/">中国政府网</a></li><li><a href="http://www.mof.gov.cn:{port}/">财政部</a></li></ul>'
        f'<a href="#main" style="position:absolute;left:-9999px">跳到主要内容</a>'
        f'<div id="share" style="display:none"><a href="http://service.weibo.com:{port}/share/share.php">微博</a><a href="http://share.v.t.qq.com:{port}/index.php">QQ</a></div>'
        f'<div style="display:none"><script src="http://s11.cnzz.com:{port}/stat.php?id=1"></script></div>'
        f'<div class="ewm" style="visibility:hidden"><a href="http://www.people.com.cn:{port}/">人民网</a></div>'
    )
    for host in ("www.gov.cn", "www.mof.gov.cn", "www.people.com.cn"):
        site.spare(f"hidden:http://{host}:{port}/", "security.hidden_link")


def incomplete(site: Site) -> None:
    talk.incomplete(site)


def overdue(site: Site) -> None:
    talk.overdue(site)


def silent(site: Site) -> None:
    """No channel and no services."""
    site.columns[:] = [one for one in site.columns if one.slug not in ("jzxx", "bszn")]


def misprints(site: Site) -> None:
    """Words of the standard's own list, written wrongly once."""
    from xuncha.scoring.standard import load

    lexicon = load("indicators-2019").thresholds["text.error"]["lexicon"]
    wrong = sorted(lexicon)[site.number % len(lexicon)]  # type: ignore[call-overload]
    col = site.col("tzgg")
    entry = site.add(
        col,
        "关于做好近期宣传工作的通知",
        days_ago(111),
        f"<p>各单位要结合实际抓好落实，{wrong}，并及时报送进展情况。</p>",
        taken=True,
    )
    site.expect("text.error", f"{site.entry_url(col, entry)}#{wrong}")
    right = lexicon[wrong]  # type: ignore[index]
    entry = site.add(
        col,
        "关于开展学习交流活动的通知",
        days_ago(112),
        f"<p>要深入学习领会，{right}，交流学习体会。</p>",
        taken=True,
    )
    site.spare(f"{site.entry_url(col, entry)}#{wrong}", "text.error")


def frames_of_others(site: Site) -> None:
    """A counter and a map in frames of other hosts are nobody's fault."""
    site.everywhere += (
        f'<iframe src="http://www.people.com.cn:{site.port}/map" width="0" height="0"></iframe>'
    )
    site.replies["/probe"] = Reply(b"ok", kind="text/plain")


ALL = (
    lacking, other_code, other_name, longer_name, tagless, hidden_spam, hidden_trade, hidden_rightly, incomplete,
    overdue, misprints, frames_of_others,
)  # fmt: skip
