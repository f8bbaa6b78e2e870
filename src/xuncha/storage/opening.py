"""The evidence store the settings name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.evidence.exhibits import UnshownError, Why
from xuncha.storage.bucket import Account, Bucket
from xuncha.storage.disk import Folder
from xuncha.storage.shelf import AwayError, DamagedError, MissingError, Place, Shelf

#: Seconds a reader's page waits for a store, at most; who keeps house has more patience.
_READER: Final = 4.0


def shelf() -> Shelf:
    """This installation's store. Raises InputError for a setting that names none."""
    return _opened(settings.STORE, 20.0, 4)


@cache
def _opened(store: str, patience: float, tries: int) -> Shelf:
    return Shelf(place_of(store, os.environ, settings.DATA, patience=patience, tries=tries))


def place_of(
    store: str,
    environment: Mapping[str, str],
    data: Path,
    *,
    patience: float = 20.0,
    tries: int = 4,
) -> Place:
    """The place that ``XUNCHA_STORE`` names: "" for a folder in `data`, a path, s3://bucket/prefix.

    Raises InputError for anything else.
    """
    if "://" not in store:
        return Folder(Path(store) if store else data / "store")
    parts = urlsplit(store)
    if parts.scheme != "s3" or not parts.netloc:
        raise InputError(
            f"XUNCHA_STORE={store}", _("不是证据库"), _("请写目录，或 s3://桶名、s3://桶名/前缀")
        )
    account = Account(
        endpoint=environment.get("XUNCHA_S3_ENDPOINT", ""),
        key=environment.get("XUNCHA_S3_KEY", ""),
        secret=environment.get("XUNCHA_S3_SECRET", ""),
        region=environment.get("XUNCHA_S3_REGION", ""),
        authority=environment.get("XUNCHA_S3_CA", ""),
        patience=patience,
        tries=tries,
    )
    return Bucket(parts.netloc, parts.path.strip("/"), account)


def spare(digest: str) -> bytes | None:
    """A piece of evidence that no longer lies beside its run; None where the store has none.

    Raises UnshownError where what lies there is not what was sealed, or the store is away.
    """
    try:
        return _opened(settings.STORE, _READER, 1).get(digest)
    except DamagedError as error:
        raise UnshownError(Why.DAMAGED) from error
    except AwayError as error:
        raise UnshownError(Why.AWAY) from error
    except MissingError:
        return None
