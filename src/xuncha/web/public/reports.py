"""Report an error, follow it by its private link, and read what was dealt with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from xuncha.base.language import N_, _
from xuncha.cases.kinds.citizen_report import pictures
from xuncha.cases.kinds.citizen_report.actions import MOST_TEXT, Sent, UsedError, rate, receive
from xuncha.cases.kinds.citizen_report.models import Category, CitizenReport, Satisfaction
from xuncha.cases.kinds.citizen_report.queries import Handled, by_token, handled
from xuncha.cases.kinds.citizen_report.rules import CLOSED, MACHINE, REFUSED
from xuncha.people.actions import Actor, RefusedError
from xuncha.registry.queries import public_sites
from xuncha.web.address import reader
from xuncha.web.public.door import public, show
from xuncha.web.public.news import SOURCES, News, Sort
from xuncha.web.public.riddle import pose, solved

_PAGE: Final = 20
#: What a private page tells everything between it and its reader.
_PRIVATE: Final = {
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
_FIELDS: Final = ("url", "category", "text", "contact", "site")
_HELP: Final = {
    Category.UNREACHABLE: N_("网页打不开、图片或附件下载不了"),
    Category.STALE: N_("栏目长期没有新内容"),
    Category.INACCURATE: N_("日期、电话、办事指南等写错了"),
    Category.UNANSWERED: N_("咨询、留言一直没有答复"),
    Category.TYPO: N_("有错别字"),
    Category.FORGED: N_("有虚假、伪造或被篡改的内容"),
    Category.OTHER: N_("其他问题"),
}


# A form for strangers has nothing to forge: it acts for nobody, and must work without cookies. It
# alone plays a sound.
@csrf_exempt
@csp_update({"media-src": ["'self'"]})
@public("GET", "POST")
def form(request: HttpRequest) -> HttpResponse:
    """The form; what is sent is one row, and the reader goes on to its private page."""
    if request.method != "POST":
        said = {name: request.GET.get(name, "")[:2000] for name in _FIELDS}
        said["url"] = said["url"] or _came_from(request)
        return _form(request, said)
    said = {name: request.POST.get(name, "") for name in _FIELDS}
    riddle = solved(request.POST)
    if riddle is None:
        return _form(request, said, wrong=_("验证没有通过或已过期，请重新回答后提交"), at="sum")
    try:
        sent = _sent(request, said)
        _report, token = receive(_citizen(request), sent, riddle)
    except UsedError as refused:
        return _form(request, said, wrong=str(refused), at="sum")
    except RefusedError as refused:
        return _form(request, said, wrong=str(refused))
    return redirect(reverse("public_status", args=[token]))


def _sent(request: HttpRequest, said: dict[str, str]) -> Sent:
    file = request.FILES.get("picture")
    if file is not None and (file.size or 0) > pictures.MOST_BYTES:
        raise RefusedError(
            _("图片超过 {most} MB，请缩小后再传").format(most=pictures.MOST_BYTES // 2**20)
        )
    return Sent(
        url=said["url"],
        category=said["category"],
        text=said["text"],
        contact=said["contact"],
        badge=said["site"],
        picture=file.read() if file is not None else b"",
        trap=request.POST.get("website", ""),
    )


def _form(
    request: HttpRequest, said: dict[str, str], *, wrong: str = "", at: str = ""
) -> HttpResponse:
    site = public_sites().filter(site_code=said["site"].lower()[:10]).first()
    context: dict[str, Any] = {
        "said": said,
        "site": site.name if site else "",
        "categories": [(one.value, _(str(one.label)), _(_HELP[one])) for one in Category],
        "riddle": pose(),
        "wrong": wrong,
        "wrong_at": at,
        "most_text": MOST_TEXT,
        "most_picture": pictures.MOST_BYTES // 2**20,
        "again": request.method == "POST",
    }
    answer = show(request, "report_form.html", context, status=422 if wrong else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _came_from(request: HttpRequest) -> str:
    """Where the reader comes from, as far as their browser tells; not a page of our own."""
    came = request.headers.get("Referer", "")[:2000]
    ours = came.startswith(request.build_absolute_uri("/"))
    return came if came.startswith(("http://", "https://")) and not ours else ""


def _citizen(request: HttpRequest) -> Actor:
    return Actor(None, timezone.now(), reader(request))


@csrf_exempt
@public("GET", "POST")
def status(request: HttpRequest, token: str) -> HttpResponse:
    """One report, for whoever has its link: where it stands, what was done, was it any good."""
    report = by_token(token)
    if report is None:
        raise Http404
    wrong = ""
    if request.method == "POST":
        try:
            said = request.POST
            rate(
                _citizen(request),
                report,
                said.get("satisfaction", ""),
                said.get("remark", "")[:2000],
            )
        except RefusedError as refused:
            wrong = str(refused)
        else:
            return redirect(request.path)
    return _private(show(request, "report_status.html", _status(request, report, token, wrong)))


def _status(request: HttpRequest, report: CitizenReport, token: str, wrong: str) -> dict[str, Any]:
    case = report.case
    return {
        "report": report,
        "category": _(str(Category(report.category).label)),
        "link": request.build_absolute_uri(reverse("public_status", args=[token])),
        "picture": reverse("public_picture", args=[token]) if report.picture else "",
        "case": case,
        "state": _(MACHINE.states[case.state]) if case else "",
        "ended": case is not None and case.state in (CLOSED, REFUSED),
        "closed": case is not None and case.state == CLOSED,
        "steps": _steps(report),
        "satisfactions": [(one.value, _(str(one.label))) for one in Satisfaction],
        "satisfaction": (
            _(str(Satisfaction(report.satisfaction).label)) if report.satisfaction else ""
        ),
        "wrong": wrong,
    }


def _steps(report: CitizenReport) -> list[tuple[Any, str]]:
    """What happened, as the citizen reads it: states alone, since opinions are the office's."""
    steps = [(report.received_at, _("收到您的留言"))]
    if report.case is None:
        return steps
    moves = [
        one for one in report.case.events.order_by("pk") if one.from_state not in ("", one.to_state)
    ]
    return steps + [(one.at, _(MACHINE.states.get(one.to_state, one.to_state))) for one in moves]


@public()
def picture(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The picture that came with a report, as we drew it."""
    report = by_token(token)
    if report is None or not report.picture:
        raise Http404
    try:
        data = pictures.path_of(report.picture).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    return _private(HttpResponse(data, content_type="image/jpeg", headers=pictures.SAFE))


def _private(response: HttpResponse) -> HttpResponse:
    for name, value in _PRIVATE.items():
        response.headers[name] = value
    return response


@public()
def done(request: HttpRequest) -> HttpResponse:
    """What was dealt with, of all sites or of one."""
    rows = handled()
    code = request.GET.get("site", "")[:10]
    if code:
        rows = rows.filter(case__site__site_code=code.lower())
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return show(
        request,
        "reports.html",
        {"page": page, "handled": [Handled.of(one) for one in page], "code": code},
    )


@public()
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """How a site puts the badge on its pages: an address and a picture, no script."""
    site = get_object_or_404(public_sites(), site_code=code.lower())
    form = request.build_absolute_uri(reverse("public_report"))
    image = request.build_absolute_uri(reverse("public_badge_picture"))
    snippet = (
        f'<a href="{form}?site={site.site_code}" target="_blank" rel="noopener">'
        f'<img src="{image}" width="160" height="48" alt="我为政府网站找错"></a>'
    )
    return show(request, "badge.html", {"site": site, "snippet": snippet, "image": image})


@public()
def badge_picture(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The badge itself, at an address that never changes."""
    picture = Path(__file__).parents[1] / "static" / "badge.svg"
    answer = HttpResponse(picture.read_bytes(), content_type="image/svg+xml")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _news(most: int) -> Iterable[News]:
    for one in map(Handled.of, handled()[:most]):
        yield News(
            Sort.REPORT,
            f"report/{one.number}",
            f"{one.category}：{one.site}" if one.site else one.category,
            one.answer,
            f"{reverse('public_reports')}#n{one.number}",
            one.closed,
        )


SOURCES.append(_news)
