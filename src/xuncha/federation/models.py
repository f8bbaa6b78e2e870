"""Who may carry files up, which were taken, and which of our rows came with which file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.findings.models import Finding, Judgement
from xuncha.people.models import Office, User


class Peer(models.Model):
    """An installation of its own, below ours, that signs what it carries up."""

    name = models.CharField(max_length=80, unique=True)
    #: Only sites at and below this office may be in its files.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=60, db_index=True)
    #: Ed25519, 64 hexadecimal digits.
    public_key = models.CharField(max_length=64, unique=True)
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["path", "id"]

    def __str__(self) -> str:
        return self.name


class CarriedFile(models.Model):
    """A file that was taken."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=60)
    #: SHA-256 of the whole file.
    digest = models.CharField(max_length=64, unique=True)
    begin = models.DateField()
    end = models.DateField()
    #: By the clock of the installation that wrote it: of two files the later one rules.
    made_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: What it brought: {"judgements": 12, …}.
    counts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-taken_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["path", "-taken_at"])]

    def __str__(self) -> str:
        return f"{self.peer} {self.begin}–{self.end}"


class CarriedJudgement(models.Model):
    """A verdict that came with a file."""

    file = models.ForeignKey(CarriedFile, on_delete=models.PROTECT, related_name="judgements")
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="+")
    judgement = models.OneToOneField(Judgement, on_delete=models.CASCADE, related_name="carried")
    #: Site code, moment and standard: what one visit has but once.
    key = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "key"], name="one_carried_verdict")
        ]

    def __str__(self) -> str:
        return f"{self.judgement_id} of {self.peer_id}"


class CarriedFinding(models.Model):
    """A finding that a file named; ours where we had seen it ourselves."""

    file = models.ForeignKey(CarriedFile, on_delete=models.PROTECT, related_name="findings")
    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="carried")
    #: Its row was made by a file, and follows the files until we see the fault ourselves.
    theirs = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.finding_id} of {self.file_id}"


class CarriedDay(models.Model):
    """Which file rules over a peer's day: its probes and its cases are those of that file alone."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="days")
    day = models.DateField()
    file = models.ForeignKey(CarriedFile, on_delete=models.PROTECT, related_name="days")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "day"], name="one_file_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.day}"


class CaseDay(models.Model):
    """How many cases of one kind an installation opened and closed on a day."""

    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="case_days")
    day = models.DateField()
    kind = models.CharField(max_length=16)
    opened = models.PositiveIntegerField()
    closed = models.PositiveIntegerField()
    #: Of those closed, by the last day.
    on_time = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "day", "kind"], name="one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.day} {self.kind}"
