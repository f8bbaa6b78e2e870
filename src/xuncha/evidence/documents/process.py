"""The process that reads documents: one after the other, with little memory, until its end."""

from __future__ import annotations

import contextlib
import resource
import sys
from typing import BinaryIO

from xuncha.evidence.documents import words
from xuncha.evidence.documents.desk import LENGTH

#: Bytes of memory that a document may cost, and seconds of work that all of one site may.
_MEMORY, _SECONDS = 256_000_000, 600


def _limit() -> None:
    for what, most in ((resource.RLIMIT_DATA, _MEMORY), (resource.RLIMIT_CPU, _SECONDS)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
    # It writes nothing but its answers.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Say that it is ready; then answer each document with its words until nobody asks more."""
    answers.write(bytes(LENGTH))
    answers.flush()
    while length := asked.read(LENGTH):
        said = words.of(asked.read(int.from_bytes(length))).encode("utf-8", "replace")
        answers.write(len(said).to_bytes(LENGTH) + said)
        answers.flush()


if __name__ == "__main__":
    _limit()
    serve(sys.stdin.buffer, sys.stdout.buffer)
