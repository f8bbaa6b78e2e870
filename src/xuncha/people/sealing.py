"""Secrets that must be read again (a mail password, a robot's key): encrypted at rest.

Whoever has the database alone reads nothing; the key is derived from the installation's own secret,
which lies beside it, not in it.
"""

from __future__ import annotations

import base64
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(text: str) -> str:
    """``text`` encrypted; nothing stays nothing."""
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed; raises ValueError where it was sealed under another key, or changed."""
    if not sealed:
        return ""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise ValueError("sealed under another key") from error


@cache
def _box(secret: str) -> Fernet:
    key = HKDF(SHA256(), 32, salt=None, info=b"xuncha.people.sealing/1").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(key))
