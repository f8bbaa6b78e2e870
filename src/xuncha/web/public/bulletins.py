"""Bulletins for everyone: the page as published, its files, and whether a paper is genuine."""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from xuncha.base.language import _
from xuncha.publishing.models import Correction
from xuncha.publishing.queries import bulletin_of, bytes_of, genuine, published
from xuncha.web import files
from xuncha.web.public import news
from xuncha.web.public.codes import qr
from xuncha.web.public.door import public, show
from xuncha.web.public.news import News, Sort

_PAGE: Final = 30
_ROWS: Final = 100
#: A published file is a few megabytes; more is none of ours.
MOST_BYTES: Final = 30 * 1024 * 1024
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@public()
def every(request: HttpRequest) -> HttpResponse:
    """All bulletins, the newest first; they stay for ever."""
    page = Paginator(published(), _PAGE).get_page(request.GET.get("page"))
    return show(request, "bulletins.html", {"page": page})


@public()
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One bulletin: the frozen text and annexes, its forms, its draw, what was corrected since."""
    publication = get_object_or_404(published(), pk=number)
    files = publication.files.select_related("version").defer("packed")
    version = files[0].version
    bulletin = bulletin_of(version)
    address = request.build_absolute_uri(reverse("public_bulletin", args=[number]))
    return show(
        request,
        "bulletin.html",
        {
            "publication": publication,
            "version": version,
            "bulletin": bulletin,
            "files": files,
            "corrections": publication.corrections.all(),
            "code": qr(address, _("用手机打开本页")),
            "address": address,
            "rows": _ROWS,
        },
    )


@public()
def file(_request: HttpRequest, number: int, name: str) -> HttpResponse:
    """A form of the bulletin, byte for byte as it was published."""
    publication = get_object_or_404(published(), pk=number)
    found = get_object_or_404(publication.files, name=name)
    answer = files.made(name, bytes_of(found))
    # What was published never changes.
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


@public("GET", "POST")
def verify(request: HttpRequest) -> HttpResponse:
    """Is this paper genuine? By its file, or by the fingerprint printed on it."""
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked, "found": None, "form": None, "wrong": ""}
    if request.method == "POST" and request.FILES:
        sent = request.FILES.get("file")
        if not isinstance(sent, UploadedFile) or (sent.size or 0) > MOST_BYTES:
            context["wrong"] = "size"
        else:
            digest = hashlib.sha256()
            for chunk in sent.chunks():
                digest.update(chunk)
            asked = context["asked"] = digest.hexdigest()
    if asked and not context["wrong"]:
        known = genuine(asked) if _HASH.fullmatch(asked) else None
        context["looked"] = True
        if known is not None:
            context["found"], context["form"] = known
            context["version"] = known[0].files.select_related("version")[0].version
            context["corrections"] = known[0].corrections.all()
    context.setdefault("looked", False)
    return show(request, "verify.html", context)


def _asked(request: HttpRequest) -> str:
    said = request.POST.get("sha256") or request.GET.get("sha256") or ""
    return "".join(said.split()).lower().removeprefix("sha256:").removeprefix("sha-256")[:64]


def fresh(most: int) -> list[News]:
    """The newest bulletins and corrections, for the first page and the feeds."""
    rows = list(published()[:most])
    told = [
        News(
            Sort.BULLETIN,
            f"bulletin/{row.pk}",
            row.title,
            row.title,
            reverse("public_bulletin", args=[row.pk]),
            row.published_at,
        )
        for row in rows
        if row.published_at is not None
    ]
    fixes = Correction.objects.select_related("publication").order_by("-id")[:most]
    return told + [
        News(
            Sort.CORRECTION,
            f"correction/{fix.pk}",
            fix.publication.title,
            fix.text,
            reverse("public_bulletin", args=[fix.publication_id]),
            fix.at,
        )
        for fix in fixes
    ]


news.SOURCES.append(fresh)
