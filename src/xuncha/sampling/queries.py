"""Reading what a draw is given and what was published."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _
from xuncha.registry.tables import read_table
from xuncha.sampling.models import Draw, DrawError
from xuncha.sampling.published import decode

REASON_FIELDS: Mapping[str, str] = {"site_code": "网站标识码", "reason": "理由"}


def read(path: Path) -> Draw:
    """The draw published at ``path``; raises DrawError naming the file and what to do."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise DrawError(
            _("读不了 {path}（{error}）：请核对文件名").format(path=path, error=reason(error))
        ) from error
    except DrawError as error:
        raise DrawError(f"{path}: {error}") from error


def read_reasons(path: Path) -> Mapping[str, str]:
    """Site codes and reasons from a table (CSV or XLSX).

    Raises InputError, naming the row, for an empty or repeated site code.
    """
    reasons: dict[str, str] = {}
    for row in read_table(path, REASON_FIELDS, required=("site_code",)):
        code = row["site_code"]
        if not code or code in reasons:
            problem = _("网站标识码“{code}”重复") if code else _("没有网站标识码")
            raise InputError(
                path.name,
                problem.format(code=code),
                _("每家网站只写一行，并写明网站标识码"),
                row=row.number,
            )
        reasons[code] = row["reason"]
    return reasons
