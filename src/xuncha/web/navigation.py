"""Where a person can go: the places of the console, as far as their role opens them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from xuncha.base.language import N_, _
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    name: str
    address: str
    here: bool


#: Name, route, the right it takes; in the order shown.
_PLACES: Final = (
    (N_("总览"), "overview", Verb.READ),
    (N_("网站名录"), "sites", Verb.READ),
    (N_("问题清单"), "findings", Verb.READ),
    (N_("问题审核"), "review", Verb.REVIEW_FINDING),
    (N_("整改"), "cases", Verb.READ),
    (N_("登记申请"), "requests", Verb.READ),
    (N_("报备"), "filings", Verb.READ),
    (N_("报送"), "requested", Verb.READ),
    (N_("抽查"), "campaigns", Verb.READ),
    (N_("通报"), "bulletins", Verb.READ),
    (N_("检查任务"), "runs", Verb.READ),
    (N_("日程"), "routines", Verb.READ),
    (N_("网民纠错"), "reports", Verb.READ),
    (N_("漏报线索"), "candidates", Verb.READ),
    (N_("单位和人员"), "offices", Verb.READ),
    (N_("下级上报"), "carried", Verb.READ),
    (N_("监测节点"), "nodes", Verb.MANAGE_SETTINGS),
    (N_("操作记录"), "audit", Verb.READ_AUDIT),
)


def places(request: HttpRequest, user: User) -> list[Place]:
    """The places open to ``user``; the one whose address the request lies below is marked."""
    found = []
    for name, route, verb in _PLACES:
        if not can(user, verb, user.office.path):
            continue
        address = reverse(route)
        here = request.path == address or (address != "/" and request.path.startswith(address))
        found.append(Place(_(name), address, here))
    return found
