"""The forms of a request: one for each kind, read from a page, shown again with its problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.base.language import _
from xuncha.base.types import ColumnType
from xuncha.people.models import Office, User
from xuncha.people.queries import offices_visible_to
from xuncha.people.rules import Verb
from xuncha.registry import actions
from xuncha.registry.columns import COLUMN_STATES
from xuncha.registry.fields import (
    MOST_CONTACTS,
    PERSON_PARTS,
    SITE_FIELDS,
    SITE_KINDS,
    Problem,
    label_of,
)
from xuncha.registry.models import Request, RequestKind, RequestState, Site
from xuncha.registry.queries import requests_visible_to, sites_visible_to
from xuncha.registry.sites import values_of
from xuncha.registry.steps import ProblemsError
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page

_FORM: Final = tuple(SITE_FIELDS)
#: What each kind asks, besides the reason.
ASKS: Final[Mapping[str, tuple[str, ...]]] = {
    "register": _FORM,
    "supplement": _FORM,
    "change": _FORM,
    "columns": ("columns",),
    "exempt": ("until",),
    "offline": ("first", "until"),
    "move": ("successor",),
}
_CONTROLS: Final[Mapping[str, str]] = {
    "kind": "kind",
    "head": "person",
    "contacts": "people",
    "domains": "domains",
    "columns": "columns",
    "first": "date",
    "until": "date",
    "remark": "area",
    "exposure_paths": "flag",
}
_COLUMN_PARTS: Final = ("name", "url", "type", "parent", "state")
_SPARE_LINES: Final = 5


@dataclass(frozen=True, slots=True)
class Shown:
    """One field on the page: what it is called, what stands in it, what is wrong with it."""

    name: str
    label: str
    control: str
    value: Any
    needed: bool
    problems: Sequence[str]


def read(kind: str, sent: QueryDict) -> dict[str, Any]:
    """What somebody filled in, as `registry` takes it."""
    readers = {"head": _head, "contacts": _contacts, "domains": _domains, "columns": _columns}
    found: dict[str, Any] = {}
    for name in ASKS.get(kind, ()):
        found[name] = readers[name](sent) if name in readers else sent.get(name, "")
    return {name: value for name, value in found.items() if value or _control(name) != "date"}


def _control(name: str) -> str:
    return _CONTROLS.get(name, "line")


def _head(sent: QueryDict) -> dict[str, str]:
    return {part: sent.get(f"head.{part}", "") for part in PERSON_PARTS}


def _contacts(sent: QueryDict) -> list[dict[str, str]]:
    people = (
        {part: sent.get(f"contact{n}.{part}", "") for part in PERSON_PARTS}
        for n in range(MOST_CONTACTS)
    )
    return [one for one in people if any(one.values())]


def _domains(sent: QueryDict) -> list[dict[str, Any]]:
    lines = [line.strip() for line in sent.get("domains", "").splitlines() if line.strip()]
    return [{"host": line, "main": number == 0} for number, line in enumerate(lines)]


def _columns(sent: QueryDict) -> list[dict[str, Any]]:
    lists = {part: sent.getlist(f"column.{part}") for part in _COLUMN_PARTS}
    homes = set(sent.getlist("column.on_home"))
    found = []
    for number, together in enumerate(zip(*lists.values(), strict=False)):
        one: dict[str, Any] = dict(zip(lists, together, strict=True))
        if one["name"].strip() or one["url"].strip():
            found.append({**one, "on_home": str(number) in homes})
    return found


def shown(kind: str, values: Mapping[str, Any], problems: Sequence[Problem] = ()) -> list[Shown]:
    """The fields of a kind of request, filled with ``values``."""
    return [
        Shown(
            name,
            label_of(name),
            _control(name),
            values.get(name, ""),
            (name in SITE_FIELDS and SITE_FIELDS[name].needed) or _control(name) == "date",
            [f"{one.problem}。{one.remedy}" for one in problems if one.field == name],
        )
        for name in ASKS.get(kind, ())
    ]


def _offices(user: User, chosen: str = "") -> list[Office]:
    """Where a new site may be put: one's own office, and those directly below."""
    rows = offices_visible_to(user).filter(closed_at=None)
    near = rows.filter(pk=user.office_id) | rows.filter(parent=user.office)
    if chosen.isascii() and chosen.isdigit():
        near = near | rows.filter(pk=int(chosen))
    return list(near.order_by("path")[:500])


def _page(
    request: Visit,
    kind: str,
    fields: list[Shown],
    *,
    asked: Request | None = None,
    site: Site | None = None,
    reason: str = "",
    problems: Sequence[Problem] = (),
) -> HttpResponse:
    known = {one.name for one in fields}
    context = {
        "kind": kind,
        "kind_name": _(str(RequestKind(kind).label)),
        "fields": fields,
        "asked": asked,
        "site": site,
        "reason": reason,
        "reason_problems": [
            f"{one.problem}。{one.remedy}" for one in problems if one.field == "reason"
        ],
        "problems": [str(one) for one in problems if one.field not in {*known, "reason"}],
        "needs_reason": kind not in ("register", "columns", "online"),
        "offices": _offices(request.user, request.GET.get("office", "")) if asked is None else [],
        "office": request.POST.get("office")
        or request.GET.get("office")
        or str(request.user.office_id),
        "kinds": [(key, _(name)) for key, name in SITE_KINDS.items()],
        "types": [str(one) for one in ColumnType],
        "states": [(key, _(name)) for key, name in COLUMN_STATES.items()],
        "person_parts": [(key, _(name)) for key, name in PERSON_PARTS.items()],
        "people": range(MOST_CONTACTS),
        "spare": range(_SPARE_LINES),
    }
    return render(request, "office/request_form.html", context)


@page("GET", "POST", verb=Verb.REQUEST_CHANGE)
def new(request: Visit, kind: str) -> HttpResponse:
    """Begin a request: a new site, or a change of one that is there."""
    if kind not in RequestKind.values:
        raise Http404(kind)
    site = None
    if kind not in ("register", "supplement"):
        said = request.POST.get("site") or request.GET.get("site") or ""
        number = whole(said)
        site = get_object_or_404(sites_visible_to(request.user).select_related("office"), pk=number)
    if request.method == "GET":
        start = values_of(site, ASKS.get(kind, ())) if site else {"kind": "department"}
        return _page(request, kind, shown(kind, start), site=site)
    values, reason = read(kind, request.POST), request.POST.get("reason", "")
    office = site.office if site else _office(request)
    try:
        made = actions.draft_request(
            actor(request), kind, office, site=site, new=values, reason=reason
        )
    except ProblemsError as error:
        fields = shown(kind, values, error.problems)
        return _page(request, kind, fields, site=site, reason=reason, problems=error.problems)
    return _saved(request, made)


def _office(request: Visit) -> Office:
    number = request.POST.get("office", "")
    chosen = int(number) if number.isascii() and number.isdigit() else request.user.office_id
    return get_object_or_404(offices_visible_to(request.user), pk=chosen)


@page("GET", "POST", verb=Verb.REQUEST_CHANGE)
def edit(request: Visit, number: int) -> HttpResponse:
    """Go on with a draft, or mend one that was returned."""
    rows = requests_visible_to(request.user).select_related("site", "office")
    asked = get_object_or_404(rows, pk=number)
    if asked.state not in (RequestState.DRAFT, RequestState.RETURNED):
        return redirect("request", number)
    if request.method == "GET":
        base = values_of(asked.site, ASKS.get(asked.kind, ()))
        fields = shown(asked.kind, {**base, **asked.new})
        return _page(request, asked.kind, fields, asked=asked, site=asked.site, reason=asked.reason)
    values, reason = read(asked.kind, request.POST), request.POST.get("reason", "")
    try:
        asked = actions.change_draft(actor(request), asked, new=values, reason=reason)
    except ProblemsError as error:
        return _page(
            request,
            asked.kind,
            shown(asked.kind, values, error.problems),
            asked=asked,
            site=asked.site,
            reason=reason,
            problems=error.problems,
        )
    return _saved(request, asked)


def _saved(request: Visit, asked: Request) -> HttpResponse:
    """After saving: on to the reviewers if that was asked, with what is missing shown if not."""
    if request.POST.get("then") != "submit":
        messages.success(request, _("草稿已保存"))
        return redirect("request", asked.pk)
    try:
        actions.submit(actor(request), asked)
    except ProblemsError as error:
        base = values_of(asked.site, ASKS.get(asked.kind, ()))
        return _page(
            request,
            asked.kind,
            shown(asked.kind, {**base, **asked.new}, error.problems),
            asked=asked,
            site=asked.site,
            reason=asked.reason,
            problems=error.problems,
        )
    messages.success(request, _("已提交审核"))
    return redirect("request", asked.pk)
