"""Hosts outside the register that the sites link to: neighbours, the lost, the taken over."""

from __future__ import annotations

from collections.abc import Mapping

from xuncha.demo.plan import Reply
from xuncha.demo.policies import POLICIES

#: Nothing listens there: connections are refused.
NOWHERE = "127.0.0.2"

NEIGHBOURS = (
    ("www.gov.cn", "中国政府网"),
    ("www.qh.gov.cn", "青海省人民政府"),
    ("www.qhnews-demo.com", "青海新闻网"),
    ("www.mlr-demo.gov.cn", "国土资源部"),
    ("www.mof-demo.gov.cn", "财政部"),
    ("www.xinhua-demo.com", "新华网"),
)
GONE = (("www.qhtravel-demo.com", "青海旅游在线"), ("bbs.qinghai-demo.net", "青海论坛"))
TAKEN_OVER = (("www.qhxxjs-demo.com", "青海信息建设网"), ("www.qhny-demo.com", "青海农业信息"))
#: Where hidden links lead: a page of the same trade.
CASINO = "www.bet365-demo.com"
#: A picture host that answers only its own pages' visitors, and a slow one that is fine.
FORBIDDEN, SLOW = "img.guarded-demo.com", "www.slow-demo.com"
#: Of the official marks in every footer.
OFFICIAL = ("bszs.conac.cn", "dcs.conac.cn", "zfwzgl.www.gov.cn")

_PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head>
<body><h1>{title}</h1>{body}</body></html>"""
PICTURE = Reply(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c63606060600000000500015d5b3c5a0000000049454e44ae426082"
    ),
    kind="image/png",
)
_GAMBLING = (
    "<p>澳门新葡京娱乐城官方网站，百家乐、老虎机、轮盘、六合彩投注，注册送彩金88元，"
    "真人荷官在线发牌，24小时存取款，诚信博彩平台。</p>"
)
_SALE = (
    "<p>This domain is for sale. 该域名正在出售，有意者请联系域名经纪，报价可议。"
    "Buy this domain now.</p>"
)


def hosts() -> Mapping[str, str]:
    """Every outside host and its address."""
    alive = [*(host for host, _ in (*NEIGHBOURS, *TAKEN_OVER)), CASINO, FORBIDDEN, SLOW, *OFFICIAL]
    return dict.fromkeys(alive, "127.0.0.1") | dict.fromkeys((h for h, _ in GONE), NOWHERE)


def answer(host: str, path: str) -> Reply | None:
    """What an outside host says; None where it is none of them."""
    if host in OFFICIAL:
        return PICTURE if path.endswith(".png") else _page("网站标识", "<p>党政机关网站。</p>")
    if host == FORBIDDEN:
        return Reply(b"Forbidden", 403, "text/plain")
    if host == SLOW:
        return Reply(_page("省政务云", "<p>欢迎访问。</p>").body, delay=2.0)
    if host == CASINO or host == TAKEN_OVER[0][0]:
        return _page("澳门新葡京娱乐城_百家乐_六合彩_官网开户", _GAMBLING)
    if host == TAKEN_OVER[1][0]:
        return _page(f"{host} is for sale 域名出售", _SALE)
    for policy in POLICIES:
        if host == policy.host and path == policy.path:
            text = "".join(f"<p>{one}</p>" for one in policy.text)
            return _page(policy.title, f"<p>{policy.published:%Y-%m-%d %H:%M}</p>{text}")
    name = dict(NEIGHBOURS).get(host)
    return _page(name, f"<p>{name}，权威信息发布。</p>") if name else None


def _page(title: str, body: str) -> Reply:
    return Reply(_PAGE.format(title=title, body=body).encode())
