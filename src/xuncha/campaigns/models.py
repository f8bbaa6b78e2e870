"""Spot checks (抽查): what was planned, what was committed to, who was drawn into which batch."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.people.history import History
from xuncha.people.models import Office, User
from xuncha.registry.models import Site


class CampaignState(models.TextChoices):
    """How far a spot check has come."""

    DRAFT = "draft", N_("草拟")
    ANNOUNCED = "announced", N_("种子已公告")
    DRAWN = "drawn", N_("已抽取")
    WITHDRAWN = "withdrawn", N_("已撤销")


class Strata(models.TextChoices):
    """By what the sites are divided before the draw."""

    STRATUM = "stratum", N_("按登记的层级")
    OFFICE = "office", N_("按下级单位")


class Campaign(models.Model):
    """One spot check of one office's part of the tree."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="campaigns")
    path = models.CharField(max_length=60)
    #: It is hashed with the seed, so no two spot checks have one name.
    name = models.CharField(max_length=100, unique=True)
    #: The first and the last day of the period it counts for.
    begin = models.DateField()
    end = models.DateField()
    state = models.CharField(
        max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT
    )
    standard = models.CharField(max_length=60)
    strata = models.CharField(max_length=8, choices=Strata.choices, default=Strata.STRATUM)
    #: What a stratum without a quota of its own gives.
    percent = models.PositiveSmallIntegerField()
    batch_count = models.PositiveSmallIntegerField(default=1)
    #: {stratum: "34", "30%" or "10+10+14"}, as `sampling.models.Quota.parse` reads them.
    quotas = models.JSONField(default=dict)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    #: What the seed will be, and the day on which everybody can read it.
    seed_source = models.CharField(max_length=300, blank=True)
    seed_on = models.DateField(null=True)
    announced_at = models.DateTimeField(null=True)
    #: SHA-256 of the file of kind "commitment", published before the seed is known.
    commitment = models.CharField(max_length=64, blank=True)
    seed = models.CharField(max_length=200, blank=True)
    #: Where the number can be read up.
    seed_url = models.CharField(max_length=500, blank=True)
    drawn_at = models.DateTimeField(null=True)
    #: The keys of the policies whose reprints every batch is looked for; none: not looked for.
    policies = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["path", "-id"]),
            models.Index(fields=["office", "state", "-end"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public(self) -> bool:
        """Whether everybody may read it: from the announcement on, whatever became of it."""
        return self.announced_at is not None


class Wish(models.Model):
    """A site that people left out of a spot check, or put into it, and why."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="wishes")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    #: "exclude" or "add"
    what = models.CharField(max_length=8)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "site"], name="one_wish_a_site"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.site_id}"


class CampaignEvent(History):
    """A spot check went from one state to another."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    opinion = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"


class FileKind(models.TextChoices):
    """What a published file of a spot check is."""

    COMMITMENT = "commitment", N_("抽取前的承诺")
    DRAW = "draw", N_("抽取结果")
    TABLE = "table", N_("抽取结果（表格）")


class CampaignFile(models.Model):
    """A file as it was published; never written twice."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=FileKind.choices)
    #: Deflated: a register of 14,000 sites is 4 MB of JSON.
    packed = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="one_file_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.kind}"


class Batch(models.Model):
    """One part of a drawn spot check, and the inspection that it became."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="batches")
    number = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    #: The pipeline's run, a number as `findings.Judgement.item` is; the same run never twice.
    run = models.BigIntegerField(null=True, unique=True)
    #: 监测时间点 of that run: it tells its judgements from those of every other.
    as_of = models.DateTimeField(null=True)
    standard = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "number"], name="one_batch_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}/{self.number}"


class How(models.TextChoices):
    """How a site came into the sample."""

    RANDOM = "random", N_("随机抽取")
    RECHECK = "recheck", N_("上期复查")
    MANUAL = "manual", N_("人工加入")


class Sampled(models.Model):
    """One site of the sample, as the register named it when it was frozen."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="sample")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=60)
    site_code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    stratum = models.CharField(max_length=120, blank=True)
    batch = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    how = models.CharField(max_length=8, choices=How.choices)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["batch", "stratum", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "site"], name="one_place_in_a_sample"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["path", "campaign"]),
            models.Index(fields=["site"]),
        ]

    def __str__(self) -> str:
        return self.name


class Floor(models.Model):
    """The share of its sites an office must look at in a period; the nearest one above counts.

    30 % a quarter is what 政府网站发展指引 asks; provinces differ (standards.md §3): it is data.
    """

    office = models.OneToOneField(Office, on_delete=models.CASCADE, related_name="floor")
    path = models.CharField(max_length=60, unique=True)
    percent = models.PositiveSmallIntegerField()
    #: Months of a period: 3 a quarter, 1 a month.
    months = models.PositiveSmallIntegerField(default=3)
    citation = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.path} {self.percent}%"


class KeyPolicy(models.Model):
    """A key policy (重要政策信息) that the sites below an office must reprint; never rewritten."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="policies")
    path = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    #: 文号
    number = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=100, blank=True)
    #: When it stood at its source, from which the hours to reprint it count.
    published_at = models.DateTimeField()
    source_url = models.CharField(max_length=500)
    #: Until when it must be reprinted, where that was said; else the standard's hours count.
    deadline_at = models.DateTimeField(null=True)
    #: Strata or kinds of sites that must; none: all.
    scope = models.JSONField(default=list)
    #: The official text, by which an altered reprint is known.
    text = models.TextField(blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-published_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["path", "-published_at", "-id"])]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """By what a finding calls it: its number, or without one its title."""
        return self.number or self.title
