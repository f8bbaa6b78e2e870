"""The draws for everyone: what was announced before, what came out, and how to repeat it."""

from __future__ import annotations

from importlib import resources
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from xuncha.campaigns.models import CampaignState, How
from xuncha.campaigns.queries import files_of, public_campaigns
from xuncha.sampling.models import RULE
from xuncha.web import files
from xuncha.web.public.door import public, show

_PAGE: Final = 100


@public()
def every(request: HttpRequest) -> HttpResponse:
    """All spot checks whose seed was announced, the newest first."""
    rows = public_campaigns().select_related("office").order_by("-announced_at", "-id")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return show(request, "draws.html", {"page": page})


@public()
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One spot check: seed, commitment, rule, files, and the sites that were drawn."""
    campaign = get_object_or_404(public_campaigns().select_related("office"), pk=number)
    sample = campaign.sample.order_by("batch", "stratum", "rank")
    page = Paginator(sample, _PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "draw.html",
        {
            "campaign": campaign,
            "state": campaign.state,
            "states": CampaignState,
            "files": files_of(campaign),
            "withdrawn": campaign.events.filter(to_state=CampaignState.WITHDRAWN).first(),
            "page": page,
            "batches": campaign.batches.all(),
            "random": How.RANDOM,
            "rule": RULE,
        },
    )


@public()
def file(_request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """A published file, byte for byte what was hashed."""
    return files.of_draw(get_object_or_404(public_campaigns(), pk=number), kind)


@public()
def script(_request: HttpRequest) -> HttpResponse:
    """The few lines of Python with which anybody repeats a draw."""
    text = (resources.files("xuncha.sampling") / "redraw.txt").read_bytes()
    answer = HttpResponse(text, content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="redraw.py"'
    return answer
