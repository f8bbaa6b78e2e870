"""Reads of people and offices, each within one person's part of the tree."""

from __future__ import annotations

from django.db.models import QuerySet

from xuncha.people.models import AuditEntry, Office, User
from xuncha.people.rules import Standing, Verb, may
from xuncha.people.tree import above, below


def standing(user: User) -> Standing:
    """What decides ``user``'s reach; nothing at all for a person who was switched off."""
    return Standing(user.role, user.office.path if user.is_active else "")


def can(user: User, verb: Verb, path: str) -> bool:
    """Whether ``user`` may do ``verb`` to what lies at ``path`` in the tree."""
    return may(standing(user), verb, path)


def offices_visible_to(user: User) -> QuerySet[Office]:
    """The offices at and below the user's own."""
    return Office.objects.filter(below(user.office.path))


def people_visible_to(user: User) -> QuerySet[User]:
    """The people of those offices."""
    return User.objects.filter(below(user.office.path, "office__path")).select_related("office")


def audit_visible_to(user: User) -> QuerySet[AuditEntry]:
    """What was done in the user's part of the tree; nothing without the right to read it."""
    if not can(user, Verb.READ_AUDIT, user.office.path):
        return AuditEntry.objects.none()
    return AuditEntry.objects.filter(below(user.office.path))


def chain(office: Office) -> list[Office]:
    """The offices above ``office`` and itself, the province first."""
    return list(Office.objects.filter(path__in=above(office.path)).order_by("path"))
