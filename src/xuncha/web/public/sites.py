"""The register for everyone: search, and one site with its state explained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from xuncha.base.language import N_, _
from xuncha.base.urls import host_of
from xuncha.people.models import Office
from xuncha.registry.models import Site, SiteState
from xuncha.registry.queries import PUBLIC_STATES, public_sites
from xuncha.web.public.door import public, show
from xuncha.web.public.status import of_site
from xuncha.web.signs import Mark
from xuncha.web.words import mark

_PAGE: Final = 30
#: Past so many the search is too wide to be read; the reader narrows it.
_MOST: Final = 3_000
_CODE: Final = re.compile(r"(?:bm\d{4}|\d{6})\d{4}", re.IGNORECASE)
_WHY: Final = {
    SiteState.ACTIVE: N_("网站正常运行，纳入日常监测和抽查。"),
    SiteState.EXEMPT: N_("经批准，这家网站暂不纳入检查。"),
    SiteState.OFFLINE: N_("经批准，这家网站临时下线整改，整改完成后恢复。"),
    SiteState.CLOSING: N_("这家网站将要关停或迁移，正在首页公告，公告不少于30日。"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What everyone may know of a site: nothing else of the register reaches a public page."""

    code: str
    name: str
    url: str
    host: str
    sponsor: str
    area: str
    mark: Mark
    why: str
    #: The last day of being exempt or offline.
    until: str

    @classmethod
    def of(cls, site: Site) -> Shown:
        """`site` as everyone may know it."""
        until = site.until if site.state in (SiteState.EXEMPT, SiteState.OFFLINE) else None
        return cls(
            code=site.site_code or "",
            name=site.name,
            url=site.home_url,
            host=site.host,
            sponsor=site.sponsor,
            area=site.region,
            mark=mark("site", site.state),
            why=_(_WHY[SiteState(site.state)]),
            until=until.isoformat() if until else "",
        )


@public()
def search(request: HttpRequest) -> HttpResponse:
    """Sites by name, sponsor, address or code; all of them where nothing is asked."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    state = request.GET.get("state", "")
    found = matching(asked)
    if state in PUBLIC_STATES:
        found = found.filter(state=state)
    pages = Paginator(found.order_by("path", "pk")[:_MOST], _PAGE)
    page = pages.get_page(request.GET.get("page"))
    return show(
        request,
        "sites.html",
        {
            "asked": asked,
            "state": state if state in PUBLIC_STATES else "",
            "states": [(one.value, mark("site", one).word) for one in PUBLIC_STATES],
            "sites": [Shown.of(site) for site in page],
            "page": page,
            "total": pages.count,
            "most": _MOST,
        },
    )


@public()
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One site: whose it is, what its state means, how to report an error on it."""
    site = get_object_or_404(public_sites(), site_code=code.lower())
    above = Office.objects.filter(pk=site.office_id).values_list("name", flat=True).first()
    away = of_site(site, timezone.now())
    return show(request, "site.html", {"site": Shown.of(site), "office": above, "away": away})


def matching(asked: str) -> QuerySet[Site]:
    """The public sites that what somebody typed may mean; an address means its host."""
    sites = public_sites()
    if not asked:
        return sites
    if _CODE.fullmatch(asked):
        return sites.filter(site_code=asked.lower())
    if "://" in asked or asked.lower().startswith("www."):
        host = host_of(asked if "://" in asked else f"http://{asked}").removeprefix("www.")
        return sites.filter(Q(host=host) | Q(host=f"www.{host}") | Q(domains__host=host)).distinct()
    found = Q(name__icontains=asked) | Q(sponsor__icontains=asked) | Q(host__contains=asked.lower())
    return sites.filter(found)
