"""The public door: no account, no session; what a reader prefers lies in cookies of their own.

The script (simplified or traditional) is a matter of the finished page, so no page knows of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from xuncha.base.language import current
from xuncha.web.language import COOKIE

View = Callable[..., HttpResponse]
SIZE: Final = "size"
TRADITIONAL: Final = "hant"

#: A tag, or a text area with what somebody wrote in it: neither is a text of ours.
_TAGS: Final = re.compile(r"(<textarea\b.*?</textarea>|<[^>]*>)", re.DOTALL | re.IGNORECASE)
#: What a tag shows or reads out to people.
_SHOWN: Final = re.compile(r'\b(title|alt|aria-label|placeholder)="([^"]*)"')


def public(*methods: str) -> Callable[[View], View]:
    """Guard a page for everyone: its methods (GET where none is named), its script, its caching."""
    allowed = methods or ("GET",)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed and request.method != "HEAD":
                return HttpResponseNotAllowed(allowed)
            response = view(request, *args, **kwargs)
            patch_vary_headers(response, ["Cookie"])
            response.headers.setdefault("Cache-Control", "no-cache")
            return in_script(request, response)

        return guarded

    return guard


def show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A public page, as this reader likes to see it."""
    said = {"big": is_big(request), "script": script(request), **(context or {})}
    return render(request, f"public/{template}", said, status=status)


def is_big(request: HttpRequest) -> bool:
    """Whether the reader asked for large print (大字版)."""
    return request.COOKIES.get(SIZE) == "big"


def script(request: HttpRequest) -> str:
    """ "en", "zh" or "hant": the language and script the reader is shown."""
    if current() == "en":
        return "en"
    return TRADITIONAL if request.COOKIES.get(COOKIE) == TRADITIONAL else "zh"


def in_script(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page in traditional characters for those who asked for them; any other as it is."""
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if is_page and not response.streaming and script(request) == TRADITIONAL:
        response.content = traditional(response.content.decode()).encode()
        response.headers["Content-Language"] = "zh-Hant"
    return response


def traditional(page: str) -> str:
    """A page with its texts in traditional characters; addresses and values stay as they are."""
    parts = _TAGS.split(page)
    turn = _converter().convert
    for at, part in enumerate(parts):
        if at % 2 == 0:
            parts[at] = turn(part) if not part.isascii() else part
        elif not part.isascii() and not part[:9].lower().startswith("<textarea"):
            parts[at] = _SHOWN.sub(lambda found: f'{found[1]}="{turn(found[2])}"', part)
    return "".join(parts)


@cache
def _converter() -> Any:
    # Loaded where a reader wants it: its dictionaries take a while.
    import opencc

    return opencc.OpenCC("s2t")
