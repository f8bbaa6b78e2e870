"""The verbs on offices and people. One transaction and one audit line each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from xuncha.base.language import _
from xuncha.people.models import AuditEntry, AuditHead, Office, OfficeLevel, OfficeLine, Role, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import step


class RefusedError(Exception):
    """What was asked cannot be done; the text says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, when, and from which address; `user` is None for the system itself."""

    user: User | None
    now: datetime
    address: str | None = None

    @property
    def name(self) -> str:
        """How the audit log calls the actor."""
        return str(self.user) if self.user else "系统"

    def must(self, verb: Verb, path: str) -> None:
        """Raises PermissionDenied unless the actor may do ``verb`` at ``path``."""
        if self.user is not None and not can(self.user, verb, path):
            raise PermissionDenied(f"{verb} at {path}")


@dataclass(frozen=True, slots=True)
class Noun:
    """What a verb was done to, as the audit log names it."""

    kind: str
    id: int | str
    name: str
    path: str


def record(
    actor: Actor,
    verb: str,
    noun: Noun,
    *,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add one line to the audit log; call it inside the verb's own transaction."""
    head, _made = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = _entry(actor, verb, noun, old, new)
    entry.seal = head.seal = seal(head.seal, entry)
    entry.save()
    head.save(update_fields=["seal"])
    return entry


def record_all(
    actor: Actor, verb: str, lines: Iterable[tuple[Noun, Mapping[str, Any], Mapping[str, Any]]]
) -> int:
    """Add a line for each noun with its old and new, as `record` does; how many there were.

    For verbs done to many at once: the chain is sealed in memory and written in batches.
    """
    head, _made = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entries = []
    for noun, old, new in lines:
        entry = _entry(actor, verb, noun, old, new)
        entry.seal = head.seal = seal(head.seal, entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries, batch_size=500)
    head.save(update_fields=["seal"])
    return len(entries)


def _entry(
    actor: Actor,
    verb: str,
    noun: Noun,
    old: Mapping[str, Any] | None,
    new: Mapping[str, Any] | None,
) -> AuditEntry:
    return AuditEntry(
        at=actor.now,
        by=actor.user,
        by_name=actor.name,
        path=noun.path,
        verb=verb,
        noun=noun.kind,
        noun_id=str(noun.id),
        noun_name=noun.name[:200],
        old=_plain(old),
        new=_plain(new),
        address=actor.address,
    )


def seal(before: str, entry: AuditEntry) -> str:
    """The seal of ``entry`` after the seal ``before``: SHA-256, hexadecimal."""
    said = [
        before,
        entry.at.astimezone(UTC).isoformat(),
        entry.by_id,
        entry.by_name,
        entry.path,
        entry.verb,
        entry.noun,
        entry.noun_id,
        entry.noun_name,
        entry.old,
        entry.new,
        entry.address,
    ]
    line = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json.dumps(values or {}, cls=DjangoJSONEncoder))
    return whole


@transaction.atomic
def found_province(actor: Actor, name: str, region: str = "") -> Office:
    """The root of the tree, made once; raises RefusedError when there is one."""
    if Office.objects.exists():
        raise RefusedError(_("已有省级单位，不能再建"))
    office = Office.objects.create(
        name=name, level=OfficeLevel.PROVINCE, path=step(1), region=region, code=region
    )
    record(actor, "office.add", _office(office), new={"name": name})
    return office


@transaction.atomic
def add_office(
    actor: Actor,
    parent: Office,
    name: str,
    level: str,
    *,
    line: str = OfficeLine.AREA,
    region: str = "",
    code: str = "",
) -> Office:
    """An office below ``parent``."""
    parent = Office.objects.select_for_update().get(pk=parent.pk)
    actor.must(Verb.MANAGE_OFFICES, parent.path)
    _must_be_open(parent)
    parent.children_made += 1
    parent.save(update_fields=["children_made"])
    office = Office.objects.create(
        name=name,
        level=level,
        line=line,
        parent=parent,
        path=parent.path + step(parent.children_made),
        region=region or parent.region,
        code=code,
    )
    record(actor, "office.add", _office(office), new={"name": name, "level": level, "line": line})
    return office


@transaction.atomic
def add_person(
    actor: Actor,
    office: Office,
    username: str,
    role: str,
    *,
    name: str = "",
    password: str | None = None,
    email: str = "",
) -> User:
    """An account; without a password it cannot sign in until one is set."""
    office = Office.objects.select_for_update().get(pk=office.pk)
    actor.must(Verb.MANAGE_PEOPLE, office.path)
    _must_be_open(office)
    if role not in Role.values:
        raise RefusedError(_("没有这种角色：{role}").format(role=role))
    if User.objects.filter(username__iexact=username).exists():
        raise RefusedError(_("账号“{name}”已有人使用，请换一个").format(name=username))
    user = User(
        username=username,
        name=name,
        office=office,
        role=role,
        email=email,
        date_joined=actor.now,
    )
    user.set_password(password)
    user.save()
    record(
        actor,
        "person.add",
        _person(user),
        new={"username": username, "name": name, "role": role, "office": office.name},
    )
    return user


@transaction.atomic
def change_person(actor: Actor, user: User, **changes: Any) -> User:
    """Change name, role, office, e-mail, phone or whether the account is active."""
    allowed = {"name", "role", "office", "email", "phone", "is_active"}
    if unknown := set(changes) - allowed:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    user = User.objects.select_for_update().get(pk=user.pk)
    actor.must(Verb.MANAGE_PEOPLE, user.office.path)
    if office := changes.get("office"):
        actor.must(Verb.MANAGE_PEOPLE, office.path)
    if changes.get("is_active") or office:
        _must_be_open(office or user.office)
    old = {key: str(getattr(user, key)) for key in changes}
    for key, value in changes.items():
        setattr(user, key, value)
    if {"role", "office", "is_active"} & set(changes):
        user.session_mark += 1  # a changed reach ends the sessions begun under the old one
    user.save()
    record(
        actor,
        "person.change",
        _person(user),
        old=old,
        new={key: str(getattr(user, key)) for key in changes},
    )
    return user


@transaction.atomic
def set_password(actor: Actor, user: User, password: str) -> User:
    """A new password for somebody who forgot theirs; their sessions end."""
    user = User.objects.select_for_update().get(pk=user.pk)
    actor.must(Verb.MANAGE_PEOPLE, user.office.path)
    user.set_password(password)
    user.session_mark += 1
    user.save(update_fields=["password", "session_mark"])
    record(actor, "person.password", _person(user))
    return user


@transaction.atomic
def end_sessions(actor: Actor, user: User) -> User:
    """End every session of ``user``: one's own, or those of somebody in one's charge."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if actor.user is None or actor.user.pk != user.pk:
        actor.must(Verb.MANAGE_PEOPLE, user.office.path)
    user.session_mark += 1
    user.save(update_fields=["session_mark"])
    record(actor, "person.end_sessions", _person(user))
    return user


@transaction.atomic
def change_office(actor: Actor, office: Office, **changes: Any) -> Office:
    """Change name, code, region, line, phone or e-mail of an office."""
    allowed = {"name", "code", "region", "line", "phone", "email"}
    if unknown := set(changes) - allowed:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    office = Office.objects.select_for_update().get(pk=office.pk)
    actor.must(Verb.MANAGE_OFFICES, office.path)
    old = {key: getattr(office, key) for key in changes}
    for key, value in changes.items():
        setattr(office, key, value)
    office.save(update_fields=list(changes))
    record(actor, "office.change", _office(office), old=old, new=changes)
    return office


def _must_be_open(office: Office) -> None:
    if office.closed_at is not None:
        raise RefusedError(_("“{name}”已撤销，请选择在用的单位").format(name=office.name))


def _person(user: User) -> Noun:
    return Noun("person", user.pk, user.username, user.office.path)


def _office(office: Office) -> Noun:
    return Noun("office", office.pk, office.name, office.path)
