"""Chinese source strings, English from the catalogue.

``_`` translates now, ``N_`` only marks a string that is translated where it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources

from babel.messages.pofile import read_po

#: What the process speaks, and what one reader asked for while a page is made for them.
_current = "zh"
_asked: ContextVar[str | None] = ContextVar("language", default=None)


def use(language: str) -> None:
    """Show everything in ``"zh"`` or ``"en"`` from here on; raises ValueError for another."""
    global _current
    _current = _known(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Show everything in ``language`` within this block, to this reader alone.

    Raises ValueError for a language there is not.
    """
    token = _asked.set(_known(language))
    try:
        yield
    finally:
        _asked.reset(token)


def current() -> str:
    """The language in use: ``"zh"`` or ``"en"``."""
    return _asked.get() or _current


def _known(language: str) -> str:
    if language not in ("zh", "en"):
        raise ValueError(f"no such language: {language!r} (zh, en)")
    return language


def _(source: str) -> str:
    """``source`` in the language in use; the Chinese itself where the catalogue has nothing."""
    return source if current() == "zh" else catalogue().get(source, source)


def N_(source: str) -> str:  # noqa: N802 (the customary name for a marked string)
    """Mark ``source`` for the catalogue without translating it."""
    return source


@cache
def catalogue() -> dict[str, str]:
    """The English catalogue: Chinese source string to English text, one file for each room."""
    found: dict[str, str] = {}
    for path in (resources.files("xuncha") / "locale" / "en" / "LC_MESSAGES").iterdir():
        if path.name.endswith(".po"):
            with path.open("rb") as file:
                messages = read_po(file)
            found |= {str(m.id): str(m.string) for m in messages if m.id and m.string}
    return found
