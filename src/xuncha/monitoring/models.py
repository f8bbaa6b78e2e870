"""Vantage points, every probe they made, each day rolled up, and what was seen to change."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.registry.models import Site


class Node(models.Model):
    """A vantage point: this installation's own, or one that reports under its signature."""

    name = models.SlugField(max_length=40, unique=True)
    #: Ed25519, 64 hexadecimal digits; "" for our own, which writes without a report.
    public_key = models.CharField(max_length=64, blank=True)
    #: Whose sites it probes: those at and below this place of the tree; "" for all.
    path = models.CharField(max_length=60, blank=True)
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Fault(models.TextChoices):
    """Why a home page was not open; kept apart, since each is mended elsewhere."""

    NONE = "", N_("正常")
    DNS = "dns", N_("域名解析失败")
    CONNECT = "connect", N_("无法连接")
    TLS = "tls", N_("安全连接失败")
    TIMEOUT = "timeout", N_("超过 15 秒")
    STATUS = "status", N_("返回错误状态")
    EMPTY = "empty", N_("返回空页")
    BROKEN = "broken", N_("连接中断")
    BLOCKED = "blocked", N_("监测受阻")
    OURS = "ours", N_("本方网络故障")


class Probe(models.Model):
    """One access to one home page. A slot is probed once by a node, however often it is tried."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", db_index=False)
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: The moment it was due; it began at most half an hour later.
    slot = models.DateTimeField()
    began_at = models.DateTimeField()
    #: None: says nothing of the site (kept out, or our own line).
    open = models.BooleanField(null=True)
    fault = models.CharField(max_length=8, choices=Fault.choices, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    #: Milliseconds: in all, and of each phase.
    total = models.PositiveIntegerField(default=0)
    dns = models.PositiveIntegerField(default=0)
    connect = models.PositiveIntegerField(default=0)
    tls = models.PositiveIntegerField(default=0)
    first_byte = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "slot", "node"], name="one_probe_a_slot"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["slot"]),
            # Few of very many, and asked for every hour.
            models.Index(fields=["slot"], condition=models.Q(open=False), name="failed_probes"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.slot:%m-%d %H:%M} {self.fault or 'open'}"


class ProbeDay(models.Model):
    """A site's probes of one day from one node, added up; it stays when the probes have gone."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="probe_days")
    node = models.ForeignKey(Node, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    accesses = models.PositiveSmallIntegerField()
    failed = models.PositiveSmallIntegerField()
    set_aside = models.PositiveSmallIntegerField()
    #: Failures by fault: {"timeout": 3}.
    faults = models.JSONField(default=dict)
    #: Median milliseconds of the open ones.
    median = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "day", "node"], name="one_roll_up_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day} {self.failed}/{self.accesses}"


class Sight(models.Model):
    """How a site was last seen: its addresses, certificate and face, to notice what changes."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="sight")
    #: The networks its name led to, the newest first.
    addresses = models.JSONField(default=list)
    #: The last good one (evidence/face.py), as it is written down.
    face = models.JSONField(default=dict)
    certificate_until = models.DateTimeField(null=True)
    #: Whether it was open over IPv6; null: never seen so.
    ipv6 = models.BooleanField(null=True)
    #: What it asks of its monitors (evidence/agreement.py).
    agreement = models.JSONField(default=dict)
    #: By kind of alarm: since when, and how many looks in a row, something was odd.
    doubts = models.JSONField(default=dict)
    seen_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.site_id}"


class Alarm(models.Model):
    """Something about a site changed that somebody should look at."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="alarms")
    path = models.CharField(max_length=60)
    #: down, blocked, certificate, address, ipv6, slow, face (monitoring/alarms.py)
    kind = models.CharField(max_length=12)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["path", "-began_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.site_id}"
