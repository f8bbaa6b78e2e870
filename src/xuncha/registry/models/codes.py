"""What site codes and deadlines are given out by: divisions, serials, the figures of the rules."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.people.models import User


class Region(models.Model):
    """One administrative division as it was called from one day to another (GB/T 2260)."""

    code = models.CharField(max_length=6, db_index=True)
    name = models.CharField(max_length=60)
    parent_code = models.CharField(max_length=6, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    #: The code that goes on after `until`.
    successor = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class CodeSerial(models.Model):
    """The last serial given under one six-character prefix; a code is never given twice."""

    prefix = models.CharField(max_length=6, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:04d}"


class FigureChange(models.Model):
    """An office set a figure of the rules (figures.toml) to its own value; the newest row holds."""

    name = models.CharField(max_length=40)
    value = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
