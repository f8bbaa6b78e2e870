"""The first page of the day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from xuncha.web.door import Visit, page


@page("GET")
def show(request: Visit) -> HttpResponse:
    """One's own part of the tree at a glance."""
    return render(request, "office/overview.html", {})
