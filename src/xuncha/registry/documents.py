"""The files that stand behind a request or an authorisation, kept once under their SHA-256."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.people.actions import Actor, RefusedError, record
from xuncha.people.rules import Verb
from xuncha.registry.archives import look_through
from xuncha.registry.models import Document, Request, RequestState
from xuncha.registry.steps import noun

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_DOCUMENTS: Final = 20
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: What may be attached, and how such a file begins. Nothing a browser would run.
BEGINNINGS: Final = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "docx": _ZIP,
    "xlsx": _ZIP,
    "ofd": _ZIP,
    "zip": _ZIP,
    "doc": _OLE,
    "xls": _OLE,
    "wps": _OLE,
}
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\"<>|*?:]")


@transaction.atomic
def attach(actor: Actor, request: Request, name: str, data: bytes) -> Document:
    """Put a file beside a request that is not under review.

    Raises RefusedError for a kind of file that is not taken, a file that is not what its name
    says, one too big, and one too many.
    """
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    if actor.user is None or request.state not in (RequestState.DRAFT, RequestState.RETURNED):
        raise RefusedError(_("申请提交后不能再加附件，请先撤回"))
    if request.documents.count() >= MOST_DOCUMENTS:
        raise RefusedError(_("附件不能超过 {most} 个").format(most=MOST_DOCUMENTS))
    called, digest = keep(name, data)
    document = Document.objects.create(
        request=request,
        name=called,
        sha256=digest,
        size=len(data),
        added_by=actor.user,
        added_at=actor.now,
    )
    record(actor, "request.attach", noun(request), new={"name": called, "sha256": digest})
    return document


@transaction.atomic
def detach(actor: Actor, document: Document) -> None:
    """Take a file away from a request that is not under review; the bytes stay for the log."""
    request = Request.objects.select_for_update(of=("self",)).get(pk=document.request_id)
    actor.must(Verb.REQUEST_CHANGE, request.path)
    if request.state not in (RequestState.DRAFT, RequestState.RETURNED):
        raise RefusedError(_("申请提交后不能再删附件，请先撤回"))
    old = {"name": document.name, "sha256": document.sha256}
    record(actor, "request.detach", noun(request), old=old)
    document.delete()


def keep(name: str, data: bytes) -> tuple[str, str]:
    """Put a file away; the name it is known by and its SHA-256.

    Raises RefusedError for a kind of file that is not taken, a file that is not what its name
    says, one too big, and an archive that must not be opened.
    """
    called, digest = _called(name, data), hashlib.sha256(data).hexdigest()
    look_through(called, data)
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    return called, digest


def path_of(sha256: str) -> Path:
    """Where the file with this SHA-256 lies."""
    return Path(settings.MEDIA_ROOT) / "documents" / sha256[:2] / sha256


def _called(name: str, data: bytes) -> str:
    """The name it is kept under; its last part decides what it must be."""
    plain = _ODD.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, _dot, kind = plain.rpartition(".")
    beginning = BEGINNINGS.get(kind.lower())
    if not stem or beginning is None:
        raise RefusedError(
            _("不收这类文件：{name}。可用：{kinds}").format(
                name=plain[:60], kinds="、".join(BEGINNINGS)
            )
        )
    if not data.startswith(beginning):
        raise RefusedError(
            _("“{name}”的内容不是 {kind} 文件，请重新导出后上传").format(
                name=plain[:60], kind=kind.lower()
            )
        )
    if len(data) > MOST_BYTES:
        raise RefusedError(
            _("“{name}”超过 {most} MB，请压缩或拆分").format(
                name=plain[:60], most=MOST_BYTES // 2**20
            )
        )
    return f"{stem[:150]}.{kind.lower()}"
