"""The register of record (信息报送系统): sites, their domains and columns, every request for a
change with the opinions of each level, and the sites that somebody missed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from xuncha.base.language import N_
from xuncha.base.types import ColumnType
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


class Region(models.Model):
    """One administrative division as it was called from one day to another (GB/T 2260)."""

    code = models.CharField(max_length=6, db_index=True)
    name = models.CharField(max_length=60)
    parent_code = models.CharField(max_length=6, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    #: The code that goes on after `until`.
    successor = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


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


class Opinion(models.Model):
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


class SiteTransition(models.Model):
    """A site went from one state to another."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="transitions")
    path = models.CharField(max_length=60)
    at = models.DateTimeField()
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["path", "-at"])]

    def __str__(self) -> str:
        return f"{self.from_state}→{self.to_state}"


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
    #: Paths that are left alone.
    exclude = models.JSONField(default=list)
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


class AuthorisationStep(models.Model):
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


class CodeSerial(models.Model):
    """The last serial given under one six-character prefix; a code is never given twice."""

    prefix = models.CharField(max_length=6, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last:04d}"


class FigureChange(models.Model):
    """An office set a figure of the rules (figures.toml) to its own value; the newest row holds."""

    name = models.CharField(max_length=40)
    value = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


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


class SavedView(models.Model):
    """A list as somebody likes to see it: its filters and columns under a name."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="views")
    #: Which list: "sites", "findings", "requests", …
    table = models.CharField(max_length=30)
    name = models.CharField(max_length=60)
    #: The query string that shows it.
    query = models.CharField(max_length=2000)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "table", "name"], name="view_once_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
