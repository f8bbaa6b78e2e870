"""Cross-site scripting by a harmless marker: a word, then what would break out of where it stands.

The marker is an element or attribute that no browser knows, so that it does nothing even where it
gets through. What it became is judged in a real parse, never by searching the text.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass

from xuncha.evidence.probes import reflection
from xuncha.evidence.probes.course import CLEAN, Ask, Claim, Course, Grade, Verdict
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.reflection import Place

#: What a canary begins and ends with: enough for another page to be recognised by it.
HEAD, TAIL = "xq", "zv"
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
#: So many kinds of places are tried at most.
_PLACES = 4


@dataclass(frozen=True, slots=True)
class Breakout:
    """One way out of a kind of place."""

    context: str
    #: With {m} for the marker; never a comment, a semicolon, or a script.
    payload: str
    #: Whether it stands alone instead of behind the harmless value.
    alone: bool = False
    #: It proves that signs pass, not that the place was left.
    inferred: bool = False


def canary(dice: random.Random) -> str:
    """A word that stands nowhere: letters only, so that every filter lets it pass."""
    return HEAD + "".join(dice.choices(_LETTERS, k=8)) + TAIL


def course(
    base: bytes,
    dice: random.Random,
    *,
    heard: Callable[[str], None] = lambda _word: None,
) -> Course:
    """Ask about one parameter whose harmless value is `base`; `heard` learns of the canary."""
    word = canary(dice)
    heard(word)
    seen = yield Ask(base + word.encode(), "canary", follows=True)
    if seen.status is None:
        return Verdict(Grade.INCONCLUSIVE)
    for place in _reflected(seen, word)[:_PLACES]:
        verdict = yield from _out_of(place, base, dice)
        if verdict is not None:
            return verdict
    return CLEAN


def _reflected(seen: Seen, word: str) -> tuple[Place, ...]:
    if not seen.is_html or word not in seen.lowered:
        return ()
    return reflection.places(seen.text, word)


def _out_of(place: Place, base: bytes, dice: random.Random) -> Generator[Ask, Seen, Verdict | None]:
    """The ways out of one kind of place, until one leads out or none can."""
    for way in ways(place):
        marker = canary(dice)
        ask = _asking(way, base, marker)
        seen = yield ask
        if seen.status is None:
            return Verdict(Grade.INCONCLUSIVE)
        if shows(seen, way.context, marker):
            verdict = yield from _once_more(way, base, dice, ask, marker)
            if verdict is not None:
                return verdict
        elif place.kind in _BY_ANGLE and f"<{marker}" not in seen.lowered:
            # The first sign of every way out was taken out or written as text.
            return None
    return None


#: Places that are only left by an opening bracket.
_BY_ANGLE = frozenset({"text", "document"})


def _asking(way: Breakout, base: bytes, marker: str) -> Ask:
    value = way.payload.format(m=marker).encode()
    return Ask(value if way.alone else base + value, "break-out", follows=True)


def _once_more(
    way: Breakout, base: bytes, dice: random.Random, first: Ask, marker: str
) -> Generator[Ask, Seen, Verdict | None]:
    """Another marker; what gets through only once is nothing."""
    other = canary(dice)
    second = _asking(way, base, other)
    seen = yield second
    if seen.status is None:
        return Verdict(Grade.INCONCLUSIVE)
    if not shows(seen, way.context, other):
        return None
    claims = tuple(
        Claim(number, marker=one, context=way.context) for number, one in enumerate((marker, other))
    )
    grade = Grade.SUSPECTED if way.inferred else Grade.CONFIRMED
    return Verdict(grade, way.context, (first, second), claims)


def shows(seen: Seen, context: str, marker: str) -> bool:
    """Whether the answer, as a browser reads it, lets `marker` out of its `context`."""
    if not seen.is_html or marker not in seen.lowered:
        return False
    return _PROOFS[context.partition(":")[0]](seen.text, marker)


#: What must be seen, by the context's first word.
_PROOFS: Mapping[str, Callable[[str, str], bool]] = {
    "text": lambda html, m: reflection.has_element(html, m, f"on{m}"),
    "raw": lambda html, m: reflection.has_element(html, m, f"on{m}"),
    "name": lambda html, m: reflection.has_attribute(html, f"on{m}"),
    "attribute": lambda html, m: reflection.has_attribute(html, f"on{m}"),
    "event": reflection.reacts,
    "link": reflection.runs_in_address,
    "address": reflection.leads_to,
    "source": reflection.brings,
    "document": reflection.in_document,
    "left": lambda html, m: reflection.has_element(html, m, f"on{m}"),
    "script": reflection.runs,
    "comment": reflection.bare_comment,
    "dom": lambda html, m: reflection.has_element(html, m),
    "run": lambda html, m: reflection.has_attribute(html, f"data-{m}"),
}
_TAG = "<{m} on{m}=1>"


def ways(place: Place) -> Iterator[Breakout]:
    """The ways out of `place`, the plainest first."""
    yield from _WAYS[place.kind](place.inside)


def _of_text(_inside: str) -> Iterator[Breakout]:
    yield Breakout("text", _TAG)
    yield Breakout("text", "<{m}/on{m}=1>")
    # Where spaces, slashes and equals signs are taken out.
    yield Breakout("text", "<{m}\ton{m}>")


def _of_raw(inside: str) -> Iterator[Breakout]:
    yield Breakout(f"raw:{inside}", f"</{inside}>{_TAG}")
    yield Breakout(f"raw:{inside}", f"</{inside}\t><{{m}}\ton{{m}}>")


def _of_comment(_inside: str) -> Iterator[Breakout]:
    # At the beginning of a comment, and behind a dash, this ends it.
    yield Breakout("left:comment", f"->{_TAG}", alone=True)
    # Elsewhere the way out would hold what SQL takes for a comment.
    yield Breakout("comment", "{m}-><{m}", inferred=True)


def _of_attribute(inside: str) -> Iterator[Breakout]:
    # Unquoted, single and double quotes at once; the last opens again what was open.
    yield Breakout(f"attribute:{inside}", "z on{m}a=1' on{m}b=1\" on{m}c=1")
    yield Breakout(f"attribute:{inside}", "z'/on{m}b=1\"/on{m}c=1")


def _of_script(inside: str) -> Iterator[Breakout]:
    yield from _out_of_script("script", inside)
    yield Breakout("raw:script", f"</script>{_TAG}")


_WAYS: Mapping[str, Callable[[str], Iterator[Breakout]]] = {
    "text": _of_text,
    "raw": _of_raw,
    "comment": _of_comment,
    "name": lambda _inside: iter((Breakout("name", " on{m}=1"),)),
    "attribute": _of_attribute,
    "event": lambda inside: _out_of_script("event", inside),
    "run": lambda inside: _out_of_script("link", inside),
    "address": lambda _inside: iter((Breakout("address", "javascript:{m}", alone=True),)),
    "source": lambda tag: iter((Breakout(f"source:{tag}", "//{m}.invalid/{m}", alone=True),)),
    "document": lambda _inside: iter((Breakout("document", _TAG),)),
    "script": _of_script,
}


def _out_of_script(context: str, inside: str) -> Iterator[Breakout]:
    if inside in ("'", '"', "`"):
        q = inside
        yield Breakout(f"{context}:{q}", f"{q}-{{m}}-{q}")
        yield Breakout(f"{context}:{q}", f"\\{q}-{{m}}-{q}")
        if q == "`":
            yield Breakout(f"{context}:{q}", "${{{m}}}")
    elif inside in ("word", "sign"):
        yield Breakout(f"{context}:code", "-{m}-1")
    elif inside == "//":
        yield Breakout(f"{context}://", "\n{m}-1\n")
    elif inside == "/*":
        yield Breakout(f"{context}:/*", "*/-{m}-1")
    elif inside == "/":
        yield Breakout(f"{context}:/", "/-{m}-/1")
