"""The verbs on leaves to probe a site: one person asks with the letter, another approves."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.timezone import localdate

from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import User
from xuncha.people.rules import Verb
from xuncha.registry import documents
from xuncha.registry.letters import cleaned
from xuncha.registry.models import (
    AuthorisationState,
    AuthorisationStep,
    ScanAuthorisation,
    Site,
)
from xuncha.registry.steps import ProblemsError


@transaction.atomic
def draft_authorisation(
    actor: Actor, site: Site, said: Mapping[str, str], letter: tuple[str, bytes] | None
) -> ScanAuthorisation:
    """Leave to probe `site`, not approved yet; `letter` is the scan's name and bytes.

    Raises ProblemsError for what cannot be kept, RefusedError for no letter or a strange file,
    PermissionDenied without the right.
    """
    actor.must(Verb.AUTHORISE_PROBING, site.path)
    user = _person(actor)
    values, problems = cleaned(said, names_of(site))
    if problems:
        raise ProblemsError(problems)
    if letter is None:
        raise RefusedError(_("请上传批准文件的扫描件"))
    name, sha256 = documents.keep(*letter)
    row = ScanAuthorisation.objects.create(
        site=site,
        letter_name=name,
        letter_sha256=sha256,
        made_by=user,
        made_at=actor.now,
        **values,
    )
    _step(actor, row, "", "")
    record(
        actor,
        "authorisation.draft",
        _noun(row),
        new={
            **{key: str(value) for key, value in values.items() if not isinstance(value, list)},
            "hosts": "\n".join(row.hosts),
            "addresses": "\n".join(row.addresses),
            "exclude": "\n".join(row.exclude),
            "paths": "\n".join(row.paths),
            "letter": name,
            "sha256": sha256,
        },
    )
    return row


@transaction.atomic
def approve_authorisation(actor: Actor, row: ScanAuthorisation) -> ScanAuthorisation:
    """Let it hold; raises RefusedError for its maker, for one that is over, and for no draft."""
    row = _held(actor, row)
    user = _person(actor)
    if row.state != AuthorisationState.DRAFT:
        raise RefusedError(_("只有待批准的授权可以批准"))
    if row.made_by_id == user.pk:
        raise RefusedError(_("提出授权的人不能批准，请由另一人批准"))
    if row.valid_until < localdate(actor.now):
        raise RefusedError(_("授权的最后一日已过，请按新的批准文件重新提出"))
    row.state, row.approved_by, row.approved_at = AuthorisationState.APPROVED, user, actor.now
    row.save(update_fields=["state", "approved_by", "approved_at"])
    _step(actor, row, AuthorisationState.DRAFT, "")
    record(actor, "authorisation.approve", _noun(row), new={"state": row.state})
    return row


@transaction.atomic
def revoke_authorisation(actor: Actor, row: ScanAuthorisation, reason: str) -> ScanAuthorisation:
    """End it now; raises RefusedError for one that was revoked before, and for no reason."""
    row = _held(actor, row)
    if row.state == AuthorisationState.REVOKED:
        raise RefusedError(_("这份授权已经撤销"))
    if not (why := " ".join(reason.split())[:500]):
        raise RefusedError(_("请写明撤销的理由"))
    _revoke(actor, row, why)
    return row


def end_leaves(actor: Actor, site: Site, why: str) -> int:
    """End every leave to probe `site`, asked for or given; how many there were.

    For what takes the ground from under a letter: the unit that signed answers for the site no
    more. The caller has checked that the actor may do what brings it about.
    """
    rows = ScanAuthorisation.objects.select_for_update(of=("self",)).select_related("site")
    open_ = rows.filter(site=site).exclude(state=AuthorisationState.REVOKED).order_by("pk")
    for row in open_:
        _revoke(actor, row, why)
    return len(open_)


def _revoke(actor: Actor, row: ScanAuthorisation, why: str) -> None:
    before, row.state, row.revoked_at = row.state, AuthorisationState.REVOKED, actor.now
    row.save(update_fields=["state", "revoked_at"])
    _step(actor, row, before, why)
    record(
        actor,
        "authorisation.revoke",
        _noun(row),
        old={"state": before},
        new={"state": row.state, "why": why},
    )


def names_of(site: Site) -> set[str]:
    """Every host under which the register has a site."""
    declared = site.domains.filter(given_up_on=None).values_list("host", flat=True)
    return {site.host, *declared}


def _held(actor: Actor, row: ScanAuthorisation) -> ScanAuthorisation:
    rows = ScanAuthorisation.objects.select_for_update(of=("self",)).select_related("site")
    row = rows.get(pk=row.pk)
    actor.must(Verb.AUTHORISE_PROBING, row.site.path)
    return row


def _person(actor: Actor) -> User:
    """Only people give leave; the system never does."""
    if actor.user is None:
        raise RefusedError(_("授权须由具体的人办理"))
    return actor.user


def _step(actor: Actor, row: ScanAuthorisation, before: str, reason: str) -> None:
    AuthorisationStep.objects.create(
        authorisation=row,
        at=actor.now,
        by=actor.user,
        from_state=before,
        to_state=row.state,
        reason=reason,
    )


def _noun(row: ScanAuthorisation) -> Noun:
    return Noun("authorisation", row.pk, row.document, row.site.path)
