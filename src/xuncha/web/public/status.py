"""Sites that are away with leave: what lasts now, and what is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from xuncha.base.language import _
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import planned
from xuncha.registry.models import Site
from xuncha.registry.queries import public_sites
from xuncha.web.public.door import public
from xuncha.web.public.door import show as shown

#: So far ahead plans are shown.
_AHEAD: Final = timedelta(days=60)
_MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Away:
    """What everyone may know of a filing: why, from when to when, and the unit's own notice."""

    code: str
    name: str
    kind: str
    begins: datetime
    ends: datetime
    notice: str
    notice_url: str
    overrun: bool

    @classmethod
    def of(cls, one: Filing) -> Away:
        """`one` as everyone may know it; the reason given to the office is not among it."""
        return cls(
            code=one.site.site_code or "",
            name=one.site.name,
            kind=_(one.get_why_display()),
            begins=one.begins,
            ends=one.ends,
            notice=one.notice,
            notice_url=one.notice_url,
            overrun=one.case.state == "overrun",
        )


@public()
def show(request: HttpRequest) -> HttpResponse:
    """Every approved absence that lasts, or begins within two months."""
    now = timezone.now()
    rows = planned(now, now + _AHEAD).filter(site__in=public_sites())
    found = [Away.of(one) for one in rows[:_MOST]]
    return shown(
        request,
        "status.html",
        {
            "current": [one for one in found if one.begins <= now],
            "coming": [one for one in found if one.begins > now],
            "at": now,
        },
    )


def of_site(site: Site, now: datetime) -> list[Away]:
    """The same of one site."""
    return [Away.of(one) for one in planned(now, now + _AHEAD).filter(site=site)[:10]]
