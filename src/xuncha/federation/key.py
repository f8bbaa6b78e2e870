"""The key with which this installation signs what it carries up: made once, read by nobody else."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_NAME = "federation-key"


def own_key(data: Path) -> Ed25519PrivateKey:
    """The key below the data folder, made where there is none yet. Raises OSError, ValueError."""
    path = data / _NAME
    try:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))
    except FileNotFoundError:
        key = Ed25519PrivateKey.generate()
        data.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            return own_key(data)
        with os.fdopen(handle, "w") as file:
            file.write(key.private_bytes_raw().hex())
        return key


def public_of(key: Ed25519PrivateKey) -> str:
    """Its public half, as the province registers it: 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()
