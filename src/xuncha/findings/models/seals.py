"""The append-only log of what proves a finding."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Seal(models.Model):
    """One entry of the log of evidence: what was seen, by the hashes of what proves it.

    Entries are written with a finding's sighting, and given their place in the log in turn.
    """

    #: From 0; None until it is its turn.
    place = models.BigIntegerField(null=True, unique=True)
    #: Not a foreign key: the log stays whatever becomes of the finding.
    finding = models.BigIntegerField(db_index=True)
    #: The text that is hashed.
    data = models.TextField()
    #: SHA-256 of 0x00 and `data`, hexadecimal.
    leaf = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="seals_without_place", condition=Q(place__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.leaf[:12]}"


class SealedRoot(models.Model):
    """The root of the log as it was published on a day."""

    day = models.DateField(unique=True)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.size} {self.root[:12]}"
