"""What has passed its term is found first, and taken away only when told to."""

from __future__ import annotations

import fcntl
import shutil
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from typing import Final

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _
from xuncha.cases.kinds.rectification.models import NoticeItem
from xuncha.cases.models import Case
from xuncha.evidence.exhibits import pieces
from xuncha.findings.models import Finding, Judgement
from xuncha.findings.rules import LIVE
from xuncha.findings.seals import sealed_by
from xuncha.monitoring import months
from xuncha.monitoring.actions import roll_up
from xuncha.monitoring.models import Probe
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.publishing.queries import published_findings, published_sites
from xuncha.storage.facts import forget_month
from xuncha.storage.models import FactsBatch
from xuncha.storage.rules import Hold, Terms, first_day_kept, may_go, month_is_over, terms
from xuncha.storage.shelf import Shelf

_Holds = Mapping[str, list[tuple[Hold, datetime]]]
_FILE: Final = "retention.toml"


def read_terms(path: str) -> Terms:
    """The rules in a file, or the shipped ones for "". Raises InputError."""
    try:
        if path:
            text = Path(path).read_text("utf-8")
        else:
            text = resources.files("xuncha.storage").joinpath(_FILE).read_text("utf-8")
        return terms(tomllib.loads(text))
    except OSError as error:
        raise InputError(
            path, _("无法读取（{why}）").format(why=reason(error)), _("请检查路径与权限")
        ) from error
    except ValueError as error:
        raise InputError(
            path or _FILE,
            _("不是保存期限（{why}）").format(why=error),
            _("请照 storage/retention.toml 写全各项"),
        ) from error


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """One keeper of the house at a time. Raises InputError when there is another."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "tidy.lock").open("wb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(
                str(data), _("另一个整理、备份进程正在运行"), _("请等它结束后再试")
            ) from error
        yield


@dataclass(slots=True)
class Overdue:
    """What has passed its term."""

    evidence: list[str] = field(default_factory=list)
    evidence_size: int = 0
    #: (judgement, folder below the data folder)
    snapshots: list[tuple[int, str]] = field(default_factory=list)
    facts: list[FactsBatch] = field(default_factory=list)
    #: Probes of days before this one; None keeps all.
    probes_before: date | None = None
    probes: int = 0


def overdue(shelf: Shelf, kept: Terms, now: datetime) -> Overdue:
    """Find it; nothing is changed. Raises `shelf.AwayError`."""
    today = now.astimezone(OFFICE_TIME).date()
    first = first_day_kept(kept.probes, today)
    found = Overdue(probes_before=first and months.horizon(first))
    holds = _holds(now)
    for one in shelf.all():
        reasons = holds.get(one.digest) or [(Hold.LOOSE, one.at)]
        if may_go(reasons, kept.evidence, now):
            found.evidence.append(one.digest)
            found.evidence_size += one.size
    found.snapshots = list(_snapshots(kept, now))
    found.facts = [
        one for one in FactsBatch.objects.all() if month_is_over(one.month, kept.facts, today)
    ]
    if found.probes_before:
        found.probes = Probe.objects.filter(slot__lt=_midnight(found.probes_before)).count()
    return found


def let_go(data: Path, shelf: Shelf, found: Overdue) -> None:
    """Take away what `overdue` found, within the same `alone`. Raises `shelf.AwayError`."""
    for digest in found.evidence:
        shelf.remove(digest)
    for judgement, folder in found.snapshots:
        # The row first: a snapshot that is named is whole, or it is missed for good.
        Judgement.objects.filter(pk=judgement).update(folder="")
        place = (data / folder).resolve()
        if place.is_relative_to((data / "inspections").resolve()):
            shutil.rmtree(place, ignore_errors=True)
    for batch in found.facts:
        forget_month(data, batch)
    if found.probes_before:
        _forget_probes(found.probes_before)


def _forget_probes(before: date) -> None:
    """Piece by piece, each day rolled up once more before its probes go: no long lock, all
    counted. A piece is a day, or a month where they lie by months."""
    while oldest := Probe.objects.filter(slot__lt=_midnight(before)).order_by("slot").first():
        day = oldest.slot.astimezone(OFFICE_TIME).date()
        until = min(months.after(day), before)
        while day < until:
            roll_up(day)
            day += timedelta(days=1)
        months.forget(until)


def _holds(now: datetime) -> _Holds:
    """Why each piece that a finding names, or a bulletin rests on, is kept, and since when."""
    cases = set(
        Case.objects.filter(closed_at=None, site__isnull=False).values_list("site", flat=True)
    )
    published = published_sites()
    holds: dict[str, list[tuple[Hold, datetime]]] = defaultdict(list)
    rows = Finding.objects.exclude(evidence=[]).values_list(
        "site_id", "state", "gone_at", "last_seen", "evidence"
    )
    for site, state, gone_at, last_seen, evidence in rows.iterator(chunk_size=2000):
        live = state in LIVE
        why = [(Hold.LIVE, last_seen) if live else (Hold.SETTLED, gone_at or last_seen)]
        if site in cases:
            why.append((Hold.CASE, now))
        if site in published:
            why.append((Hold.PUBLISHED, published[site]))
        for piece in pieces(evidence):
            holds[piece.digest] += why
    # What a notice was sent with, and how the page looked when it was tested again.
    shown = NoticeItem.objects.values_list("evidence", "after", "case__closed_at")
    for evidence, after, closed in shown.iterator(chunk_size=2000):
        for piece in pieces([*evidence, after]):
            holds[piece.digest].append((Hold.SETTLED, closed) if closed else (Hold.CASE, now))
    # A later sighting names other pieces; what a bulletin was written on is kept all the same.
    for findings, counted, out in published_findings():
        for sealed in sealed_by(findings, counted):
            for piece in pieces(sealed):
                holds[piece.digest].append((Hold.PUBLISHED, out))
    return holds


def _snapshots(kept: Terms, now: datetime) -> Iterator[tuple[int, str]]:
    if not kept.snapshots:
        return
    before = now - timedelta(days=kept.snapshots)
    cases = set(
        Case.objects.filter(closed_at=None, site__isnull=False).values_list("site", flat=True)
    )
    rows = Judgement.objects.exclude(folder="").order_by("site_id", "-as_of", "-id")
    last, count = 0, 0
    for pk, site, as_of, folder, facts in rows.values_list(
        "pk", "site_id", "as_of", "folder", "facts"
    ).iterator(chunk_size=2000):
        last, count = site, count + 1 if site == last else 1
        # Facts first: what was not yet written into columns is not thrown away.
        if count > kept.keep and as_of < before and facts and site not in cases:
            yield pk, folder


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), OFFICE_TIME)
