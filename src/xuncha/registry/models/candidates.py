"""Sites that somebody missed (漏报)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.people.models import Office, User
from xuncha.registry.models.sites import Site


class CandidateState(models.TextChoices):
    """What became of a site that somebody missed (漏报)."""

    FOUND = "found", N_("待核实")
    CLAIMED = "claimed", N_("已认领")
    ASSIGNED = "assigned", N_("已交办补录")
    REGISTERED = "registered", N_("已补录")
    DISMISSED = "dismissed", N_("已排除")


class Candidate(models.Model):
    """A host that looks governmental and is in no register, with what speaks for it."""

    host = models.CharField(max_length=253, unique=True)
    url = models.CharField(max_length=500)
    state = models.CharField(
        max_length=12, choices=CandidateState.choices, default=CandidateState.FOUND
    )
    #: Whose part of the tree it was found in, or was assigned to.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="candidates")
    path = models.CharField(max_length=60, db_index=True)
    #: {"suffix", "site_code", "sponsor", "icp", "title"}: what the pages said of it.
    clues = models.JSONField(default=dict)
    #: Up to ten {"site", "page", "anchor"} that link to it.
    seen_on = models.JSONField(default=list)
    times_seen = models.PositiveIntegerField(default=1)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-times_seen", "id"]

    def __str__(self) -> str:
        return self.host
