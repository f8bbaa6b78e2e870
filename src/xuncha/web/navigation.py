"""Where a person can go: the places of the console, as far as their role opens them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

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


@dataclass(frozen=True, slots=True)
class Menu:
    """Places under one word, opened by it."""

    name: str
    places: tuple[Place, ...]

    @property
    def here(self) -> bool:
        """Whether the reader is at one of its places."""
        return any(place.here for place in self.places)


class _Door(NamedTuple):
    name: str
    #: The page it opens.
    route: str
    verb: Verb = Verb.READ
    #: Beginnings of addresses elsewhere that belong to it.
    also: tuple[str, ...] = ()


_OVERVIEW: Final = _Door(N_("总览"), "overview")
#: The menus and their doors, in the order shown.
_MENUS: Final = (
    (
        N_("名录"),
        (
            _Door(N_("网站名录"), "sites", also=("columns/", "import/", "probing/")),
            _Door(N_("登记申请"), "requests"),
            _Door(N_("漏报线索"), "candidates"),
        ),
    ),
    (
        N_("巡检"),
        (
            _Door(N_("检查任务"), "runs"),
            _Door(N_("抽查"), "campaigns"),
            _Door(N_("日程"), "routines"),
            _Door(N_("监测节点"), "nodes", Verb.MANAGE_SETTINGS),
        ),
    ),
    (
        N_("问题"),
        (
            _Door(N_("问题清单"), "findings", also=("explanations/",)),
            _Door(N_("问题审核"), "review", Verb.REVIEW_FINDING),
            _Door(N_("整改"), "cases"),
            _Door(N_("网民纠错"), "reports"),
        ),
    ),
    (
        N_("文书"),
        (
            _Door(N_("报备"), "filings"),
            _Door(N_("报送"), "requested"),
            _Door(N_("通报"), "bulletins"),
            _Door(N_("每周汇报"), "digests"),
            _Door(N_("下级上报"), "carried"),
        ),
    ),
    (
        N_("管理"),
        (
            _Door(N_("单位和人员"), "offices", also=("people/",)),
            _Door(N_("工作日历"), "calendar"),
            _Door(N_("指标准确率"), "indicators"),
            _Door(N_("操作记录"), "audit", Verb.READ_AUDIT),
        ),
    ),
)


def places(request: HttpRequest, user: User) -> list[Place | Menu]:
    """The places open to ``user``, in their menus; the one the request lies below is marked.

    A menu that would hold a single place is that place itself.
    """
    found: list[Place | Menu] = list(_open((_OVERVIEW,), request.path, user))
    for name, doors in _MENUS:
        inside = _open(doors, request.path, user)
        found += inside if len(inside) < 2 else [Menu(_(name), inside)]
    return found


def _open(doors: tuple[_Door, ...], path: str, user: User) -> tuple[Place, ...]:
    return tuple(
        Place(_(door.name), reverse(door.route), _lies(path, door))
        for door in doors
        if can(user, door.verb, user.office.path)
    )


def _lies(path: str, door: _Door) -> bool:
    top = reverse(_OVERVIEW.route)
    if door is _OVERVIEW:
        return path == top
    return path.startswith((reverse(door.route), *(top + one for one in door.also)))
