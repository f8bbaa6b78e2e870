"""Who asks: a bearer token; reading tokens read, writing tokens also change."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import HttpBearer

from xuncha.people.actions import Actor
from xuncha.people.models import Token, User
from xuncha.people.tokens import owner_of

_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def now() -> datetime:
    """The door's clock."""
    return datetime.now(UTC)


class Bearer(HttpBearer):
    """``Authorization: Bearer xuncha_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The key shown, None where it does not hold; 403 where it only reads."""
        key = owner_of(token, now())
        if key is not None and request.method in _CHANGING and not key.writes:
            raise PermissionDenied("this token only reads")
        return key


def user_of(request: HttpRequest) -> User:
    """The person on whose behalf the program asks."""
    key: Token = request.auth  # type: ignore[attr-defined]  # set by ninja from `Bearer`
    return key.owner


def actor_of(request: HttpRequest) -> Actor:
    """The same person as one who acts, now."""
    return Actor(user_of(request), now(), request.META.get("REMOTE_ADDR"))
