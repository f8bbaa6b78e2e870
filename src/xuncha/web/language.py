"""Which language one reader is shown: what they chose, else Chinese."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from xuncha.base import language

COOKIE = "lang"


class LanguageMiddleware:
    """Speaks the reader's language while their page is made, in our texts and in Django's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, in the language of the reader's cookie."""
        tongue = "en" if request.COOKIES.get(COOKIE) == "en" else "zh"
        with language.speaking(tongue), translation.override("en" if tongue == "en" else "zh-hans"):
            response = self._next(request)
        response.headers.setdefault("Content-Language", "en" if tongue == "en" else "zh-CN")
        return response
