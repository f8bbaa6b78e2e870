"""Before and after: a page of a notice as it was when it was sent, and when it was tested again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from xuncha.base.language import _
from xuncha.cases.kinds.rectification.actions import KIND
from xuncha.cases.kinds.rectification.models import NoticeItem
from xuncha.cases.queries import cases_visible_to
from xuncha.evidence.exhibits import Piece, UnshownError, pieces
from xuncha.evidence.exhibits import picture as read_picture
from xuncha.findings.proof import folder_of
from xuncha.storage.opening import spare
from xuncha.web.door import Visit, page
from xuncha.web.office.exhibits import SAFE, SAID

#: Pairs on one page: each is a look at two files.
_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Sight:
    """One picture: its address among ours, or why there is none to show."""

    link: str
    trouble: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One problem of a notice before and after; no `after` before it was tested again."""

    item: NoticeItem
    before: Sight
    after: Sight | None


def pairs(items: Iterable[NoticeItem]) -> list[Pair]:
    """The problems of a notice of which there is something to compare."""
    found: list[Pair] = []
    for one in items:
        if len(found) < _MOST and (one.after_at or _piece(one, "before")):
            after = _sight(one, "after") if one.after_at else None
            found.append(Pair(one, _sight(one, "before"), after))
    return found


def _piece(item: NoticeItem, when: str) -> Piece | None:
    named = item.evidence if when == "before" else [item.after]
    return next((one for one in pieces(named) if one.picture), None)


def _read(item: NoticeItem, when: str, piece: Piece) -> bytes:
    proof = item.proof if when == "before" else item.after_proof
    return read_picture(folder_of(proof, settings.DATA), piece, spare)


def _sight(item: NoticeItem, when: str) -> Sight:
    piece = _piece(item, when)
    if piece is None:
        return Sight("", _("未截图"))
    try:
        _read(item, when, piece)
    except UnshownError as error:
        return Sight("", _(SAID[error.why]))
    return Sight(reverse("case_sight", args=[item.case_id, item.pk, when]), "")


@page("GET")
def picture(request: Visit, number: int, document: int, kind: str) -> HttpResponse:
    """The picture of a notice's problem ("before" or "after"); 404 where there is none."""
    item = get_object_or_404(
        NoticeItem, pk=document, case__in=cases_visible_to(request.user, KIND).filter(pk=number)
    )
    piece = _piece(item, kind) if kind in ("before", "after") else None
    if piece is None:
        raise Http404(kind)
    try:
        raw = _read(item, kind, piece)
    except UnshownError as error:
        raise Http404(kind) from error
    return HttpResponse(raw, content_type="image/png", headers=SAFE)
