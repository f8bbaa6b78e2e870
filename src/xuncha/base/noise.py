"""What an address carries that says nothing about its page: sessions, trackers, random numbers."""

from __future__ import annotations

import re

#: Anything below can only be found in an address that shows one of these.
_WORTH_A_LOOK = re.compile(r"[;?(]")

# Servlet and PHP sessions ride on any path segment; no content is ever addressed that way.
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;?]*", re.IGNORECASE)
# ASP.NET "cookieless" sessions, features and tickets: /(S(5ro2kkrahcyeinq5hb0ttdfm))/default.aspx
_TICKET = re.compile(r"/(?:\((?:[A-Za-z]\([\w!-]{1,1000}\)){1,8}\))(?=/)")

# One parameter of a query. `_VISIT` is what a script writes to get round a cache: a fraction by
# Math.random(), or the milliseconds since 1970 (13 digits from 2001 to 2286). "t=5" and
# "v=20171205" may choose content and stay.
_FRACTION = r"0\.\d{2,20}(?:e-\d{1,2})?"
_VISIT = rf"(?:{_FRACTION}|1\d{{12}})"
_NOISE = re.compile(
    rf"""
    # Campaigns, Alibaba and CCTV (spm, scm), Baidu (bd_vid, hm*, wfr), Tencent, advertisers.
    (?:utm_\w*|spm|scm|bd_vid|hm(?:sr|pl|cu|kw|ci)|wfr|qhclickid|isappinstalled|nsukey|ivk_sa
      |tdsourcetag|wxfrom|winzoom|_g[al]|(?:fb|g|d|ms|y)cl(?:id|src)|mc_[ce]id)=.*
    # "from" is a common word for real parameters too: only what WeChat and QQ append.
    |from=(?:timeline|singlemessage|groupmessage|androidqq|weixin)
    |(?:jsessionid|phpsessid|aspsessionid\w*|aspxautodetectcookiesupport|cfid|cftoken)=.*
    # "sid=5" numbers a section on many sites; only a long mixed value is a session.
    |(?:s_?id|sess(?:ion)?(?:_?id)?)=(?=[^0-9]*[0-9])(?=[^a-z]*[a-z])[\w!.-]{{16,}}
    |(?:_|_?ts?|_?r|rd|rnd?|rand?|random(?:id|num)?|randnum|rdm|time(?:stamp)?|_dc|nocache|math
      |tm|te?mp|v)={_VISIT}
    |[^=]*=0\.\d{{13,20}}(?:e-\d{{1,2}})?
    |{_VISIT}
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def quieten(rest: str) -> str:
    """Take the noise out of ``rest``, the path and query of a normalised address.

    The order and the bytes of what stays are kept: servers may depend on both.
    """
    if not _WORTH_A_LOOK.search(rest):
        return rest
    path, mark, query = rest.partition("?")
    if ";" in path:
        path = _PATH_SESSION.sub("", path)
    if "(" in path:
        path = _TICKET.sub("", path)
    if not mark:
        return path
    kept = [part for part in query.split("&") if not _NOISE.fullmatch(part)]
    query = "&".join(kept)
    return f"{path}?{query}" if query.strip("&") else path
