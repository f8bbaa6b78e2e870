"""Traditional Chinese, which some sites offer beside the simplified: read as simplified."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

#: Characters that every traditional text has and no simplified one.
_TRADITIONAL = re.compile(
    "[國門與會發學業東這來對時說個們為後機關長務縣區產經過還開無實現體動員應當點從處]"
)
#: One of these is in every text of some length.
_FREQUENT = "國與為這後"
#: So much of a text tells which it is; one character in so many shows that it is traditional.
_SAMPLE, _SHARE = 4_000, 40


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters."""
    sample = text[:_SAMPLE]
    if not any(one in sample for one in _FREQUENT):
        return False
    found = _TRADITIONAL.findall(sample)
    return len(set(found)) > 2 and len(found) * _SHARE > len(sample)


def simplified(text: str) -> str:
    """A traditional text in simplified characters; any other as it is. Lines stay lines."""
    return str(_converter().convert(text)) if is_traditional(text) else text


@cache
def _converter() -> Any:
    # Loaded where a site needs it: its dictionaries take a while.
    import opencc

    return opencc.OpenCC("t2s")
