"""What is done to a spot check: plan and change it, announce its seed, draw, begin its batches."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from xuncha.base.language import _
from xuncha.campaigns import actions, drawing
from xuncha.campaigns.models import Campaign, Strata
from xuncha.campaigns.queries import campaigns_visible_to, floors
from xuncha.campaigns.rules import floor_at, quarters_before
from xuncha.people.actions import RefusedError
from xuncha.people.models import User
from xuncha.people.queries import offices_visible_to
from xuncha.people.rules import Verb
from xuncha.pipeline.actions import OPTIONS
from xuncha.pipeline.batches import start_batch
from xuncha.publishing.verdicts import rechecks_for
from xuncha.registry.models import Site
from xuncha.registry.queries import sites_visible_to
from xuncha.report.words import standard_title
from xuncha.scoring.standard import shipped
from xuncha.web.address import back, whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.office.campaigns import found

_MOST_STRATA: Final = 60


@page("GET", "POST", verb=Verb.START_RUN)
def new(request: Visit) -> HttpResponse:
    """Plan a spot check; an earlier one may be copied."""
    earlier = campaigns_visible_to(request.user)
    asked = request.POST if request.method == "POST" else request.GET
    copied = earlier.filter(pk=_number(asked.get("copy", ""))).first()
    if request.method == "POST":
        try:
            campaign = actions.plan(
                actor(request), request.user.office, copy_of=copied, **_said(request.POST)
            )
        except RefusedError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已建立，请核对方案后公告种子"))
            return redirect("campaign", campaign.pk)
    context = _form(request, asked, copied or None, request.user.office.path)
    context |= {"earlier": earlier.order_by("-id")[:50], "copied": copied}
    return render(request, "office/campaigns/form.html", context)


@page("GET", "POST", verb=Verb.START_RUN)
def change(request: Visit, number: int) -> HttpResponse:
    """Change a plan that was not announced yet."""
    campaign = found(request.user, number)
    if request.method == "POST":
        try:
            actions.change(actor(request), campaign, **_said(request.POST))
        except RefusedError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("方案已修改"))
            return redirect("campaign", campaign.pk)
    context = _form(request, request.POST, campaign, campaign.path)
    context |= {"campaign": campaign, "earlier": [], "copied": None}
    return render(request, "office/campaigns/form.html", context)


def _form(request: Visit, asked: QueryDict, shown: Campaign | None, path: str) -> dict[str, Any]:
    """What the form shows: what was typed, else what is planned, else what is usual."""
    today = timezone.localdate()
    begin = quarters_before(today, 0)
    usual: dict[str, Any] = {
        "name": "",
        "begin": begin.isoformat(),
        "end": _quarter_end(begin).isoformat(),
        "standard": shipped()[-1],
        "strata": Strata.STRATUM,
        "percent": floor_at(path, floors()).percent,
        "batch_count": 3,
    }
    if shown is not None:
        kept = ("standard", "strata", "percent", "batch_count")
        usual |= {name: getattr(shown, name) for name in kept}
        if "copy" not in asked:
            usual |= {
                "name": shown.name,
                "begin": shown.begin.isoformat(),
                "end": shown.end.isoformat(),
            }
    values = {name: asked.get(name, value) for name, value in usual.items()}
    quotas = shown.quotas if shown is not None else {}
    return {
        "values": values,
        "strata": [
            (name, asked.get(f"quota.{name}", quotas.get(name, "")))
            for name in _strata(request.user, path, str(values["strata"]))
        ],
        "by": [(value, _(str(label))) for value, label in Strata.choices],
        "standards": [(name, standard_title(name)) for name in shipped()],
    }


def _strata(user: User, path: str, by: str) -> list[str]:
    if by == Strata.OFFICE:
        below = offices_visible_to(user).filter(parent__path=path).order_by("path")
        return list(below.values_list("name", flat=True)[:_MOST_STRATA])
    rows = sites_visible_to(user).filter(path__startswith=path).exclude(stratum="")
    names = rows.order_by("stratum").values_list("stratum", flat=True).distinct()
    return list(names[:_MOST_STRATA])


def _said(said: QueryDict) -> dict[str, Any]:
    """The plan as typed; raises RefusedError for what is no day or number."""
    if said.get("standard") not in shipped():
        raise RefusedError(_("请选择评分标准"))
    return {
        "name": said.get("name", ""),
        "begin": day_of(said.get("begin", "")),
        "end": day_of(said.get("end", "")),
        "standard": said["standard"],
        "strata": said.get("strata", ""),
        "percent": _number(said.get("percent", "")),
        "batch_count": _number(said.get("batch_count", "")),
        "quotas": {
            name.removeprefix("quota."): value.strip()[:60]
            for name, value in said.items()
            if name.startswith("quota.") and isinstance(value, str) and value.strip()
        },
    }


def day_of(text: str) -> date:
    """A day as a form sends it; raises RefusedError for anything else."""
    try:
        day = parse_date(text.strip())
    except ValueError:
        day = None
    if day is None:
        raise RefusedError(_("日期“{text}”读不懂，请写成 2017-12-05").format(text=text[:20]))
    return day


def _number(text: str) -> int:
    return whole(text, digits=8)


def _quarter_end(begin: date) -> date:
    return quarters_before(begin, -1).fromordinal(quarters_before(begin, -1).toordinal() - 1)


@page("POST", verb=Verb.START_RUN)
def wish(request: Visit, number: int) -> HttpResponse:
    """Leave a site out, put it in, or let the draw decide over it again."""
    campaign = found(request.user, number)
    word = request.POST.get("site", "").strip()
    sites = sites_visible_to(request.user)
    named = sites.filter(site_code=word) if len(word) == 10 else Site.objects.none()
    site = named.first() or sites.filter(name=word).first() or sites.filter(host=word).first()
    if site is None:
        raise RefusedError(_("没有找到“{word}”，请写网站标识码、全名或域名").format(word=word[:40]))
    if request.POST.get("what") == "forget":
        actions.forget_wish(actor(request), campaign, site)
    else:
        what, why = request.POST.get("what", ""), request.POST.get("reason", "")
        actions.wish(actor(request), campaign, site, what, why)
    messages.success(request, _("已记下"))
    return redirect("campaign", campaign.pk)


@page("POST", verb=Verb.START_RUN)
def announce(request: Visit, number: int) -> HttpResponse:
    """Say what the seed will be; from here on nothing of the plan moves."""
    campaign = found(request.user, number)
    drawing.announce(
        actor(request),
        campaign,
        seed_source=request.POST.get("seed_source", ""),
        seed_on=day_of(request.POST.get("seed_on", "")),
        rechecks=rechecks_for(campaign),
    )
    messages.success(request, _("种子已公告，名单和配额已冻结"))
    return redirect("campaign", campaign.pk)


@page("POST", verb=Verb.START_RUN)
def draw(request: Visit, number: int) -> HttpResponse:
    """Enter the seed and draw."""
    campaign = found(request.user, number)
    seed, url = request.POST.get("seed", ""), request.POST.get("seed_url", "")
    drawing.make_draw(actor(request), campaign, seed, url)
    messages.success(request, _("已抽取，结果已公布"))
    return redirect("campaign", campaign.pk)


@page("POST", verb=Verb.START_RUN)
def withdraw(request: Visit, number: int) -> HttpResponse:
    """Give a spot check up before it is drawn."""
    campaign = found(request.user, number)
    actions.withdraw(actor(request), campaign, request.POST.get("reason", ""))
    messages.success(request, _("已撤销"))
    return redirect("campaign", campaign.pk)


@page("POST", verb=Verb.START_RUN)
def begin(request: Visit, number: int, batch: int) -> HttpResponse:
    """Begin the inspection of a batch."""
    campaign = found(request.user, number)
    chosen = get_object_or_404(campaign.batches.select_related("campaign__office"), number=batch)
    options: dict[str, Any] = {
        name: request.POST[name] for name in OPTIONS if request.POST.get(name, "").strip()
    }
    if request.POST.get("render") == "never":
        options["render"] = "never"
    if request.POST.get("probing") == "1":
        options["probing"] = True
    try:
        start_batch(
            actor(request), chosen, as_of=_moment(request.POST.get("as_of", "")), options=options
        )
    except ValueError as wrong:
        raise RefusedError(_("检查选项不是数字，请改正")) from wrong
    messages.success(request, _("第{n}批已开始检查").format(n=batch))
    return redirect("campaign", campaign.pk)


def _moment(text: str) -> datetime | None:
    """An as-of time in office time; None where nothing was said."""
    if not text.strip():
        return None
    moment = parse_datetime(text.strip())
    if moment is None:
        raise RefusedError(_("监测时间点“{text}”读不懂").format(text=text[:20]))
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


@page("POST", verb=Verb.MANAGE_OFFICES)
def floor(request: Visit, number: int) -> HttpResponse:
    """Set the share an office must look at in a period."""
    office = get_object_or_404(offices_visible_to(request.user), pk=number)
    actions.set_floor(
        actor(request),
        office,
        _number(request.POST.get("percent", "")),
        months=_number(request.POST.get("months", "3")),
        citation=request.POST.get("citation", ""),
    )
    messages.success(request, _("抽查比例已设为{n}%").format(n=request.POST.get("percent", "")))
    return redirect(back(request, "/campaigns/"))
