"""Inspections: choose sites and a standard, start, watch, cancel, read the results."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import N_, _
from xuncha.campaigns.models import KeyPolicy
from xuncha.campaigns.policies import offered
from xuncha.people.actions import RefusedError
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.pipeline.actions import OPTIONS, cancel_run, revive, start_run
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, RunState
from xuncha.pipeline.queries import items_visible_to, progress, runs_visible_to
from xuncha.pipeline.rules import RETEST, ROUTINE
from xuncha.registry.models import Site
from xuncha.registry.queries import sites_visible_to
from xuncha.registry.rules import OPEN
from xuncha.report.words import standard_title
from xuncha.scoring.standard import shipped
from xuncha.web.door import Visit, actor, page
from xuncha.web.listing import Column, Filter, Listing, choices
from xuncha.web.office import sites as site_list
from xuncha.web.office.policies import picked_policies

COLUMNS: Final = (
    Column("title", N_("检查"), narrow=True),
    Column("state", N_("状态"), narrow=True),
    Column("office", N_("发起单位")),
    Column("standard", N_("评分标准")),
    Column("started", N_("开始时间"), ("started_at",)),
    Column("ended", N_("结束时间"), ("ended_at",)),
)
ITEMS: Final = (
    Column("site", N_("网站"), narrow=True),
    Column("state", N_("状态"), ("state",), narrow=True),
    Column("verdict", N_("结论"), narrow=True),
    Column("pages", N_("页数"), ("pages",), number=True),
    Column("ended", N_("完成时间"), ("ended_at",)),
    Column("why", N_("说明")),
)


def _searched(rows: QuerySet[InspectionRun], words: str) -> QuerySet[InspectionRun]:
    return rows.filter(title__contains=words)


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The inspections of one's own part of the tree, the newest first."""
    filters: list[Filter[InspectionRun]] = [
        Filter("q", N_("名称"), _searched),
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(RunState.choices)),
    ]
    listing = Listing(
        request.GET,
        "runs",
        runs_visible_to(request.user),
        COLUMNS,
        filters,
        "-started",
        dress=lambda rows: rows.select_related("office"),
    )
    may = can(request.user, Verb.START_RUN, request.user.office.path)
    context = {"listing": listing, "may_start": may, "standard_title": standard_title}
    return render(request, "office/runs.html", context)


def _chosen(asked: QueryDict, user: Any) -> QuerySet[Site]:
    """The sites an address names: ticked ones, or all that a list's filters leave."""
    if asked.get("all"):
        query = QueryDict(asked.get("query") or asked.urlencode())
        rows = site_list.listing(query, user).narrowed
        return rows if query.get("state") else rows.filter(state__in=OPEN)
    numbers = [int(one) for one in asked.getlist("id")[:5000] if one.isascii() and one.isdigit()]
    return sites_visible_to(user).filter(pk__in=numbers)


@page("GET", "POST", verb=Verb.START_RUN)
def new(request: Visit) -> HttpResponse:
    """Say how the chosen sites are to be inspected, and start."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(asked, request.user)
    if request.method == "POST":
        try:
            run = _start(request, chosen)
        except (RefusedError, ValueError) as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("检查已开始"))
            return redirect("run", run.pk)
    few = list(chosen.order_by("path", "id")[:20])
    count = chosen.count()
    today = timezone.localdate()
    usual = _("{year}年{month}月{day}日检查").format(
        year=today.year, month=today.month, day=today.day
    )
    context = {
        "few": few,
        "count": count,
        "asked": asked,
        "ids": asked.getlist("id")[:5000],
        "query": asked.get("query") or (request.GET.urlencode() if asked.get("all") else ""),
        "standards": [(name, standard_title(name)) for name in shipped()],
        "title": asked.get("title")
        or (_("复查：{name}").format(name=few[0].name) if count == 1 else usual),
        "limits": OPTIONS,
        "offered": offered(request.user.office.path),
        "ticked": picked_policies(asked),
        "may_probe": can(request.user, Verb.AUTHORISE_PROBING, request.user.office.path),
    }
    return render(request, "office/run_new.html", context)


def _start(request: Visit, chosen: QuerySet[Site]) -> InspectionRun:
    said = request.POST
    options: dict[str, Any] = {name: said[name] for name in OPTIONS if said.get(name, "").strip()}
    if said.get("render") == "never":
        options["render"] = "never"
    if said.get("probing") == "1":
        options["probing"] = True
    if said.get("standard") not in shipped():
        raise RefusedError(_("请选择评分标准"))
    sites = list(chosen)
    return start_run(
        actor(request),
        request.user.office,
        sites,
        standard=said["standard"],
        title=said.get("title", "").strip() or _("未命名的检查"),
        options=options,
        priority=RETEST if len(sites) == 1 else ROUTINE,
        policies=picked_policies(said),
    )


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One inspection: how far it is, and each site of it; asked by htmx, the moving part alone."""
    run = get_object_or_404(runs_visible_to(request.user).select_related("office"), pk=number)
    context: dict[str, Any] = {
        "run": run,
        "progress": progress(run, timezone.now()),
        "may_cancel": run.state == RunState.RUNNING
        and can(request.user, Verb.CANCEL_RUN, run.path),
    }
    if request.htmx:
        return render(request, "parts/progress.html", context)
    filters: list[Filter[InspectionItem]] = [
        Filter("state", N_("状态"), lambda q, v: q.filter(state=v), choices(ItemState.choices))
    ]
    context["listing"] = Listing(
        request.GET,
        "items",
        items_visible_to(request.user).filter(run=run),
        ITEMS,
        filters,
        "ended",
        dress=lambda rows: rows.select_related("site"),
    )
    context["may_start"] = can(request.user, Verb.START_RUN, run.path)
    context["standard"] = standard_title(run.standard)
    context["policies"] = KeyPolicy.objects.filter(pk__in=run.options.get("policies", []))
    return render(request, "office/run.html", context)


@page("POST", verb=Verb.CANCEL_RUN)
def cancel(request: Visit, number: int) -> HttpResponse:
    """Begin nothing more of it."""
    run = get_object_or_404(runs_visible_to(request.user), pk=number)
    left = cancel_run(actor(request), run)
    messages.success(request, _("已取消，{n}家网站没有检查").format(n=left))
    return redirect("run", run.pk)


@page("POST", verb=Verb.START_RUN)
def again(request: Visit, number: int) -> HttpResponse:
    """Queue a site again that could not be inspected."""
    item = get_object_or_404(items_visible_to(request.user).select_related("run"), pk=number)
    revive(actor(request), item)
    messages.success(request, _("已重新排队"))
    return redirect("run", item.run_id)
