"""Moments as forms send them: a day and a time of day, in the office's own time zone."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict
from django.utils.timezone import get_default_timezone, is_naive, localtime


def sent(form: QueryDict, name: str) -> datetime | None:
    """The moment in ``2017-11-13T09:00`` or ``2017-11-13 09:00``; None for anything else."""
    said = form.get(name, "").strip()[:32]
    try:
        at = datetime.fromisoformat(said.replace("：", ":").replace("/", "-"))
        return at.replace(tzinfo=get_default_timezone()) if is_naive(at) else at
    except (ValueError, OverflowError):
        return None


def written(at: datetime | None) -> str:
    """A moment as an input of the type datetime-local holds it; "" for none."""
    return f"{localtime(at):%Y-%m-%dT%H:%M}" if at else ""
