"""Rows that say what happened: they are added, and stay as they were written."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class History(models.Model):
    """A row that is added once and never changed or taken away by itself.

    What it belongs to may still take it along when that is deleted as a whole (a draft, a site of
    an example): the database does that, not a verb of this program.
    """

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; raises TypeError when it is there already."""
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is only added to")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Raises TypeError: history stays."""
        raise TypeError(f"{type(self).__name__} is only added to")
