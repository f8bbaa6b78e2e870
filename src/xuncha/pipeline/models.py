"""The ledger: which sites a run is to inspect, who holds which, and how each ended.

The engine only dispatches; what is here is the truth (see `docs/architecture.md`, "the ledger").
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xuncha.base.language import N_
from xuncha.findings.models import Finding
from xuncha.people.models import Office, User
from xuncha.pipeline.rules import RETEST
from xuncha.registry.models import ScanAuthorisation, Site


class RunState(models.TextChoices):
    """Where a run stands."""

    RUNNING = "running", N_("进行中")
    DONE = "done", N_("已完成")
    CANCELLED = "cancelled", N_("已取消")


class InspectionRun(models.Model):
    """One inspection somebody or a schedule started: many sites, one standard, one as-of time."""

    title = models.CharField(max_length=120)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="runs")
    path = models.CharField(max_length=60)
    standard = models.CharField(max_length=60)
    as_of = models.DateTimeField()
    #: {"max_pages", "rate", "visits", "render", "probing"}: what differs from the usual visit;
    #: and the keys of the "policies" whose reprints are looked for.
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["path", "-id"])]

    def __str__(self) -> str:
        return self.title

    @property
    def probes(self) -> bool:
        """Whether the sites with a leave for it are probed for holes."""
        return self.options.get("probing") is True

    @property
    def plans(self) -> bool:
        """Whether it is only written down what probing would ask."""
        return bool(self.options.get("probing") == "plan")


class ItemState(models.TextChoices):
    """Where one site of a run stands."""

    QUEUED = "queued", N_("等待")
    RUNNING = "running", N_("检查中")
    DONE = "done", N_("已检查")
    CANCELLED = "cancelled", N_("已取消")
    DEAD = "dead", N_("未能检查")


class InspectionItem(models.Model):
    """One site of one run. Claimed by a conditional UPDATE, finished only by the claim's token."""

    run = models.ForeignKey(InspectionRun, on_delete=models.CASCADE, related_name="items")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    host = models.CharField(max_length=253)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.QUEUED)
    #: Higher goes first: a re-test before a routine.
    priority = models.SmallIntegerField(default=0)
    #: Not before this time (back-off after a failed attempt).
    due_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    #: The leave to probe as it stood when the last attempt began; null where there was none.
    letter = models.JSONField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "site"], name="one_item_a_site"),
            # One inspection per host at a time, whatever run it belongs to.
            models.UniqueConstraint(
                fields=["host"], condition=Q(state="running"), name="one_running_a_host"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-priority", "due_at", "id"]),
            models.Index(fields=["run", "state"]),
            models.Index(fields=["site", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.site_id} {self.state}"

    @property
    def retests(self) -> int | None:
        """The number of its run where somebody asked for it as a re-test; None in a routine."""
        return self.run_id if self.priority >= RETEST else None


class Rhythm(models.TextChoices):
    """How often a routine comes round (日监测、周汇报、月抽查)."""

    DAILY = "daily", N_("每日")
    WORKDAYS = "workdays", N_("每个工作日")
    WEEKLY = "weekly", N_("每周")
    MONTHLY = "monthly", N_("每月")


class What(models.TextChoices):
    """What a routine has done."""

    INSPECT = "inspect", N_("检查全部网站")
    SPOT_CHECK = "spot_check", N_("开启月度抽查")
    DIGEST = "digest", N_("写出每周汇报")


class Routine(models.Model):
    """Something an office has done again and again: what, how often, at what time."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="routines")
    path = models.CharField(max_length=60, db_index=True)
    title = models.CharField(max_length=120)
    what = models.CharField(max_length=12, choices=What.choices, default=What.INSPECT)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    #: Office time (Asia/Shanghai) of the day it begins.
    at = models.TimeField()
    #: Weekly: 1 is Monday. Monthly: the n-th working day.
    day = models.PositiveSmallIntegerField(default=1)
    standard = models.CharField(max_length=60)
    options = models.JSONField(default=dict)
    active = models.BooleanField(default=True)
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["path", "id"]

    def __str__(self) -> str:
        return self.title


class Slot(models.Model):
    """One time a routine was due. The row is unique, so a doubled tick does no harm."""

    routine = models.ForeignKey(Routine, on_delete=models.CASCADE, related_name="slots")
    due_at = models.DateTimeField()
    began_at = models.DateTimeField()
    run = models.ForeignKey(InspectionRun, on_delete=models.SET_NULL, null=True, related_name="+")
    #: How many sites, spot checks or digests it came to.
    count = models.PositiveIntegerField(default=0)
    #: What kept it, or a part of it, from being begun.
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["routine", "due_at"], name="one_slot_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.routine_id} {self.due_at:%Y-%m-%d %H:%M}"


class ProbePlan(models.Model):
    """What probing a site under a leave would ask, written down without asking it."""

    item = models.OneToOneField(InspectionItem, on_delete=models.CASCADE, related_name="plan")
    authorisation = models.ForeignKey(
        ScanAuthorisation, on_delete=models.CASCADE, related_name="plans"
    )
    at = models.DateTimeField()
    #: Addresses and requests at most; the addresses themselves with their parameters' names, as the
    #: plan of ``inspect --dry-run-security`` has them.
    addresses = models.PositiveIntegerField()
    most = models.PositiveIntegerField()
    planned = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.addresses} {self.at:%Y-%m-%d}"


class Replay(models.Model):
    """A proof of a hole that somebody had asked again: who, under which leave, and what came."""

    item = models.OneToOneField(InspectionItem, on_delete=models.CASCADE, related_name="replay")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="replays")
    authorisation = models.ForeignKey(ScanAuthorisation, on_delete=models.PROTECT)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    #: The proof that is repeated, below the data folder.
    proof = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)
    #: None while it is not known: not asked yet, refused, or broken off.
    holds = models.BooleanField(null=True)
    #: Claim by claim.
    claims = models.JSONField(default=list)
    #: Why it was refused or broke off, a Chinese source string.
    stopped = models.CharField(max_length=200, blank=True)
    #: What the site answered this time, below the data folder.
    answers = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.asked_at:%Y-%m-%d}"
