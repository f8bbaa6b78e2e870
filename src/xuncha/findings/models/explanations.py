"""What a unit says of a problem, and what the office answers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.findings.models.problems import Problem
from xuncha.people.models import User


class ExplanationKind(models.TextChoices):
    """What a unit says of a problem: it is so for a reason, or it is not so."""

    EXPLAIN = "explain", N_("说明")
    APPEAL = "appeal", N_("申诉")


class ExplanationState(models.TextChoices):
    """What became of what a unit said."""

    OPEN = "open", N_("待答复")
    ACCEPTED = "accepted", N_("已采纳")
    REFUSED = "refused", N_("未采纳")


class Explanation(models.Model):
    """A unit explains a problem or appeals against it; the office says yes or no."""

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="explanations")
    path = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=8, choices=ExplanationKind.choices)
    text = models.TextField()
    #: The last day an explanation asks to hold; None for an appeal.
    until = models.DateField(null=True)
    state = models.CharField(
        max_length=10, choices=ExplanationState.choices, default=ExplanationState.OPEN
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.problem_id}"


class ExplanationFile(models.Model):
    """A file behind an explanation, kept once under its SHA-256 (registry/documents.py)."""

    explanation = models.ForeignKey(Explanation, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name
