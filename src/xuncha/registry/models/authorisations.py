"""Letters that allow a site to be probed for holes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xuncha.base.language import N_
from xuncha.people.history import History
from xuncha.people.models import User
from xuncha.registry.models.sites import Site


class AuthorisationState(models.TextChoices):
    """Where a leave to probe a site stands; that its days are over is read from the dates."""

    DRAFT = "draft", N_("待批准")
    APPROVED = "approved", N_("已批准")
    REVOKED = "revoked", N_("已撤销")


class ScanAuthorisation(models.Model):
    """One letter that allows a site to be probed for holes (security.md 4.3 no. 1).

    Nothing of it is ever changed: another letter is another row.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="authorisations")
    state = models.CharField(
        max_length=10, choices=AuthorisationState.choices, default=AuthorisationState.DRAFT
    )
    #: Names of the site, with a port where it has its own.
    hosts = models.JSONField()
    #: Addresses or CIDRs the hosts stand at; elsewhere nothing is probed.
    addresses = models.JSONField()
    #: Paths that are left alone, and the only ones that are not; [] for all.
    exclude = models.JSONField(default=list)
    paths = models.JSONField(default=list)
    issued_by = models.CharField(max_length=120)
    document = models.CharField(max_length=120)
    letter_name = models.CharField(max_length=160)
    letter_sha256 = models.CharField(max_length=64)
    valid_from = models.DateField()
    #: The last day.
    valid_until = models.DateField()
    #: The hours of each day (Asia/Shanghai).
    opens = models.TimeField()
    closes = models.TimeField()
    #: Requests a second, and in all.
    max_rate = models.FloatField()
    max_requests = models.PositiveIntegerField()
    #: Whom to call at the site when something is amiss.
    contact = models.CharField(max_length=120)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["site", "state"])]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("made_by")),
                name="approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False),
                name="approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.document


class AuthorisationStep(History):
    """A leave to probe went from one state to another."""

    authorisation = models.ForeignKey(
        ScanAuthorisation, on_delete=models.CASCADE, related_name="steps"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"
