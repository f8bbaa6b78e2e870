"""What a static reader can see of scripts: HTML they write, addresses they open, lists they fill.

Nothing is run. Only literal strings count, so nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from xuncha.evidence.reader import writing

T = TypeVar("T")

#: Longer scripts are libraries; what they build cannot be read here.
MAX_SCRIPT = 300_000

_CDATA = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>", re.DOTALL | re.IGNORECASE)
_WRITE = re.compile(r"document\.write(?:ln)?\s*\(")
_LITERAL = re.compile(
    r"""\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)')\s*([+,)]?)""", re.DOTALL
)
_HREF = re.compile(r"""href\s*=\s*\\?["']([^"'\\<>\s+]{1,500})\\?["']""", re.IGNORECASE)
_OPEN = re.compile(
    r"""(?:window\.open|openurl|openwin|gourl|goto|jump|toUrl|open)\s*\(\s*\\?["']"""
    # What a script only asks for by itself, request.open("GET", …), is no link.
    r"""(?!(?:get|post|head|put|delete|patch|options)\\?["'])([^"'\\\s]{1,500})\\?["']""",
    re.IGNORECASE,
)
_ALERT = re.compile(
    r"""(?<![\w.])(?:window\s*\.\s*)?alert\s*\(\s*(?:"([^"\n]{1,300})"|'([^'\n]{1,300})')\s*\)"""
)
_GO = re.compile(
    r"""(?:(?:window|self|top|parent|document)\s*\.\s*)*location(?:\s*\.\s*href)?\s*=\s*["']([^"'\s]{1,500})["']"""
    r"""|location\s*\.\s*(?:replace|assign)\s*\(\s*["']([^"'\s]{1,500})["']\s*\)"""
)
_LATER = re.compile(r"function\b|=>|\bif\s*\(|addEventListener|\.click\(|\.on\(")
#: Names of elements that a script reaches for: $("#x"), getElementById("x"), el: '#x', jpage.
_NAMED = re.compile(
    r"""(?:\$|jQuery)\(\s*["'][^"'#.]{0,40}[#.]([\w-]{1,80})|getElementById\(\s*["']([\w-]{1,80})["']"""
    r"""|querySelector(?:All)?\(\s*["'][#.]([\w-]{1,80})|\bel\s*:\s*["'][#.]([\w-]{1,80})"""
    r"""|(?:elem|container|target|renderTo|ele|laypage|listId)\s*:\s*["'][#.]?([\w-]{1,80})""",
)
_FILLS = re.compile(
    r"\.html\(|innerHTML|\.append\(|appendTo|\.load\(|insertAdjacent|appendChild|\$\.ajax|\$\.get"
    r"|getJSON|\bfetch\(|XMLHttpRequest|axios|new Vue|createApp|jpage|template\(|laytpl|\.render\("
)
_AJAX = re.compile(
    r"\$\.ajax|\$\.get|\$\.post|getJSON|fetch\(|XMLHttpRequest|axios|jsonp|dataproxy", re.IGNORECASE
)


def _remembering(test: Callable[[str], T]) -> Callable[[str], T]:
    """Remember what was found in the short scripts that stand on every page of a site."""
    known = lru_cache(maxsize=256)(test)

    def remembered(text: str) -> T:
        return known(text) if len(text) <= 8_000 else test(text)

    return remembered


def written(text: str, kind: str) -> str:
    """The HTML that a script puts where it stands, as far as it is literal; "" without any."""
    if len(text) > MAX_SCRIPT:
        return ""
    if "CDATA[" in text and "<record" in text:
        return _records(text)
    if kind in ("text/xml", "text/html", "text/template"):
        return ""
    if "document.write" not in text:
        return ""
    said = writing.said(text) if "=" in text else None
    return "".join(_literals(text)) if said is None else said


def _records(text: str) -> str:
    """The entries of a jcms data store, which its page script shows as the list."""
    rows = [row.strip() for row in _CDATA.findall(text)]
    joined = "\n".join(rows)
    if rows and rows[0][:3].lower() == "<tr":
        return f"<table>{joined}</table>"
    return f"<ul>{joined}</ul>" if rows and rows[0][:3].lower() == "<li" else f"<div>{joined}</div>"


def _literals(text: str) -> list[str]:
    found = []
    for call in _WRITE.finditer(text):
        parts: list[str] = []
        at = call.end()
        while True:
            literal = _LITERAL.match(text, at)
            if literal is None:
                break
            parts.append(writing.unescape(literal[1] if literal[1] is not None else literal[2]))
            at = literal.end()
            if literal[3] not in ("+", ","):
                # Only a call made of literals alone says what people will see.
                if literal[3] == ")":
                    found.append("".join(parts))
                break
    return found


@_remembering
def addresses(text: str) -> tuple[str, ...]:
    """Addresses that a script's literal strings link to or open, in order."""
    if len(text) > MAX_SCRIPT or (
        "href" not in text and "open" not in text.lower() and "goto" not in text.lower()
    ):
        return ()
    return tuple(found[1] for pattern in (_HREF, _OPEN) for found in pattern.finditer(text))


def opened(handler: str) -> str:
    """The address an onclick handler or a javascript: link opens, "" when it names none."""
    found = _OPEN.search(handler) or _GO.search(handler)
    if found is None:
        return ""
    return next((group for group in found.groups() if group), "")


@_remembering
def redirect(text: str) -> str:
    """Where a short script sends every visitor at once, "" when it does not or only sometimes."""
    if len(text) > 2_000 or "location" not in text:
        return ""
    for found in _GO.finditer(text):
        before = text[: found.start()]
        # What stands in a function or under a condition waits for something to happen.
        if before.count("{") == before.count("}"):
            statement = re.split(r"[;}]", before)[-1]
            if not _LATER.search(statement):
                return found[1] or found[2] or ""
    return ""


def told(text: str) -> str:
    """What a short script tells every visitor in a box at once, "" when it tells nothing."""
    if len(text) > 2_000 or "alert" not in text:
        return ""
    found = _ALERT.search(text)
    if found is None or text.count("{", 0, found.start()) != text.count("}", 0, found.start()):
        return ""
    return writing.unescape(found[1] or found[2]).strip()


@_remembering
def fills(text: str) -> frozenset[str]:
    """The ids and classes that a script fills with content."""
    if not _FILLS.search(text):
        return frozenset()
    return frozenset(g for found in _NAMED.finditer(text[:MAX_SCRIPT]) for g in found.groups() if g)


def asks(text: str) -> bool:
    """Whether a script fetches data after the page has loaded."""
    return bool(_AJAX.search(text[:MAX_SCRIPT]))
