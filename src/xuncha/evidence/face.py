"""The face of a home page: by what a visitor knows it for the site's own, whatever the news."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xuncha.base.text import fold, shingles
from xuncha.evidence.snapshot import Page

_SIGNED = re.compile(
    r"\b(?:h[a4@]ck[e3]d|d[e3]f[a4]c[e3]d|p[wo]n[e3]d|0wn[e3]d|owned)\s+by\b|\bhacked!|"
    r"黑客[^，。\n]{0,8}到此一游|(?:本站|此站|该站|网站|你的站)已?(?:经)?被[^，。\n]{1,12}?(?:黑了|黑掉|入侵了)",
    re.IGNORECASE,
)
#: So little text is a note that was left, not a page of news about one.
_NOTE = 600
#: A page of which so much is known was good; of which so little is left is another.
GOOD, LEFT = 200, 0.05
#: So many links and pieces of text are kept of a face: the same ones whenever it is computed.
_KEPT = 400


@dataclass(frozen=True, slots=True)
class Face:
    """What is compared: hashes but for the title and the marks in the footer."""

    title: str
    marks: frozenset[str]
    links: frozenset[str]
    words: frozenset[str]

    def kept(self) -> dict[str, object]:
        """What is written down: of links and words those with the smallest hashes.

        A sample by hash is the same part of every version of a page, so its share stands for the
        whole's.
        """
        return {
            "title": self.title,
            "marks": sorted(self.marks),
            "links": sorted(self.links)[:_KEPT],
            "words": sorted(self.words)[:_KEPT],
        }

    @classmethod
    def from_kept(cls, kept: Mapping[str, object]) -> Face:
        """A face that was written down; raises ValueError for what is none."""

        def those(name: str) -> frozenset[str]:
            found = kept.get(name, ())
            if not isinstance(found, Sequence):
                raise ValueError(f"a face has a list of {name}")
            return frozenset(map(str, found))

        return cls(str(kept.get("title", "")), those("marks"), those("links"), those("words"))


def face_of(page: Page) -> Face:
    """The face of a home page."""
    return Face(
        fold(page.title)[:200],
        marks_of(page),
        _hashed(one.url for one in page.links),
        _hashed(shingles(page.text)),
    )


def marks_of(page: Page) -> frozenset[str]:
    """The numbers and the sponsor that stand in its footer."""
    seen = page.elements
    return frozenset(one for one in (seen.site_code, seen.icp, seen.police, seen.sponsor) if one)


def is_another(here: Page, before: Face, name: str) -> bool:
    """Whether nothing of the earlier face is left; a redesign keeps name, marks or columns."""
    wanted = [one for one in (name, before.title) if len(one) >= 4]
    said = fold(f"{here.title}\n{here.text}")
    if any(one in said for one in wanted) or fold(here.title)[:200] == before.title:
        return False
    now = face_of(here)
    if now.marks & before.marks:
        return False
    return not (_left(before.links, now.links) > LEFT or _left(before.words, now.words) >= LEFT)


def signature(home: Page) -> str:
    """What an intruder signed the page with, "" without one."""
    titled = _SIGNED.search(home.title)
    if titled:
        return fold(home.title)
    if len(home.text) > _NOTE or any(len(one.items) > 2 for one in home.lists):
        return ""
    found = _SIGNED.search(home.text)
    return fold(home.text[max(0, found.start() - 20) : found.end() + 60]) if found else ""


def _left(before: frozenset[str], now: frozenset[str]) -> float:
    return len(before & now) / len(before) if before else 0.0


def _hashed(things: Iterable[str]) -> frozenset[str]:
    return frozenset(hashlib.sha256(one.encode()).hexdigest()[:12] for one in things)
