"""The turnstile before the public form: a storm of reports must not keep the office from its work.

It stands before everything else, since the cheapest refusal is the one that asks nobody. What it
lets through is written down; what it refuses is told so at once, in a few bytes, and nothing of it
is lost on the way: the reader's browser still has the form as it was filled in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

#: Reports a second that one process takes in for long, and at once after a quiet time.
RATE: Final = 10.0
BURST: Final = 40.0
#: One report is worked on at a time and so many wait for it, at most so many seconds: the other
#: threads and most of the processor are the office's.
WAITING: Final = 3
PATIENCE: Final = 3.0

_PATH: Final = "/public/report/"
_REFUSAL: Final = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>请稍后再提交</title>
<h1>现在提交的人太多，请稍后再提交</h1>
<p>您的留言还没有收到。请按浏览器的“返回”，所填内容仍在，过一分钟再点提交。</p>
<p lang="en">Too many reports are coming in just now and yours was not taken. Go back, where the \
form is still filled in, and send it again in a minute.</p></html>""".encode()

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Turnstile:
    """A WSGI application that lets so many reports a second through to `app`, and all else."""

    def __init__(self, app: App, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` in seconds."""
        self._app, self._clock = app, clock
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._left, self._seen, self._within = BURST, clock(), 0

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("REQUEST_METHOD") != "POST" or environ.get("PATH_INFO") != _PATH:
            return self._app(environ, start_response)
        if not self._enter():
            return _refuse(start_response)
        try:
            if not self._turn.acquire(timeout=PATIENCE):
                return _refuse(start_response)
            try:
                return self._app(environ, start_response)
            finally:
                self._turn.release()
        finally:
            with self._lock:
                self._within -= 1

    def _enter(self) -> bool:
        with self._lock:
            now = self._clock()
            self._left = min(BURST, self._left + (now - self._seen) * RATE)
            self._seen = now
            if self._left < 1 or self._within > WAITING:
                return False
            self._left -= 1
            self._within += 1
            return True


def _refuse(start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(_REFUSAL))),
            ("Retry-After", "60"),
            ("Cache-Control", "no-store"),
        ],
    )
    return [_REFUSAL]
