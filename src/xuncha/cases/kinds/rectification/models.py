"""What a rectification notice says, its re-tests, and who was held to account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.cases.models import Case
from xuncha.findings.models import Problem
from xuncha.people.models import Office, User
from xuncha.registry.models import Site


class NoticeItem(models.Model):
    """One problem of a notice, in the words it was sent with."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="notices")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    #: What is wrong, under which indicator and clause, where, in how many places, what to do.
    says = models.TextField()
    name = models.CharField(max_length=120)
    clause = models.TextField(blank=True)
    where = models.TextField(blank=True)
    places = models.PositiveIntegerField(default=1)
    remedy = models.TextField(blank=True)
    since = models.DateTimeField()
    standard = models.CharField(max_length=60, blank=True)
    #: The proof as it stood when the notice was sent.
    evidence = models.JSONField(default=list)
    #: The folder of that proof, below the data folder.
    proof = models.CharField(max_length=200, blank=True, db_default="", default="")
    #: When a visit found nothing of it any more; None while it is there.
    passed_at = models.DateTimeField(null=True)
    #: The picture of the page at the last re-test, "" where none was taken; its folder, and when.
    after = models.CharField(max_length=80, blank=True, db_default="", default="")
    after_proof = models.CharField(max_length=200, blank=True, db_default="", default="")
    after_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "problem"], name="one_item_a_problem"),
        ]

    def __str__(self) -> str:
        return self.says[:80]


class Retest(models.Model):
    """Somebody asked for the same rule to be put to a site again."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="retests")
    #: The pipeline's run that looks.
    run = models.BigIntegerField(db_index=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: Problems of the notice that were still there, and that were gone; None before the end.
    left = models.PositiveIntegerField(null=True)
    gone = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.run}"


class Measure(models.TextChoices):
    """How somebody was held to account (问责)."""

    TALK = "talk", N_("约谈")
    WRITTEN = "written", N_("书面检查")
    CRITICISM = "criticism", N_("通报批评")
    WARNING = "warning", N_("警告、记过")
    TRANSFER = "transfer", N_("调离、免职")
    DISMISSAL = "dismissal", N_("辞退")


class Accountability(models.Model):
    """One measure, for how many people, on which day; counted for the report."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="measures")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=60, db_index=True)
    measure = models.CharField(max_length=10, choices=Measure.choices)
    people = models.PositiveSmallIntegerField(default=1)
    on = models.DateField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-id"]

    def __str__(self) -> str:
        return f"{self.measure} {self.office}"
