"""Open data: what is public of the register, for everyone, with its dictionary."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Field, Query, Router, Schema
from ninja.throttling import AnonRateThrottle, BaseThrottle

from xuncha.base.cells import neutral
from xuncha.base.language import N_, _
from xuncha.registry.queries import public_sites
from xuncha.web.api.paging import piece
from xuncha.web.api.shapes import Page, Paging, Problem

router = Router(tags=["open data"], auth=None)
_SLOWLY: list[BaseThrottle] = [AnonRateThrottle("5/s"), AnonRateThrottle("1000/h")]

DICTIONARY = {
    "site_code": N_("网站标识码：10 位，登记批准时发给"),
    "name": N_("网站名称"),
    "home_url": N_("首页网址"),
    "sponsor": N_("主办单位"),
    "region": N_("行政区划代码（GB/T 2260），登记时的代码"),
    "kind": N_("网站类型：portal 政府门户网站，department 部门网站，其余为专项网站"),
    "state": N_("状态：active 正常，exempt 例外，offline 临时下线，closing 关停公告中"),
}


class OpenSite(Schema):
    """What is public of one site."""

    site_code: str
    name: str
    home_url: str
    sponsor: str
    region: str
    kind: str
    state: str


class Entry(Schema):
    """One field of the open data."""

    field: str
    meaning: str = Field(description="in the reader's language")


@router.get("/sites", response={200: Page[OpenSite], 422: Problem, 429: Problem}, throttle=_SLOWLY)
def open_sites(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:  # noqa: ARG001
    """The registered sites, as everyone may know them."""
    return piece(public_sites(), asked)


@router.get(
    "/sites.csv", response={200: None, 429: Problem}, throttle=_SLOWLY, include_in_schema=True
)
def open_sites_csv(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    """The same as one CSV file."""
    answer = StreamingHttpResponse(_lines(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="sites.csv"'
    return answer


@router.get("/dictionary", response={200: list[Entry], 429: Problem}, throttle=_SLOWLY)
def dictionary(request: HttpRequest) -> list[dict[str, str]]:  # noqa: ARG001
    """What each field of the open data means."""
    return [{"field": field, "meaning": _(meaning)} for field, meaning in DICTIONARY.items()]


class _Echo:
    """A file that gives back what is written to it, line by line."""

    def write(self, line: str) -> str:
        return line


def _lines() -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(DICTIONARY)
    rows = public_sites().order_by("pk").values_list(*DICTIONARY)
    for row in rows.iterator(chunk_size=2000):
        yield writer.writerow([neutral(str(value)) for value in row])
