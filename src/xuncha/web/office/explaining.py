"""What a unit says of a finding: explanations and appeals with their files, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from xuncha.base.language import _
from xuncha.findings import explanations
from xuncha.findings.models import (
    ExplanationFile,
    ExplanationKind,
    Problem,
)
from xuncha.findings.queries import (
    explanations_visible_to,
    findings_visible_to,
    problem_of,
    sentence,
)
from xuncha.people.actions import RefusedError
from xuncha.people.rules import Verb
from xuncha.registry.documents import BEGINNINGS, MOST_BYTES
from xuncha.web import files
from xuncha.web.address import back
from xuncha.web.door import Visit, actor, page


@page("GET", "POST", verb=Verb.EXPLAIN_FINDING)
def explain(request: Visit, number: int) -> HttpResponse:
    """A unit explains a problem until a day, or appeals against it, with files."""
    finding = get_object_or_404(findings_visible_to(request.user).select_related("site"), pk=number)
    problem = problem_of(finding)
    if problem is None:
        raise Http404(number)
    if request.method == "POST":
        try:
            _explain(request, problem)
        except RefusedError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("已提交，等候答复"))
            return redirect("finding", finding.pk)
    context = {
        "finding": finding,
        "says": sentence(finding),
        "problem": problem,
        "asked": request.POST,
        "kinds_of_file": ",".join(f".{kind}" for kind in BEGINNINGS),
        "today": timezone.localdate(),
    }
    return render(request, "office/explain.html", context)


def _explain(request: Visit, problem: Problem) -> None:
    said, brought = request.POST, []
    for sent in request.FILES.getlist("file")[: explanations.MOST_FILES + 1]:
        if (sent.size or 0) > MOST_BYTES:
            most = MOST_BYTES // 2**20
            raise RefusedError(_("文件超过 {most} MB，请压缩或拆分").format(most=most))
        brought.append((sent.name or "", sent.read()))
    if said.get("kind") == ExplanationKind.APPEAL:
        explanations.appeal(actor(request), problem, said.get("text", ""), brought)
        return
    try:
        until = parse_date(said.get("until", ""))
    except ValueError:
        until = None
    if until is None:
        raise RefusedError(_("请填写说明的截止日期"))
    explanations.explain(actor(request), problem, said.get("text", ""), until, brought)


@page("POST", verb=Verb.REVIEW_FINDING)
def answer(request: Visit, number: int) -> HttpResponse:
    """Accept or refuse what a unit said."""
    asked = get_object_or_404(explanations_visible_to(request.user), pk=number)
    accepted = request.POST.get("decision") == "accept"
    explanations.answer(
        actor(request), asked, accepted=accepted, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("已采纳") if accepted else _("未采纳"))
    return redirect(back(request, reverse("review")))


@page("GET")
def download(request: Visit, number: int, document: int) -> HttpResponseBase:
    """A file behind an explanation, always as a download."""
    asked = get_object_or_404(explanations_visible_to(request.user), pk=number)
    file = get_object_or_404(ExplanationFile, explanation=asked, pk=document)
    return files.handed_on(file.name, file.sha256)
