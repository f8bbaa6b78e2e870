"""What was judged, and what was found wrong."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.base.types import Level, Outcome, Verdict
from xuncha.people.history import History
from xuncha.people.models import User
from xuncha.registry.models import Site


class FindingState(models.TextChoices):
    """Is it there, and what did people say of it."""

    OPEN = "open", N_("待审核")
    CONFIRMED = "confirmed", N_("已确认")
    FALSE_ALARM = "false_alarm", N_("误报")
    REMOVED = "removed", N_("已核减")
    GONE = "gone", N_("已消失")


class Judgement(models.Model):
    """What one inspection said of one site, under one standard."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="judgements")
    path = models.CharField(max_length=60)
    #: The pipeline's item that looked; the same item never judges twice.
    item = models.BigIntegerField(null=True, unique=True)
    as_of = models.DateTimeField()
    #: When it was written: what it saw are the findings first seen by then and last seen since.
    judged_at = models.DateTimeField(null=True)
    standard = models.CharField(max_length=60)
    verdict = models.CharField(max_length=12, choices=[(v.value, v.value) for v in Verdict])
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    vetoes = models.JSONField(default=list)
    untested = models.JSONField(default=list)
    pages = models.PositiveIntegerField(default=0)
    links = models.PositiveIntegerField(default=0)
    findings_count = models.PositiveIntegerField(default=0)
    #: The columns as this visit saw them: name, url, type, newest, items, blank, static.
    columns = models.JSONField(default=list)
    #: Where the snapshot lies, below the data folder.
    folder = models.CharField(max_length=200, blank=True)
    #: What the verdict came to after people had looked (the last `Ruling`); "" while it is the
    #: machine's.
    standing = models.CharField(max_length=12, blank=True, db_default="", default="")

    class Meta:
        ordering: ClassVar = ["-as_of", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["site", "-as_of"]),
            models.Index(fields=["path", "-as_of"]),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.as_of:%Y-%m-%d} {self.verdict}"


class Finding(models.Model):
    """One fault of one site: the key of first seen, last seen, gone, explanations and re-tests."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="findings")
    path = models.CharField(max_length=60)
    indicator = models.CharField(max_length=40)
    #: Canonical URL, ``column:<URL>`` or a fixed word; `where_hash` stands in the unique key
    #: because an address may be longer than an index takes.
    where = models.TextField()
    where_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=12, choices=FindingState.choices, default=FindingState.OPEN)
    level = models.CharField(max_length=8, choices=[(v.value, v.value) for v in Level])
    outcome = models.CharField(max_length=10, choices=[(v.value, v.value) for v in Outcome])
    url = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    column = models.CharField(max_length=200, blank=True)
    observed = models.JSONField(default=dict)
    message = models.TextField()
    #: Which of the indicator's sentences `message` is: see `findings.queries.sentence`.
    sentence = models.CharField(max_length=40, blank=True)
    points = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    evidence = models.JSONField(default=list)
    #: What it comes from; findings of one root are one problem in many places.
    root = models.CharField(max_length=200, blank=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    times_seen = models.PositiveIntegerField(default=1)
    standard = models.CharField(max_length=60, blank=True)
    #: The run whose folder holds the evidence of the last sighting, below the data folder.
    proof = models.CharField(max_length=200, blank=True)
    #: `root`, or where there is none `where_hash`: with site, indicator and level the problem.
    cause = models.CharField(max_length=200, db_default="", default="")
    #: Goes up with every decision: who decides has seen this state, or does not decide.
    version = models.PositiveIntegerField(db_default=0, default=0)
    #: A veto takes two people; the first alone leaves it to be reviewed.
    first_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    #: The last day of an explanation that was accepted; until then it counts for nothing.
    explained_until = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["-last_seen", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "indicator", "where_hash"], name="one_finding_a_place"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["path", "state", "-last_seen", "-id"]),
            models.Index(fields=["path", "indicator", "state"]),
            models.Index(fields=["path", "site", "id"]),
            # The orders of the list. What every filter asks for stands beside the order, so that
            # neither a page nor its count reads the rows that it leaves out.
            models.Index(
                fields=["last_seen", "id", "path", "indicator", "state"], name="finding_last"
            ),
            models.Index(
                fields=["first_seen", "id", "path", "indicator", "state"], name="finding_first"
            ),
            models.Index(
                fields=["indicator", "last_seen", "id", "path", "state"], name="finding_kind"
            ),
            models.Index(
                fields=["level", "last_seen", "id", "path", "indicator", "state"],
                name="finding_level",
            ),
            models.Index(fields=["indicator", "id"]),
            models.Index(fields=["gone_at", "path", "state", "indicator"], name="finding_gone"),
            models.Index(fields=["site", "state"]),
            models.Index(fields=["site", "indicator", "cause"]),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.where}"

    def explained(self, today: date) -> bool:
        """Whether an accepted explanation covers it on that day."""
        return self.explained_until is not None and self.explained_until >= today


class FindingEvent(History):
    """A finding went from one state to another: seen, gone, back, confirmed, refused, explained."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    #: seen, gone, back, confirm, second, false_alarm, remove, reopen; explain, appeal, accept,
    #: refuse
    what = models.CharField(max_length=12)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.what} {self.finding_id}"


class Ruling(History):
    """A verdict as it stood after people had looked; the last one of a judgement counts."""

    judgement = models.ForeignKey(Judgement, on_delete=models.CASCADE, related_name="rulings")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=[(v.value, v.value) for v in Verdict])
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    vetoes = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.judgement_id} {self.verdict}"
