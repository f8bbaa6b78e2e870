"""The vantage points in the console: registered with a key that is shown once, and revoked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from xuncha.base.language import _
from xuncha.monitoring.models import Node, Probe
from xuncha.monitoring.reports import HomePages, NodeKey, home_pages
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office, User
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.registry.models import Site, SiteState

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
#: So are called those whose probes come with files carried up (federation/taking.py).
_CARRIED: Final = re.compile(r"up\d+-")
#: A node that was silent for so long is away.
SILENT: Final = timedelta(minutes=10)


@transaction.atomic
def register_node(actor: Actor, office: Office, name: str) -> tuple[Node, str]:
    """A vantage point for the sites at and below `office`, and its key, which is kept nowhere.

    Raises RefusedError for a name that cannot be or that is taken.
    """
    actor.must(Verb.MANAGE_SETTINGS, office.path)
    if not _NAME.fullmatch(name) or _CARRIED.match(name):
        raise RefusedError(_("节点名称只用小写字母、数字和连字符，2 到 40 个字符"))
    if Node.objects.filter(name=name).exists():
        raise RefusedError(_("已有名为“{name}”的节点，请换一个名称").format(name=name))
    key = NodeKey.make(name)
    node = Node.objects.create(
        name=name, public_key=key.public, path=office.path, added_at=actor.now
    )
    record(actor, "node.register", _noun(node), new={"office": office.name, "key": key.public})
    return node, key.text


@transaction.atomic
def revoke_node(actor: Actor, node: Node) -> Node:
    """From here on nothing is taken from the node; what it reported stays."""
    node = Node.objects.select_for_update().get(pk=node.pk)
    actor.must(Verb.MANAGE_SETTINGS, node.path)
    if not node.public_key:
        raise RefusedError(_("本机节点不能撤销"))
    if node.active:
        node.active = False
        node.save(update_fields=["active"])
        record(actor, "node.revoke", _noun(node))
    return node


def nodes_visible_to(user: User) -> QuerySet[Node]:
    """The vantage points registered in the user's part of the tree; our own for the root's."""
    return Node.objects.filter(below(user.office.path))


def list_of(node: Node) -> HomePages:
    """The home pages a node probes: the active sites below its office that have a code."""
    sites = (
        Site.objects.filter(below(node.path) if node.path else Q(), state=SiteState.ACTIVE)
        .exclude(site_code=None)
        .values_list("site_code", "home_url")
    )
    return home_pages((str(code), url) for code, url in sites.iterator(chunk_size=5000))


@dataclass(frozen=True, slots=True)
class Heard:
    """A node as the console shows it."""

    node: Node
    #: "here", "hears", "silent", "waits" (never heard), "revoked"
    state: str
    #: Its probes of the last day: all of them, and those that failed.
    probes: int
    failed: int


def heard(nodes: Sequence[Node], now: datetime) -> list[Heard]:
    """How each node is doing."""
    counts = {
        row["node"]: (row["all"], row["failed"])
        for row in Probe.objects.filter(
            node__in=nodes, slot__gt=now - timedelta(days=1), slot__lte=now
        )
        .values("node")
        .annotate(all=Count("id"), failed=Count("id", filter=Q(open=False)))
    }
    return [Heard(node, _state(node, now), *counts.get(node.pk, (0, 0))) for node in nodes]


def _state(node: Node, now: datetime) -> str:
    if not node.active:
        return "revoked"
    if node.heard_at is None:
        return "waits"
    if now - node.heard_at > SILENT:
        return "silent"
    return "hears"


def _noun(node: Node) -> Noun:
    return Noun("node", node.pk, node.name, node.path)
