"""Findings of one cause on one site, as people review them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xuncha.base.types import Level
from xuncha.findings.models.findings import Finding
from xuncha.registry.models import Site


class Problem(models.Model):
    """What is reviewed at once: the findings of one site, indicator and level with one cause.

    Its counts are those of its findings (`findings/problems.py`), kept so that the queue is one
    range of one index.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="problems")
    path = models.CharField(max_length=60)
    indicator = models.CharField(max_length=40)
    cause = models.CharField(max_length=200)
    level = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Level])
    #: Order of review, the smallest first: see `rules.impact`.
    impact = models.IntegerField()
    #: The finding that speaks for all.
    lead = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="+")
    #: Nobody has looked yet; a second person is awaited; still somebody's business.
    waiting = models.PositiveIntegerField(default=0)
    second = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    live = models.PositiveIntegerField(default=0)
    points = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    #: Explanations and appeals nobody has decided yet.
    asking = models.PositiveIntegerField(default=0)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    explained_until = models.DateField(null=True)
    #: The last word of people that counts for the precision of the indicator, and when.
    word = models.CharField(max_length=12, blank=True)
    word_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["impact", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "indicator", "cause", "level"], name="one_problem_a_cause"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["impact", "id"],
                name="problems_waiting",
                condition=Q(waiting__gt=0),
            ),
            models.Index(
                fields=["indicator", "impact", "id"],
                name="problems_waiting_kind",
                condition=Q(waiting__gt=0),
            ),
            models.Index(
                fields=["path", "impact", "id"],
                name="problems_waiting_below",
                condition=Q(waiting__gt=0),
            ),
            models.Index(
                fields=["first_seen", "id"],
                name="problems_waiting_since",
                condition=Q(waiting__gt=0),
            ),
            models.Index(
                fields=["impact", "id"], name="problems_second", condition=Q(second__gt=0)
            ),
            models.Index(
                fields=["impact", "id"], name="problems_asking", condition=Q(asking__gt=0)
            ),
            models.Index(
                fields=["impact", "id"],
                name="problems_confirmed",
                condition=Q(confirmed__gt=0),
            ),
            models.Index(fields=["path", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.site_id} ×{self.live}"
