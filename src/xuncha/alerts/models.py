"""Who hears what, through which channels; what each was told, and how it went."""

from __future__ import annotations

from datetime import time
from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.people.models import Event, Office, User
from xuncha.registry.models import Site


class Pace(models.TextChoices):
    """When a person wants to be told."""

    AT_ONCE = "at_once", N_("随时")
    DIGEST = "digest", N_("每天汇总一次")


class Reach(models.TextChoices):
    """Of whose business somebody wants to hear."""

    OWN = "own", N_("本单位")
    BELOW = "below", N_("本单位及全部下级")


class Listener(models.Model):
    """A person's wishes, or those of an office that has a channel of its own."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, null=True, related_name="listener")
    office = models.OneToOneField(
        Office, on_delete=models.CASCADE, null=True, related_name="listener"
    )
    #: Kinds and families (people/events.py) that are not wanted.
    muted = models.JSONField(default=list)
    reach = models.CharField(max_length=8, choices=Reach.choices, default=Reach.OWN)
    pace = models.CharField(max_length=8, choices=Pace.choices, default=Pace.AT_ONCE)
    #: Office time; with `AT_ONCE` not used.
    digest_at = models.TimeField(default=time(8, 30))
    #: Office time; equal ones, or none, are no quiet at all.
    quiet_from = models.TimeField(null=True, default=time(20, 0))
    quiet_to = models.TimeField(null=True, default=time(8, 0))
    quiet_days_off = models.BooleanField(default=True)
    #: Minutes between two messages, at least.
    every = models.PositiveSmallIntegerField(default=30)
    language = models.CharField(max_length=2, default="zh")
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.user or self.office)


class ChannelKind(models.TextChoices):
    """Ways out of the console."""

    MAIL = "mail", N_("电子邮件")
    WEBHOOK = "webhook", N_("回调（webhook）")
    WECOM = "wecom", N_("企业微信机器人")
    DINGTALK = "dingtalk", N_("钉钉机器人")
    FEISHU = "feishu", N_("飞书机器人")


class Channel(models.Model):
    """One way to one listener. What it takes to use it is sealed and never shown again."""

    listener = models.ForeignKey(Listener, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=8, choices=ChannelKind.choices)
    name = models.CharField(max_length=60, blank=True)
    #: {"to"} of mail; {"url", "secret"} of the others; JSON, sealed (people/sealing.py).
    sealed = models.TextField(blank=True)
    #: So that its owner knows it again: "x…@qh.gov.cn", "hooks.example.cn/…".
    hint = models.CharField(max_length=120)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    worked_at = models.DateTimeField(null=True)
    #: Since when, and why, nothing comes through; None and "" while it works.
    failing_since = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.name or self.hint


class Message(models.Model):
    """Several notices told as one."""

    listener = models.ForeignKey(Listener, on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    #: What a program reads (the webhook's "items").
    items = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.subject


class Notice(models.Model):
    """One event in one listener's inbox."""

    listener = models.ForeignKey(Listener, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    at = models.DateTimeField()
    #: Whose silence brought it here; None for one's own business.
    escalated_from = models.ForeignKey(
        Office, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    #: Still to go out in a message.
    pending = models.BooleanField(default=False)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, related_name="notices"
    )
    read_at = models.DateTimeField(null=True)
    #: When this person said "I have it": it climbs no higher.
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["listener", "event"], name="one_notice_an_event"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["listener"], condition=models.Q(pending=True), name="notices_pending"
            ),
            models.Index(
                fields=["listener"], condition=models.Q(read_at=None), name="notices_unread"
            ),
            models.Index(fields=["listener", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.listener_id} {self.event_id}"


class Escalation(models.Model):
    """An event that nobody took, brought to an office above. Once for each office."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="escalations")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "office"], name="one_escalation_an_office"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.office_id}"


class DeliveryState(models.TextChoices):
    """Where a message stands on one channel."""

    QUEUED = "queued", N_("待发")
    RUNNING = "running", N_("发送中")
    DONE = "done", N_("已送达")
    DEAD = "dead", N_("未能送达")


class Delivery(models.Model):
    """One message on one channel. Claimed by a conditional UPDATE, ended by the claim's token."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(
        max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    #: The same on every try, so that a receiver knows a repeat.
    key = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["message", "channel"], name="one_delivery_a_channel"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.message_id}/{self.channel_id} {self.state}"


class Security(models.TextChoices):
    """How the mail server is spoken to."""

    NONE = "none", N_("不加密")
    STARTTLS = "starttls", "STARTTLS"
    TLS = "tls", "TLS"


class Post(models.Model):
    """The keeper's settings of this room: one row."""

    #: Where people reach the console, so that a message can link to it; "" sends none.
    address = models.URLField(max_length=200, blank=True)
    smtp_host = models.CharField(max_length=200, blank=True)
    smtp_port = models.PositiveIntegerField(default=25)
    smtp_security = models.CharField(
        max_length=8, choices=Security.choices, default=Security.STARTTLS
    )
    smtp_user = models.CharField(max_length=120, blank=True)
    smtp_sealed = models.TextField(blank=True)
    sender = models.EmailField(blank=True)
    #: Networks (CIDR) inside the office that webhooks may reach, and ports besides the usual ones.
    networks = models.JSONField(default=list)
    ports = models.JSONField(default=list)
    #: Working hours until what nobody took goes to the office above; 0: never.
    patience = models.PositiveSmallIntegerField(default=8)

    def __str__(self) -> str:
        return self.smtp_host


class Warned(models.Model):
    """A site came near a veto (`early.py`); the row ends when it is away from it again."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="warnings")
    path = models.CharField(max_length=60)
    #: A line of `levels.toml`.
    code = models.CharField(max_length=20)
    value = models.DecimalField(max_digits=8, decimal_places=1)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "code"],
                condition=models.Q(ended_at=None),
                name="one_open_warning_a_level",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["path", "-began_at"])]

    def __str__(self) -> str:
        return f"{self.code} {self.site_id}"


class Digest(models.Model):
    """One week of one office's part of the tree on one page, as it stood when it was written."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="digests")
    path = models.CharField(max_length=60)
    #: The Monday it was written for: the week before it.
    monday = models.DateField()
    made_at = models.DateTimeField()
    #: {"numbers": {...}, "lists": {...}} (`digests.py`).
    said = models.JSONField()

    class Meta:
        ordering: ClassVar = ["-monday", "path"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "monday"], name="one_digest_a_week"),
        ]
        indexes: ClassVar = [models.Index(fields=["path", "-monday"])]

    def __str__(self) -> str:
        return f"{self.office_id} {self.monday}"
