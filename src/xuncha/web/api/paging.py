"""Lists in pieces: by id, so that the last page costs as little as the first."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from xuncha.web.api.shapes import Paging

_M = TypeVar("_M", bound=Model)


def piece(found: QuerySet[_M], asked: Paging, *, newest_first: bool = False) -> dict[str, Any]:
    """The rows after `asked.after` and where the next piece begins."""
    if newest_first:
        rows = found.filter(pk__lt=asked.after) if asked.after else found
        rows = rows.order_by("-pk")
    else:
        rows = found.filter(pk__gt=asked.after).order_by("pk")
    items = list(rows[: asked.limit + 1])
    more = len(items) > asked.limit
    return {"items": items[: asked.limit], "next": items[asked.limit - 1].pk if more else None}
