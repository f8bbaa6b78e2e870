"""The verbs on those who carry files up."""

from __future__ import annotations

import re
from typing import Final

from django.db import transaction

from xuncha.base.language import _
from xuncha.federation.models import Peer
from xuncha.federation.taking import Difference
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.actions import draft_request
from xuncha.registry.models import Request, RequestKind

_KEY: Final = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def register_peer(actor: Actor, office: Office, name: str, key: str) -> Peer:
    """An installation of `office` that signs with the other half of `key`. Raises RefusedError."""
    actor.must(Verb.MANAGE_SETTINGS, office.path)
    name, key = name.strip(), key.strip().lower()
    if not _KEY.fullmatch(key):
        raise RefusedError(_("公钥是 64 位十六进制，由下级运行 xuncha export-up --show-key 得到"))
    if not name or len(name) > 80:
        raise RefusedError(_("请填写名称（至多 80 字）"))
    if Peer.objects.filter(public_key=key).exists() or Peer.objects.filter(name=name).exists():
        raise RefusedError(_("这个名称或公钥已登记"))
    peer = Peer.objects.create(
        name=name, office=office, path=office.path, public_key=key, added_at=actor.now
    )
    record(actor, "peer.register", _noun(peer), new={"office": office.name, "key": key})
    return peer


@transaction.atomic
def stop_peer(actor: Actor, peer: Peer) -> Peer:
    """From here on its files are not taken; what they brought stays."""
    peer = Peer.objects.select_for_update().get(pk=peer.pk)
    actor.must(Verb.MANAGE_SETTINGS, peer.path)
    if peer.active:
        peer.active = False
        peer.save(update_fields=["active"])
        record(actor, "peer.stop", _noun(peer))
    return peer


def draft_differences(actor: Actor, peer: Peer, differences: list[Difference]) -> int:
    """A draft of a change for each site that the installation's register has otherwise than ours.

    The drafts are the actor's to check and submit; a site with an open request is left alone.
    """
    drafted = 0
    for one in differences:
        if one.site is None:
            continue
        open_one = Request.objects.filter(
            site=one.site, state__in=("draft", "reviewing", "returned")
        )
        new = {name: theirs for name, (_ours, theirs) in one.fields.items() if theirs}
        if open_one.exists() or not new:
            continue
        try:
            with transaction.atomic():
                draft_request(
                    actor,
                    RequestKind.CHANGE,
                    one.site.office,
                    site=one.site,
                    new=new,
                    reason=_("“{peer}”上报的登记与本级不同").format(peer=peer.name),
                )
            drafted += 1
        except (RefusedError, ValueError):
            # What cannot be a change here is shown as a difference, and left to people.
            continue
    return drafted


def _noun(peer: Peer) -> Noun:
    return Noun("peer", peer.pk, peer.name, peer.path)
