"""Publishing a draw: its files, each whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from xuncha.base.cells import neutral
from xuncha.base.errors import reason
from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.sampling.models import HOW_NAMES, Draw, DrawError
from xuncha.sampling.published import encode


def publish(draw: Draw, path: Path) -> tuple[Path, Path]:
    """Write ``draw`` to ``path`` (JSON) and beside it as a table (CSV); returns both paths.

    Raises DrawError when the folder cannot be written, and when ``path`` already holds another
    draw: one that was published is not drawn again until it pleases.
    """
    table, content = path.with_suffix(".csv"), encode(draw)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() != content:
            raise DrawError(
                _("{path} 里已有另一次抽取的结果：已公布的不能重抽，请换一个文件名").format(
                    path=path
                )
            )
        write_whole(table, table_of(draw))
        write_whole(path, content)
    except OSError as error:
        raise DrawError(
            _("写不了 {path}（{error}）：请换一个可写的文件夹或腾出空间").format(
                path=path, error=reason(error)
            )
        ) from error
    return path, table


def table_of(draw: Draw) -> bytes:
    """`draw` as the CSV that is published beside it, for people."""
    return _csv(_table(draw))


def _table(draw: Draw) -> Iterator[Sequence[str]]:
    """Who is inspected, batch by batch, then who took no part and why."""
    yield (
        _("批次"),
        _("分层"),
        _("名次"),
        _("网站标识码"),
        _("网站名称"),
        _("方式"),
        _("理由"),
        _("散列值"),
    )
    rows = {row.site_code: row for row in draw.register}
    ranks = {one.site_code: one for one in draw.result}
    added = {one.site_code: one for one in draw.additions}
    batches = draw.sample()
    for code in sorted(
        batches, key=lambda code: (batches[code], rows[code].stratum, ranks[code].rank)
    ):
        one = ranks[code]
        way, why = _("随机抽取"), ""
        if one.batch is None:
            way, why = _(HOW_NAMES[added[code].how]), added[code].reason
        batch = str(batches[code])
        yield batch, one.stratum, str(one.rank), code, one.name, way, why, one.hash
    for left in draw.exclusions:
        row = rows[left.site_code]
        yield "", row.stratum, "", row.site_code, row.name, _("未参加"), left.reason, ""


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([neutral(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
