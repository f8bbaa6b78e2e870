"""What scripts do that hide what they do: packed, spelt in numbers, or only for some visitors.

Nothing is run. The packers put back here only replace words, so what they packed can be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from xuncha.evidence.reader.writing import unescape
from xuncha.evidence.snapshot import LinkKind

#: Longer scripts are libraries.
_LONGEST = 100_000
#: What was packed may be packed again.
_LAYERS = 3
_HINTS = ("p,a,c,k,e", "fromCharCode", "\\x", "\\u00", "document.referrer")
_PACKER = re.compile(
    r"\}\s*\(\s*(['\"])((?:(?!\1)[^\\]|\\.){1,60000}?)\1\s*,\s*(\d{1,2})\s*,\s*(\d{1,5})\s*,"
    r"\s*(['\"])((?:(?!\5)[^\\]|\\.){0,60000}?)\5\s*\.split\(\s*['\"]\|['\"]\s*\)",
    re.DOTALL,
)
_CODES = re.compile(r"String\.fromCharCode\(([\dxXa-fA-F,\s]{16,60000})\)")
#: Letters written as numbers so that nobody reads them; two or three may be an arrow or a space.
_SPELT = re.compile(r"(?:\\(?:x[0-7][0-9a-fA-F]|u00[0-7][0-9a-fA-F])){8,}")
_NUMBER = re.compile(r"0x[0-9a-fA-F]+|\d+")
_WORD = re.compile(r"\b\w+\b", re.ASCII)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_URL = r"((?:https?:)?//[\w.-]{4,200}(?::\d{1,5})?(?:[/?][^\s\"'<>\\()]{0,300})?)"
#: Where a visitor, or a part of the page, is taken.
_LEADS = (
    (rf"<script\b[^<>]{{0,200}}?\bsrc\s*=\s*\\*[\"']?{_URL}", LinkKind.SCRIPT),
    (rf"<i?frame\b[^<>]{{0,200}}?\bsrc\s*=\s*\\*[\"']?{_URL}", LinkKind.FRAME),
)
_TAGS = tuple((re.compile(one, re.IGNORECASE), kind) for one, kind in _LEADS)
_MADE = re.compile(r"createElement\(\s*\\*[\"']script", re.IGNORECASE)
_SOURCE = re.compile(rf"\.src\s*=\s*\\*[\"']{_URL}", re.IGNORECASE)
_GOES = re.compile(
    rf"\blocation(?:\.href)?\s*=\s*\\*[\"']{_URL}"
    rf"|\blocation\.(?:replace|assign)\s*\(\s*\\*[\"']{_URL}",
    re.IGNORECASE,
)
_SEARCHERS = re.compile(
    r"baidu|sogou|google|bing|\bso\.com|360|haosou|shenma|\bsm\.cn|yahoo", re.IGNORECASE
)


class Revealed(NamedTuple):
    """An address that a script hides, as written, and how it hides it: "packed" or "referrer"."""

    address: str
    kind: LinkKind
    how: str


def revealed(text: str) -> tuple[Revealed, ...]:
    """Where a script leads in hiding, each address once."""
    if len(text) > _LONGEST or not any(hint in text for hint in _HINTS):
        return ()
    return _revealed(text)


@lru_cache(maxsize=64)
def _revealed(text: str) -> tuple[Revealed, ...]:
    found = [one for plain in _plain(text) for one in _leads(plain, "packed")]
    if "document.referrer" in text and _SEARCHERS.search(text):
        found += _goes(text, "referrer")
    return tuple({one.address: one for one in reversed(found)}.values())[::-1]


def _leads(plain: str, how: str) -> Iterator[Revealed]:
    for pattern, kind in _TAGS:
        for found in pattern.finditer(plain):
            yield Revealed(found[1], kind, how)
    for found in _SOURCE.finditer(plain) if _MADE.search(plain) else ():
        yield Revealed(found[1], LinkKind.SCRIPT, how)
    yield from _goes(plain, how)


def _goes(plain: str, how: str) -> Iterator[Revealed]:
    for found in _GOES.finditer(plain):
        yield Revealed(found[1] or found[2], LinkKind.PAGE, how)


def _plain(text: str) -> Iterator[str]:
    """What was packed or spelt, in the clear, layer by layer."""
    for _ in range(_LAYERS):
        layers = [_unpacked(found) for found in _PACKER.finditer(text)]
        layers += [_from_codes(found[1]) for found in _CODES.finditer(text)]
        if _SPELT.search(text):
            # The rest of the statement gives the spelt words their sense.
            layers.append(unescape(_SPELT.sub(lambda found: unescape(found[0]), text)))
        if not layers:
            return
        text = "\n".join(layers)[:_LONGEST]
        yield text


def _unpacked(found: re.Match[str]) -> str:
    """The packer's words put back: each number in base `a` stands for a word of the list."""
    packed, base = unescape(found[2]), int(found[3])
    words = found[6].split("|")
    if not 2 <= base <= len(_DIGITS):
        return ""

    def word(one: re.Match[str]) -> str:
        number = _number(one[0], base)
        return words[number] if 0 <= number < len(words) and words[number] else one[0]

    return _WORD.sub(word, packed)[:_LONGEST]


def _number(text: str, base: int) -> int:
    """`text` as a number in `base`, -1 where it is none."""
    value = 0
    for digit in text[:6]:
        place = _DIGITS.find(digit)
        if not 0 <= place < base:
            return -1
        value = value * base + place
    return value if len(text) <= 6 else -1


def _from_codes(numbers: str) -> str:
    codes = (int(one, 0) if "x" in one else int(one) for one in _NUMBER.findall(numbers))
    return "".join(chr(code) for code in codes if 0 < code < 0xD800)
