"""Whether a browser is at hand; what drives it (render.py) is loaded only when it is."""

from __future__ import annotations

import shutil
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import TYPE_CHECKING

from xuncha.evidence.response import Fetcher

if TYPE_CHECKING:
    from xuncha.evidence.render import Renderer
    from xuncha.evidence.secondlook import When

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """The path of an installed Chromium, None without one."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def open_browser(fetcher: Fetcher, when: When) -> AbstractAsyncContextManager[Renderer | None]:
    """One for a worker, one tab wide; None where there is no browser or none is wanted."""
    program = find_browser() if when != "never" else None
    if program is None:
        return nullcontext()
    from xuncha.evidence.render import Budget, Renderer

    return Renderer(fetcher, program, Budget(tabs=1))
