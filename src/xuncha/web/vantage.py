"""The door of the vantage points: signed reports in, the answer and the list of home pages out.

No session and no cookie: the signature is the whole leave. A report is read only so far as its cap.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from xuncha.base.language import _
from xuncha.cases.kinds.outage.queries import filed_at
from xuncha.monitoring import nodes
from xuncha.monitoring.actions import ClockError, RevokedNodeError, UnknownNodeError, take_report
from xuncha.monitoring.reports import LARGEST, Reply
from xuncha.people.actions import RefusedError

_STATUS: Final = ((UnknownNodeError, 401), (RevokedNodeError, 403), (ClockError, 409))


@csrf_exempt
@never_cache
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take one report; 400, 401, 403, 409 or 413 with the reason, and always our time."""
    now = datetime.now(UTC)
    body = _body(request)
    if body is None:
        text = _("报告超过 {n} MB").format(n=LARGEST // 2**20)
        return _answer(Reply(now, error=text), 413)
    try:
        taken = take_report(
            request.headers.get("X-Xuncha-Node", "")[:60],
            body,
            request.headers.get("X-Xuncha-Signature", "")[:200],
            now,
            filed_at,
        )
    except RefusedError as refused:
        status = next((code for kind, code in _STATUS if isinstance(refused, kind)), 400)
        return _answer(Reply(now, error=str(refused)), status)
    pages = nodes.list_of(taken.node)
    fresh = pages if pages.digest != taken.knows else None
    return _answer(Reply(now, kept=taken.kept, list=fresh), 200)


def _body(request: HttpRequest) -> bytes | None:
    """What was sent; None where it says or proves to be too large."""
    try:
        said = int(request.headers.get("Content-Length", "0"))
    except ValueError:
        return None
    if not 0 <= said <= LARGEST:
        return None
    body = request.read(LARGEST + 1)
    return body if len(body) <= LARGEST else None


def _answer(reply: Reply, status: int) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(reply), status=status, content_type="application/json; charset=utf-8"
    )
