"""The language switch: kept in a cookie of the reader's own, signed in or not."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from xuncha.web.address import back
from xuncha.web.language import COOKIE


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Speak Chinese or English from here on, and go back to the page."""
    response = redirect(back(request, "/"))
    to = "en" if request.POST.get("to") == "en" else "zh"
    response.set_cookie(
        COOKIE,
        to,
        max_age=365 * 86400,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response
