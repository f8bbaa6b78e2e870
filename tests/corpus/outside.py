"""Hosts outside the register: neighbours, news, the lost, the guarded and the taken over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xuncha.demo.plan import Reply

if TYPE_CHECKING:
    from tests.corpus.plan import Site

NOWHERE = "127.0.0.2"
OFFICIAL = (
    "bszs.conac.cn",
    "dcs.conac.cn",
    "zfwzgl.www.gov.cn",
    "zfwzzc.www.gov.cn",
    "www.beian.gov.cn",
    "beian.miit.gov.cn",
)
_NEIGHBOURS = {
    "www.gov.cn": "中国政府网", "www.mof.gov.cn": "财政部", "www.people.com.cn": "人民网",
    "www.hbxw.com": "河北新闻网", "www.cnki.net": "中国知网", "www.lcxx.cn": "临川信息港",
}  # fmt: skip
#: Nobody answers there; and names that no server of names knows.
REFUSED = ("www.xianshi-old.com", "bbs.lvyou-old.net")
DEAD = (
    "www.qiyewang.invalid",
    "old.xinxigang.invalid",
    "zt.huodong.invalid",
    "www.lianmeng.invalid",
)
GAMBLING = ("www.ncxxw-8.com", "www.fzjz168.net", "www.lyzx-hz.com")
PARKED = ("www.tuijian-fair.com", "www.zgjjw-park.com")
PORN = ("www.jtwh-blog.com",)
#: What speaks of gambling and sells no bets.
INNOCENT = (
    "www.pingan-news.com",
    "www.ticai-news.com",
    "www.domain-school.com",
    "www.xinli-club.com",
)
FORBIDDEN = ("www.guarded-wall.com", "www.jsl-wall.com", "www.rate-wall.com", "www.ruishu-wall.com")
#: Counters and share buttons.
WIDGETS = ("service.weibo.com", "share.v.t.qq.com", "s11.cnzz.com")
SPAM = (
    "www.bet6699.com",
    "www.mingbiao-hy.com",
    "www.xiazai-yx.top",
    "www.youhua-seo.com",
    "www.sf999x.net",
)


def neighbours(site: Site) -> list[str]:
    """A few links of the home page's foot."""
    names = site.dice.some(list(_NEIGHBOURS), 3)
    rows = "".join(
        f'<a href="http://{one}:{site.port}/" target="_blank">{_NEIGHBOURS[one]}</a> '
        for one in names
    )
    return [f'<div class="yqlj"><span>友情链接：</span>{rows}</div>']


def hosts() -> Mapping[str, str]:
    """Every outside host that the hosts file knows."""
    alive = (
        *OFFICIAL,
        *_NEIGHBOURS,
        *GAMBLING,
        *PARKED,
        *PORN,
        *INNOCENT,
        *FORBIDDEN,
        *SPAM,
        *WIDGETS,
    )
    return dict.fromkeys(alive, "127.0.0.1") | dict.fromkeys(REFUSED, NOWHERE)


_PAGE = '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>'


def _page(title: str, body: str) -> Reply:
    return Reply(_PAGE.format(title=title, body=body).encode())


_BETS = (
    _page(
        "新葡京娱乐城-百家乐-真人视讯官方网站",
        "<p>注册送彩金58元，百家乐、老虎机、六合彩投注，24小时存取款，首存赠送100%。</p>",
    ),
    _page(
        "时时彩平台_北京赛车pk10开奖直播",
        "<p>时时彩计划、北京赛车、幸运飞艇投注平台，彩票平台招代理，开奖快、赔率高，提现秒到。</p>",
    ),
    _page(
        "欢迎光临",
        "<p>永利娱乐官网、威尼斯人平台、皇冠体育投注、电子游艺、棋牌捕鱼，体育投注返水无上限，注册即送88元现金。</p>",
    ),
)
_SALES = (
    _page(
        "www.tuijian-fair.com is for sale",
        "<p>该域名正在出售，购买此域名请联系经纪人。Buy this domain. The domain tuijian-fair.com is for sale.</p>",
    ),
    _page(
        "域名停放",
        "<p>您正在访问的域名已过期，域名停放页面。本域名已经到期，请尽快续费或联系购买该域名。</p>",
    ),
)
_TOLD = {
    INNOCENT[0]: _page(
        "警方摧毁特大跨境网络赌博团伙",
        "<p>公安机关近日打掉一个跨境赌博团伙，抓获犯罪嫌疑人32名。该团伙以百家乐、时时彩、老虎机等方式招揽赌客，涉案金额上亿元。警方提醒广大群众远离赌博。</p>",
    ),
    INNOCENT[1]: _page(
        "体彩新闻",
        "<p>中国体育彩票大乐透第24003期开奖，一等奖2注。体彩中心提醒购彩者理性投注，量力而行。公益金用于全民健身。</p>",
    ),
    INNOCENT[2]: _page(
        "域名注册知识讲堂",
        "<p>什么是域名？单位注册域名应当注意哪些事项？域名到期后要及时续费，避免被他人抢注。政府网站应当使用以gov.cn为后缀的域名。</p>",
    ),
    INNOCENT[3]: _page(
        "青少年心理援助中心",
        "<p>开展青春期性教育讲座，帮助青少年远离色情、暴力等不良信息，建立健康的心理防线，预防网络沉迷。</p>",
    ),
}
_WALL = b'<html><script>var arg1="A1B2";document.cookie="acw_sc__v2="+arg1;location.reload();</script></html>'


def answer(host: str, path: str, agent: str = "") -> Reply | None:
    """What an outside host says; None where it is none of them."""
    if host in OFFICIAL:
        return (
            Reply(b"\x89PNG\r\n\x1a\n" + b"\0" * 40, kind="image/png")
            if path.endswith(".png")
            else _page("标识查询", "<p>党政机关网站标识。</p>")
        )
    if host in GAMBLING:
        return _BETS[GAMBLING.index(host)]
    if host in PARKED:
        return _SALES[PARKED.index(host)]
    if host in PORN:
        return _page(
            "成人视频在线_国产自拍_日韩无码",
            "<p>成人电影、无码高清、偷拍自拍，情色小说，在线观看，未满18岁禁止入内。</p>",
        )
    if host in _TOLD:
        return _TOLD[host]
    if host == FORBIDDEN[0]:
        return Reply(b"<h1>403 Forbidden</h1>", 403)
    if host == FORBIDDEN[1]:
        return Reply(
            b"<script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script>",
            521,
        )
    if host == FORBIDDEN[2]:
        return Reply(b"Too Many Requests", 429, "text/plain")
    if host == FORBIDDEN[3]:
        return Reply(_WALL)
    if host in SPAM or host in WIDGETS:
        return _page("欢迎访问", "<p>欢迎访问本站。</p>")
    name = _NEIGHBOURS.get(host)
    return _page(name, f"<p>{name}，权威发布。</p>") if name else None
