"""Evidence in a bucket of any server that speaks S3."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from xuncha.base.language import _
from xuncha.storage.shelf import AwayError, MissingError

_GONE: Final = frozenset({"404", "NoSuchKey", "NotFound"})
_KEYS: Final = frozenset(
    {"403", "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled"}
)


@dataclass(frozen=True, slots=True)
class Account:
    """How a bucket is reached; what is "" is left to the server's own way (a role, a profile)."""

    endpoint: str = ""
    key: str = ""
    secret: str = ""
    region: str = ""
    #: A file of certificates of an internal authority; "" for the usual ones.
    authority: str = ""
    #: Seconds without an answer, and how often in all it is tried.
    patience: float = 20.0
    tries: int = 4


class Bucket:
    """One bucket, or what lies below a prefix in it."""

    def __init__(self, bucket: str, prefix: str, account: Account) -> None:
        """`prefix` without slashes at its ends; "" for the whole bucket."""
        self._bucket, self._prefix = bucket, f"{prefix}/" if prefix else ""
        self._client: Any = boto3.client(
            "s3",
            endpoint_url=account.endpoint or None,
            aws_access_key_id=account.key or None,
            aws_secret_access_key=account.secret or None,
            region_name=account.region or "us-east-1",
            verify=account.authority or None,
            config=Config(
                connect_timeout=min(account.patience, 5.0),
                read_timeout=account.patience,
                retries={"total_max_attempts": account.tries, "mode": "standard"},
                s3={"addressing_style": "path"},
                # Servers of other makers do not all know the newer check sums; ours is the name.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def write(self, name: str, packed: bytes) -> None:
        """See `shelf.Place`."""
        try:
            self._client.put_object(Bucket=self._bucket, Key=self._prefix + name, Body=packed)
        except (BotoCoreError, ClientError) as error:
            raise self._away(error) from error

    def read(self, name: str, most: int) -> bytes:
        """See `shelf.Place`."""
        try:
            found = self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)
            with found["Body"] as body:
                raw: bytes = body.read(most + 1)
        except (BotoCoreError, ClientError, HTTPClientError) as error:
            if _code(error) in _GONE:
                raise MissingError(name) from error
            raise self._away(error) from error
        if len(raw) < min(int(found["ContentLength"]), most + 1):
            # A line that broke off is not a piece that was changed.
            raise self._away(ConnectionError())
        return raw

    def size(self, name: str) -> int | None:
        """See `shelf.Place`."""
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + name)
        except (BotoCoreError, ClientError) as error:
            if _code(error) in _GONE:
                return None
            raise self._away(error) from error
        return int(head["ContentLength"])

    def remove(self, name: str) -> None:
        """See `shelf.Place`."""
        try:
            self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)
        except (BotoCoreError, ClientError) as error:
            raise self._away(error) from error

    def names(self) -> Iterator[tuple[str, int, datetime]]:
        """See `shelf.Place`."""
        pages = self._client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for one in page.get("Contents", ()):
                    name = str(one["Key"]).removeprefix(self._prefix)
                    yield name, int(one["Size"]), one["LastModified"]
        except (BotoCoreError, ClientError) as error:
            raise self._away(error) from error

    def _away(self, error: Exception) -> AwayError:
        place, code = f"s3://{self._bucket}", _code(error)
        if code in _KEYS:
            said = _("证据库 {place} 拒绝访问。请检查 XUNCHA_S3_KEY、XUNCHA_S3_SECRET 和桶的权限")
        elif code == "NoSuchBucket":
            said = _("证据库 {place} 不存在。请先建桶，或改 XUNCHA_STORE")
        else:
            said = _("证据库 {place} 连不上（{why}）。请检查 XUNCHA_S3_ENDPOINT 和网络后重试")
        return AwayError(said.format(place=place, why=code or type(error).__name__))


def _code(error: Exception) -> str:
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", ""))
    return ""
