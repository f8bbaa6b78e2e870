"""Bulletins of record: what they were compiled from, their versions, who signed, what came out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.campaigns.models import Campaign
from xuncha.people.history import History
from xuncha.people.models import Office, User
from xuncha.registry.models import Site


class PublicationState(models.TextChoices):
    """How far a bulletin has come."""

    DRAFT = "draft", N_("起草")
    SIGNING = "signing", N_("签发中")
    PUBLISHED = "published", N_("已发布")
    ABANDONED = "abandoned", N_("已放弃")


class Publication(models.Model):
    """One 通报 of one office for a period."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="publications")
    path = models.CharField(max_length=60)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="publications")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    #: What only the office can say: `bulletin.models.Letter` and its own paragraphs.
    letter = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT
    )
    #: Goes up with every deed: who acts has seen this state, or does not act.
    turn = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=200, blank=True)
    #: The published version's hash, for whoever asks whether a paper is genuine.
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["path", "-id"]),
            models.Index(fields=["state", "-published_at"]),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.year}Q{self.quarter}"


class Compilation(models.Model):
    """The figures counted at one moment; the rows behind them stay as they were then."""

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="compilations"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    seconds = models.FloatField(default=0)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.at:%Y-%m-%d %H:%M}"


class Listed(models.Model):
    """One inspected site as the figures counted it, with the findings behind each."""

    compilation = models.ForeignKey(Compilation, on_delete=models.CASCADE, related_name="sites")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    stratum = models.CharField(max_length=120, blank=True)
    batch = models.PositiveSmallIntegerField()
    #: qualified, unqualified, pending or untestable (`bulletin.rules.Standing`).
    standing = models.CharField(max_length=12)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    vetoes = models.JSONField(default=list)
    #: {kind of problem: [keys of its certain findings]}
    problems = models.JSONField(default=dict)
    #: How many findings a person has yet to confirm.
    suspected = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["compilation", "site"], name="listed_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["compilation", "standing", "stratum"])]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """The text at one moment. Never changed: an edit makes the next version."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    compilation = models.ForeignKey(Compilation, on_delete=models.PROTECT, related_name="versions")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    #: Which set of templates and rules wrote it; published forms are made with the same.
    template = models.CharField(max_length=40)
    #: The whole bulletin as deflated JSON, and its hash.
    packed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    #: What speaks against publishing it, each a sentence; empty: nothing does.
    wrongs = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="one_version_of_a_publication"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication_id} v{self.number}"


class Signature(History):
    """Somebody signed a version: two people of two roles freeze it."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=12)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opinion = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "role"], name="one_signature_a_role"),
            models.UniqueConstraint(fields=["version", "by"], name="one_signature_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.role}"


class PublicationEvent(History):
    """A bulletin went from one state to another."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    opinion = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"


class PublishedFile(models.Model):
    """One form of a published bulletin, byte for byte as it was published."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="files")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=60)
    packed = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "name"], name="one_form_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Correction(models.Model):
    """What turned out wrong after publication; shown with the bulletin for ever."""

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="corrections"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.at:%Y-%m-%d}"
