"""What came with a citizen's error report: the picture they sent, files beside it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from xuncha.base.language import _
from xuncha.cases import actions as cases
from xuncha.cases.kinds.citizen_report import pictures
from xuncha.cases.kinds.citizen_report.models import CitizenReport
from xuncha.cases.queries import files_visible_to
from xuncha.people.actions import RefusedError
from xuncha.people.rules import Verb
from xuncha.registry import documents
from xuncha.web import files
from xuncha.web.door import Visit, actor, page
from xuncha.web.office.reports import seen


@page("GET")
def picture(request: Visit, number: int, document: int) -> HttpResponse:
    """A citizen's picture, as we drew it."""
    case = seen(request.user, number)
    report = get_object_or_404(CitizenReport, pk=document, case=case)
    path = pictures.path_of(report.picture or "0" * 64)
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise Http404(number) from error
    return HttpResponse(data, content_type="image/jpeg", headers=pictures.SAFE)


@page("POST", verb=Verb.HANDLE_CASE)
def attach(request: Visit, number: int) -> HttpResponse:
    """Put a file beside it."""
    case = seen(request.user, number)
    sent = request.FILES.get("file")
    if sent is None:
        raise RefusedError(_("请选择要上传的文件"))
    if (sent.size or 0) > documents.MOST_BYTES:
        most = documents.MOST_BYTES // 2**20
        raise RefusedError(_("文件超过 {most} MB，请压缩或拆分").format(most=most))
    cases.attach(actor(request), case, sent.name or "", sent.read())
    return redirect("report", number)


@page("GET")
def download(request: Visit, number: int, document: int) -> HttpResponseBase:
    """A file beside it: always saved, never shown in our own place."""
    seen(request.user, number)
    rows = files_visible_to(request.user)
    found = get_object_or_404(rows, pk=document, case_id=number)
    return files.handed_on(found.name, found.sha256)
