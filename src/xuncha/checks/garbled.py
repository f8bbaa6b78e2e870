"""Text that was read in the wrong charset (乱码), as it stands on the page for everyone."""

from __future__ import annotations

import re
from typing import NamedTuple

_LOST = "\ufffd"
#: What U+FFFD, zeros and fill bytes of a debugger become when they are read as GBK.
_KNOWN = re.compile("(?:锟斤拷|锟叫碉拷|锟接凤拷|锟侥硷拷|锟剿碉拷){1,}|烫{6,}|屯{6,}|锘{3,}")
#: UTF-8 read as Latin-1 or Windows-1252: three characters for each Chinese one.
_LATIN_UTF8 = re.compile(
    "(?:[ä-é][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u2122]{2}){2,}"
)
#: GBK read as Latin-1: long words of capitals with accents and signs, as no language has them.
_LATIN_GBK = re.compile("[\u00a1-\u00ff]{8,}")
#: The same where all that is not Latin-1 is left out.
_LATIN_BYTES = re.compile(rb"[\xa1-\xff]{8}")
#: Whatever is not ASCII in a row: UTF-8 read as GBK makes such runs, kana and Cyrillic in them.
_RUN = re.compile("[^\x00-\x7f\ufffd]{4,}")
#: Signs that UTF-8 read as GBK is full of.
_RARE = "锛銆鈥涓鍏鏂佸瓨闂鎴绋鐨勫彂寮€绯荤粺浗鏀垮簻"
#: No text without one of a kind's first signs is searched for it.
_KNOWN_SIGNS, _LATIN_SIGNS = "锟烫屯锘", "äåæçèé"
#: A line of which so much is lost cannot be read.
_LOST_SHARE = 0.2
#: So much of a run must be Chinese once it is read rightly: some of its bytes may be lost.
_READABLE = 0.6
_SIGNS = "，。：；、（）《》“”！？"


class Garbled(NamedTuple):
    """How many characters of a text cannot be read, and where it begins."""

    size: int
    start: int


def garbled(text: str) -> Garbled:
    """Count what cannot be read."""
    spans = [*_lost(text), *_decoded_wrongly(text)]
    return Garbled(sum(end - start for start, end in spans), min((s for s, _ in spans), default=0))


def _lost(text: str) -> list[tuple[int, int]]:
    """Lines mostly lost; one mark at a cut title's end is only a careless cut."""
    if _LOST not in text:
        return []
    spans, at = [], 0
    for line in text.split("\n"):
        lost = line.count(_LOST)
        if lost >= 2 and lost / len(line) >= _LOST_SHARE:
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _decoded_wrongly(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    if _holds(text, _KNOWN_SIGNS):
        spans += [found.span() for found in _KNOWN.finditer(text)]
    if _holds(text, _LATIN_SIGNS):
        spans += [found.span() for found in _LATIN_UTF8.finditer(text)]
    latin = text.encode("latin-1", "ignore")
    if not latin.isascii() and _LATIN_BYTES.search(latin):
        spans += [
            found.span()
            for found in _LATIN_GBK.finditer(text)
            if _is_chinese(found[0], "latin-1", "gb18030")
        ]
    if _holds(text, _RARE):
        spans += [
            found.span()
            for found in _RUN.finditer(text)
            if _is_chinese(found[0], "gb18030", "utf-8")
        ]
    return spans


def _holds(text: str, signs: str) -> bool:
    """Whether one of the characters is there: far cheaper, one by one, than a pattern of them."""
    return any(map(text.__contains__, signs))


def _is_chinese(text: str, wrong: str, right: str) -> bool:
    """Whether the bytes of `text` are Chinese in the charset they should have been read in.

    A character may be cut at either end, where what could not be read at all was lost.
    """
    try:
        body = text.encode(wrong)
    except UnicodeEncodeError:
        return False
    for first in range(3 if right == "utf-8" else 1):
        read = body[first:].decode(right, "replace").rstrip(_LOST)
        chinese = sum("\u4e00" <= c <= "\u9fa5" or c in _SIGNS for c in read)
        if chinese >= 2 and chinese >= _READABLE * len(read):
            return True
    return False
