"""The papers of a case: its notice as a document, and the files that came with it."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from xuncha.bulletin import notice as paper
from xuncha.cases import queries
from xuncha.cases.models import Case
from xuncha.cases.queries import files_visible_to
from xuncha.web import files
from xuncha.web.door import Visit, page
from xuncha.web.office.cases import items_of, seen

_PAPERS: Final = {"docx": paper.docx, "pdf": paper.pdf}
#: The notice as a page carries its own style and nothing else.
_ALONE: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


@page("GET")
def document(request: Visit, number: int, kind: str) -> HttpResponse:
    """The notice as a document to print or to file."""
    found = seen(request, number)
    if kind == "html":
        answer = HttpResponse(paper.html(_paper(found)))
        answer["Content-Security-Policy"] = _ALONE
        return answer
    if kind not in _PAPERS:
        raise Http404(kind)
    return files.made(f"{found.number}.{kind}", _PAPERS[kind](_paper(found)))


def _paper(case: Case) -> paper.Notice:
    items = list(items_of(case))
    first = case.events.first()
    return paper.Notice(
        number=case.number,
        issuer=case.opened_by.name,
        addressee=case.office.name,
        title=case.title,
        sites=tuple(dict.fromkeys(one.site.name for one in items)),
        wrong=tuple(
            paper.Wrong(
                says=one.says,
                clause=one.clause,
                where=one.where,
                since=timezone.localdate(one.since),
                remedy=one.remedy,
                places=one.places,
            )
            for one in items
        ),
        on=timezone.localdate(case.opened_at),
        due=case.due,
        provisional=case.due is not None and queries.calendar().provisional(case.due),
        text=first.opinion if first else "",
    )


@page("GET")
def download(request: Visit, number: int, document: int) -> HttpResponseBase:
    """A file that came with a case, always as a download."""
    file = get_object_or_404(files_visible_to(request.user), case_id=number, pk=document)
    return files.handed_on(file.name, file.sha256)
