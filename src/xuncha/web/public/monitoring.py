"""What our monitor is, for those whose sites it visits: a page, and the same for programs."""

from __future__ import annotations

import json
from datetime import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from xuncha.base.language import _
from xuncha.evidence import agreement
from xuncha.evidence.fetch import BROWSER
from xuncha.evidence.plan import AGENT, Plan
from xuncha.monitoring.rules import LIMIT, PROBES_A_DAY
from xuncha.people.models import Office
from xuncha.web.public.door import public, show


def _described() -> dict[str, Any]:
    office = Office.objects.filter(parent=None).first()
    plan = Plan()
    return {
        "schema": "site-monitor/1",
        "operator": office.name if office else "",
        "purpose": _("按国务院办公厅规定抽查和监测政府网站"),
        # The timed accesses look like a visitor's browser, so that they see what visitors see.
        "user_agents": [AGENT, BROWSER],
        "addresses": list(settings.OWN_ADDRESSES),
        "contact": settings.OWN_CONTACT or (office.phone if office else ""),
        "rate": plan.rate,
        "connections": plan.connections,
        "accesses_a_day": PROBES_A_DAY,
        "access_timeout": LIMIT,
        "honours": ["/robots.txt", agreement.PATH],
        "limits": {
            "slowest_rate": agreement.SLOWEST,
            "quiet_hours": agreement.MOST_QUIET.total_seconds() / 3600,
        },
    }


@public()
def page(request: HttpRequest) -> HttpResponse:
    """Who visits, how often, from where, and how a site asks for care."""
    quiet = ((time(1), time(5)),)
    example = agreement.Agreement(2, quiet, _("网站管理员的电话或邮箱")).written()
    context = {
        "it": _described(),
        "path": agreement.PATH,
        "example": json.dumps(example, ensure_ascii=False, indent=1),
    }
    return show(request, "monitoring.html", context)


@public()
def document(request: HttpRequest) -> HttpResponse:
    """The same for programs, at `/.well-known/site-monitor.json`."""
    whole = _described() | {"page": request.build_absolute_uri(reverse("public_monitoring"))}
    return JsonResponse(whole, json_dumps_params={"ensure_ascii": False, "indent": 1})
