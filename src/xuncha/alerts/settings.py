"""The keeper's settings of this room, and what they open."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from xuncha.alerts.mail import may_log_in
from xuncha.alerts.models import Post, Security
from xuncha.base.language import _
from xuncha.evidence.gate import Gate
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.people.sealing import seal

_FIELDS: Final = frozenset(
    {
        "address",
        "smtp_host",
        "smtp_port",
        "smtp_security",
        "smtp_user",
        "sender",
        "networks",
        "ports",
        "patience",
    }
)
_HOST: Final = re.compile(r"[A-Za-z0-9.:_-]{1,200}")


def post() -> Post:
    """The settings as they stand; usual ones before anybody set any."""
    return Post.objects.filter(pk=1).first() or Post(pk=1)


def gate_of(settings: Post) -> Gate:
    """Where a webhook may go: the public network, and what the keeper opened."""
    return Gate(
        networks=settings.networks,
        sites=[f"http://port.invalid:{port}/" for port in settings.ports],
    )


@transaction.atomic
def change_post(actor: Actor, changes: Mapping[str, Any], password: str | None = None) -> Post:
    """Set the mail server and what belongs to it; `password` None leaves the one there is.

    Raises RefusedError for what no mail server, address, network or port can be.
    """
    root = Office.objects.get(parent=None)
    actor.must(Verb.MANAGE_SETTINGS, root.path)
    if unknown := set(changes) - _FIELDS:
        raise TypeError(f"not changeable: {sorted(unknown)}")
    settings = Post.objects.select_for_update().filter(pk=1).first() or Post(pk=1)
    old = {key: getattr(settings, key) for key in changes}
    for key, value in _checked(changes).items():
        setattr(settings, key, value)
    if password is not None:
        settings.smtp_sealed = seal(password)
    if settings.smtp_user and not may_log_in(settings.smtp_security, settings.smtp_host):
        raise RefusedError(_("未加密的连接不能发送邮件密码：请选 TLS 或 STARTTLS，或去掉用户名"))
    settings.save()
    new = {key: getattr(settings, key) for key in changes}
    if password is not None:
        new |= {"password": "…"}
    record(actor, "alerts.settings", Noun("settings", 1, "alerts", root.path), old=old, new=new)
    return settings


def _checked(changes: Mapping[str, Any]) -> dict[str, Any]:
    checked = dict(changes)
    host = checked.get("smtp_host", "")
    if host and not _HOST.fullmatch(host):
        raise RefusedError(_("“{host}”不是服务器名").format(host=host))
    if not 1 <= int(checked.get("smtp_port", 25)) <= 65535:
        raise RefusedError(_("端口应在 1 到 65535 之间"))
    if checked.get("smtp_security", Security.NONE) not in Security.values:
        raise RefusedError(_("请选择加密方式"))
    if not 0 <= int(checked.get("patience", 8)) <= 400:
        raise RefusedError(_("上报时限应在 0 到 400 个工作小时之间"))
    for network in checked.get("networks", ()):
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            raise RefusedError(
                _("“{network}”不是网段，例如 10.1.2.0/24").format(network=network)
            ) from error
    for port in checked.get("ports", ()):
        if not (isinstance(port, int) and 1 <= port <= 65535):
            raise RefusedError(_("端口应在 1 到 65535 之间"))
    return checked
