"""Pages that keep robots out in place of the site's own: a wall is not a fault of the site."""

from __future__ import annotations

import re

from xuncha.evidence.wire import Transfer

#: 401, 403, 407, 429: kept out. 412 and 521 are what two widely used Chinese walls answer.
KEPT_OUT = frozenset({401, 403, 407, 412, 429, 451, 521})
#: A wall's page is a script and little else.
_SMALL = 40_000
#: Names in the scripts of the walls that government sites stand behind.
_WALLS = (
    b"acw_sc__v2",
    b"__jsl_clearance",
    b"$_ts=window",
    b"$_ts.cd",
    b"_$jsvmprt",
    b"/cdn-cgi/challenge-platform/",
    b"yunsuo_session_verify",
    b"safeline_bot_challenge",
    b"SafeLineChallenge",
    b"WAF_NC_",
    b"__tst_status",
    b"EO_Bot_Ssid",
)
#: What follows an underscore in all of them but two: one quick look in place of many.
_HINT = re.compile(
    rb"_(?:sc__v2|_jsl_|ts=window|ts\.cd|\$jsvmp|session_ver|bot_ch|NC_|_tst_|Bot_S)"
)
_WITHOUT = (b"/cdn-cgi/challenge-platform/", b"SafeLineChallenge")
#: What firewalls write, whatever status they answer with; short, so that no article is meant.
_SAID = (
    "已被网站管理员设置拦截",
    "对网站造成安全威胁，您的访问被阻断",
    "您的访问请求被拦截",
    "访问行为存在异常",
)
_REFUSALS = (
    *(word.encode(charset) for word in _SAID for charset in ("utf-8", "gb18030")),
    b"errors.aliyun.com",
    b"waf.tencent-cloud.com",
)
_SHORT = 12_000


def is_wall(transfer: Transfer) -> bool:
    """Whether the site keeps us out with a status or a script to be solved by a browser."""
    if transfer.status in KEPT_OUT:
        return True
    body = transfer.body
    if not body or len(body) > _SMALL:
        return False
    if len(body) <= _SHORT and any(word in body for word in _REFUSALS):
        return True
    if _HINT.search(body) is None and not any(name in body for name in _WITHOUT):
        return False
    return any(name in body for name in _WALLS) and b"<script" in body.lower()
