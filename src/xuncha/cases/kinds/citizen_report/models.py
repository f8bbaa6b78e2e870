"""What citizens sent, and what an office settled about how it is handled."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xuncha.base.language import N_
from xuncha.cases.models import Case
from xuncha.findings.models import Finding
from xuncha.people.models import Office, User
from xuncha.registry.models import Candidate, Site


class Category(models.TextChoices):
    """What is wrong, in the words of the national system (我为政府网站找错)."""

    UNREACHABLE = "unreachable", N_("内容无法访问")
    STALE = "stale", N_("信息不更新")
    INACCURATE = "inaccurate", N_("内容不准确")
    UNANSWERED = "unanswered", N_("咨询留言不回复")
    TYPO = "typo", N_("错别字")
    FORGED = "forged", N_("虚假伪造内容")
    OTHER = "other", N_("其他")


class Satisfaction(models.TextChoices):
    """How the citizen found what was done."""

    GOOD = "good", N_("满意")
    FAIR = "fair", N_("基本满意")
    BAD = "bad", N_("不满意")


class Intake(models.TextChoices):
    """How far the machine has come with a report."""

    WAITING = "waiting", N_("等待核实")
    LOOKING = "looking", N_("正在核实")
    DONE = "done", N_("已核实")


class CitizenReport(models.Model):
    """One message of a citizen, as it was sent. Everything in it is a stranger's word."""

    #: The receipt number as the national system writes it: the day and eight digits of base 16.
    #: No secret, so it opens nothing.
    number = models.CharField(max_length=16, unique=True)
    received_at = models.DateTimeField()
    #: SHA-256 of the status link's secret: who has the database does not have the links.
    token_sha256 = models.CharField(max_length=64, unique=True)
    #: SHA-256 of the riddle that was solved: a solution opens the door once.
    riddle = models.CharField(max_length=64, unique=True)
    #: A keyed hash of the sender's network address, to count by; the address is not kept.
    sender = models.CharField(max_length=32, blank=True)
    #: As typed; fetched only where it is a registered host's.
    url = models.TextField()
    #: The site the badge named, if it named one of the register.
    badge = models.CharField(max_length=10, blank=True)
    category = models.CharField(max_length=12, choices=Category.choices)
    text = models.TextField(blank=True)
    contact = models.CharField(max_length=120, blank=True)
    #: The picture, drawn anew by us, under its SHA-256 (pictures.py).
    picture = models.CharField(max_length=64, blank=True)

    intake = models.CharField(max_length=8, choices=Intake.choices, default=Intake.WAITING)
    #: Until when a worker has it; None while nobody has.
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, related_name="reports")
    #: {"address", "reach", "status", "why", "title", "faults": […], "evidence", "proof", "at"}
    seen = models.JSONField(default=dict)
    findings = models.ManyToManyField(Finding, related_name="reports")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.SET_NULL, null=True, related_name="reports"
    )
    #: Why it is likely spam; "" for an honest one.
    spam = models.CharField(max_length=40, blank=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="reports")
    #: It says the same as the report that opened the case.
    merged = models.BooleanField(default=False)
    #: When it was handed to its unit, first of all.
    passed_at = models.DateTimeField(null=True)
    #: What the citizen is told when the case is closed or refused.
    answer = models.TextField(blank=True)
    #: May everyone read message and answer, personal data masked?
    public = models.BooleanField(default=False)
    satisfaction = models.CharField(max_length=4, choices=Satisfaction.choices, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    rated_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(merged=False), name="one_leading_report_a_case"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sender", "received_at"]),
            models.Index(fields=["id"], name="reports_not_looked_at", condition=~Q(intake="done")),
            models.Index(fields=["received_at"]),
            models.Index(fields=["case"], name="reports_for_everyone", condition=Q(public=True)),
        ]

    def __str__(self) -> str:
        return self.number


class ReportTerms(models.Model):
    """How an office and those below it handle reports; the nearest one above holds."""

    office = models.OneToOneField(Office, on_delete=models.CASCADE, related_name="report_terms")
    #: Working days to hand a report on, and to close it from then.
    transfer_days = models.PositiveSmallIntegerField(default=1)
    close_days = models.PositiveSmallIntegerField(default=3)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.transfer_days}+{self.close_days}"


class ReplyTemplate(models.Model):
    """An answer an office gives again and again."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="reply_templates")
    path = models.CharField(max_length=60, db_index=True)
    name = models.CharField(max_length=60)
    text = models.TextField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["path", "name", "id"]

    def __str__(self) -> str:
        return self.name
