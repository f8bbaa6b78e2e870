"""Pages that repeat a parameter where a script could begin, with the filters that people write."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from tests.bed.cases import XSS, Case, framed
from tests.bed.served import Program, Question, Reply


def echo(
    template: str,
    filtered: Callable[[str], str] = str,
    *,
    status: int = 200,
    charset: str = "utf-8",
) -> Program:
    """A page that puts the filtered value where `template` says @."""

    def program(asked: Question) -> Reply:
        value = filtered(asked.raw.get("q", b"").decode(charset, "replace"))
        body = framed(template.replace("@", value)).encode(charset, "replace")
        return Reply(body, status, f"text/html; charset={charset}")

    return program


def _no_script(text: str) -> str:
    return re.sub(r"</?script[^>]*>", "", text, flags=re.IGNORECASE)


def _angles(text: str) -> str:
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _doubles(text: str) -> str:
    """What PHP's htmlspecialchars did before 8.1: single quotes pass."""
    return _angles(text.replace("&", "&amp;")).replace('"', "&quot;")


def _singles(text: str) -> str:
    return _angles(text.replace("&", "&amp;")).replace("'", "&#39;")


def _slashes(text: str) -> str:
    return re.sub(r"(['\"\\])", r"\\\1", text)


def _quotes_only(text: str) -> str:
    """Quotes with a backslash, but backslashes as they are."""
    return re.sub(r"(['\"])", r"\\\1", text)


def _failing(asked: Question) -> Reply:
    """A page that breaks on what it does not know, and says so."""
    if asked["q"] == "budget":
        return Reply(framed("<p>budget</p>"))
    return Reply(framed(f"<p>Cannot read {asked['q']}</p>"), 500)


_PLACES: tuple[tuple[str, Program], ...] = (
    ("text", echo("<p>Results for @</p>")),
    ("text-deep", echo("<table><tr><td><b>@</b></td></tr></table>")),
    ("no-script-tag", echo("<p>@</p>", _no_script)),
    ("no-word-script", echo("<p>@</p>", lambda t: re.sub("(?i)script", "", t))),
    ("no-quotes", echo("<p>@</p>", lambda t: re.sub("['\"]", "", t))),
    ("upper", echo("<p>@</p>", str.upper)),
    ("lower", echo("<p>@</p>", str.lower)),
    ("no-spaces", echo("<p>@</p>", lambda t: t.replace(" ", ""))),
    ("no-img", echo("<p>@</p>", lambda t: re.sub(r"(?i)<(img|svg|iframe|body)", "", t))),
    ("slashes-in-text", echo("<p>@</p>", _slashes)),
    ("not-found", echo("<p>No such document: @</p>", status=404)),
    ("failed", _failing),
    ("gbk", echo("<p>与“@”有关的信息</p>", charset="gb18030")),
    ("title", echo("<script>var a = 1;</script><title>@</title>")),
    ("textarea", echo("<textarea name=a>@</textarea>")),
    ("noscript", echo("<noscript>@</noscript>")),
    ("style", echo("<style>.a { color: @ }</style>")),
    ("double", echo('<input value="@">')),
    ("double-angles", echo('<input value="@">', _angles)),
    ("double-not-single", echo('<input value="@">', _singles)),
    ("single", echo("<input value='@'>")),
    ("single-not-double", echo("<input value='@'>", _doubles)),
    ("bare", echo("<input value=@>")),
    ("bare-escaped", echo("<input value=@ type=text>", html.escape)),
    ("alt", echo('<img src="/a.png" alt="@">')),
    ("hidden", echo('<form method=post><input type="hidden" name="b" value="@"></form>')),
    ("style-attribute", echo('<div style="width: @">x</div>')),
    ("href", echo('<a href="@">back</a>', html.escape)),
    ("action", echo('<form method="post" action="@"><input name=a></form>', html.escape)),
    ("frame", echo('<iframe src="@"></iframe>', html.escape)),
    ("event", echo("<a onclick=\"show('@')\">x</a>", html.escape)),
    ("event-single", echo("<a onclick='show(\"@\")'>x</a>", html.escape)),
    ("script-single", echo("<script>var q = '@';</script>", _angles)),
    ("script-double", echo('<script>var q = "@"; go(q);</script>', _angles)),
    ("script-template", echo("<script>var q = `@`;</script>", _angles)),
    ("script-slashes", echo("<script>var q = '@';</script>", _slashes)),
    (
        "script-half-slashes",
        echo("<script>var q = '@';</script>", lambda t: _angles(_quotes_only(t))),
    ),
    ("script-code", echo("<script>var n = @;</script>", lambda t: re.sub("['\"<>]", "", t))),
    ("script-comment", echo("<script>// asked: @\nvar a = 1;</script>", _angles)),
    ("script-object", echo("<script>var o = {'q': '@', 'n': 1};</script>", _doubles)),
    ("attribute-name", echo("<div @>x</div>")),
    ("comment", echo("<!-- query: @ -->")),
)


def _landing(asked: Question) -> Reply:
    """A redirect to a page that repeats what it is told."""
    if "seen" in asked.raw:
        return Reply(framed(f"<p>You came for {asked['seen']}</p>"))
    place = asked.raw.get("q", b"")
    coded = "".join(f"%{byte:02X}" for byte in place)
    return Reply("", 302, headers=(("Location", f"/xss/landing.jsp?seen={coded}"),))


class Guestbook:
    """What visitors leave, shown on another page; an audience for a stored marker."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def leave(self, asked: Question) -> Reply:
        if asked["q"] and len(self.kept) < 500:
            self.kept.append(asked["q"])
        return Reply(framed("<p>Thank you.</p>"))

    def show(self, _asked: Question) -> Reply:
        return Reply(framed("".join(f"<p>{one}</p>" for one in self.kept)))


def cases() -> Iterator[Case]:
    """Every place."""
    hole = frozenset({XSS})
    for name, program in _PLACES:
        link = '<input type="text" name="q">' if name in ("text", "double") else "q=budget"
        if name == "gbk":
            link = "q=%C9%F3%C5%FA"
        elif name == "script-code":
            link = "q=7"
        yield Case(f"/xss/{name}.jsp", program, link, "q", hole)
    yield Case("/xss/landing.jsp", _landing, "q=home", "q", hole)
    yield Case("/xss/landing.jsp", _landing, "seen=home", "seen", hole)
