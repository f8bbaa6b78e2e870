"""The filing beside its case, what one office set for those below it, and nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from xuncha.cases.kinds.outage.rules import KIND_NAMES, TIMELINESS_NAMES
from xuncha.cases.models import Case
from xuncha.people.models import Office, User
from xuncha.registry.models import Site


class Filing(models.Model):
    """When and why a site is away. Its state, history and files are its case's."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="filing")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="filings")
    #: The site's path: whose part of the tree it lies in.
    path = models.CharField(max_length=60)
    why = models.CharField(
        max_length=12, choices=[(one.value, name) for one, name in KIND_NAMES.items()]
    )
    begins = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.TextField(blank=True)
    #: What readers of the public page are told; "" shows the kind alone.
    notice = models.CharField(max_length=300, blank=True)
    #: Where the site told its readers; standards.md §4 asks for it when a site goes offline.
    notice_url = models.CharField(max_length=500, blank=True)
    #: When it was first submitted: what decides whether it came in time.
    told_at = models.DateTimeField(null=True)
    #: As it was when it was told, with the figures of that day.
    timeliness = models.CharField(
        max_length=10,
        blank=True,
        choices=[(one.value, name) for one, name in TIMELINESS_NAMES.items()],
    )
    #: Where it lies: whose turn it is, since when, and the how-many-eth level that is.
    at_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="filings_to_review"
    )
    at_since = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    approved_at = models.DateTimeField(null=True)
    #: When the site was back, by the unit's word or by the first probe that found it open.
    restored_at = models.DateTimeField(null=True)
    #: Whoever wrote or submitted it; none of them reviews it.
    writers = models.ManyToManyField(User, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="filing_has_a_length"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["path", "-begins", "-id"]),
            models.Index(fields=["site", "begins"]),
            models.Index(fields=["at_office", "path"]),
            # What may cover a moment: few among all that ever were.
            models.Index(
                fields=["ends"], name="filings_approved", condition=Q(approved_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.site_id} {self.begins:%Y-%m-%d %H:%M}"


class FilingFigure(models.Model):
    """An office set a figure (figures.toml) for itself and all below; the newest row holds."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    value = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["path"])]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
