"""The proof of a finding: its pictures, and what the site answered, never as a live page.

Everything here was written by strangers. A picture goes out as a picture and nothing else, a page
as plain text, or taken apart and written anew (`evidence/replica.py`); all in a sandbox, so that no
script of theirs ever runs in our own place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from xuncha.base.language import N_, _
from xuncha.evidence.exhibits import Exchange, Piece, UnshownError, Why, exchange, part, pieces
from xuncha.evidence.exhibits import picture as read_picture
from xuncha.evidence.replica import POLICY, Part
from xuncha.evidence.replica import replica as written_anew
from xuncha.findings.models import Finding
from xuncha.findings.proof import evidence_folder, piece_of
from xuncha.findings.queries import findings_visible_to
from xuncha.findings.seals import proof_for
from xuncha.people.models import User
from xuncha.storage.opening import spare
from xuncha.web.door import Visit, page
from xuncha.web.pages import moment

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_WHOLE: Final = 2_000_000
SAFE: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_REPLICA: Final = SAFE | {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "X-DNS-Prefetch-Control": "off",
}
#: Style sheets and pictures that one page is shown with, at most.
_PARTS: Final = 150
SAID: Final = {
    Why.MISSING: N_("存档文件已不在检查文件夹中，请从备份恢复后再看"),
    Why.AWAY: N_("证据库暂时连不上，请稍后再看；一直如此请告诉系统维护员"),
    Why.DAMAGED: N_("存档文件与封存时的指纹不符或无法读取，不能作为证据展示"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a finding shows of its proof."""

    #: Each picture, and why it cannot be shown ("" if it can).
    pictures: Sequence[tuple[Piece, str]]
    records: Sequence[Piece]
    #: The record looked at, what it says, or why it cannot be shown.
    record: Piece | None
    exchange: Exchange | None
    trouble: str

    @property
    def visible(self) -> bool:
        """Whether the record is a page that can be shown as it looked."""
        return self.exchange is not None and _is_page(self.exchange)


def proof_of(finding: Finding, asked: str) -> Shown:
    """The proof of `finding`, with the record whose digest is `asked`, or else the first."""
    kept = pieces(finding.evidence)
    records = [one for one in kept if not one.picture and not one.part]
    record = next((one for one in records if one.digest == asked), records[0] if records else None)
    answer, trouble = None, ""
    if record is not None:
        try:
            answer = exchange(evidence_folder(finding, settings.DATA), record, spare=spare)
        except UnshownError as error:
            trouble = _(SAID[error.why])
    pictures = [(one, _trouble(finding, one)) for one in kept if one.picture]
    return Shown(pictures, records, record, answer, trouble)


def _trouble(finding: Finding, piece: Piece) -> str:
    try:
        read_picture(evidence_folder(finding, settings.DATA), piece, spare)
    except UnshownError as error:
        return _(SAID[error.why])
    return ""


@page("GET")
def picture(request: Visit, number: int, digest: str) -> HttpResponse:
    """A picture of the fault; 404 where it is not this finding's, or not what was sealed."""
    finding, piece = _of(request, number, digest, picture=True)
    try:
        raw = read_picture(evidence_folder(finding, settings.DATA), piece, spare)
    except UnshownError as error:
        raise Http404(digest) from error
    return HttpResponse(raw, content_type="image/png", headers=SAFE)


@page("GET")
def source(request: Visit, number: int, digest: str) -> HttpResponse:
    """The archived page as text, all that was kept of it."""
    finding, piece = _of(request, number, digest, picture=False)
    try:
        answer = exchange(evidence_folder(finding, settings.DATA), piece, most=_WHOLE, spare=spare)
    except UnshownError as error:
        raise Http404(digest) from error
    if answer.text is None:
        raise Http404(digest)
    return HttpResponse(answer.text, content_type="text/plain; charset=utf-8", headers=SAFE)


@page("GET")
def replica(request: Visit, number: int, digest: str) -> HttpResponse:
    """The archived page as it looked, out of the archive alone; 404 where it is no page."""
    finding, piece = _of(request, number, digest, picture=False)
    try:
        answer = exchange(evidence_folder(finding, settings.DATA), piece, most=_WHOLE, spare=spare)
    except UnshownError as error:
        raise Http404(digest) from error
    if not _is_page(answer):
        raise Http404(digest)
    when = moment(answer.when) if answer.when else ""
    html = written_anew(
        answer.text or "",
        answer.url,
        _parts(request.user, finding),
        said=_("存档网页，{when}取自{url}。链接、脚本和表单均已去除。").format(
            when=when, url=answer.url
        ),
        within=_("页内框架，未展开："),
        fault=finding.url,
    )
    return HttpResponse(html, content_type="text/html; charset=utf-8", headers=_REPLICA)


def _is_page(answer: Exchange) -> bool:
    kind = next((value for name, value in answer.headers if name == "content-type"), "")
    text = (answer.text or "").lstrip()[:2_000].lower()
    marks = ("<!doctype html", "<html", "<head", "<body", "<title")
    return bool(text) and ("html" in kind.lower() or any(one in text for one in marks))


def _parts(user: User, finding: Finding) -> dict[str, Part]:
    """What pages of the same visit looked like that by, by address; what is lost is left out."""
    same = findings_visible_to(user).filter(site=finding.site_id, proof=finding.proof)
    named = [name for one in same.values_list("evidence", flat=True) for name in one]
    kept = [one for one in pieces([*finding.evidence, *named]) if one.part]
    found: dict[str, Part] = {}
    for piece in kept[:_PARTS]:
        with suppress(UnshownError):
            url, one = part(evidence_folder(finding, settings.DATA), piece, spare)
            found.setdefault(url, one)
    return found


@page("GET")
def seal(request: Visit, number: int) -> HttpResponse:
    """The proof that this finding's evidence stands in the published log; 404 before it does."""
    finding = get_object_or_404(findings_visible_to(request.user), pk=number)
    proof = proof_for(finding)
    if proof is None:
        said = _("这个问题的存证还没有进入公布的根，每天公布一次，请明天再下载")
        messages.error(request, said)
        return redirect("finding", finding.pk)
    answer = HttpResponse(
        json.dumps(proof, ensure_ascii=False, indent=1), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="proof-{finding.pk}.json"'
    return answer


def _of(request: Visit, number: int, digest: str, *, picture: bool) -> tuple[Finding, Piece]:
    """The finding in the reader's part of the tree, and the piece that is its own; else 404."""
    finding = get_object_or_404(findings_visible_to(request.user), pk=number)
    piece = piece_of(finding, digest, picture=picture) if _DIGEST.fullmatch(digest) else None
    if piece is None:
        raise Http404(digest)
    return finding, piece
