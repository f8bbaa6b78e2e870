"""What a reader sees when something is not there, not allowed, or went wrong."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape

from xuncha.web.public.door import in_script, show


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: the role does not have the right."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: not there, or not in the reader's part of the tree; which of both is not said."""
    if request.path.startswith(reverse("public_home")):
        return in_script(request, show(request, "404.html", status=404))
    return render(request, "errors/404.html", status=404)


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request makes no sense, or calls us by a name we do not answer to."""
    if isinstance(exception, DisallowedHost):
        called = request.META.get("HTTP_HOST", "")[:100]
        return HttpResponse(
            "<!doctype html><html lang=zh><meta charset=utf-8><title>名称不对 · 巡查</title>"
            f"<h1>本平台不用“{escape(called)}”这个名称</h1><p>请用启动时打印的地址访问；要用这个名称，"
            "请系统维护员把它加进 XUNCHA_HOSTS 后重新启动。</p>"
            "<p>This console has another name. Use the address printed at its start, or "
            "have the name added to XUNCHA_HOSTS.</p>",
            status=400,
        )
    return render(request, "errors/400.html", status=400)


def failed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our own fault; the page needs nothing that may be broken."""
    return HttpResponse(
        "<!doctype html><html lang=zh><meta charset=utf-8><title>出错 · 巡查</title>"
        "<h1>程序出错</h1><p>请返回上一页重试；仍然出错，请把时间和所做操作告诉系统维护员。</p>"
        "<p>Something failed here. Go back and try again; if it fails again, tell the keeper.</p>",
        status=500,
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403 for a form without its token: the page was too old, or another site sent it."""
    return render(request, "errors/forged.html", status=403)
