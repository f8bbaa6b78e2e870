"""Publishing a draw: two files, whole or not at all."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path

from xuncha.base.language import _
from xuncha.sampling.published import encode
from xuncha.sampling.rules import HOW_NAMES, Draw, DrawError


def publish(draw: Draw, path: Path) -> tuple[Path, Path]:
    """Write ``draw`` to ``path`` (JSON) and beside it as a table (CSV); returns both paths.

    Each file appears whole or not at all. Raises DrawError when the folder cannot be written.
    """
    table = path.with_suffix(".csv")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, encode(draw))
        _replace(table, _table(draw).encode("utf-8-sig"))
    except OSError as error:
        raise DrawError(
            _("写不了 {path}（{error}）：请换一个可写的文件夹或腾出空间").format(
                path=path, error=error.strerror
            )
        ) from error
    return path, table


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _table(draw: Draw) -> str:
    """Who is inspected, batch by batch, then who took no part and why."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("批次", "分层", "名次", "网站标识码", "网站名称", "方式", "理由", "散列值"))
    rows = {row.site_code: row for row in draw.register}
    ranks = {one.site_code: one for one in draw.result}
    added = {one.site_code: one for one in draw.additions}
    batches = draw.sample()
    for code in sorted(
        batches, key=lambda code: (batches[code], rows[code].stratum, ranks[code].rank)
    ):
        place = ranks[code]
        way, reason = _("随机抽取"), ""
        if place.batch is None:
            way, reason = _(HOW_NAMES[added[code].how]), added[code].reason
        writer.writerow(
            map(
                _cell,
                (
                    str(batches[code]),
                    place.stratum,
                    str(place.rank),
                    code,
                    place.name,
                    way,
                    reason,
                    place.hash,
                ),
            )
        )
    for one in draw.exclusions:
        row = rows[one.site_code]
        writer.writerow(
            map(_cell, ("", row.stratum, "", row.site_code, row.name, "未参加", one.reason, ""))
        )
    return out.getvalue()


def _cell(value: str) -> str:
    """A text that spreadsheets cannot take for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
