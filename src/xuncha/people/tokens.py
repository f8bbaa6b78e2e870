"""Keys for programs: made, shown once, checked, taken back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction

from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Token, User
from xuncha.people.rules import Verb

#: No key lives longer: what is forgotten must end by itself.
LONGEST = timedelta(days=366)
#: So that a key found in a log or a repository is known for what it is.
PREFIX = "xuncha_"
#: `used_at` is written no more often than this: reading must not mean writing.
_NOTE_EVERY = timedelta(minutes=5)


@transaction.atomic
def make_token(
    actor: Actor, owner: User, name: str, *, writes: bool, expires_at: datetime
) -> tuple[Token, str]:
    """A key for `owner`, and its text, which nobody can read again.

    Raises RefusedError for an end in the past or more than a year away.
    """
    _own(actor, owner)
    actor.must(Verb.MANAGE_TOKENS, owner.office.path)
    if not actor.now < expires_at <= actor.now + LONGEST:
        raise RefusedError(_("令牌有效期应在今后一年以内"))
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        owner=owner,
        name=name[:60],
        sha256=_hash(text),
        hint=text[len(PREFIX) :][:6],
        writes=writes,
        made_at=actor.now,
        expires_at=expires_at,
    )
    record(actor, "token.make", _noun(token), new={"writes": writes, "expires_at": expires_at})
    return token, text


@transaction.atomic
def revoke_token(actor: Actor, token: Token) -> None:
    """Take a key back; doing it twice is no harm."""
    _own(actor, token.owner)
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=actor.now):
        record(actor, "token.revoke", _noun(token))


def owner_of(text: str, now: datetime) -> Token | None:
    """The key a program shows, if it holds now and its owner still works here."""
    token = (
        Token.objects.select_related("owner__office")
        .filter(sha256=_hash(text), revoked_at=None, expires_at__gt=now, owner__is_active=True)
        .first()
    )
    if token and (token.used_at is None or now - token.used_at > _NOTE_EVERY):
        Token.objects.filter(pk=token.pk).update(used_at=now)
    return token


def _own(actor: Actor, owner: User) -> None:
    # A key acts as its owner: nobody makes one that acts as somebody else.
    if actor.user is not None and actor.user.pk != owner.pk:
        raise PermissionDenied("another person's key")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _noun(token: Token) -> Noun:
    return Noun("token", token.pk, f"{token.name} {token.hint}…", token.owner.office.path)
