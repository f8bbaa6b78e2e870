"""Page facts of finished visits into Parquet files, a batch of visits a file, and files merged.

A file is whole before a row names it, and no longer named before it goes: killed in between, there
is a file too many, which `sweep` takes away, and never one too few.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar

import duckdb
import zstandard
from django.db import transaction

from xuncha.base.errors import DiskError, reason
from xuncha.base.language import _
from xuncha.findings.models import Judgement
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.storage.columns import ANSWERS, PAGES, PAGES_RENDERED
from xuncha.storage.engine import engine
from xuncha.storage.models import FactsBatch, FactsOf

_T = TypeVar("_T")
#: Visits in one new file.
_AT_ONCE: Final = 100
#: A month with more files than this is worth merging.
_MANY: Final = 4
#: Files younger than this may be about to be named.
_NEW: Final = timedelta(hours=6)
_KINDS: Final = ("pages", "answers")


@dataclass(slots=True)
class Written:
    """What was written."""

    visits: int = 0
    pages: int = 0
    answers: int = 0
    size: int = 0
    failed: int = 0


def write_facts(data: Path, now: datetime) -> Written:
    """Write the facts of every visit whose facts are not written yet.

    Raises DiskError when the disk takes nothing more; what was written before stays.
    """
    done = Written()
    rows = Judgement.objects.filter(facts=None).exclude(folder="").order_by("as_of", "id")
    fields = rows.values_list("pk", "site_id", "path", "as_of", "folder")
    for month, group in groupby(fields.iterator(chunk_size=500), lambda row: _month(row[3])):
        for some in _batched(group, _AT_ONCE):
            _write(data, month, [_Visit(*row) for row in some], now, done)
    return done


@dataclass(frozen=True, slots=True)
class _Visit:
    judgement: int
    site: int
    path: str
    as_of: datetime
    folder: str


def _batched(rows: Iterable[_T], count: int) -> Iterator[list[_T]]:
    some: list[_T] = []
    for row in rows:
        some.append(row)
        if len(some) == count:
            yield some
            some = []
    if some:
        yield some


def _write(data: Path, month: str, visits: Sequence[_Visit], now: datetime, done: Written) -> None:
    """One batch; where one visit spoils it, each by itself, and that one with the reason."""
    here = [one for one in visits if _whole(data / one.folder)]
    _give_up([one for one in visits if one not in here], "snapshot gone or damaged", done)
    try:
        _write_batch(data, month, here, now, done)
    except duckdb.Error as error:
        why = str(error).splitlines()[0]
        if len(here) > 1:
            for one in here:
                _write(data, month, [one], now, done)
        elif isinstance(error, duckdb.OperationalError):
            raise DiskError(
                _("页面数据写不进 {path}：{why}").format(path=data / "facts", why=why)
            ) from error
        else:
            _give_up(here, why, done)


def _whole(folder: Path) -> bool:
    """Whether a snapshot ended and its files did too; DuckDB reads a cut one without a word."""
    if not (folder / "snapshot.json").exists():
        return False
    try:
        for name in ("pages.zst", "answers.zst"):
            unpacker = zstandard.ZstdDecompressor().decompressobj()
            with (folder / name).open("rb") as file:
                while packed := file.read(1 << 18):
                    unpacker.decompress(packed)
            if not unpacker.eof:
                return False
    except (OSError, zstandard.ZstdError):
        return False
    return True


def _give_up(visits: Sequence[_Visit], why: str, done: Written) -> None:
    FactsOf.objects.bulk_create(
        [FactsOf(judgement_id=one.judgement, why=why[:200]) for one in visits],
        ignore_conflicts=True,
    )
    done.failed += len(visits)


def _write_batch(
    data: Path, month: str, visits: Sequence[_Visit], now: datetime, done: Written
) -> None:
    if not visits:
        return
    stem = f"{month}/{secrets.token_hex(8)}"
    with engine(data / "facts" / "scratch") as sql:
        _tell_visits(sql, data, visits)
        folders = [data / one.folder for one in visits]
        pages = [str(folder / "pages.zst") for folder in folders]
        shown = [str(one) for folder in folders if (one := folder / "rendered.zst").exists()]
        if shown:
            _copy(sql, PAGES_RENDERED, [pages, shown], _file(data, stem, "pages"))
        else:
            _copy(sql, PAGES, [pages], _file(data, stem, "pages"))
        answers = [str(folder / "answers.zst") for folder in folders]
        _copy(sql, ANSWERS, [answers], _file(data, stem, "answers"))
        batch = _described(sql, data, stem, month, len(visits), now)
    with transaction.atomic():
        batch.save()
        FactsOf.objects.bulk_create(
            [FactsOf(judgement_id=one.judgement, batch=batch) for one in visits]
        )
    done.visits += batch.visits
    done.pages += batch.pages
    done.answers += batch.answers
    done.size += batch.size


def _tell_visits(sql: duckdb.DuckDBPyConnection, data: Path, visits: Sequence[_Visit]) -> None:
    sql.execute(
        "CREATE TABLE visits (folder VARCHAR, judgement BIGINT, site BIGINT, path VARCHAR,"
        " as_of TIMESTAMP)"
    )
    sql.executemany(
        "INSERT INTO visits VALUES (?, ?, ?, ?, ?)",
        [
            (
                str(data / one.folder),
                one.judgement,
                one.site,
                one.path,
                one.as_of.astimezone(UTC).replace(tzinfo=None),
            )
            for one in visits
        ],
    )


def _copy(
    sql: duckdb.DuckDBPyConnection, select: str, values: Sequence[list[str]], path: Path
) -> None:
    """Write what `select` gives to `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    target = str(half).replace("'", "''")
    try:
        sql.execute(
            f"COPY ({select}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)", list(values)
        )
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _described(
    sql: duckdb.DuckDBPyConnection,
    data: Path,
    stem: str,
    month: str,
    visits: int,
    now: datetime,
) -> FactsBatch:
    files = [_file(data, stem, kind) for kind in _KINDS]
    counts = [
        sql.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchall()[0][0]
        for path in files
    ]
    digests = [_digest(path) for path in files]
    return FactsBatch(
        stem=stem,
        month=month,
        visits=visits,
        pages=counts[0],
        answers=counts[1],
        size=sum(path.stat().st_size for path in files),
        pages_sha256=digests[0],
        answers_sha256=digests[1],
        written_at=now,
    )


def compact(data: Path, now: datetime) -> int:
    """Merge the files of each month that has many, sorted by site; how many files went."""
    gone = 0
    months = FactsBatch.objects.order_by("month").values_list("month", flat=True).distinct()
    for month in list(months):
        batches = list(FactsBatch.objects.filter(month=month))
        if len(batches) > _MANY:
            _merge(data, month, batches, now)
            gone += 2 * (len(batches) - 1)
    return gone


def _merge(data: Path, month: str, batches: Sequence[FactsBatch], now: datetime) -> None:
    stem = f"{month}/{secrets.token_hex(8)}"
    with engine(data / "facts" / "scratch") as sql:
        for kind, order in (("pages", "site, judgement, url"), ("answers", "site, judgement")):
            old = [str(_file(data, one.stem, kind)) for one in batches]
            select = f"SELECT * FROM read_parquet(?) ORDER BY {order}"  # noqa: S608
            _copy(sql, select, [old], _file(data, stem, kind))
        merged = _described(sql, data, stem, month, sum(one.visits for one in batches), now)
    if (merged.pages, merged.answers) != (
        sum(one.pages for one in batches),
        sum(one.answers for one in batches),
    ):
        raise ValueError(f"{stem}: merged rows differ from those of its {len(batches)} batches")
    with transaction.atomic():
        merged.save()
        FactsOf.objects.filter(batch__in=batches).update(batch=merged)
        FactsBatch.objects.filter(pk__in=[one.pk for one in batches]).delete()
    for one in batches:
        _forget_files(data, one.stem)


def sweep(data: Path, now: datetime) -> int:
    """Take away files that no row names, left behind by a kill; how many."""
    named = set(FactsBatch.objects.values_list("stem", flat=True))
    gone = 0
    for path in (data / "facts").glob("[0-9]*/*.*"):
        stem = f"{path.parent.name}/{path.name.partition('-')[0].partition('.')[0]}"
        old = path.stat().st_mtime < (now - _NEW).timestamp()
        if stem not in named and old:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def forget_month(data: Path, batch: FactsBatch) -> None:
    """Take a batch away; its visits are not written again."""
    stem = batch.stem
    with transaction.atomic():
        FactsOf.objects.filter(batch=batch).update(batch=None, why="retention")
        batch.delete()
    _forget_files(data, stem)


def _forget_files(data: Path, stem: str) -> None:
    for kind in _KINDS:
        _file(data, stem, kind).unlink(missing_ok=True)


def check_facts(data: Path) -> list[str]:
    """The files that are missing, or not what was written, each with why."""
    wrong = []
    for batch in FactsBatch.objects.iterator():
        for kind, digest in (("pages", batch.pages_sha256), ("answers", batch.answers_sha256)):
            path = _file(data, batch.stem, kind)
            try:
                if _digest(path) != digest:
                    wrong.append(f"{path}: sha256")
            except OSError as error:
                wrong.append(f"{path}: {reason(error)}")
    return wrong


def files(data: Path, kind: str) -> list[str]:
    """The files that hold the facts of one kind."""
    stems = FactsBatch.objects.values_list("stem", flat=True)
    return [str(_file(data, stem, kind)) for stem in stems]


def _file(data: Path, stem: str, kind: str) -> Path:
    return data / "facts" / f"{stem}-{kind}.parquet"


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _month(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_TIME):%Y-%m}"
