"""Files as a browser gets them: by type and name; what people sent is saved and never run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse

from xuncha.campaigns.models import Campaign, FileKind
from xuncha.campaigns.queries import content
from xuncha.registry.documents import path_of

#: What a file is, by the ending of its name.
TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_OF_A_DRAW: Final = {
    FileKind.COMMITMENT: "commitment.json",
    FileKind.DRAW: "draw.json",
    FileKind.TABLE: "draw.csv",
}


def made(name: str, written: bytes | str) -> HttpResponse:
    """A file made here, to be saved; its name ends as one of TYPES."""
    answer = HttpResponse(written, content_type=_type(name))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def streamed(name: str, pieces: Iterable[bytes]) -> StreamingHttpResponse:
    """A file made here while it is sent."""
    answer = StreamingHttpResponse(pieces, content_type=_type(name))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def handed_on(name: str, sha256: str) -> FileResponse:
    """A file that people sent: always saved, never shown in our own place.

    Raises Http404 where it is not kept any more.
    """
    path = path_of(sha256)
    if not path.is_file():
        raise Http404(name)
    answer = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=name,
        content_type="application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def of_draw(campaign: Campaign, kind: str) -> HttpResponse:
    """A published file of a spot check, byte for byte; raises Http404 where there is none."""
    if kind not in _OF_A_DRAW or not campaign.files.filter(kind=kind).exists():
        raise Http404(kind)
    return made(_OF_A_DRAW[FileKind(kind)], content(campaign, kind))


def _type(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]
