"""The weekly digests: the list, and one of them as a page that fits on a sheet of paper."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from xuncha.alerts.digests import LISTS, NUMBERS, digests_visible_to
from xuncha.alerts.models import Digest
from xuncha.base.language import N_
from xuncha.web.door import Visit, page
from xuncha.web.listing import Column, Filter, Listing

COLUMNS: Final = (
    Column("week", N_("周"), ("monday",), narrow=True),
    Column("office", N_("单位"), ("path",), narrow=True),
    *(Column(key, name, number=True) for key, name in NUMBERS.items()),
)


@page("GET")
def show(request: Visit) -> HttpResponse:
    """The digests of one's own part of the tree, the latest first."""
    filters: list[Filter[Digest]] = [
        Filter("q", N_("单位"), lambda rows, value: rows.filter(office__name__contains=value)),
    ]
    listing = Listing(
        request.GET,
        "digests",
        digests_visible_to(request.user),
        COLUMNS,
        filters,
        "-week",
        dress=lambda rows: rows.select_related("office"),
    )
    return render(request, "office/digests/list.html", {"listing": listing, "week": timedelta(7)})


@page("GET")
def one(request: Visit, number: int) -> HttpResponse:
    """One week of one office."""
    digest = get_object_or_404(digests_visible_to(request.user), pk=number)
    context = {
        "digest": digest,
        "begins": digest.monday - timedelta(days=7),
        "ends": digest.monday - timedelta(days=1),
        "numbers": [(name, digest.said["numbers"].get(key, 0)) for key, name in NUMBERS.items()],
        "lists": [
            (name, digest.said["lists"].get(key, ()), digest.said["counts"].get(key, 0))
            for key, name in LISTS.items()
        ],
    }
    return render(request, "office/digests/one.html", context)
