"""Sites, the names they answer under, their columns, and how they went from state to state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from xuncha.base.language import N_
from xuncha.base.types import ColumnType
from xuncha.people.history import History
from xuncha.people.models import Office, User


class SiteState(models.TextChoices):
    """Where a site stands in its life (standards.md §5)."""

    DRAFT = "draft", N_("草稿")
    REVIEWING = "reviewing", N_("审核中")
    RETURNED = "returned", N_("已退回")
    ACTIVE = "active", N_("正常")
    EXEMPT = "exempt", N_("例外")
    OFFLINE = "offline", N_("临时下线")
    MIGRATING = "migrating", N_("关停，内容迁移中")
    CLOSING = "closing", N_("关停公告中")
    CLOSED = "closed", N_("关停")
    MOVED = "moved", N_("已迁移")


class SiteKind(models.TextChoices):
    """What kind of site it is; special sites are registered too (reference bulletin, 三)."""

    PORTAL = "portal", N_("政府门户网站")
    DEPARTMENT = "department", N_("部门网站")
    SERVICE = "service", N_("政务服务网")
    DATA = "data", N_("政府数据开放网")
    TRADING = "trading", N_("公共资源交易网")
    SPECIAL = "special", N_("其他专项网站")


class Site(models.Model):
    """One line of the register: 政府网站基本信息表, its state, and its last verdict."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="sites")
    #: The office's path, kept here so that one range of one index answers "my part of the tree".
    path = models.CharField(max_length=60)
    #: 网站标识码 and 校验码, issued on the last approval; null before.
    site_code = models.CharField(max_length=10, unique=True, null=True, blank=True)
    check_code = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=10, choices=SiteState.choices, default=SiteState.DRAFT)
    state_since = models.DateTimeField(null=True, blank=True)
    #: The last day of an exemption or of being temporarily offline.
    until = models.DateField(null=True, blank=True)
    #: 关停公告: the day it was put on the home page, and where it stands.
    notice_on = models.DateField(null=True, blank=True)
    notice_url = models.CharField(max_length=500, blank=True)
    #: The site that goes on with its content after a merge or a move.
    successor = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="predecessors"
    )

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=SiteKind.choices, default=SiteKind.DEPARTMENT)
    home_url = models.CharField(max_length=500)
    #: Where the home page sends its readers, where it does.
    lands_at = models.CharField(max_length=500, blank=True)
    host = models.CharField(max_length=253, db_index=True)
    region = models.CharField(max_length=6, blank=True)
    #: 层级 as the draw strata name it: 省直部门, 市州, 县, 垂管部门 …
    stratum = models.CharField(max_length=20, blank=True)
    supervisor = models.CharField(max_length=120, blank=True)
    sponsor = models.CharField(max_length=120, blank=True)
    undertaker = models.CharField(max_length=120, blank=True)
    postal = models.CharField(max_length=200, blank=True)
    icp = models.CharField(max_length=60, blank=True)
    police = models.CharField(max_length=60, blank=True)
    #: {"name", "post", "phone", "mobile", "email"} of the person in charge, and up to three more.
    head = models.JSONField(default=dict, blank=True)
    contacts = models.JSONField(default=list, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    #: May its exposed paths be looked for (security.md 4.2, L1)?
    exposure_paths = models.BooleanField(default=False)

    #: The last inspection's word, kept here because every list shows it: see findings.Judgement.
    verdict = models.CharField(max_length=12, blank=True)
    score = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    inspected_at = models.DateTimeField(null=True, blank=True)
    #: Whether that inspection saw the 找错 entry; None: nobody could tell.
    has_entry = models.BooleanField(null=True)
    open_findings = models.PositiveIntegerField(default=0)
    open_vetoes = models.PositiveIntegerField(default=0)

    added_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["path", "id"]
        indexes: ClassVar = [
            # What is equal stands first, then the range of the tree: rows come in the list's order.
            models.Index(fields=["path", "id"]),
            models.Index(fields=["state", "path", "id"]),
            models.Index(fields=["verdict", "path", "id"]),
            models.Index(fields=["region", "path", "id"]),
            # The other orders of the list; backwards they serve the descending ones.
            models.Index(fields=["name", "id"]),
            models.Index(fields=["inspected_at", "id"]),
            models.Index(fields=["open_findings", "id"]),
            models.Index(fields=["open_vetoes", "id"]),
            models.Index(fields=["score", "id"]),
            # Searched without reading the rows.
            models.Index(fields=["path", "name", "host", "site_code", "id"], name="site_search"),
        ]

    def __str__(self) -> str:
        return self.name


class Domain(models.Model):
    """A name a site answers under; one main domain, in ASCII as it is looked up."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="domains")
    host = models.CharField(max_length=253, db_index=True)
    main = models.BooleanField(default=False)
    given_up_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "host"], name="domain_once_a_site"),
        ]

    def __str__(self) -> str:
        return self.host


class ColumnState(models.TextChoices):
    """栏目状态 as the official form has it."""

    NORMAL = "normal", N_("正常")
    UPKEEP = "upkeep", N_("维护中")
    BLANK = "blank", N_("空白")
    DEAD = "dead", N_("死链")


class Column(models.Model):
    """One line of 政府网站栏目(系统)基本信息表, and how fresh it was when last seen."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="columns")
    #: The site's path: whose part of the tree it lies in.
    path = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    type = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ColumnType])
    on_home = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ColumnState.choices, default=ColumnState.NORMAL)
    newest = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["site", "id"]
        indexes: ClassVar = [
            models.Index(fields=["path", "id"]),
            models.Index(fields=["path", "state", "id"]),
            models.Index(fields=["path", "newest"]),
        ]

    def __str__(self) -> str:
        return self.name


class SiteTransition(History):
    """A site went from one state to another."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="transitions")
    path = models.CharField(max_length=60)
    at = models.DateTimeField()
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey("Request", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["path", "-at"])]

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"
