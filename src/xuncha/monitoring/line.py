"""A vantage point's line to the console: one signed report out, one answer back."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final, NoReturn

import msgspec

from xuncha.monitoring.reports import NodeKey, Reply, Report

#: Where the console takes reports.
DOOR: Final = "/vantage/v1/report"
_TIMEOUT: Final = 60.0
_LARGEST_ANSWER: Final = 64 * 2**20
#: The answers that are about this report: not believed, revoked, a wrong clock, not readable.
_ABOUT_US: Final = frozenset({400, 401, 403, 409, 413})


class AwayError(Exception):
    """The console was not reached, or is in trouble itself: what was to be said is said later."""


@dataclass(slots=True)
class RefusedReportError(Exception):
    """The console answered that it does not take this report."""

    status: int
    reply: Reply


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A report goes where it was told to go, nowhere else."""

    def redirect_request(self, *_args: Any) -> None:
        return None


class Line:
    """Sends reports to one console."""

    def __init__(self, server: str, key: NodeKey, authority: Path | None = None) -> None:
        """`server` is its address, `authority` a file of certificates to trust besides the usual.

        Raises OSError for a file that is none.
        """
        self._address = server.rstrip("/") + DOOR
        self._key = key
        context = ssl.create_default_context()
        if authority is not None:
            context.load_verify_locations(authority)
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), _StayHere
        )

    def send(self, report: Report) -> Reply:
        """Send one report. Raises AwayError and RefusedReportError."""
        body = msgspec.json.encode(report)
        request = urllib.request.Request(  # noqa: S310 (the keeper's own console)
            self._address,
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Xuncha-Node": self._key.name,
                "X-Xuncha-Signature": self._key.sign(body),
            },
        )
        try:
            with self._opener.open(request, timeout=_TIMEOUT) as answer:
                return _reply(answer.read(_LARGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                _refused(error)
        except (OSError, HTTPException) as error:
            raise AwayError(str(error)) from error


def _refused(error: urllib.error.HTTPError) -> NoReturn:
    if error.code not in _ABOUT_US:
        raise AwayError(f"HTTP {error.code}") from error
    try:
        reply = _reply(error.read(65_536))
    except (OSError, HTTPException) as broken:
        raise AwayError(str(broken)) from broken
    raise RefusedReportError(error.code, reply) from error


def _reply(body: bytes) -> Reply:
    try:
        return msgspec.json.decode(body, type=Reply)
    except msgspec.DecodeError as error:
        # Not our console: a gateway's own page say.
        raise AwayError(f"not an answer of the console: {error}") from error
