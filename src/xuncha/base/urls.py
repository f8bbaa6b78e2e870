"""Addresses: one page, one canonical URL, which is both its identity and what is fetched.

Parsing follows the URL Standard as browsers do, so a link leads here where it leads a visitor.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

import ada_url

from xuncha.base.noise import quieten
from xuncha.base.traps import date_hint, pattern, trap

__all__ = [
    "Joiner",
    "canonical",
    "caseless",
    "date_hint",
    "host_of",
    "is_government",
    "join",
    "origin_of",
    "pattern",
    "registrable",
    "resolve",
    "same_site",
    "trap",
]

#: What browsers strip from both ends of an address: C0 controls and the space.
_ENDS = "".join(map(chr, range(0x21)))
#: Longer ones are resolved but not remembered, so that a hostile page cannot fill the memory.
_REMEMBERED = 500


def canonical(url: str) -> str | None:
    """The one spelling of ``url``; None when no page can be there (not http(s), no host, userinfo).

    Lower-case scheme and punycode host without a closing dot, no default port, no fragment, no
    session or tracking parameter, dot segments resolved, percent escapes in one spelling, no empty
    query. The path keeps its case, since an address must still open; `caseless` says which two are
    one page all the same.
    ``/`` and ``/index.html`` stay two addresses: nothing but the server knows which document ``/``
    stands for, and one may be dead while the other works, which is a fault we must see.
    """
    try:
        return _clean(ada_url.normalize_url(url))
    except ValueError:
        return None


def join(base: str, href: str, charset: str = "utf-8") -> str | None:
    """The canonical address ``href`` leads to from a page at ``base``; None when nowhere.

    ``charset`` is the page's: browsers write non-ASCII of a query in it, of a path in UTF-8.
    Remembered for the part of ``base`` that matters, so a menu costs one look-up per link.
    """
    return Joiner(base, charset)(href)


class Joiner:
    """Joins addresses to that of one page, as `join` does."""

    __slots__ = ("_base", "_charset", "folder", "origin")

    def __init__(self, base: str, charset: str = "utf-8") -> None:
        """`base` and `charset` are the page's."""
        self._base, self._charset = base, charset
        #: What addresses from the root, and from the page's folder, are relative to.
        self.origin, self.folder = _places(base)

    def __call__(self, href: str) -> str | None:
        """The canonical address `href` leads to; None when nowhere."""
        href = href.strip(_ENDS)
        start = href[:1]
        if start == "/" or "://" in href[:8]:
            place = self.origin
        else:
            # "http:" and "http:?page=2" belong to the page itself, as "?page=2" does.
            place = self._base if start in "?#" or ":" in href[:8] else self.folder
        if len(href) > _REMEMBERED:
            return resolve(place, href, self._charset)
        return _remembered(place, href, self._charset)


@lru_cache(maxsize=256)
def _places(base: str) -> tuple[str, str]:
    """What an address from the root, and one from the folder, are relative to."""
    try:
        href = ada_url.normalize_url(base)
    except ValueError:
        return "", ""
    path = href.partition("?")[0].partition("#")[0]
    root = path.find("/", path.find("://") + 3)
    return path[: root + 1], path[: path.rfind("/") + 1]


def resolve(base: str, href: str, charset: str) -> str | None:
    """What `join` does, without remembering it; `base` is a page, its folder or its origin."""
    if not href.isascii() and "?" in href and not charset.startswith("utf-"):
        href = _encode_query(href, charset)
    try:
        return _clean(ada_url.join_url(base, href) if base else ada_url.normalize_url(href))
    except ValueError:
        return None


_remembered = lru_cache(maxsize=4096)(resolve)


# -- the canonical spelling --------------------------------------------------------------------

_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IIS = re.compile(r"\.as(?:p|px|hx|mx)(?=/|$)", re.IGNORECASE)


def _clean(href: str) -> str | None:
    """The canonical spelling of an address that the URL parser has already normalised."""
    scheme, _, rest = href.partition("://")
    if scheme not in ("http", "https"):
        return None
    rest = rest.partition("#")[0]
    authority, _, tail = rest.partition("/")
    if "@" in authority:
        return None
    tail = f"/{tail}"
    if not _PLAIN.fullmatch(tail):
        spelled = _spell(tail)
        if len(spelled) < len(tail) and _DOTS.search(spelled.partition("?")[0]):
            # What was taken out had hidden a dot segment: "/..;jsessionid=1/".
            return canonical(f"{scheme}://{authority}{spelled}")
        tail = spelled
    if authority.endswith(".") or ".:" in authority or ".ipv6." in authority:
        authority = _fold_host(authority)
    return f"{scheme}://{authority}{tail}" if authority else None


#: Nothing here can need work: no escape, session or query.
_PLAIN = re.compile(r"[A-Za-z0-9_/~.-]*")


_DOTS = re.compile(r"/\.{1,2}(?:/|$)")


def _spell(tail: str) -> str:
    """One spelling: escapes in upper case and none where none is needed, noise left out."""
    if "%" in tail:
        tail = _ESCAPE.sub(_one_escape, tail)
    return quieten(tail)


def caseless(url: str) -> str:
    """``url`` with the case of its path taken away where servers do not care: ASP and ASP.NET.

    For comparing alone: not every server of such addresses runs on Windows.
    """
    path, mark, query = url.partition("?")
    if not _IIS.search(path):
        return url
    # Escapes are kept: what follows one may be the second byte of a Chinese character.
    parts = (part if "%" in part else part.lower() for part in path.split("/"))
    return "/".join(parts) + mark + query


def _one_escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if character in _UNRESERVED else found[0].upper()


# A site made reachable over IPv6 by a translating proxy: "www-qh-gov-cn.ipv6.example.cn". Only
# folded back where every label is visible; a name with hyphens of its own is left alone.
_PROXIED = re.compile(
    r"(www(?:-[a-z0-9]+){1,4}-(?:(?:gov|com|net|org|edu|ac)-cn|cn|com|net|org))(?:\.ipv6)(?:\.[a-z0-9-]+)+"
)


def _fold_host(authority: str) -> str:
    host, colon, port = authority.partition(":")
    if not host.endswith("..") and host != ".":
        host = host.removesuffix(".")
    if found := _PROXIED.fullmatch(host):
        return found[1].replace("-", ".")
    return host + colon + port


# -- queries in the page's charset -------------------------------------------------------------

_HIGH = {byte: f"%{byte:02X}" for byte in range(0x80, 0x100)}


def _reference(error: UnicodeError) -> tuple[bytes, int]:
    """What browsers send for a character the charset lacks: ``&#NNN;``, escaped."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(f"%26%23{ord(character)}%3B" for character in lost).encode(), error.end


codecs.register_error("xuncha.reference", _reference)


def _encode_query(href: str, charset: str) -> str:
    address, mark, query = href.partition("?")
    query, hash_, fragment = query.partition("#")
    if "#" in address or query.isascii():
        return href
    try:
        coded = query.encode(charset, "xuncha.reference")
    except LookupError:
        return href
    return address + mark + coded.decode("latin-1").translate(_HIGH) + hash_ + fragment


# -- hosts -------------------------------------------------------------------------------------


def origin_of(url: str) -> str:
    """``scheme://host[:port]`` of a canonical URL."""
    end = url.find("/", url.find("://") + 3)
    return url if end < 0 else url[:end]


def host_of(url: str) -> str:
    """The lower-case host of ``url`` without its port; an IPv6 address keeps its brackets."""
    origin = origin_of(url)
    return (_host if len(origin) <= _REMEMBERED else _host.__wrapped__)(origin)


@lru_cache(maxsize=4096)
def _host(origin: str) -> str:
    """Remembered, since a site has many addresses and few origins."""
    authority = origin.partition("://")[2].lower()
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return authority.partition(":")[0]


def same_site(url: str, home: str) -> bool:
    """Whether both stand on one host; scheme, leading ``www.`` and ports 80 and 443 aside."""
    one, two = origin_of(url), origin_of(home)
    return one == two or _site(one) == _site(two)


def _site(origin: str) -> str:
    authority = origin.partition("://")[2].lower()
    return authority.removeprefix("www.").removesuffix(":80").removesuffix(":443")


_TWO_LEVELS = re.compile(
    r"(?:ac|com|edu|gov|mil|net|org|bj|sh|tj|cq|he|sx|nm|ln|jl|hl|js|zj|ah|fj|jx|sd|ha|hb|hn|gd|gx"
    r"|hi|sc|gz|yn|xz|sn|gs|qh|nx|xj|tw|hk|mo)\.cn"
    r"|(?:com|gov|org|edu|net)\.(?:hk|tw|mo)|(?:co|gov|ac)\.uk|(?:co|go)\.(?:jp|kr)"
)
_ADDRESS = re.compile(r"\[.*\]|(?:\d+\.){3}\d+")


def registrable(host: str) -> str:
    """The part of ``host`` its owner registered: ``www.a.gov.cn`` gives ``a.gov.cn``.

    Known are the second levels of .cn and a few neighbours; an address is its own.
    """
    labels = host.lower().rstrip(".").split(".")
    if _ADDRESS.fullmatch(host) or len(labels) < 3:
        return host.lower().rstrip(".")
    two = _TWO_LEVELS.fullmatch(".".join(labels[-2:]))
    return ".".join(labels[-3 if two else -2 :])


def is_government(host: str) -> bool:
    """Whether ``host`` stands under .gov.cn or .政务, all that 国办函〔2018〕55号 allows."""
    host = host.lower().rstrip(".")
    return host == "gov.cn" or host.endswith((".gov.cn", ".政务", ".xn--zfr164b"))
