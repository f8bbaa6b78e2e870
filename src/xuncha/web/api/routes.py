"""The API's one object: its version, its errors in one form, and the routes of each noun."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.throttling import AuthRateThrottle

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.web.api import candidates, findings, offices, open_data, requests, runs, sites
from xuncha.web.api.keys import Bearer

api = NinjaAPI(
    title="Xuncha 巡查",
    version="1",
    description="政府网站登记、检查与问题。Government websites: register, inspections, findings.",
    auth=Bearer(),
    throttle=[AuthRateThrottle("20/s"), AuthRateThrottle("6000/h")],
    docs_url=None,
)
api.add_router("/", offices.router)
api.add_router("/sites", sites.router)
api.add_router("/findings", findings.router)
api.add_router("/runs", runs.router)
api.add_router("/requests", requests.router)
api.add_router("/candidates", candidates.router)
api.add_router("/open", open_data.router)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    return api.create_response(request, {"error": _("没有此项权限")}, status=403)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return api.create_response(request, {"error": _("没有这一项，或不在您的范围内")}, status=404)


@api.exception_handler(RefusedError)
@api.exception_handler(InputError)
def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=409)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = "; ".join(f"{'.'.join(map(str, one['loc'][1:]))}: {one['msg']}" for one in error.errors)
    return api.create_response(request, {"error": wrong}, status=422)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return api.create_response(request, {"error": _("令牌缺失、无效或已过期")}, status=401)


@api.exception_handler(Throttled)
def _slower(request: HttpRequest, error: Throttled) -> HttpResponse:
    answer = api.create_response(request, {"error": _("请求过于频繁，请稍候再试")}, status=429)
    answer["Retry-After"] = str(int(error.wait or 1) + 1)
    return answer


@api.exception_handler(HttpError)
def _as_said(request: HttpRequest, error: HttpError) -> HttpResponse:
    return api.create_response(request, {"error": str(error)}, status=error.status_code)
