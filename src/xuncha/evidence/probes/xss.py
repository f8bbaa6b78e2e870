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
        for way in ways(place):
            verdict = yield from _tried(way, base, dice)
            if verdict is not None:
                return verdict
    return CLEAN


def _reflected(seen: Seen, word: str) -> tuple[Place, ...]:
    if not seen.is_html or word not in seen.lowered:
        return ()
    return reflection.places(seen.text, word)


def _tried(way: Breakout, base: bytes, dice: random.Random) -> Generator[Ask, Seen, Verdict | None]:
    """Two rounds with two markers; one that gets through only once is nothing."""
    steps, claims = [], []
    for number in range(2):
        marker = canary(dice)
        value = way.payload.format(m=marker).encode()
        ask = Ask(value if way.alone else base + value, "break-out", follows=True)
        seen = yield ask
        if seen.status is None:
            return Verdict(Grade.INCONCLUSIVE)
        if not shows(seen, way.context, marker):
            return None
        steps.append(ask)
        claims.append(Claim(number, marker=marker, context=way.context))
    grade = Grade.SUSPECTED if way.inferred else Grade.CONFIRMED
    return Verdict(grade, way.context, tuple(steps), tuple(claims))


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
    "address": reflection.leads_to,
    "script": reflection.runs,
    "comment": reflection.bare_comment,
    "dom": lambda html, m: reflection.has_element(html, m),
}
_TAG = "<{m} on{m}=1>"


def ways(place: Place) -> Iterator[Breakout]:
    """The ways out of `place`, the plainest first."""
    if place.kind == "text":
        yield Breakout("text", _TAG)
        yield Breakout("text", "<{m}/on{m}=1>")
    elif place.kind == "raw":
        yield Breakout(f"raw:{place.inside}", f"</{place.inside}>{_TAG}")
    elif place.kind == "comment":
        # A real way out would hold what SQL takes for a comment.
        yield Breakout("comment", "{m}-><{m}", inferred=True)
    elif place.kind == "name":
        yield Breakout("name", " on{m}=1")
    elif place.kind == "attribute":
        # Unquoted, single and double quotes at once; the last opens again what was open.
        yield Breakout(f"attribute:{place.inside}", "z on{m}a=1' on{m}b=1\" on{m}c=1")
        yield Breakout(f"attribute:{place.inside}", "z'/on{m}b=1\"/on{m}c=1")
    elif place.kind == "event":
        yield from _out_of_script("event", place.inside)
    elif place.kind == "address":
        yield Breakout("address", "javascript:{m}", alone=True)
    else:
        yield from _out_of_script("script", place.inside)
        yield Breakout("raw:script", f"</script>{_TAG}")


def _out_of_script(context: str, inside: str) -> Iterator[Breakout]:
    if inside in ("'", '"', "`"):
        q = inside
        yield Breakout(f"{context}:{q}", f"{q}-{{m}}-{q}")
        yield Breakout(f"{context}:{q}", f"\\{q}-{{m}}-{q}")
    elif inside in ("word", "sign"):
        yield Breakout(f"{context}:code", "-{m}-1")
    elif inside == "//":
        yield Breakout(f"{context}://", "\n{m}-1\n")
    elif inside == "/":
        yield Breakout(f"{context}:/", "/-{m}-/1")
