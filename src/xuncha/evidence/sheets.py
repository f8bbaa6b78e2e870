"""Style sheets of strangers: nothing is fetched for them but what is handed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

#: Bounded, so that a sheet of nothing but openings costs no more than its length.
_IMPORT: Final = re.compile(r"@import\b[^;{}]{0,2000};?", re.IGNORECASE)
_URL: Final = re.compile(
    r"url\(\s{0,20}(?:\"([^\"\n]{0,4000})\"|'([^'\n]{0,4000})'|([^()\"'\s]{0,4000}))\s{0,20}\)",
    re.IGNORECASE,
)
#: Letters written as escapes, so that ``u\\72l(`` is read as the browser reads it.
_HEX: Final = re.compile(r"\\0{0,4}([46][1-9A-Fa-f]|[57][0-9Aa])\s?")
_LETTER: Final = re.compile(r"\\([g-zG-Z])")
#: Functions that fetch what a mere string names.
_SETS: Final = re.compile(r"(?:-webkit-)?(?:image-set|image|src)\(", re.IGNORECASE)


def cleaned(text: str, picture: Callable[[str], str]) -> str:
    """A sheet that can stand in a ``<style>``: no imports, and for each address what `picture` has.

    `picture` gives a ``data:`` address, or "" for what is not there.
    """

    def one(found: re.Match[str]) -> str:
        href = (found[1] or found[2] or found[3] or "").strip()
        data = href if href.lower().startswith("data:image/") else picture(href)
        return f"url({data})" if data and not set(data) & set("()'\" \\") else "none"

    text = _LETTER.sub(r"\1", _HEX.sub(lambda found: chr(int(found[1], 16)), text))
    text = _SETS.sub("no-set(", _IMPORT.sub("", text))
    return _URL.sub(one, text).replace("<", "\\3c ")
