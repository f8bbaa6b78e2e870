"""How alike two answers are, whatever a page shows anew each time and however it echoes us.

Distances run from 0 (alike) to 1. What was sent is folded back into the harmless value before
comparing, so that an echo is no difference; what two harmless answers do not share does not count.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, quote_plus

_TOKEN = re.compile(r"<[^<>]{0,400}>?|[^\s<]{1,400}")
#: The pieces of data, which has no spaces.
_PIECE = re.compile(r"[^\s,{}\[\]:<>]{1,400}")
_DIGITS = re.compile(r"\d+")
_OURS = re.compile(r"[\"'&%<>\\\\’”]")
_SCRAP = re.compile(r"[\"'`\\‘’“”]")
#: Beyond this a page says nothing new about a query.
_MOST = 400_000
#: Quotes as pages write them.
_STYLES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("'", "&#39;"), ('"', "&quot;")),
    (("'", "&#039;"), ('"', "&#034;")),
    (("'", "&#x27;"), ('"', "&#x22;")),
    (("'", "&apos;"), ('"', "&#34;")),
    (("'", "'"), ('"', "&quot;")),
    (("'", "\\'"), ('"', '\\"')),
    (("'", "\\&#39;"), ('"', "\\&quot;")),
    (("'", "\\&#039;"), ('"', "\\&quot;")),
    (("'", "''"), ('"', '"')),
    (("'", "\\u0027"), ('"', "\\u0022")),
    (("'", "\\x27"), ('"', "\\x22")),
    (("'", "’"), ('"', "”")),
    (("'", ""), ('"', "")),
)


@dataclass(frozen=True)
class Seen:
    """One answer as the decisions see it; `status` is None where nothing came."""

    status: int | None
    text: str
    #: Content type in lower case.
    kind: str = "text/html"
    #: Where a redirect leads.
    location: str = ""
    charset: str = "utf-8"
    seconds: float = 0.0

    @property
    def is_html(self) -> bool:
        """Whether browsers would show it as a page."""
        return self.kind == "" or "html" in self.kind

    @cached_property
    def lowered(self) -> str:
        """The text in lower case, up to the cap."""
        return self.text[:_MOST].lower()


@dataclass(frozen=True, slots=True)
class View:
    """An answer made comparable."""

    status: int | None
    location: str
    tokens: Counter[str]


class Likeness:
    """Compares answers to one target; learns from harmless ones what changes by itself."""

    def __init__(self, baselines: Iterable[Seen]) -> None:
        """`baselines`: two or more answers to the same harmless question."""
        first, *rest = [_tokens(one.lowered) for one in baselines]
        self._loose: frozenset[str] = frozenset()
        changing: set[str] = set()
        noise = 0.0
        for other in rest:
            apart = (first - other) + (other - first)
            changing.update(_DIGITS.sub("#", token) for token in apart)
            noise = max(noise, _distance(_shapes(first), _shapes(other)))
        self._loose = frozenset(changing)
        #: How far two harmless answers are apart.
        self.noise = noise

    def view(self, answer: Seen, sent: str = "", base: str = "") -> View:
        """`answer` to `sent` as if it had been asked with `base`."""
        text = folded(answer.lowered, sent.lower(), base.lower())
        tokens = _tokens(text)
        if self._loose:
            kept = {t: n for t, n in tokens.items() if _DIGITS.sub("#", t) not in self._loose}
            tokens = Counter(kept)
        place = folded(answer.location.lower(), sent.lower(), base.lower())
        return View(answer.status, place, tokens)

    def distance(self, one: View, other: View) -> float:
        """How far apart two answers are; 1 where status or redirect differ."""
        if one.status != other.status or one.location != other.location:
            return 1.0
        return _distance(one.tokens, other.tokens)

    def apart(self, distance: float) -> bool:
        """Whether answers so far apart differ by more than the page does by itself."""
        return distance > 2 * self.noise + (0.02 if self.noise else 0.0)

    def closer(self, one: View, here: View, there: View) -> bool:
        """Whether `one` is clearly with `here` and not with `there`, which differ."""
        between = self.distance(one, there)
        return self.apart(between) and self.distance(one, here) <= max(
            0.34 * between, 1.2 * self.noise
        )


def folded(text: str, sent: str, base: str) -> str:
    """`text` with every spelling of `sent` replaced by `base`."""
    if not sent or sent == base:
        return text
    for spelling in sorted(_spellings(sent), key=len, reverse=True):
        text = text.replace(spelling, base)
    return text


def _spellings(sent: str) -> set[str]:
    plain = {sent, *(_styled(sent, style) for style in _STYLES)}
    escaped = {one.replace("<", "&lt;").replace(">", "&gt;") for one in plain} | {
        html.escape(sent),
        html.escape(sent, quote=False),
    }
    coded = {quote(sent, safe="").lower(), quote_plus(sent).lower(), quote(sent, safe="'").lower()}
    stripped = {one.strip() for one in plain}
    return {one for one in plain | escaped | coded | stripped if _is_telling(one)}


def _is_telling(spelling: str) -> bool:
    """Whether no page says it of itself: long, or with a sign that we put there."""
    return len(spelling) >= 8 or (len(spelling) > 1 and bool(_OURS.search(spelling)))


def _styled(text: str, style: tuple[tuple[str, str], ...]) -> str:
    for raw, written in style:
        text = text.replace(raw, written)
    return text


def _tokens(text: str) -> Counter[str]:
    token = _PIECE if text[:60].lstrip("\ufeff \t\r\n")[:1] in ("{", "[") else _TOKEN
    found = (_SCRAP.sub("", one) for one in token.findall(text))
    return Counter(one for one in found if one)


def _shapes(tokens: Counter[str]) -> Counter[str]:
    shapes: Counter[str] = Counter()
    for token, number in tokens.items():
        shapes[_DIGITS.sub("#", token)] += number
    return shapes


def _distance(one: Counter[str], other: Counter[str]) -> float:
    shared = (one & other).total()
    whole = one.total() + other.total() - shared
    return 1 - shared / whole if whole else 0.0
