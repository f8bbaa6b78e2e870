"""The console's own door: who comes in, by which method, with which right, and as which actor."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from xuncha.people.actions import Actor, RefusedError
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.web.address import back, reader


class Visit(HttpRequest):
    """A request of somebody who signed in."""

    user: User
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def page(*methods: str, verb: Verb = Verb.READ) -> Callable[[View], View]:
    """Guard a view of the console.

    Who has not signed in is sent to do so; a method that is not among ``methods`` (GET where none
    is named) is refused; without ``verb`` at their own office they get 403. What an action refuses
    is shown as a message on the page they came from.
    """
    allowed = methods or ("GET",)

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(asking: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not asking.user.is_authenticated:
                return redirect_to_login(asking.get_full_path())
            request = cast("Visit", asking)
            if request.method not in allowed and request.method != "HEAD":
                return HttpResponseNotAllowed(allowed)
            if not can(request.user, verb, request.user.office.path):
                raise PermissionDenied(f"{verb} at {request.user.office.path}")
            try:
                response = view(request, *args, **kwargs)
            except RefusedError as refused:
                messages.error(request, str(refused))
                return redirect(back(request, request.path if "GET" in allowed else "/"))
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        return guarded

    return guard


def actor(request: HttpRequest) -> Actor:
    """Who acts: the person signed in, now, from their address."""
    user = request.user
    return Actor(user if isinstance(user, User) else None, timezone.now(), reader(request))
