"""Writing a file to carry up: what happened in some days, signed, with nothing of the holes."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Q, QuerySet

from xuncha import __version__
from xuncha.base.errors import DiskError, reason
from xuncha.base.language import _
from xuncha.cases.models import Case
from xuncha.federation.key import public_of
from xuncha.federation.rows import (
    CaseRow,
    FindingRow,
    JudgementRow,
    Manifest,
    Part,
    ProbeRow,
    SiteRow,
)
from xuncha.findings.models import Finding, Judgement
from xuncha.findings.queries import CONFIDENTIAL
from xuncha.findings.rules import LIVE
from xuncha.monitoring.models import ProbeDay
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.people.models import Office
from xuncha.people.tree import below
from xuncha.registry.models import Site

_DAY = timedelta(days=1)


def write_file(
    path: Path, office: Office, key: Ed25519PrivateKey, begin: date, end: date, now: datetime
) -> Manifest:
    """Write what `office` and those below it have of the days from `begin` to `end`.

    Raises DiskError with nothing left at `path`.
    """
    half = path.with_name(f".{path.name}.part")
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".xuncha-carried-", dir=path.parent) as scratch,
            zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as archive,
        ):
            parts = {
                name: _part(archive, name, rows(office, begin, end), Path(scratch) / name)
                for name, rows in _PARTS.items()
            }
            manifest = Manifest(
                schema="xuncha.carried/1",
                version=__version__,
                name=office.name,
                key=public_of(key),
                begin=begin,
                end=end,
                made_at=now,
                parts=parts,
            )
            body = msgspec.json.encode(manifest)
            archive.writestr("manifest.json", body)
            archive.writestr("signature", key.sign(body).hex())
        half.replace(path)
    except OSError as error:
        raise DiskError(
            _("上报文件写不进 {path}：{why}").format(path=path.parent, why=reason(error))
        ) from error
    finally:
        half.unlink(missing_ok=True)
    return manifest


def _part(
    archive: zipfile.ZipFile, name: str, rows: Iterator[msgspec.Struct], scratch: Path
) -> Part:
    with scratch.open("wb") as out:
        part = _written(out, rows)
    archive.write(scratch, name)
    scratch.unlink()
    return part


def _written(out: IO[bytes], rows: Iterator[msgspec.Struct]) -> Part:
    digest, size, count = hashlib.sha256(), 0, 0
    encoder = msgspec.json.Encoder()
    for row in rows:
        line = encoder.encode(row) + b"\n"
        digest.update(line)
        out.write(line)
        size += len(line)
        count += 1
    out.flush()
    os.fsync(out.fileno())
    return Part(size=size, rows=count, sha256=digest.hexdigest())


def _sites(office: Office, _begin: date, _end: date) -> Iterator[SiteRow]:
    for site in _coded(office).order_by("site_code").iterator():
        yield SiteRow(
            code=str(site.site_code),
            name=site.name[:200],
            home_url=site.home_url[:2000],
            kind=site.kind,
            state=site.state,
            sponsor=site.sponsor[:200],
            supervisor=site.supervisor[:200],
            region=site.region,
        )


def _judgements(office: Office, begin: date, end: date) -> Iterator[JudgementRow]:
    rows = Judgement.objects.filter(
        below(office.path),
        as_of__gte=_midnight(begin),
        as_of__lt=_midnight(end + _DAY),
        site__site_code__isnull=False,
    ).select_related("site")
    for one in rows.order_by("as_of", "id").iterator():
        yield JudgementRow(
            code=str(one.site.site_code),
            as_of=one.as_of,
            standard=one.standard,
            verdict=one.verdict,  # type: ignore[arg-type]  # a value of the enumeration
            score=None if one.score is None else str(one.score),
            vetoes=[str(word)[:60] for word in one.vetoes][:100],
            pages=one.pages,
            links=one.links,
            findings=one.findings_count,
        )


def _findings(office: Office, begin: date, end: date) -> Iterator[FindingRow]:
    """The live ones, and those that were seen or went away in these days."""
    since = _midnight(begin)
    rows = (
        Finding.objects.filter(below(office.path), site__site_code__isnull=False)
        .filter(Q(state__in=LIVE) | Q(last_seen__gte=since) | Q(gone_at__gte=since))
        .filter(first_seen__lt=_midnight(end + _DAY))
        .exclude(indicator__in=CONFIDENTIAL)
        .select_related("site")
    )
    for one in rows.order_by("id").iterator():
        yield FindingRow(
            code=str(one.site.site_code),
            indicator=one.indicator,
            where=one.where[:2000],
            state=one.state,  # type: ignore[arg-type]
            level=one.level,  # type: ignore[arg-type]
            outcome=one.outcome,  # type: ignore[arg-type]
            url=one.url[:2000],
            source_url=one.source_url[:2000],
            column=one.column,
            observed=one.observed,
            message=one.message[:4000],
            sentence=one.sentence,
            points=str(one.points),
            root=one.root,
            first_seen=one.first_seen,
            last_seen=one.last_seen,
            gone_at=one.gone_at,
            times_seen=one.times_seen,
            standard=one.standard,
        )


def _probes(office: Office, begin: date, end: date) -> Iterator[ProbeRow]:
    rows = ProbeDay.objects.filter(
        below(office.path, "site__path"),
        day__gte=begin,
        day__lte=end,
        site__site_code__isnull=False,
    ).select_related("site", "node")
    for one in rows.order_by("day", "id").iterator():
        yield ProbeRow(
            code=str(one.site.site_code),
            day=one.day,
            node=one.node.name,
            accesses=one.accesses,
            failed=one.failed,
            set_aside=one.set_aside,
            faults=one.faults,
            median=one.median,
        )


def _cases(office: Office, begin: date, end: date) -> Iterator[CaseRow]:
    counts: dict[tuple[date, str], list[int]] = {}
    since, until = _midnight(begin), _midnight(end + _DAY)
    rows = Case.objects.filter(below(office.path)).filter(
        Q(opened_at__gte=since, opened_at__lt=until) | Q(closed_at__gte=since, closed_at__lt=until)
    )
    fields = rows.values_list("kind", "opened_at", "closed_at", "due")
    for kind, opened, closed, due in fields.iterator():
        if since <= opened < until:
            counts.setdefault((_day(opened), kind), [0, 0, 0])[0] += 1
        if closed is not None and since <= closed < until:
            count = counts.setdefault((_day(closed), kind), [0, 0, 0])
            count[1] += 1
            count[2] += due is None or _day(closed) <= due
    for (day, kind), (opened_count, closed_count, on_time) in sorted(counts.items()):
        yield CaseRow(day=day, kind=kind, opened=opened_count, closed=closed_count, on_time=on_time)


_PARTS: dict[str, Callable[[Office, date, date], Iterator[msgspec.Struct]]] = {
    "sites.jsonl": _sites,
    "judgements.jsonl": _judgements,
    "findings.jsonl": _findings,
    "probes.jsonl": _probes,
    "cases.jsonl": _cases,
}


def _coded(office: Office) -> QuerySet[Site]:
    return Site.objects.filter(below(office.path)).exclude(site_code=None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_TIME)


def _day(at: datetime) -> date:
    return at.astimezone(OFFICE_TIME).date()
