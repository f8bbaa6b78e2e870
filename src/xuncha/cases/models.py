"""Cases of every kind, their history, and the files that came with it.

What only one kind has stands in a table of its own, `cases/kinds/<kind>/models.py`, one to one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xuncha.base.language import N_
from xuncha.people.history import History
from xuncha.people.models import Office, User
from xuncha.registry.models import Site


class CaseKind(models.TextChoices):
    """What a case is about; the value names the folder of its machine."""

    RECTIFICATION = "rectification", N_("整改")
    CITIZEN_REPORT = "citizen_report", N_("网民纠错")
    OUTAGE = "outage", N_("报备")
    REPORT_REQUEST = "report_request", N_("报送事项")


class Case(models.Model):
    """One thing somebody has to do by a day."""

    kind = models.CharField(max_length=16, choices=CaseKind.choices)
    #: As people call it, e.g. ``ZG2017-0012``.
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    #: Who has to do it, and their path, so that a list is one range of one index.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="cases")
    path = models.CharField(max_length=60)
    opened_by = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="cases")
    #: A state of the kind's machine.
    state = models.CharField(max_length=20)
    #: Goes up with every step: who decides has seen this state, or does not decide.
    version = models.PositiveIntegerField(default=0)
    #: The last day, and what it was counted from, so that it moves with a new year's calendar.
    due = models.DateField(null=True)
    due_from = models.DateField(null=True)
    due_days = models.PositiveSmallIntegerField(null=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-opened_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["path", "kind", "state", "-id"]),
            models.Index(fields=["kind", "path", "-opened_at", "-id"]),
            models.Index(fields=["site", "kind"]),
            models.Index(
                fields=["due", "id"], name="open_cases_due", condition=Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class CaseEvent(History):
    """A case went from one state to another, or something was said of it where it stood."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    #: None: the system, or a citizen without an account.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    opinion = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_state}→{self.to_state}"


class CaseFile(History):
    """A file that came with a case, kept once under its SHA-256 (registry/documents.py)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    #: With which event it came; None: beside the case.
    event = models.ForeignKey(CaseEvent, on_delete=models.CASCADE, null=True, related_name="files")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name


class CaseSerial(models.Model):
    """The last number given to a kind in a year; locked while one is given."""

    kind = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year"], name="one_serial_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.last}"
