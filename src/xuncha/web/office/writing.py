"""What is done to a bulletin: begin it, count anew, other words, sign, publish, correct."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from xuncha.base.language import _
from xuncha.campaigns.queries import campaigns_visible_to
from xuncha.people.actions import RefusedError
from xuncha.people.rules import Verb
from xuncha.publishing import actions, release
from xuncha.publishing.letters import AREA
from xuncha.publishing.models import Publication
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.office.bulletins import found, public_address

LETTER = (
    *("title", "issuer", "number", "addressees", "area", "day", "begin", "end"),
    *("report_by", "report_to", "basis", "praise", "requests", "named"),
    *("remark", "copies_to", "printed_by", "printed_on", "names_holes"),
)


@page("GET", "POST", verb=Verb.START_RUN)
def new(request: Visit) -> HttpResponse:
    """Begin the bulletin of a spot check: what only the office can say."""
    asked = request.POST if request.method == "POST" else request.GET
    campaign = get_object_or_404(
        campaigns_visible_to(request.user).select_related("office"), pk=_number(asked, "campaign")
    )
    values = {name: asked.get(name, "") for name in LETTER}
    if request.method == "POST":
        try:
            publication = actions.draft(actor(request), campaign, values)
            actions.compile_text(actor(request), publication, publication.turn)
        except RefusedError as refused:
            messages.error(request, str(refused))
            if Publication.objects.filter(campaign=campaign).exists():
                return redirect("bulletins")
        else:
            messages.success(request, _("已按数据库生成第1版，请核对"))
            return redirect("bulletin", publication.pk)
    else:
        values |= {"issuer": campaign.office.name, "area": AREA}
        values |= {"begin": campaign.begin.isoformat(), "end": campaign.end.isoformat()}
    return render(request, "office/bulletins/form.html", {"campaign": campaign, "values": values})


@page("GET", "POST", verb=Verb.START_RUN)
def again(request: Visit, number: int) -> HttpResponse:
    """Count everything anew, with what the office says as it is now."""
    publication = found(request.user, number)
    if request.method == "POST":
        said = {name: request.POST[name] for name in LETTER if name in request.POST}
        actions.compile_text(actor(request), publication, _turn(request), said or None)
        messages.success(request, _("已重新生成，请核对"))
        return redirect("bulletin", publication.pk)
    context = {
        "campaign": publication.campaign,
        "publication": publication,
        "values": {name: publication.letter.get(name, "") for name in LETTER},
    }
    return render(request, "office/bulletins/form.html", context)


@page("POST", verb=Verb.START_RUN)
def edit(request: Visit, number: int) -> HttpResponse:
    """Other words around the figures of one paragraph."""
    publication = found(request.user, number)
    place = _number(request.POST, "place")
    text = request.POST.get("text", "")
    actions.edit(actor(request), publication, _turn(request), place, text)
    messages.success(request, _("已修改，成为新的一版"))
    return redirect("bulletin", publication.pk)


@page("POST", verb=Verb.SIGN)
def sign(request: Visit, number: int) -> HttpResponse:
    """Sign the last version."""
    publication = found(request.user, number)
    release.sign(actor(request), publication, _turn(request), request.POST.get("opinion", ""))
    messages.success(request, _("已签发"))
    return redirect("bulletin", publication.pk)


@page("POST", verb=Verb.PUBLISH)
def publish(request: Visit, number: int) -> HttpResponse:
    """Publish the signed version in all its forms."""
    publication = found(request.user, number)
    release.publish(actor(request), publication, _turn(request), public_address(request, number))
    messages.success(request, _("已发布，所有人都可以看到"))
    return redirect("bulletin", publication.pk)


@page("POST", verb=Verb.PUBLISH)
def correct(request: Visit, number: int) -> HttpResponse:
    """Say what turned out wrong in a published bulletin."""
    publication = found(request.user, number)
    release.correct(actor(request), publication, request.POST.get("text", ""))
    messages.success(request, _("更正已随通报公布"))
    return redirect("bulletin", publication.pk)


@page("POST", verb=Verb.START_RUN)
def abandon(request: Visit, number: int) -> HttpResponse:
    """Give a bulletin up."""
    publication = found(request.user, number)
    reason = request.POST.get("reason", "")
    actions.abandon(actor(request), publication, _turn(request), reason)
    messages.success(request, _("已放弃"))
    return redirect("bulletin", publication.pk)


def _turn(request: Visit) -> int:
    return _number(request.POST, "turn")


def _number(asked: QueryDict, name: str) -> int:
    text = asked.get(name, "")
    return whole(text, -1)
