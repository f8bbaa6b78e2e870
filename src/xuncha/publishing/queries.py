"""Reads of bulletins: who sees which, the text of a version, the list behind a figure."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from xuncha.bulletin.models import Bulletin, Figure
from xuncha.people.models import User
from xuncha.people.queries import can
from xuncha.people.rules import Verb
from xuncha.people.tree import below
from xuncha.publishing.models import (
    Compilation,
    Listed,
    Publication,
    PublicationState,
    PublishedFile,
    Version,
)
from xuncha.publishing.rules import read


def publications_visible_to(user: User) -> QuerySet[Publication]:
    """The bulletins of the user's part of the tree."""
    path = user.office.path
    mine = below(path) if can(user, Verb.READ, path) else Q(pk__in=[])
    return Publication.objects.filter(mine)


def published() -> QuerySet[Publication]:
    """What everybody may read, the newest first."""
    return (
        Publication.objects.filter(state=PublicationState.PUBLISHED)
        .select_related("office", "campaign")
        .order_by("-published_at", "-id")
    )


def published_sites() -> dict[int, datetime]:
    """The sites counted in what was published, each with when the last such bulletin came out."""
    rows = Listed.objects.filter(compilation__in=_published_compilations()).values_list("site")
    return dict(rows.annotate(Max("compilation__publication__published_at")).order_by())


def published_findings() -> Iterator[tuple[list[int], datetime, datetime]]:
    """For each published bulletin: the findings behind its figures, when they were counted, and
    when it came out."""
    for compilation in _published_compilations().select_related("publication"):
        out = compilation.publication.published_at
        kinds = compilation.sites.exclude(problems={}).values_list("problems", flat=True)
        keys = {key for of_kind in kinds for found in of_kind.values() for key in found}
        if out is not None:
            yield sorted(keys), compilation.at, out


def _published_compilations() -> QuerySet[Compilation]:
    """What the published versions were compiled from, each once."""
    versions = Version.objects.filter(
        publication__state=PublicationState.PUBLISHED, files__isnull=False
    )
    return Compilation.objects.filter(pk__in=versions.values("compilation"))


def latest(publication: Publication) -> Version:
    """The last version; raises Version.DoesNotExist before the first."""
    return publication.versions.select_related("compilation").order_by("-number")[:1].get()


def bulletin_of(version: Version) -> Bulletin:
    """The text, figures and annexes of a version."""
    return read(content_of(version))


def content_of(version: Version) -> Mapping[str, Any]:
    """The same as plain values."""
    found: dict[str, Any] = json.loads(zlib.decompress(version.packed))
    return found


def bytes_of(file: PublishedFile) -> bytes:
    """A published form as it was published."""
    return zlib.decompress(file.packed)


def genuine(sha256: str) -> tuple[Publication, PublishedFile | None] | None:
    """The published bulletin that a file's, or a fingerprint's, hash belongs to; None: none."""
    file = PublishedFile.objects.filter(sha256=sha256).select_related("publication").first()
    if file is not None:
        return file.publication, file
    found = published().filter(sha256=sha256).first()
    return (found, None) if found else None


def listed(compilation: Compilation, figure: Figure) -> QuerySet[Listed] | None:
    """The sites behind a figure, as they were counted; None where a figure is not about sites."""
    rows = Listed.objects.filter(compilation=compilation)
    asked = figure.arguments
    if "stratum" in asked and figure.query != "running":
        rows = rows.filter(stratum=asked["stratum"])
    if "batch" in asked:
        rows = rows.filter(batch=asked["batch"])
    narrow = _NARROW.get(figure.query)
    return narrow(rows, asked) if narrow else None


Narrow = Callable[[QuerySet[Listed], Mapping[str, Any]], QuerySet[Listed]]


def _all(rows: QuerySet[Listed], _asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return rows


def _decided(rows: QuerySet[Listed], _asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return rows.exclude(standing="untestable")


def _qualified(rows: QuerySet[Listed], _asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return rows.filter(standing="qualified")


def _standing(rows: QuerySet[Listed], asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return rows.filter(standing=asked["which"])


def _suspected(rows: QuerySet[Listed], _asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return rows.filter(suspected__gt=0)


def _of_kind(rows: QuerySet[Listed], asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return rows.filter(problems__has_key=str(asked["kind"]))


def _bad_of_kind(rows: QuerySet[Listed], asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return _of_kind(rows, asked).filter(standing="unqualified")


def _vetoed(rows: QuerySet[Listed], asked: Mapping[str, Any]) -> QuerySet[Listed]:
    veto = asked["veto"]
    bad = rows.filter(standing="unqualified").values_list("pk", "vetoes")
    return rows.filter(pk__in=[pk for pk, own in bad if (veto in own if veto else not own)])


def _risky(rows: QuerySet[Listed], _asked: Mapping[str, Any]) -> QuerySet[Listed]:
    return rows.filter(Q(problems__has_key="holes") | Q(problems__has_key="security"))


_NARROW: Final[Mapping[str, Narrow]] = {
    "sites": _all,
    "batches": _all,
    "mean_rate": _decided,
    "rate": _decided,
    "decided": _decided,
    "qualified": _qualified,
    "standings": _standing,
    "suspected_sites": _suspected,
    "suspected_places": _suspected,
    "problem_sites": _of_kind,
    "problem_count": _of_kind,
    "problem_places": _of_kind,
    "problem_unqualified": _bad_of_kind,
    "vetoed": _vetoed,
    "risky": _risky,
}
