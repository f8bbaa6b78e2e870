"""Chinese source strings, English from the catalogue.

``_`` translates now, ``N_`` only marks a string that is translated where it is shown.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from babel.messages.pofile import read_po

_current = "zh"


def use(language: str) -> None:
    """Show everything in ``"zh"`` or ``"en"`` from here on; raises ValueError for another."""
    global _current
    if language not in ("zh", "en"):
        raise ValueError(f"no such language: {language!r} (zh, en)")
    _current = language


def current() -> str:
    """The language in use: ``"zh"`` or ``"en"``."""
    return _current


def _(source: str) -> str:
    """``source`` in the language in use; the Chinese itself where the catalogue has nothing."""
    return source if _current == "zh" else catalogue().get(source, source)


def N_(source: str) -> str:  # noqa: N802 (the customary name for a marked string)
    """Mark ``source`` for the catalogue without translating it."""
    return source


@cache
def catalogue() -> dict[str, str]:
    """The English catalogue: Chinese source string to English text."""
    path = resources.files("xuncha") / "locale" / "en" / "LC_MESSAGES" / "xuncha.po"
    with path.open("rb") as file:
        messages = read_po(file)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}
