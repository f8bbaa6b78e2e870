"""Which addresses of a site are still to be visited: each once, no trap, within the caps."""

from __future__ import annotations

from collections import Counter

from xuncha.base.urls import caseless, pattern, trap
from xuncha.evidence.plan import Plan

#: So many pages of one template that only repeat what other pages hold, and it is given up.
_COPIES = 40


class Frontier:
    """Remembers of each address only a number; the addresses themselves wait elsewhere."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._seen: set[int] = set()
        self._bodies: set[int] = set()
        self._copies: Counter[str] = Counter()
        self.pages = 0
        #: Addresses left out because a cap was reached: 0 says that the site was seen whole.
        self.left_out = 0

    def is_new(self, url: str) -> bool:
        """Whether `url` was never offered before; it counts as seen from now on.

        Old servers write the name of a page in every case; the first spelling speaks for all.
        """
        mark = hash(caseless(url))
        if mark in self._seen:
            return False
        self._seen.add(mark)
        return True

    def may_visit(self, url: str, depth: int) -> bool:
        """Whether a new page at `depth` clicks from the home page is worth a visit; counts it."""
        if trap(url) or (self._copies and self._copies[pattern(url)] >= _COPIES):
            return False
        if self.pages >= self._plan.max_pages or depth > self._plan.max_depth:
            self.left_out += 1
            return False
        self.pages += 1
        return True

    def note_body(self, url: str, body: bytes) -> None:
        """Learn from a page's content whether its template still brings anything new."""
        mark = hash(body)
        if mark in self._bodies:
            self._copies[pattern(url)] += 1
        else:
            self._bodies.add(mark)
            self._copies.pop(pattern(url), None)
