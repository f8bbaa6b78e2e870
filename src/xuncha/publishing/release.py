"""The verbs that bring a bulletin out: two sign, one publishes, and what was wrong is corrected."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Mapping
from typing import Final

from django.db import transaction

from xuncha.base.language import _
from xuncha.bulletin.actions import record as record_file
from xuncha.bulletin.document import docx
from xuncha.bulletin.models import Bulletin
from xuncha.bulletin.page import html, pdf
from xuncha.bulletin.workbook import annexes_xlsx
from xuncha.people.actions import Actor, RefusedError, record
from xuncha.people.events import announce
from xuncha.people.rules import Verb
from xuncha.publishing.actions import STALE, moved, noun, take
from xuncha.publishing.models import (
    Correction,
    Publication,
    PublicationState,
    PublishedFile,
    Signature,
    Version,
)
from xuncha.publishing.queries import bulletin_of, latest
from xuncha.publishing.rules import SIGNATURES, may_sign

#: The forms of a published bulletin; the page of it is made from the same frozen content.
#: `made` takes the bulletin and the address of its public page, which stands on the papers.
FORMS: Final[Mapping[str, Callable[[Bulletin, str], bytes]]] = {
    "bulletin.docx": docx,
    "bulletin.pdf": pdf,
    "bulletin-annex.xlsx": lambda bulletin, _address: annexes_xlsx(bulletin),
    "bulletin.json": lambda bulletin, _address: record_file(bulletin),
    "bulletin.html": html,
}


@transaction.atomic
def sign(actor: Actor, publication: Publication, turn: int, opinion: str = "") -> Signature:
    """Sign the last version; its writer does not, nor one person or one role twice.

    Raises RefusedError too while anything speaks against publishing it.
    """
    publication = take(actor, publication, turn, Verb.SIGN, {"draft", "signing"})
    version, user = latest(publication), actor.user
    _refuse_wrongs(version)
    signed = list(version.signatures.values_list("role", flat=True))
    if user is None or not may_sign(user.role, signed):
        raise RefusedError(_("这个角色不能签发，或已经签过"))
    if version.by_id == user.pk:
        raise RefusedError(_("写这一版的人不能签发，请由别人签"))
    made = Signature.objects.create(
        version=version, role=user.role, by=user, at=actor.now, opinion=opinion.strip()[:300]
    )
    if publication.state != PublicationState.SIGNING:
        moved(actor, publication, publication.state, PublicationState.SIGNING, opinion)
        publication.state = PublicationState.SIGNING
        publication.save(update_fields=["state"])
    new = {"version": version.number, "sha256": version.sha256}
    record(actor, "bulletin.sign", noun(publication), new=new)
    return made


def _refuse_wrongs(version: Version) -> None:
    if version.wrongs:
        raise RefusedError(
            _("还有{n}处不一致，改正前不能签发：{first}").format(
                n=len(version.wrongs), first=version.wrongs[0]
            )
        )


def publish(actor: Actor, publication: Publication, turn: int, address: str = "") -> Publication:
    """Make every form of the signed version and publish it; it never changes after that.

    `address` is where everybody will read it: papers carry it as a code.

    The forms take a while and are made before the row is taken: of two who publish at once one
    wins. Raises RefusedError without both signatures.
    """
    actor.must(Verb.PUBLISH, publication.path)
    version = latest(publication)
    _refuse_unsigned(version)
    bulletin = bulletin_of(version)
    forms = {name: form(bulletin, address) for name, form in FORMS.items()}
    with transaction.atomic():
        publication = take(actor, publication, turn, Verb.PUBLISH, {"signing"})
        if latest(publication).pk != version.pk:
            raise RefusedError(_(STALE))
        for name, written in forms.items():
            _keep(publication, version, name, written)
        moved(actor, publication, publication.state, PublicationState.PUBLISHED)
        publication.state, publication.published_at = PublicationState.PUBLISHED, actor.now
        publication.sha256 = version.sha256
        publication.save(update_fields=["state", "published_at", "sha256"])
        new = {"version": version.number, "sha256": version.sha256}
        record(actor, "bulletin.publish", noun(publication), new=new)
        announce(
            "bulletin.published",
            publication.office,
            key=f"bulletin.published:{publication.pk}",
            title=publication.title,
            link=f"/public/bulletins/{publication.pk}/",
            at=actor.now,
        )
    return publication


def _refuse_unsigned(version: Version) -> None:
    _refuse_wrongs(version)
    missing = SIGNATURES - version.signatures.count()
    if missing > 0:
        raise RefusedError(_("还差{n}个签名，两人签发后才能发布").format(n=missing))


def _keep(publication: Publication, version: Version, name: str, written: bytes) -> None:
    PublishedFile.objects.create(
        publication=publication,
        version=version,
        name=name,
        packed=zlib.compress(written, 6),
        sha256=hashlib.sha256(written).hexdigest(),
        size=len(written),
    )


@transaction.atomic
def correct(actor: Actor, publication: Publication, text: str) -> Correction:
    """Say what turned out wrong in a published bulletin; it is shown with it for ever."""
    publication = Publication.objects.select_for_update().get(pk=publication.pk)
    actor.must(Verb.PUBLISH, publication.path)
    if publication.state != PublicationState.PUBLISHED or actor.user is None:
        raise RefusedError(_("发布以后才有更正；之前请直接修改"))
    if not text.strip():
        raise RefusedError(_("请写明更正的内容"))
    made = Correction.objects.create(
        publication=publication, at=actor.now, by=actor.user, text=text.strip()[:2000]
    )
    record(actor, "bulletin.correct", noun(publication), new={"text": made.text})
    return made
