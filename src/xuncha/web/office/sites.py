"""The list of sites: every filter in the address, fast at 84,000 of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from xuncha.base.language import N_, _
from xuncha.people.models import Office, User
from xuncha.people.queries import can, offices_visible_to
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.registry.models import Site, SiteKind, SiteState
from xuncha.registry.queries import sites_visible_to
from xuncha.report.words import VERDICTS
from xuncha.web.address import whole
from xuncha.web.door import Visit, page
from xuncha.web.listing import Column, Filter, Listing, Options, choices
from xuncha.web.office.views import saved

COLUMNS: Final = (
    Column("name", N_("网站"), ("name",), narrow=True),
    Column("code", N_("标识码"), ("site_code",)),
    Column("kind", N_("类型"), usual=False),
    Column("office", N_("填报单位"), ("path",)),
    Column("region", N_("区划"), ("region", "path"), usual=False),
    Column("stratum", N_("层级"), usual=False),
    Column("state", N_("状态"), ("state", "path"), narrow=True),
    Column("verdict", N_("结论"), ("verdict", "path"), narrow=True),
    Column("score", N_("得分"), ("score",), number=True, usual=False),
    Column("findings", N_("问题"), ("open_findings",), number=True),
    Column("vetoes", N_("否决"), ("open_vetoes",), number=True),
    Column("inspected", N_("最近检查"), ("inspected_at",)),
    Column("sponsor", N_("主办单位"), usual=False),
    Column("icp", N_("ICP备案号"), usual=False),
    Column("changed", N_("变更日期"), usual=False),
)
_CODE = re.compile(r"(?:bm|\d)[\d]{2,9}", re.IGNORECASE)
_NEVER: Final = "never"


def _search(rows: QuerySet[Site], words: str) -> QuerySet[Site]:
    for word in words.split()[:4]:
        if _CODE.fullmatch(word):
            rows = rows.filter(Q(site_code__startswith=word.lower()) | Q(host__contains=word))
        elif word.isascii():
            rows = rows.filter(Q(host__contains=word.lower()) | Q(name__contains=word))
        else:
            rows = rows.filter(name__contains=word)
    return rows


def _verdict(rows: QuerySet[Site], value: str) -> QuerySet[Site]:
    return rows.filter(verdict="" if value == _NEVER else value)


def _verdicts() -> Options:
    named = [(str(one), _(word)) for one, (_sign, word) in VERDICTS.items()]
    return [*named, (_NEVER, _("未检"))]


def _unseen(rows: QuerySet[Site], days: str) -> QuerySet[Site]:
    before = timezone.now() - timedelta(days=int(days))
    return rows.filter(Q(inspected_at__lt=before) | Q(inspected_at=None))


def _with(rows: QuerySet[Site], what: str) -> QuerySet[Site]:
    return rows.filter(**{"open_vetoes__gt" if what == "veto" else "open_findings__gt": 0})


def parts(user: User, asked: str) -> Callable[[], Options]:
    """The offices a list can be narrowed to: those directly below one's own, and the one asked."""

    def options() -> Options:
        rows = list(
            offices_visible_to(user)
            .filter(
                Q(parent=user.office, closed_at=None) | Q(pk=_number(asked)) | Q(pk=user.office_id)
            )
            .values_list("pk", "name")[:300]
        )
        return [(str(number), name) for number, name in rows]

    return options


def _number(text: str) -> int:
    return whole(text, digits=17)


def under(field: str = "path") -> Callable[[QuerySet[Site], str], QuerySet[Site]]:
    """Narrow rows to what lies at and below one office."""

    def narrow(rows: QuerySet[Site], number: str) -> QuerySet[Site]:
        path = Office.objects.filter(pk=int(number)).values_list("path", flat=True).first()
        return rows.filter(below(path, field)) if path else rows.none()

    return narrow


def listing(asked: QueryDict, user: User) -> Listing[Site]:
    """The sites this person asked for, within what they may see."""
    unseen = [(str(n), _("{n}天未检查").format(n=n)) for n in (30, 90, 180, 270)]
    filters: list[Filter[Site]] = [
        Filter("q", N_("名称、域名或标识码"), _search),
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(SiteState.choices)),
        Filter("verdict", N_("结论"), _verdict, _verdicts),
        Filter("office", N_("单位"), under(), parts(user, asked.get("office", ""))),
        Filter(
            "kind", N_("类型"), lambda q, v: q.filter(kind=v), choices(SiteKind.choices), rare=True
        ),
        Filter(
            "with",
            N_("现有问题"),
            _with,
            lambda: [("any", _("有问题")), ("veto", _("有单项否决"))],
            rare=True,
        ),
        Filter("unseen", N_("多久未检查"), _unseen, lambda: unseen, rare=True),
        Filter("stratum", N_("层级"), lambda q, v: q.filter(stratum=v), rare=True, kind="text"),
        Filter("region", N_("区划代码"), lambda q, v: q.filter(region=v), rare=True, kind="text"),
    ]
    return Listing(
        asked,
        "sites",
        sites_visible_to(user),
        COLUMNS,
        filters,
        "office",
        dress=lambda rows: rows.select_related("office").defer("head", "contacts"),
    )


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The list."""
    path = request.user.office.path
    return render(
        request,
        "office/sites.html",
        {
            "listing": listing(request.GET, request.user),
            "views": saved(request.user, "sites"),
            "may_inspect": can(request.user, Verb.START_RUN, path),
            "may_export": can(request.user, Verb.EXPORT, path),
            "may_ask": can(request.user, Verb.REQUEST_CHANGE, path),
            "may_import": can(request.user, Verb.IMPORT, path),
        },
    )
