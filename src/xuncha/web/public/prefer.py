"""What a reader prefers: language, script and size of print, kept in their own browser."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from xuncha.web.address import back
from xuncha.web.language import COOKIE
from xuncha.web.public.door import SIZE, TRADITIONAL, public

_MAY: Final = {COOKIE: ("zh", TRADITIONAL, "en"), SIZE: ("usual", "big")}


@public()
def prefer(request: HttpRequest) -> HttpResponse:
    """Keep what the address says, and go back to the page: a plain link, so it needs no script."""
    response = redirect(back(request, reverse("public_home")))
    for name, values in _MAY.items():
        asked = request.GET.get(name)
        if asked in values:
            response.set_cookie(
                name,
                asked,
                max_age=365 * 86400,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
    return response
