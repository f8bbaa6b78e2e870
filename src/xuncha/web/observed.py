"""The outermost layer: health and figures for machines, and every request counted and numbered.

Health is answered before hosts, sessions and languages are looked at; what is logged of a request
is its route, never its address, which may hold what somebody wrote.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import logging
import os
import re
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from structlog.contextvars import bound_contextvars

from xuncha.web.address import reader

_LOG = logging.getLogger("xuncha.web.request")
_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")


class ObservedMiddleware:
    """Answers /healthz, /readyz and /metrics itself; numbers and counts everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response
        self._doors = {"/healthz": alive, "/readyz": ready, "/metrics": figures}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the number the log knows it by."""
        door = self._doors.get(request.path)
        if door is not None:
            return door(request)
        given = request.headers.get("X-Request-ID", "")
        number = given if _ID.fullmatch(given) else secrets.token_hex(8)
        began = time.perf_counter()
        with bound_contextvars(request=number):
            response = self._next(request)
            seconds = time.perf_counter() - began
            route = _route(request)
            count(request.method or "", route, response.status_code, seconds)
            _LOG.info("%s %s %s %d ms", request.method, route, response.status_code, seconds * 1000)
        response.headers["X-Request-ID"] = number
        return response


def _route(request: HttpRequest) -> str:
    """The name of the route, of which there are few; not the address, of which there are many."""
    found = request.resolver_match
    if found is None:
        try:
            found = resolve(request.path_info)
        except Resolver404:
            return "none"
    return found.view_name or "unnamed"


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return _json({"status": "ok"}, 200) if _reads(request) else HttpResponse(status=405)


def ready(request: HttpRequest) -> HttpResponse:
    """200 where database, ledger and disk do; 503 and which of them does not."""
    from xuncha.operations.checks import ready as look

    if not _reads(request):
        return HttpResponse(status=405)
    answers = look(settings.DATA)
    return _json(answers, 200 if all(answers.values()) else 503)


def figures(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for the networks and the token of the settings only."""
    if not _reads(request):
        return HttpResponse(status=405)
    if not _allowed(request):
        return HttpResponse(status=403)
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    from xuncha.operations.figures import Ledger

    registry = CollectorRegistry()
    registry.register(Ledger(settings.DATA, datetime.now(UTC)))
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    text = generate_latest(registry)
    if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        text += generate_latest(_own())
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST, headers=headers)


def _own() -> Any:
    _counters()
    return _REGISTRY["registry"]


_REGISTRY: dict[str, Any] = {}


def _counters() -> tuple[Any, Any]:
    """The counters of this process, made when the first request comes: the folder they share with
    other processes must be named before they are."""
    if not _REGISTRY:
        from prometheus_client import CollectorRegistry, Counter, Histogram

        registry = CollectorRegistry()
        labels = ["method", "route", "status"]
        _REGISTRY["asked"] = Counter(
            "xuncha_requests", "Requests answered", labels, registry=registry
        )
        _REGISTRY["seconds"] = Histogram(
            "xuncha_request_seconds",
            "Time to answer",
            ["route"],
            buckets=(0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
            registry=registry,
        )
        _REGISTRY["registry"] = registry
    return _REGISTRY["asked"], _REGISTRY["seconds"]


def count(method: str, route: str, status: int, seconds: float) -> None:
    """One request more. A disk that does not take the count stands in nobody's way."""
    known = method if method in ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE") else "other"
    try:
        asked, lasted = _counters()
        asked.labels(known, route, str(status)).inc()
        lasted.labels(route).observe(seconds)
    except OSError:
        _LOG.warning("a request could not be counted", exc_info=True)


def _allowed(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    address = reader(request)
    if address is None:
        return False
    return any(
        ipaddress.ip_address(address) in ipaddress.ip_network(one)
        for one in settings.METRICS_NETWORKS
    )


def _reads(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD")


def _json(answer: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(
        json.dumps(answer),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
