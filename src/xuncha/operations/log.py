"""The log: one event a line, as text or as JSON, with nothing in it that lets somebody in.

Configured by `settings.LOGGING`; what any library logs goes through here too.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from xuncha.base.text import mask

_SECRET: Final = re.compile(r"(?i)pass|secret|token|cookie|authorization|signature|(?:^|_)key$")
_SECRET_IN_TEXT: Final = re.compile(
    r"(?i)\b(password|passwd|secret|token|authorization|cookie|api_?key)(\s*[=:]\s*)"
    r"(?:bearer\s+)?[^\s,;&\"']+"
)
#: What would begin another line, or move a terminal's cursor.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST: Final = 4_000
Event = MutableMapping[str, Any]


def clean(text: str, *, lines: bool = False) -> str:
    """`text` as a line of a log: no secrets, no personal numbers, no control characters."""
    hidden = mask(_SECRET_IN_TEXT.sub(r"\1\2•••", text[: 4 * _LONGEST]))
    if lines:
        return "\n".join(_CONTROL.sub("?", line) for line in hidden.split("\n"))
    return _CONTROL.sub("?", hidden)[:_LONGEST]


def _cleaned(_logger: object, _method: str, event: Event) -> Event:
    for name, value in list(event.items()):
        if name.startswith("_"):
            continue
        if _SECRET.search(name):
            event[name] = "•••"
        elif isinstance(value, str):
            event[name] = clean(value, lines=name == "exception")
        elif not isinstance(value, bool | int | float | None):
            event[name] = clean(repr(value))
    return event


def formatter(form: str) -> structlog.stdlib.ProcessorFormatter:
    """The formatter of the handlers: ``"json"``, or text for anything else."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False) if form == "json" else _plain
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _cleaned,
            renderer,
        ],
    )


def _plain(_logger: object, _method: str, event: Event) -> str:
    """``2017-12-05T08:00:00Z WARNING xuncha.pipeline: what happened request=ab12``."""
    head = (
        f"{event.pop('timestamp')} {str(event.pop('level')).upper()}"
        f" {event.pop('logger')}: {event.pop('event')}"
    )
    trace = event.pop("exception", "")
    rest = "".join(f" {name}={value}" for name, value in event.items())
    return f"{head}{rest}" + (f"\n{trace}" if trace else "")
