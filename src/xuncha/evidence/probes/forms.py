"""The questions a page invites: links with parameters and GET forms, as a browser sends them."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from xuncha.base.urls import canonical, join
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.target import Parameter, Target, is_carried, target_of
from xuncha.evidence.reader.tree import bounded

#: Pages do not invite more than this.
_MOST = 600
_NUMBERED = re.compile(
    r"(?:^|[_\-.])(?:id|no|num|nr|pk|key|code|year|count|limit|offset|index)$|id$|^(?:p|page)$",
    re.IGNORECASE,
)
_IGNORED = frozenset({"button", "reset", "file", "image"})
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHARACTERS = 500_000
#: An address with a query in a script or an event handler.
_IN_SCRIPT = re.compile(
    r"""['"]([\w./:-]{0,200}\.(?:php|jsp|aspx?|do|action|cgi|html?)\?[\w%&=;.+-]{1,300})['"]""",
    re.ASCII,
)
_PAGE = re.compile(
    r"\.(?:css|js|png|jpe?g|gif|ico|svg|pdf|docx?|xlsx?|zip|rar|mp4|swf)$", re.IGNORECASE
)


def invited(seen: Seen, url: str, depth: int = 0) -> Iterator[Target]:
    """The targets that the page at `url` invites to, with parameters or without."""
    root = LexborHTMLParser(bounded(seen.text)).root
    if root is None:
        return
    base, common = _base(root, url), _common(seen.text)
    for number, node in enumerate(
        root.css("a[href],area[href],iframe[src],frame[src],form,option")
    ):
        if number >= _MOST:
            return
        if node.tag == "form":
            target = _of_form(node, base, url, seen.charset, depth, common)
        else:
            target = _of_link(node, base, url, seen.charset, depth)
            target = target and filled(target, seen.charset, common)
        if target is not None:
            yield target
    for found in list(_IN_SCRIPT.finditer(seen.text[:_CHARACTERS]))[:_MOST]:
        address = _address(base, html.unescape(found[1]), seen.charset)
        if address is not None:
            yield filled(target_of(address, url, depth), seen.charset, common)


def filled(target: Target, charset: str, common: str = "a") -> Target:
    """The target with something in the fields that a link leaves empty."""
    if all(one.value or is_carried(one.name) for one in target.parameters):
        return target
    return replace(
        target,
        parameters=tuple(
            one
            if one.value or is_carried(one.name)
            else Parameter(one.name, _bytes(filler(one.shown, "text", common), charset))
            for one in target.parameters
        ),
    )


def onward(url: str, location: str) -> str | None:
    """The address that a redirect leads to."""
    return join(url, location)


def _base(root: LexborNode, url: str) -> str:
    node = root.css_first("base[href]")
    found = node.attributes.get("href") if node is not None else None
    return (join(url, found) or url) if found else url


def _of_link(node: LexborNode, base: str, url: str, charset: str, depth: int) -> Target | None:
    attributes = node.attributes
    href = attributes.get("href") or attributes.get("src") or ""
    if node.tag == "option":
        # A drop-down that a script turns into a link.
        href = attributes.get("value") or ""
        if "?" not in href or not re.match(r"(?:https?:|[./]|\w+\.\w+\?)", href):
            return None
    address = _address(base, href, charset)
    if address is None or _PAGE.search(address.partition("?")[0]):
        return None
    return target_of(address, url, depth)


def _address(base: str, href: str, charset: str) -> str | None:
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    return join(base, href, charset)


def _of_form(
    node: LexborNode, base: str, url: str, charset: str, depth: int, common: str
) -> Target | None:
    if (node.attributes.get("method") or "get").strip().lower() not in ("get", ""):
        return None
    if node.css_first('input[type="password" i]') is not None:
        # Nobody's password is ever tried.
        return None
    action = node.attributes.get("action") or ""
    address = join(base, action, charset) if action.strip() else canonical(url)
    if address is None:
        return None
    wanted = (node.attributes.get("accept-charset") or "").split(" ")[0].strip() or charset
    parameters = tuple(_fields(node, wanted, common))
    return Target(address.partition("?")[0], parameters, url, depth) if parameters else None


def _fields(form: LexborNode, charset: str, common: str) -> Iterator[Parameter]:
    chosen: set[str] = set()
    for node in form.css("input[name],select[name],textarea[name],button[name]"):
        attributes = node.attributes
        name, kind = attributes.get("name") or "", (attributes.get("type") or "text").lower()
        if not name or kind in _IGNORED or "disabled" in attributes:
            continue
        if node.tag == "button" and kind != "submit":
            continue
        if kind in ("radio", "checkbox"):
            if name in chosen:
                continue
            chosen.add(name)
        yield Parameter(_bytes(name, charset), _bytes(_value(node, name, kind, common), charset))


def _value(node: LexborNode, name: str, kind: str, common: str) -> str:
    if node.tag == "select":
        return _selected(node.css("option"))
    if node.tag == "textarea":
        return node.text() or common
    value = node.attributes.get("value")
    if kind in ("radio", "checkbox"):
        return value or "on"
    if value or kind in ("hidden", "submit"):
        return value or ""
    return filler(name, kind, common)


def _selected(options: Iterable[LexborNode]) -> str:
    listed = list(options)
    marked = [one for one in listed if "selected" in one.attributes]
    values = [
        one.attributes["value"] if "value" in one.attributes else one.text(strip=True)
        for one in (*marked, *listed)
    ]
    return next(filter(None, values), "")


def filler(name: str, kind: str, common: str) -> str:
    """What stands in an empty field: what finds something in most tables."""
    if kind in ("number", "range") or _NUMBERED.search(name):
        return "1"
    if kind == "email":
        return "a@example.cn"
    if kind in ("date", "datetime-local"):
        return "2017-01-01"
    return common


def _common(text: str) -> str:
    """The Chinese character the page writes most often, a Latin letter where it has hardly any."""
    found = Counter(_HAN.findall(text[:100_000]))
    return found.most_common(1)[0][0] if found.total() >= 20 else "a"


def _bytes(text: str, charset: str) -> bytes:
    try:
        return text.encode(charset, "xmlcharrefreplace")
    except LookupError:
        return text.encode()
