"""Telling people: any room says what happened, once; the room `alerts` brings it to them.

The row is written in the caller's transaction: what is undone was never announced, and what was
committed is told, however long a mail server is away.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import IntEnum

from xuncha.base.language import N_
from xuncha.people.models import Event, Office


class Urgency(IntEnum):
    """How much it presses: whether it may wait for a digest, and whether it breaks the quiet."""

    LOW = 0
    NORMAL = 1
    #: Told at once, also to those who take a digest.
    HIGH = 2
    #: Told in quiet hours too.
    CRITICAL = 3


#: What can be heard of, as each person chooses. A kind that is not here goes by its first word.
KINDS: dict[str, str] = {
    "site.down": N_("网站无法访问"),
    "site.certificate": N_("安全证书即将到期"),
    "site.address": N_("域名解析变化"),
    "site.ipv6": N_("IPv6 访问变化"),
    "site.slow": N_("打开缓慢"),
    "site.face": N_("首页内容突变"),
    "site.warning": N_("单项否决预警"),
    "monitor.blocked": N_("监测受阻"),
    "finding.new": N_("发现新问题"),
    "finding.review": N_("问题待审核"),
    "case.issued": N_("下发整改"),
    "case.due": N_("办理即将到期"),
    "case.overdue": N_("办理逾期"),
    "case.moved": N_("办理进展"),
    "report.received": N_("收到纠错留言"),
    "request.review": N_("登记申请待审核"),
    "request.decided": N_("登记申请有结果"),
    "bulletin.opened": N_("抽查公告"),
    "bulletin.drawn": N_("抽查抽取"),
    "bulletin.published": N_("发布通报"),
    "digest.weekly": N_("每周汇报"),
    "system.trouble": N_("系统故障"),
}
#: The families of what is not named above.
FAMILIES: dict[str, str] = {
    "site": N_("网站监测"),
    "monitor": N_("监测本身"),
    "finding": N_("问题"),
    "case": N_("整改与办理"),
    "report": N_("纠错留言"),
    "request": N_("登记申请"),
    "bulletin": N_("抽查与通报"),
    "digest": N_("定期汇报"),
    "system": N_("系统"),
}
_KIND = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
#: Line breaks and what else would begin a header, or turn a line around.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LONGEST = 4000


def announce(
    kind: str,
    office: Office,
    *,
    key: str,
    title: str,
    text: str = "",
    link: str = "",
    urgency: Urgency = Urgency.NORMAL,
    at: datetime,
    over: bool = False,
    group: str = "",
) -> None:
    """Say once that something happened which is `office`'s business; call it in the transaction
    that makes it so.

    `key` names the occurrence ("site.down:<alarm>"): said again it is no news, and `over=True`
    with the same key says "back to normal" to those who were told. `link` is an address of the
    console from its root. `group` names the one cause that many suffer from (a host, a template).
    `title` may hold what a site or a citizen wrote: it is cut to one line of 200 characters, `text`
    to 4,000. Raises ValueError for a kind, key, link or moment that cannot be.
    """
    if not _KIND.fullmatch(kind) or len(kind) > 40:
        raise ValueError(f"a kind is dotted words such as 'site.down', not {kind!r}")
    if not key or len(key) > 120 or len(group) > 120:
        raise ValueError("a key has 1 to 120 characters, and a group at most 120")
    if link and (not link.startswith("/") or link[1:2] in ("/", "\\") or _CONTROL.search(link)):
        raise ValueError(f"a link begins at the root of the console, not {link!r}")
    if at.tzinfo is None:
        raise ValueError("`at` needs its time zone")
    row = Event(
        kind=kind,
        office=office,
        path=office.path,
        key=key,
        over=over,
        group=group,
        title=_CONTROL.sub(" ", title).strip()[:200],
        text=_plain(text)[:_LONGEST],
        link=link[:300],
        urgency=urgency,
        at=at,
    )
    # Not "try and catch": a refused row would take the caller's transaction with it.
    Event.objects.bulk_create([row], ignore_conflicts=True)


def _plain(text: str) -> str:
    return "\n".join(_CONTROL.sub(" ", line).rstrip() for line in text.splitlines()).strip()
