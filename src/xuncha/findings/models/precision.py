"""How often each indicator was right, by what people said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.people.history import History
from xuncha.people.models import User


class IndicatorStanding(models.Model):
    """How often an indicator was right so far, by problems people judged; does it need them?"""

    indicator = models.CharField(max_length=40, unique=True)
    confirmed = models.PositiveIntegerField(default=0)
    false_alarms = models.PositiveIntegerField(default=0)
    #: Words said before this day are not counted any more.
    since = models.DateTimeField(null=True)
    #: True: its findings are suspected until a person confirms them.
    needs_person = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.indicator


class IndicatorEvent(History):
    """An indicator went to "needs a person" by its figures, or back by somebody's decision."""

    indicator = models.CharField(max_length=40, db_index=True)
    at = models.DateTimeField()
    #: None: by itself.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    needs_person = models.BooleanField()
    confirmed = models.PositiveIntegerField()
    false_alarms = models.PositiveIntegerField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.indicator} {self.needs_person}"
