"""Offices in their tree, the people who work in them, and the log of what they did."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac

from xuncha.base.language import N_, _
from xuncha.people.history import History


class OfficeLevel(models.TextChoices):
    """Where an office stands in the hierarchy."""

    PROVINCE = "province", N_("省级")
    PREFECTURE = "prefecture", N_("市州级")
    COUNTY = "county", N_("县级")
    UNIT = "unit", N_("单位")


class OfficeLine(models.TextChoices):
    """Through which line an office is led: its area's government or a ministry's own system."""

    AREA = "area", N_("属地管理")
    VERTICAL = "vertical", N_("垂直管理")


class Office(models.Model):
    """One organising or reporting unit (组织单位、填报单位) of the hierarchy."""

    name = models.CharField(max_length=120)
    level = models.CharField(max_length=12, choices=OfficeLevel.choices)
    line = models.CharField(max_length=10, choices=OfficeLine.choices, default=OfficeLine.AREA)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    #: See `people/tree.py`; set once by `actions.add_office`, changed only by a move.
    path = models.CharField(max_length=60, unique=True)
    #: The number of children ever added, so that a path is never given twice.
    children_made = models.PositiveIntegerField(default=0)
    #: 6-character prefix of the site codes it answers for: a region code or ``bm0100``.
    code = models.CharField(max_length=6, blank=True)
    region = models.CharField(max_length=6, blank=True, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["path"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person does in their office."""

    ORGANISER = "organiser", N_("组织单位")
    REPORTER = "reporter", N_("填报单位")
    INSPECTOR = "inspector", N_("巡查员")
    REVIEWER = "reviewer", N_("复核员")
    LEADER = "leader", N_("领导（只读）")
    KEEPER = "keeper", N_("系统维护员")


class User(AbstractUser):
    """A person: one office, one role; sees and changes only the office's part of the tree."""

    name = models.CharField(max_length=60, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=12, choices=Role.choices)
    phone = models.CharField(max_length=40, blank=True)
    #: Bumped to end every session of this person at once (`actions.end_sessions`).
    session_mark = models.PositiveIntegerField(default=0)

    REQUIRED_FIELDS: ClassVar[list[str]] = []
    first_name = None  # type: ignore[assignment]  # Chinese names are one field
    last_name = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The person's name."""
        return str(self)

    def get_short_name(self) -> str:
        """The person's name."""
        return str(self)

    def get_session_auth_hash(self) -> str:
        """What a session must know to go on: it changes with the password and with the reach."""
        return salted_hmac(
            "xuncha.people.session", f"{self.password}:{self.session_mark}", algorithm="sha256"
        ).hexdigest()

    def role_name(self) -> str:
        """The role as screens show it."""
        return _(str(Role(self.role).label))


class AuditEntry(History):
    """One verb somebody carried out. Rows are added, never changed; each seals the one before."""

    at = models.DateTimeField(db_index=True)
    #: None for what the system did by itself.
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=120)
    #: Where in the tree it happened: who may read this line.
    path = models.CharField(max_length=60, db_index=True)
    verb = models.CharField(max_length=60, db_index=True)
    #: What it was done to: "site", its id, and how people call it.
    noun = models.CharField(max_length=40)
    noun_id = models.CharField(max_length=40)
    noun_name = models.CharField(max_length=200)
    old = models.JSONField(default=dict)
    new = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    #: SHA-256 over the entry before and this one (hex).
    seal = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["noun", "noun_id"]),
            models.Index(fields=["path", "-id"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by_name} {self.verb} {self.noun_name}"


class AuditHead(models.Model):
    """The last seal, in one row that is locked while an entry is added."""

    seal = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return self.seal


class Token(models.Model):
    """A key for programs: acts as its owner, within a scope, until a day. Only its hash is kept."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    #: The first characters, so that its owner knows it again.
    hint = models.CharField(max_length=8)
    #: May it change anything, or only read?
    writes = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """Something people may want to hear of (`people/events.py`). Added once, told by `alerts`."""

    #: Dotted words: "site.down".
    kind = models.CharField(max_length=40)
    #: Whose business it is: the people of this office and of those above it.
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=60)
    #: What it is about, so that its end finds its beginning.
    key = models.CharField(max_length=120)
    #: The end of what the same key announced.
    over = models.BooleanField(default=False)
    #: What broke for many at once: those of one group are told as one.
    group = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    #: An address in the console, from its root.
    link = models.CharField(max_length=300, blank=True)
    urgency = models.SmallIntegerField()
    at = models.DateTimeField()
    #: When it was turned into messages; None: not yet.
    routed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "over"], name="one_event_a_key"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=models.Q(routed_at=None), name="events_not_routed"
            ),
            models.Index(fields=["path", "-at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class CalendarDay(models.Model):
    """A day whose kind this office was told of, beyond the notices that ship (base/calendar)."""

    day = models.DateField(unique=True)
    #: True: a day off; False: worked, though it may be a weekend (调休).
    off = models.BooleanField()
    name = models.CharField(max_length=60, blank=True)
    #: Where it says so, e.g. the file it came in.
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {'休' if self.off else '班'}"
