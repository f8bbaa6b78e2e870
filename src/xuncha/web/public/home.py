"""The first page for everyone, and the pages that explain: method, open data, corrections."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from django.http import HttpRequest, HttpResponse

from xuncha.checks.contract import catalogue
from xuncha.registry.queries import public_sites
from xuncha.scoring.standard import load, shipped
from xuncha.web.api.open_data import DICTIONARY
from xuncha.web.public.door import public, show
from xuncha.web.public.news import SORTS, Sort, newest

_SHOWN = 10


@public()
def home(request: HttpRequest) -> HttpResponse:
    """What everyone looks for first: report an error, find a site, what is new."""
    return show(
        request,
        "home.html",
        {"news": newest(_SHOWN), "sorts": SORTS, "sites": public_sites().count()},
    )


@public()
def method(request: HttpRequest) -> HttpResponse:
    """How sites are inspected, by which rules, and how often the program itself is wrong."""
    standards = [load(name) for name in shipped()]
    return show(
        request,
        "method.html",
        {"accuracy": accuracy(), "standards": standards, "names": _names()},
    )


@public()
def data(request: HttpRequest) -> HttpResponse:
    """The open data, and what its fields mean."""
    return show(request, "data.html", {"dictionary": DICTIONARY})


@public()
def corrections(request: HttpRequest) -> HttpResponse:
    """What was published and had to be put right."""
    return show(request, "corrections.html", {"news": newest(200, Sort.CORRECTION)})


@cache
def accuracy() -> dict[str, Any]:
    """The measured accuracy as `make accuracy` wrote it, beside docs/accuracy.md."""
    path = resources.files("xuncha.web.public") / "accuracy.json"
    measured: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return measured


def _names() -> dict[str, str]:
    return {code: one.name for code, one in catalogue().items()}
