"""Answering a requested report, and deciding on an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from xuncha.base.language import _
from xuncha.cases.kinds.report_request import actions, annual
from xuncha.cases.kinds.report_request.actions import WrongsError
from xuncha.cases.kinds.report_request.fields import MOST_ROWS, Field, FieldKind, Wrong
from xuncha.cases.kinds.report_request.models import AnswerFile, ReportAnswer
from xuncha.cases.kinds.report_request.queries import (
    answers_visible_to,
    fields_of,
    files_of,
)
from xuncha.cases.queries import calendar
from xuncha.cases.rules import Side, sides
from xuncha.people.actions import RefusedError
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.registry import documents
from xuncha.web import files
from xuncha.web.address import whole
from xuncha.web.door import Visit, actor, page
from xuncha.web.office.requested import version

_SPARE: Final = 3
_OPEN: Final = ("asked", "returned")


def read(fields: Sequence[Field], sent: QueryDict) -> dict[str, Any]:
    """What somebody filled in, by field: a text, or the rows of a table."""
    found: dict[str, Any] = {}
    for one in fields:
        if one.kind is FieldKind.TABLE:
            rows = [
                {
                    column.key: sent.get(f"t.{one.key}.{n}.{column.key}", "")
                    for column in one.columns
                }
                for n in range(MOST_ROWS + _SPARE)
                if f"t.{one.key}.{n}.{one.columns[0].key}" in sent
            ]
            found[one.key] = [row for row in rows if any(value.strip() for value in row.values())]
        elif one.kind is not FieldKind.FILE:
            found[one.key] = sent.get(f"v.{one.key}", "")
    return found


@page("GET")
def show(request: Visit, number: int) -> HttpResponse:
    """One answer: to fill in while it is open, to read and to decide on afterwards."""
    answer = _seen(request.user, number)
    return _page(request, answer, answer.values)


def _page(
    request: Visit,
    answer: ReportAnswer,
    values: dict[str, Any],
    wrongs: Sequence[Wrong] = (),
) -> HttpResponse:
    user, case = request.user, answer.case
    mine = can(user, Verb.HANDLE_CASE, answer.path)
    above = Side.OFFICE in sides(user.office.path, case.path, answer.request.office.path)
    decides = mine and above
    fields = fields_of(answer.request)
    return render(
        request,
        "office/answer.html",
        {
            "answer": answer,
            "case": case,
            "fields": fields,
            "groups": _grouped(fields),
            "values": values,
            "known": {
                one.key: annual.source_name(one.source) for one in fields if one.key in answer.known
            },
            "files": files_of(answer),
            "wrongs": {one.key: one.problem for one in wrongs},
            "spare": _SPARE,
            "events": case.events.select_related("by", "office"),
            "versions": answer.versions.all(),
            "days_left": calendar().between(timezone.localdate(), case.due) if case.due else 0,
            "fills_in": mine and case.state in _OPEN,
            "may_decide": decides and case.state == "submitted",
            "may_return": decides and case.state == "accepted",
            "may_excuse": decides and case.state in (*_OPEN, "excused"),
            "may_publish": can(user, Verb.PUBLISH, answer.path)
            and bool(answer.request.annual)
            and case.state == "accepted"
            and answer.published_at is None,
            "may_fill_address": mine and bool(answer.request.annual) and case.state == "accepted",
            "kinds_of_file": ",".join(f".{kind}" for kind in documents.BEGINNINGS),
        },
    )


def _grouped(fields: Sequence[Field]) -> list[tuple[str, list[Field]]]:
    found: list[tuple[str, list[Field]]] = []
    for one in fields:
        if not found or found[-1][0] != one.group:
            found.append((one.group, []))
        found[-1][1].append(one)
    return found


@page("POST", verb=Verb.HANDLE_CASE)
def save(request: Visit, number: int) -> HttpResponse:
    """Keep what is filled in, or hand it in."""
    answer = _seen(request.user, number)
    fields = fields_of(answer.request)
    values = read(fields, request.POST)
    who, seen = actor(request), version(request)
    try:
        _take_files(request, answer, fields)
        drop = request.POST.get("drop", "")
        if drop.isascii() and drop.isdigit():
            actions.drop_file(who, get_object_or_404(answer.files, pk=int(drop)))
        if request.POST.get("then") == "submit":
            actions.submit_answer(who, answer, values, version=seen)
            messages.success(request, _("已报送"))
        else:
            actions.save_answer(who, answer, values, version=seen)
            messages.success(request, _("已保存，尚未报送"))
    except WrongsError as error:
        return _page(request, _seen(request.user, number), values, error.wrongs)
    return redirect("answer", number)


def _take_files(request: Visit, answer: ReportAnswer, fields: Sequence[Field]) -> None:
    for one in fields:
        sent = request.FILES.get(f"file.{one.key}")
        if sent is None or one.kind is not FieldKind.FILE:
            continue
        if (sent.size or 0) > documents.MOST_BYTES:
            most = documents.MOST_BYTES // 2**20
            problem = _("文件超过 {most} MB，请压缩或拆分").format(most=most)
            raise WrongsError([Wrong(one.key, one.label, problem)])
        try:
            actions.attach_file(actor(request), answer, one.key, sent.name or "", sent.read())
        except WrongsError:
            raise
        except RefusedError as refused:
            raise WrongsError([Wrong(one.key, one.label, str(refused))]) from refused


@page("POST", verb=Verb.HANDLE_CASE)
def decide(request: Visit, number: int) -> HttpResponse:
    """Accept it, send it back, or ask this one for nothing."""
    answer, text = _seen(request.user, number), request.POST.get("text", "")
    who, seen = actor(request), version(request)
    match request.POST.get("decision"):
        case "accept":
            actions.accept_answer(who, answer, text, version=seen)
            messages.success(request, _("已通过"))
        case "excuse":
            actions.excuse_answer(who, answer, text, version=seen)
            messages.success(request, _("已办理"))
        case _:
            days = request.POST.get("days", "")
            number_of = whole(days, 3, digits=3)
            actions.return_answer(who, answer, text, version=seen, days=min(max(1, number_of), 60))
            messages.success(request, _("已退回"))
    return redirect("answer", number)


@page("POST", verb=Verb.PUBLISH)
def publish(request: Visit, number: int) -> HttpResponse:
    """Put an accepted annual report on the public pages."""
    actions.publish(actor(request), _seen(request.user, number))
    messages.success(request, _("已公开"))
    return redirect("answer", number)


@page("POST", verb=Verb.HANDLE_CASE)
def address(request: Visit, number: int) -> HttpResponse:
    """Say where the site itself shows it."""
    url = request.POST.get("url", "")
    actions.fill_in_address(actor(request), _seen(request.user, number), url)
    messages.success(request, _("已回填网址"))
    return redirect("answer", number)


@page("GET")
def download(request: Visit, number: int, document: int) -> HttpResponseBase:
    """A file of an answer: always saved, never shown in our own place."""
    answer = _seen(request.user, number)
    rows = AnswerFile.objects.filter(answer=answer).select_related("file")
    file = get_object_or_404(rows, file_id=document).file
    return files.handed_on(file.name, file.sha256)


def _seen(user: User, number: int) -> ReportAnswer:
    rows = answers_visible_to(user).select_related(
        "case", "case__office", "request", "request__office", "site"
    )
    return get_object_or_404(rows, pk=number)
