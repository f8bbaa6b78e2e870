"""More places where a script could begin, and the pages that only look like them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import quote

from tests.bed.cases import XSS, Case, framed
from tests.bed.script_holes import echo
from tests.bed.served import Question, Reply


def _no_quotes(text: str) -> str:
    return re.sub("['\"`<>\\\\]", "", text)


def _ticks_and_quotes(text: str) -> str:
    return re.sub(r"(['\"`\\])", r"\\\1", text).replace("<", "\\x3c")


def _few_signs(text: str) -> str:
    return re.sub('[ "/=]', "", text)


_HOLES = (
    ("srcdoc", '<iframe srcdoc="@"></iframe>', html.escape),
    ("srcdoc-raw", "<iframe srcdoc='@'></iframe>", lambda t: t.replace("'", "&#39;")),
    ("tag-name", "<@ class=a>x", lambda t: re.sub("['\"<>]", "", t)),
    ("block-comment", "<script>/* asked: @ */ var a = 1;</script>", _no_quotes),
    ("substitution", "<script>var t = `You asked @`;</script>", _ticks_and_quotes),
    ("address-code", "<a href=\"javascript:show('@')\">x</a>", html.escape),
    ("address-coded", "<a href=\"javascript:show('@')\">x</a>", lambda t: quote(t, safe="")),
    ("address-number", '<a href="javascript:page(@)">x</a>', _no_quotes),
    ("script-source", '<script src="@"></script>', html.escape),
    ("base", '<base href="@"><a href="x.html">x</a>', html.escape),
    ("object", '<object data="@"></object>', html.escape),
    ("comment-begins", "<!--@ -->", lambda t: t.replace("--", "")),
    ("comment-dash", "<!-- page-@ -->", lambda t: t.replace("--", "")),
    ("few-signs", "<p>@</p>", _few_signs),
    ("style-value", "<style>.a { width: @ }</style>", str),
    ("style-attribute-single", "<p style='color:@'>x</p>", lambda t: t.replace("<", "")),
    ("meta", '<meta name="description" content="@">', str),
    ("option", "<select><option value='@'>x</select>", lambda t: t.replace("<", "")),
    ("eval", "<script>eval('show(\"@\")');</script>", lambda t: t.replace("<", "")),
    ("regex", "<script>var r = /@/;</script>", lambda t: re.sub("['\"<>]", "", t)),
    ("object-literal", '<script>var o = {"q": "@"};</script>', lambda t: t.replace("<", "\\u003c")),
    ("handler-number", '<body onload="go(@)">', _no_quotes),
)
_SAFE = (
    ("srcdoc", '<iframe srcdoc="@"></iframe>', lambda t: html.escape(html.escape(t))),
    ("block-comment", "<script>/* @ */</script>", lambda t: _no_quotes(t.replace("*/", ""))),
    ("substitution", "<script>var t = `@`;</script>",
     lambda t: _ticks_and_quotes(t).replace("$", "\\$")),
    ("address-code", "<a href=\"javascript:show('@')\">x</a>", _no_quotes),
    ("script-source", '<script src="/js/@.js"></script>', html.escape),
    ("base", '<base href="/docs/@/">', html.escape),
    ("image", '<img src="@">', html.escape),
    ("comment-begins", "<!--@-->", html.escape),
    ("comment-dash", "<!-- page-@ -->", lambda t: re.sub("[<>]", "", t)),
    ("tag-name", "<@>", lambda t: re.sub(r"\W", "", t)),
    ("style", "<style>.a { width: @ }</style>", html.escape),
    ("regex", "<script>var r = /@/;</script>", lambda t: re.sub(r"\W", "", t)),
    ("address-checked", '<a href="@">x</a>',
     lambda t: html.escape(t) if t.startswith("/") else "/"),
    ("json-as-page", '{"q": "@"}', lambda t: html.escape(t.replace("\\", "\\\\"))),
)  # fmt: skip


def _kept_out(asked: Question) -> Reply:
    return Reply(framed(f"<p>No access to {html.escape(asked['q'])}</p>"), 403)


def _fails(_asked: Question) -> Reply:
    return Reply(framed("<p>Out of order</p>"), 500)


def holes() -> Iterator[Case]:
    """Places with a way out."""
    for name, template, filtered in _HOLES:
        link = "q=7" if "number" in name or name == "regex" else "q=budget"
        yield Case(f"/more/{name}.jsp", echo(template, filtered), link, "q", frozenset({XSS}))


def innocents() -> Iterator[Case]:
    """Places without one, and pages that refuse or fail whatever they are asked."""
    for name, template, filtered in _SAFE:
        yield Case(f"/most/{name}.jsp", echo(template, filtered), "q=budget", "q")
    for number in range(4):
        yield Case(f"/most/forbidden-{'abcd'[number]}.jsp", _kept_out, "q=budget", "q")
        yield Case(f"/most/broken-{'abcd'[number]}.jsp", _fails, "q=budget", "q")
