"""Very many keys in one parameter.

`pk__in` with a list makes a parameter of each, and putting them together takes longer than the
query does. Here the list is one: ``Request.objects.filter(Among("site_id", numbers))``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, Func


class Among(Func):
    """Whether a column is one of many whole numbers."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, column: str, numbers: Iterable[int]) -> None:
        """`column` is named as in a filter; `numbers` may be thousands."""
        super().__init__(column)
        self._numbers = list(numbers)

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_extra: Any) -> Any:
        """PostgreSQL takes an array; SQLite opens the list itself."""
        column, before = compiler.compile(self.source_expressions[0])
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s)", (*before, self._numbers)
        wanted = "IN (SELECT value FROM json_each(%s))"
        return f"{column} {wanted}", (*before, json.dumps(self._numbers))
