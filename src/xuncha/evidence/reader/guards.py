"""What a page's source shows of its defences, and of those who got past them: forms, comments that
tell too much, and scripts that no page maker writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xuncha.evidence.reader.leads import Linker
from xuncha.evidence.reader.outline import Element, Outline
from xuncha.evidence.safety import Form, Sign

#: So many of each say enough of a page.
MOST = 10
_QUOTED = 160
#: Longer scripts are libraries.
_LONGEST, _HEAD = 100_000, 2_000

# -- forms ---------------------------------------------------------------------------------------


def forms(outline: Outline, linker: Linker) -> tuple[Form, ...]:
    """What visitors fill in, in document order."""
    asked = outline.passwords
    if not outline.forms and not asked:
        return ()
    found = [
        Form(_action(one, linker), any(one.holds(each) for each in asked), outline.place(one))
        for one in outline.forms[:MOST]
    ]
    found += [
        Form("", True, outline.place(one))
        for one in asked[:MOST]
        if not any(form.holds(one) for form in outline.forms)
    ]
    return tuple(found)


def _action(form: Element, linker: Linker) -> str:
    action = form.get("action")
    return (linker.written(action) or "") if action else ""


# -- comments ------------------------------------------------------------------------------------

_TELLING = re.compile(
    r"passw(?:or)?d|\bpwd\b|密码|口令|jdbc:|data\s+source|initial\s+catalog"
    r"|\b(?:10|172|192)\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",
    re.IGNORECASE,
)


def remarks(comment: str) -> Iterator[str]:
    """The part of a comment that may tell what is nobody's business, if there is one."""
    found = _TELLING.search(comment[:20_000])
    if found is not None:
        start = max(0, found.start() - _QUOTED // 2)
        yield " ".join(comment[start : found.end() + _QUOTED].split())


# -- scripts -------------------------------------------------------------------------------------

#: A worm writes a program out of hexadecimal text; the letters "MZ" begin every one.
_DROPPER = re.compile(r"\"4D5A[0-9A-Fa-f]{40}|\bDropFileName\s*=")
_DROPS = ("DropFileName", "4D5A")
_SPIDERS = (
    r"(?:(?:baidu|sogou|360|haosou|yisou|google|bing)(?:spider|bot)|\bspider\b"
    r"|[\"'/|(](?:baidu|sogou|google)[\"'/|)])"
)
#: Around a test for who visits: the characters before and after it, and how many tests are read.
_AGENT, _BEFORE, _AFTER, _TESTS = "userAgent", 120, 500, 8
_TITLE = re.compile(rf"{_SPIDERS}.*?\bdocument\.title\s*=\s*[\"']", re.IGNORECASE | re.DOTALL)
_AWAY = re.compile(
    rf"{_SPIDERS}.*?\blocation(?:\.href)?(?:\s*=\s*|\.(?:replace|assign)\(\s*)"
    rf"[\"']((?:https?:)?//[^\"'\s]{{4,300}})[\"']",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = re.compile(r"<script\b[^>]{0,300}?\bsrc\s*=\s*[\"']?([^\s\"'>]{4,300})", re.IGNORECASE)
_BEGINNING = re.compile(
    r"\s*(?:<script\b[^>]{0,300}>\s*</script>\s*){1,5}<(?:!doctype|html)\b", re.IGNORECASE
)
#: What stands behind a document longer than this is the rest of a page with two ends.
_TAIL = 4_000


def signs(outline: Outline, html: str, linker: Linker) -> tuple[Sign, ...]:
    """Everything in the source that page makers do not write."""
    found: list[Sign] = []
    for _, text in outline.scripts:
        found += _dropped(text[:_HEAD])
        if len(text) <= _LONGEST:
            found += _of_script(text, linker)
    found += _outside(html, linker)
    return tuple(found[:MOST])


def _dropped(head: str) -> Iterator[Sign]:
    """A program is long, and so is the script that holds it; how it begins is enough."""
    if any(hint in head for hint in _DROPS) and (dropped := _DROPPER.search(head)):
        yield Sign("dropper", _quote(head, dropped))


def _of_script(text: str, linker: Linker) -> Iterator[Sign]:
    for lines in _tests(text):
        if titled := _TITLE.search(lines):
            yield Sign("title", _quote(lines, titled))
        if (away := _AWAY.search(lines)) and (url := linker.written(away[1])):
            yield Sign("spider", _quote(lines, away), url)


def _tests(text: str) -> Iterator[str]:
    """The lines in which a script asks who visits; few, so that no script takes long."""
    at = text.find(_AGENT)
    for _ in range(_TESTS):
        if at < 0:
            return
        yield text[max(0, at - _BEFORE) : at + _AFTER]
        at = text.find(_AGENT, at + _AFTER)


def _outside(html: str, linker: Linker) -> Iterator[Sign]:
    """Scripts of other files before the document begins or after it has ended."""
    pieces = []
    begun = _BEGINNING.match(html[:4_000].lstrip("\ufeff"))
    if begun:
        pieces.append(begun[0])
    end = html.rfind("</html")
    if end >= 0 and 7 < len(html) - end <= _TAIL:
        pieces.append(html[end:])
    for piece in pieces:
        for found in _SOURCE.finditer(piece):
            if url := linker.written(found[1]):
                yield Sign("outside", found[0][:_QUOTED], url)


def _quote(text: str, found: re.Match[str]) -> str:
    return " ".join(text[found.start() : found.start() + _QUOTED].split())
