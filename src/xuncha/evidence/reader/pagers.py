"""What the pagers of a page count."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from xuncha.evidence.reader import words
from xuncha.evidence.reader.outline import Outline

_PAGE_CALL = re.compile(r"createPageHTML\w*\s*\(\s*['\"]?(\d{1,7})")
_COUNTED = ("共", "总", "合计")


def totals(outline: Outline) -> list[tuple[int, int]]:
    """Each count of entries (共20条) and the run it stands in."""
    found = []
    for at in {bisect_right(outline.offsets, place) - 1 for place in _places(outline.whole)}:
        said = words.TOTAL.search(outline.between(at, at + 6)[:60])
        if said:
            found.append((at, int(said[1])))
    for element, text in outline.scripts:
        called = _PAGE_CALL.search(text) if "createPageHTML" in text else None
        # TRS counts pages, not entries: only none at all is a number of entries.
        if called and int(called[1]) == 0:
            found.append((element.run, 0))
    return sorted(found)


def _places(text: str) -> Iterator[int]:
    """Where the words of a count stand."""
    for word in _COUNTED:
        at = text.find(word)
        while at >= 0:
            yield at
            at = text.find(word, at + 1)
