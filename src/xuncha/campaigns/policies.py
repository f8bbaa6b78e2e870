"""Key policies (重要政策信息) that sites must reprint: entered, handed in as a table, chosen.

A line never changes once it was entered, since verdicts rest on it: a slip is retired and entered
anew. An office's policies bind every site below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from xuncha.base.language import _
from xuncha.base.types import Policy
from xuncha.campaigns.models import Campaign, CampaignState, KeyPolicy
from xuncha.campaigns.policylines import cleaned
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import above, below
from xuncha.registry.fields import SITE_KINDS, UnfitError
from xuncha.registry.models import Site

#: Policies of one inspection, and those it is offered.
MOST_CHOSEN: Final = 50
MOST_OFFERED: Final = 100


# -- reads -----------------------------------------------------------------------------------------


def policies_visible_to(user: User) -> QuerySet[KeyPolicy]:
    """Those of the user's own part of the tree, and of the offices above, which bind it too."""
    path = user.office.path
    if not can(user, Verb.READ, path):
        return KeyPolicy.objects.none()
    mine = below(path)  # nothing at all for the root, which has everything
    return KeyPolicy.objects.filter(mine | Q(path__in=above(path)) if mine else mine)


def policies_binding(path: str) -> QuerySet[KeyPolicy]:
    """The policies in force for what lies at ``path``, the newest first."""
    return KeyPolicy.objects.filter(path__in=above(path), retired_at=None)


def offered(path: str) -> list[KeyPolicy]:
    """Those an inspection of what lies at ``path`` is offered to look for."""
    return list(policies_binding(path).defer("text")[:MOST_OFFERED])


def as_checked(numbers: Iterable[int]) -> tuple[Policy, ...] | None:
    """What the checks of reprints take; None where nothing was chosen, which is "not looked at"."""
    chosen = list(numbers)
    if not chosen:
        return None
    rows = KeyPolicy.objects.filter(pk__in=chosen).order_by("published_at", "id")
    found: dict[str, Policy] = {}
    for one in rows:
        found.setdefault(
            one.name,
            Policy(
                id=one.name,
                title=one.title,
                source_url=one.source_url,
                published_at=one.published_at,
                issuer=one.issuer,
                deadline_at=one.deadline_at,
                scope=tuple(one.scope),
                text=one.text or None,
            ),
        )
    return tuple(found.values()) or None


# -- verbs -----------------------------------------------------------------------------------------


@transaction.atomic
def add_policy(actor: Actor, office: Office, said: Mapping[str, str]) -> KeyPolicy:
    """Enter a policy; raises RefusedError for what cannot be kept, or stands there already."""
    actor.must(Verb.START_RUN, office.path)
    try:
        values = cleaned(said)
    except UnfitError as unfit:
        raise RefusedError(str(unfit)) from unfit
    return _add(actor, office, values)


@transaction.atomic
def retire_policy(actor: Actor, policy: KeyPolicy) -> None:
    """No longer offer a policy; inspections and spot checks that chose it keep it."""
    actor.must(Verb.START_RUN, policy.path)
    if not KeyPolicy.objects.filter(pk=policy.pk, retired_at=None).update(retired_at=actor.now):
        raise RefusedError(_("这项政策已经停用"))
    record(actor, "policy.retire", _noun(policy))


@transaction.atomic
def import_policies(actor: Actor, office: Office, lines: Sequence[Mapping[str, Any]]) -> int:
    """Enter every line of a table, or none; a line that stands there already is left alone.

    How many were new; raises RefusedError.
    """
    actor.must(Verb.START_RUN, office.path)
    new = 0
    for values in lines:
        if not _same(office, values).exists():
            _add(actor, office, values)
            new += 1
    return new


@transaction.atomic
def choose_policies(actor: Actor, campaign: Campaign, numbers: Iterable[int]) -> Campaign:
    """Say which policies a spot check looks for, until its first batch begins.

    Raises RefusedError afterwards, and for a policy that does not bind the campaign's sites.
    """
    actor.must(Verb.START_RUN, campaign.path)
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if campaign.state == CampaignState.WITHDRAWN:
        raise RefusedError(_("这次抽查已经撤销"))
    if campaign.batches.exclude(run=None).exists():
        raise RefusedError(_("已有批次开始检查，各批次须用同样的政策，不能再改"))
    campaign.policies = chosen(campaign.path, numbers)
    campaign.save(update_fields=["policies"])
    noun = Noun("campaign", campaign.pk, campaign.name, campaign.path)
    record(actor, "campaign.policies", noun, new={"policies": len(campaign.policies)})
    return campaign


def chosen(path: str, numbers: Iterable[int]) -> list[int]:
    """The numbers again, each once; raises RefusedError for one that does not bind ``path``."""
    wanted = list(dict.fromkeys(numbers))
    if len(wanted) > MOST_CHOSEN:
        raise RefusedError(_("一次最多选择{most}项政策").format(most=MOST_CHOSEN))
    binding = set(policies_binding(path).filter(pk__in=wanted).values_list("pk", flat=True))
    if set(wanted) - binding:
        raise RefusedError(_("选中的政策不在本单位应转载的范围内，请刷新后重选"))
    return wanted


def _add(actor: Actor, office: Office, values: Mapping[str, Any]) -> KeyPolicy:
    if _same(office, values).exists():
        raise RefusedError(_("“{title}”已在列").format(title=values["title"][:40]))
    _in_use(office, values["scope"])
    policy = KeyPolicy.objects.create(
        office=office, path=office.path, added_by=actor.user, added_at=actor.now, **values
    )
    record(actor, "policy.add", _noun(policy), new={"source": policy.source_url})
    return policy


def _same(office: Office, values: Mapping[str, Any]) -> QuerySet[KeyPolicy]:
    """The policy that is already there by its number, or without one by its title."""
    rows = KeyPolicy.objects.filter(path__in=above(office.path), retired_at=None)
    if number := values.get("number"):
        return rows.filter(number=number)
    return rows.filter(number="", title=values["title"])


def _in_use(office: Office, scope: Sequence[str]) -> None:
    """Raises RefusedError for a word of a scope that names no stratum and no kind of site here."""
    kinds = set(SITE_KINDS.values())
    for word in scope:
        known = word in kinds or Site.objects.filter(below(office.path), stratum=word).exists()
        if not known:
            raise RefusedError(_("适用范围“{word}”既不是分层也不是网站类型").format(word=word[:40]))


def _noun(policy: KeyPolicy) -> Noun:
    return Noun("policy", policy.pk, policy.title, policy.path)
