"""Chinese text: compared, quoted, and cleared of personal data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_UNIFIED = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』〝〞", '"')
    | dict.fromkeys("‘’‚‛`´", "'")
    | dict.fromkeys("‐‑‒–—―−─", "-")
    # Zero-width characters, soft hyphens and byte order marks are not seen.
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", "")
)

#: So much of a text is mostly enough to know that it is not blank.
_GLANCE = 100


def fold(text: str) -> str:
    """``text`` in the one form in which texts are compared.

    Full-width letters, digits and punctuation become half-width, quotes and dashes are unified,
    white space becomes single spaces.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_UNIFIED)
    return " ".join(text.split())


def is_blank(text: str) -> bool:
    """Whether nothing of ``text`` is to be seen once it is folded."""
    return not (fold(text[:_GLANCE]) or fold(text[_GLANCE:]))


def plain_ascii(text: str) -> bytes:
    """The ASCII characters of ``text`` in their order, the others left out.

    Of Chinese text little is left, and what is not in there is not in ``text`` either: a cheap look
    before a search through the whole.
    """
    return text.encode("ascii", "ignore")


def holds(text: str, word: str) -> bool:
    """Whether ``word`` stands in ``text``.

    Its characters are looked for first: one alone is found far faster than a word, and mostly one
    of them is not there at all.
    """
    return all(map(text.__contains__, word)) and word in text


def first_of(text: str, words: Iterable[str]) -> int:
    """Where in ``text`` the first of some words stands, -1 where none does.

    A search that begins there, or does not begin at all, costs a fraction of one through the whole:
    finding a word is far cheaper than trying a pattern at every character.
    """
    return min((text.find(word) for word in words if holds(text, word)), default=-1)


def shingles(text: str, size: int = 5) -> frozenset[str]:
    """Every run of ``size`` characters of the folded text without its spaces.

    A shorter text is its own only shingle; an empty one has none.
    """
    text = fold(text).replace(" ", "")
    if len(text) <= size:
        return frozenset((text,)) if text else frozenset()
    return frozenset(text[at : at + size] for at in range(len(text) - size + 1))


def containment(part: str | frozenset[str], whole: str | frozenset[str]) -> float:
    """Share of the shingles of ``part`` that ``whole`` has too, 0 to 1; 0 for an empty part."""
    inner = shingles(part) if isinstance(part, str) else part
    outer = shingles(whole) if isinstance(whole, str) else whole
    return len(inner & outer) / len(inner) if inner else 0.0


def excerpt(text: str, needle_start: int, width: int = 60) -> str:
    """About ``width`` characters of ``text`` around a place, on one line, ``…`` where it is cut."""
    needle_start = min(max(needle_start, 0), len(text))
    start = max(0, min(needle_start - width // 3, len(text) - width))
    end = min(len(text), start + width)
    middle = " ".join(text[start:end].split())
    return f"{'…' if start else ''}{middle}{'…' if end < len(text) else ''}"


# -- personal data -----------------------------------------------------------------------------

_RESIDENT = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}([ -]?)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\1"
    r"\d{3}[\dXx](?![0-9A-Za-z])",
    re.ASCII,
)
_OLD_RESIDENT = re.compile(
    r"(?<![0-9A-Za-z.])[1-8]\d{5}\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])",
    re.ASCII,
)
_CARD = re.compile(
    r"(?<![0-9A-Za-z.-])(?:62\d\d|4\d{3}|5[1-5]\d\d)(?:[ -]?\d{3,4}){3,4}(?![0-9A-Za-z])", re.ASCII
)
_CARD_WORDS = re.compile(r"卡号|账号|帐号|账户|帐户|银行|储蓄|开户")
_MOBILE = re.compile(
    r"(?<![0-9A-Za-z.])(?<!\d-)1[3-9]\d(?:\d{8}|([ -])\d{4}\1\d{4})(?![0-9A-Za-z])(?![.-]\d)",
    re.ASCII,
)
_QUERIED = re.compile(
    r"([?&][^=&#]{0,20}?(?:phone|mobile|tel|sjh|lxdh|dianhua|shouji)[^=&#]{0,10}=)(1[3-9]\d{9})(?!\d)",
    re.ASCII | re.IGNORECASE,
)

_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_FULL_WIDTH = tuple(zip("０１２３４５６７８９Ｘｘ", "0123456789Xx", strict=True))

#: Every digit as 0 and what may part digits as a hyphen: the shapes of numbers, all else alike.
_SHAPES = bytes(
    0x30 if chr(byte).isdigit() else 0x2D if byte in b" -" else 0x3F for byte in range(256)
)
#: The shapes of the numbers above, whatever parts them; dates and landlines have others.
_LONG = re.compile(rb"0(?:0{10}|0{4}-000|00-0{3,4}-000|-0{9})")


def has_long_number(text: str) -> bool:
    """Whether ``text`` may hold the number of a person, a card or a mobile phone.

    It only looks at how digits stand together: a text that has none so is searched no further.
    """
    shapes = _narrow(text).encode("ascii", "replace").translate(_SHAPES)
    return _LONG.search(shapes) is not None


def resident_ids(text: str) -> tuple[str, ...]:
    """The resident identity numbers (GB 11643-1999) in ``text`` whose check digit is right.

    As written: forms set their parts apart, "131081 19990723 5238".
    """
    text = _narrow(text)
    return tuple(m[0] for m in _RESIDENT.finditer(text) if _is_resident(m[0]))


def bank_cards(text: str) -> tuple[str, ...]:
    """The bank card numbers in ``text``, as written, whose check digit (Luhn) is right.

    One number in ten passes Luhn by chance, so only a UnionPay card of 16 or 19 digits is taken on
    its word; any other needs a word such as 卡号 before it.
    """
    text = _narrow(text)
    return tuple(m[0] for m in _CARD.finditer(text) if _is_card(text, m))


def mobile_phones(text: str) -> tuple[str, ...]:
    """The mobile phone numbers of the mainland in ``text``, as written."""
    return tuple(m[0] for m in _MOBILE.finditer(_narrow(text)))


def mask(text: str) -> str:
    """``text`` with its identity, card and phone numbers unreadable: ``6325**********1234``.

    Stricter than the searches: what merely looks like an identity number is hidden too, since a
    report must not spread a mistyped one either.
    """
    narrow = _narrow(text)
    spans = [(m.start(), m.end(), 4) for m in _RESIDENT.finditer(narrow)]
    spans += [(m.start(), m.end(), 4) for m in _OLD_RESIDENT.finditer(narrow)]
    spans += [(m.start(), m.end(), 4) for m in _CARD.finditer(narrow) if _is_card(narrow, m)]
    spans += [(m.start(), m.end(), 3) for m in _MOBILE.finditer(narrow)]
    for start, end, head in sorted(spans, reverse=True):
        text = text[: start + head] + "*" * (end - start - head - 4) + text[end - 4 :]
    return text


def mask_address(url: str) -> str:
    """``url`` with the identity numbers in it unreadable, and the telephones its query names.

    Any other number stays, since most are no one's and the address must still open. What stands
    behind ``#`` is no part of a canonical address and is masked as text.
    """
    address, mark, rest = url.partition("#")
    for number in resident_ids(address):
        address = address.replace(number, _hidden(number, 4))
    address = _QUERIED.sub(lambda found: found[1] + _hidden(found[2], 3), address)
    return f"{address}{mark}{mask(rest)}"


def _hidden(number: str, head: int) -> str:
    return number[:head] + "*" * (len(number) - head - 4) + number[-4:]


def _narrow(text: str) -> str:
    """Full-width digits as ASCII; the length stays, so places in both texts agree."""
    if not text.isascii():
        for wide, narrow in _FULL_WIDTH:
            if wide in text:
                text = text.replace(wide, narrow)
    return text


def _is_resident(number: str) -> bool:
    number = re.sub("[ -]", "", number)
    if not _PROVINCE.match(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def _is_card(text: str, found: re.Match[str]) -> bool:
    digits = re.sub("[ -]", "", found[0])
    if not 16 <= len(digits) <= 19 or not _luhn(digits):
        return False
    if digits.startswith("62") and len(digits) in (16, 19):
        return True
    return bool(_CARD_WORDS.search(text, max(0, found.start() - 16), found.start()))


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
