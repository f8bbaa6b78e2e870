"""A real server that speaks S3, on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import boto3
from moto.server import ThreadedMotoServer

from xuncha.storage.bucket import Account, Bucket

_NUMBERS = count(1)


@contextmanager
def s3_server() -> Iterator[Account]:
    """The server, and the account it is reached with."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield Account(f"http://{host}:{port}", "key", "secret", patience=5.0, tries=2)
    finally:
        server.stop()


def new_bucket(account: Account, prefix: str = "evidence") -> tuple[Bucket, str]:
    """A bucket of its own, and its name."""
    name = f"xuncha-{next(_NUMBERS)}"
    client = boto3.client(
        "s3",
        endpoint_url=account.endpoint,
        aws_access_key_id=account.key,
        aws_secret_access_key=account.secret,
        region_name="us-east-1",
    )
    client.create_bucket(Bucket=name)
    return Bucket(name, prefix, account), name
