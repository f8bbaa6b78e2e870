"""Leave to probe a site: asked for, approved by another, revoked; and the switch that stops it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.people.models import Office, User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.pipeline import leaves, plans
from xuncha.registry import authorisations, documents
from xuncha.registry.fields import Problem, label_of
from xuncha.registry.letters import CEILING, USUAL
from xuncha.registry.models import AuthorisationState, ScanAuthorisation, Site
from xuncha.registry.queries import authorisations_visible_to, sites_visible_to
from xuncha.registry.steps import ProblemsError
from xuncha.web import files
from xuncha.web.address import back
from xuncha.web.door import Visit, actor, page

#: The form, in its order: the field and how it is filled in.
_FORM = {
    "issued_by": "text",
    "document": "text",
    "hosts": "lines",
    "addresses": "lines",
    "valid_from": "date",
    "valid_until": "date",
    "opens": "time",
    "closes": "time",
    "max_rate": "text",
    "max_requests": "text",
    "contact": "text",
    "paths": "lines",
    "exclude": "lines",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One leave on a site's page, and what this person may do with it."""

    row: ScanAuthorisation
    over: bool
    may_plan: bool
    may_approve: bool
    may_revoke: bool


def section(user: User, site: Site) -> dict[str, Any] | None:
    """What a site's page says of probing; None for who is not to know of it."""
    if not can(user, Verb.READ_SECURITY, site.path):
        return None
    may = can(user, Verb.AUTHORISE_PROBING, site.path)
    rows = authorisations_visible_to(user).filter(site=site)
    shown = [_shown(user, row, may) for row in rows.select_related("made_by", "approved_by")[:10]]
    return {
        "leaves": shown,
        "may_authorise": may,
        "may_stop_all": can(user, Verb.AUTHORISE_PROBING, _root()),
        "stopped": leaves.is_stopped(_data(), site),
        "all_stopped": leaves.is_stopped(_data()),
    }


def _shown(user: User, row: ScanAuthorisation, may: bool) -> Shown:
    return Shown(
        row,
        over=row.state == AuthorisationState.APPROVED and row.valid_until < timezone.localdate(),
        may_plan=may and row.state != AuthorisationState.REVOKED,
        may_approve=may and row.state == AuthorisationState.DRAFT and row.made_by_id != user.pk,
        may_revoke=may and row.state != AuthorisationState.REVOKED,
    )


def _data() -> Path:
    return Path(settings.DATA)


def _root() -> str:
    return Office.objects.get(parent=None).path


def _site(request: Visit, number: int) -> Site:
    return get_object_or_404(sites_visible_to(request.user), pk=number)


def _leave(request: Visit, number: int) -> ScanAuthorisation:
    return get_object_or_404(authorisations_visible_to(request.user), pk=number)


@page("GET", "POST", verb=Verb.AUTHORISE_PROBING)
def new(request: Visit, number: int) -> HttpResponse:
    """Ask for leave to probe a site, with the letter."""
    site = _site(request, number)
    said: dict[str, str] = {**USUAL, "hosts": site.host}
    problems: tuple[Problem, ...] = ()
    wrong = ""
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in _FORM}
        try:
            row = authorisations.draft_authorisation(actor(request), site, said, _letter(request))
        except ProblemsError as error:
            problems = error.problems
        except RefusedError as error:
            wrong = str(error)
        else:
            messages.success(request, _("已提出，请另一人批准"))
            return redirect("authorisation", row.pk)
    fields = [
        {
            "name": name,
            "label": label_of(name),
            "kind": kind,
            "value": said.get(name, ""),
            "problems": [f"{one.problem}。{one.remedy}" for one in problems if one.field == name],
        }
        for name, kind in _FORM.items()
    ]
    context = {
        "site": site,
        "fields": fields,
        "wrong": wrong,
        "label": label_of("letter"),
        "kinds_of_file": ",".join(f".{kind}" for kind in documents.BEGINNINGS),
    }
    return render(request, "office/authorisation_new.html", context)


def _letter(request: Visit) -> tuple[str, bytes] | None:
    sent = request.FILES.get("letter")
    if sent is None:
        return None
    if (sent.size or 0) > documents.MOST_BYTES:
        most = documents.MOST_BYTES // 2**20
        raise RefusedError(_("文件超过 {most} MB，请压缩或拆分").format(most=most))
    return sent.name or "", sent.read()


@page("GET", verb=Verb.READ_SECURITY)
def one(request: Visit, number: int) -> HttpResponse:
    """One leave, and what probing under it would ask, before anybody approves it."""
    rows = authorisations_visible_to(request.user)
    row = get_object_or_404(rows.select_related("site", "made_by", "approved_by"), pk=number)
    found = row.plans.first()
    context = {
        "site": row.site,
        "one": _shown(request.user, row, can(request.user, Verb.AUTHORISE_PROBING, row.site.path)),
        "plan": found,
        "minutes": _minutes(found.most, row.max_rate) if found is not None else 0,
        "waiting": plans.is_under_way(row),
    }
    return render(request, "office/authorisation.html", context)


def _minutes(requests: int, rate: float) -> int:
    """How long so many requests take at the most, at the rate of the letter."""
    return math.ceil(requests / min(rate, CEILING) / 60)


@page("POST", verb=Verb.AUTHORISE_PROBING)
def plan(request: Visit, number: int) -> HttpResponse:
    """Have it written down what probing under a leave would ask; nothing is asked."""
    plans.order_plan(actor(request), _leave(request, number))
    messages.success(request, _("正在访问网站列出检测内容，片刻后刷新本页查看；不发送任何探测"))
    return redirect("authorisation", number)


@page("POST", verb=Verb.AUTHORISE_PROBING)
def approve(request: Visit, number: int) -> HttpResponse:
    """Let a leave hold that somebody else asked for."""
    row = authorisations.approve_authorisation(actor(request), _leave(request, number))
    messages.success(request, _("已批准"))
    return redirect("site", row.site_id)


@page("POST", verb=Verb.AUTHORISE_PROBING)
def revoke(request: Visit, number: int) -> HttpResponse:
    """End a leave, and what is under way with it."""
    row = leaves.revoke(
        actor(request), _data(), _leave(request, number), request.POST.get("reason", "")
    )
    messages.success(request, _("已撤销，正在进行的检测随即停止"))
    return redirect("site", row.site_id)


@page("GET", verb=Verb.READ_SECURITY)
def letter(request: Visit, number: int) -> HttpResponseBase:
    """The scanned letter: always saved, never shown in our own place."""
    row = _leave(request, number)
    return files.handed_on(row.letter_name, row.letter_sha256)


@page("POST", verb=Verb.READ_SECURITY)
def stop(request: Visit, number: int) -> HttpResponse:
    """Stop probing one site at once."""
    leaves.stop_probing(actor(request), _data(), _site(request, number))
    messages.success(request, _("已停止对这个网站的安全检测"))
    return redirect("site", number)


@page("POST", verb=Verb.AUTHORISE_PROBING)
def resume(request: Visit, number: int) -> HttpResponse:
    """Let it be probed again."""
    leaves.resume_probing(actor(request), _data(), _site(request, number))
    messages.success(request, _("已解除停止，下次检查起恢复"))
    return redirect("site", number)


@page("POST", verb=Verb.AUTHORISE_PROBING)
def stop_all(request: Visit) -> HttpResponse:
    """Stop probing every site at once."""
    leaves.stop_probing(actor(request), _data())
    messages.success(request, _("已停止全部安全检测"))
    return redirect(back(request, "/"))


@page("POST", verb=Verb.AUTHORISE_PROBING)
def resume_all(request: Visit) -> HttpResponse:
    """Let sites be probed again."""
    leaves.resume_probing(actor(request), _data())
    messages.success(request, _("已解除停止，下次检查起恢复"))
    return redirect(back(request, "/"))
