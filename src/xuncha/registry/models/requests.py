"""Every change somebody asks for, with the opinions of each level and the files behind it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xuncha.base.language import N_
from xuncha.people.history import History
from xuncha.people.models import Office, User
from xuncha.registry.models.sites import Site


class RequestKind(models.TextChoices):
    """What a request would have changed."""

    REGISTER = "register", N_("新登记")
    SUPPLEMENT = "supplement", N_("补录")
    CHANGE = "change", N_("信息变更")
    COLUMNS = "columns", N_("栏目变更")
    EXEMPT = "exempt", N_("申请例外")
    RESUME = "resume", N_("恢复正常")
    OFFLINE = "offline", N_("临时下线")
    ONLINE = "online", N_("恢复上线")
    CLOSE = "close", N_("关停")
    MOVE = "move", N_("迁移或合并")


class RequestState(models.TextChoices):
    """Where a request stands."""

    DRAFT = "draft", N_("草稿")
    REVIEWING = "reviewing", N_("审核中")
    RETURNED = "returned", N_("已退回")
    APPROVED = "approved", N_("已批准")
    WITHDRAWN = "withdrawn", N_("已撤回")


class Request(models.Model):
    """One change somebody asks for: old beside new, reason and documents, level by level."""

    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.DRAFT
    )
    #: A site asked for stands in the register as a draft from the first day.
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="requests")
    #: The unit that asks; its path says who sees the request.
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="requests")
    path = models.CharField(max_length=60)
    #: The office whose turn it is; None when nobody's.
    at_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, related_name="requests_to_review"
    )
    #: Since when it lies there: the reviewers' working days count from it.
    at_since = models.DateTimeField(null=True)
    #: 1 for the first reviewing level.
    level = models.PositiveSmallIntegerField(default=0)
    #: Goes up with every change: a reviewer decides on what they saw, or not at all.
    turn = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    #: Whoever wrote or submitted what is asked; none of them reviews it.
    writers = models.ManyToManyField(User, related_name="+")
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["path", "state", "-id"]),
            models.Index(fields=["at_office", "state"]),
        ]
        constraints: ClassVar = [
            # One request of a kind at a time for a site: two would overwrite one another.
            models.UniqueConstraint(
                fields=["site", "kind"],
                condition=Q(state__in=["draft", "reviewing", "returned"]),
                name="one_open_request_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Opinion(History):
    """What one level said of a request; the row is the transition."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="opinions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    #: submit, approve, return, withdraw
    decision = models.CharField(max_length=10)
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.decision} {self.request_id}"


class Document(models.Model):
    """A file that stands behind a request, kept under its SHA-256."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
