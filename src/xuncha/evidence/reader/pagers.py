"""What the pagers of a page count."""

from __future__ import annotations

import re
from bisect import bisect_right

from xuncha.evidence.reader import words
from xuncha.evidence.reader.outline import Outline

_PAGE_CALL = re.compile(r"createPageHTML\w*\s*\(\s*['\"]?(\d{1,7})")
_COUNTED = re.compile("[共总]|合计")


def totals(outline: Outline) -> list[tuple[int, int]]:
    """Each count of entries (共20条) and the run it stands in."""
    found = []
    told = -1
    for place in _COUNTED.finditer(outline.whole):
        at = bisect_right(outline.offsets, place.start()) - 1
        if at != told:
            told = at
            said = words.TOTAL.search(outline.between(at, at + 6)[:60])
            if said:
                found.append((at, int(said[1])))
    for element, text in outline.scripts:
        called = _PAGE_CALL.search(text) if "createPageHTML" in text else None
        # TRS counts pages, not entries: only none at all is a number of entries.
        if called and int(called[1]) == 0:
            found.append((element.run, 0))
    return sorted(found)
