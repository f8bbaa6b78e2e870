"""What an office asked for, each unit's answer beside its case, and every version handed in."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.db import models

from xuncha.base.language import N_
from xuncha.cases.models import Case, CaseFile
from xuncha.people.models import Office, User
from xuncha.registry.models import Site


class AskState(models.TextChoices):
    """Where a request for reports stands."""

    DRAFT = "draft", N_("草稿")
    ISSUED = "issued", N_("已下发")
    ENDED = "ended", N_("已结束")


class ReportRequest(models.Model):
    """A written report an office asks a part of the tree for: its form and its last day."""

    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=AskState.choices, default=AskState.DRAFT)
    #: "" for an ordinary report, "oversight" or "work" for an annual one, of which year.
    annual = models.CharField(max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    #: The fields, as `fields.form_of` reads them.
    form = models.JSONField(default=list)
    due = models.DateField(null=True)
    #: Goes up with every change: who saves has seen this state, or does not save.
    version = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["path", "-id"])]

    def __str__(self) -> str:
        return self.title


class ReportAnswer(models.Model):
    """One unit's answer. Its state, deadline, history and files are its case's."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="answer")
    request = models.ForeignKey(ReportRequest, on_delete=models.PROTECT, related_name="answers")
    #: The site it is about, where each site answers.
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, related_name="annual_reports"
    )
    path = models.CharField(max_length=60)
    #: What is filled in so far, by field.
    values = models.JSONField(default=dict)
    #: What the system filled in beforehand, so that what a person changed shows.
    known = models.JSONField(default=dict)
    #: When it was first handed in: what decides whether it came in time.
    first_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    #: An annual report on the public pages: since when; and where the site itself shows it.
    published_at = models.DateTimeField(null=True)
    public_url = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["path", "id"]
        indexes: ClassVar = [
            models.Index(fields=["path", "-id"]),
            models.Index(fields=["request", "path", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.path}"


class AnswerVersion(models.Model):
    """An answer as it was handed in; old ones are kept."""

    answer = models.ForeignKey(ReportAnswer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    values = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_answer_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the version; raises TypeError when it is there already."""
        if not self._state.adding:
            raise TypeError("what was handed in is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Raises TypeError: what was handed in is kept."""
        raise TypeError("what was handed in is kept")


class AnswerFile(models.Model):
    """Which field of the form a file of the case answers."""

    answer = models.ForeignKey(ReportAnswer, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=40)
    file = models.OneToOneField(CaseFile, on_delete=models.CASCADE, related_name="+")
    #: Taken out of the answer again; the file stays with the case.
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.key} {self.file_id}"
