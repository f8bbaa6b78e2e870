"""Taking in what changed among the regions: renamed, merged, or given another code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from django.db import transaction

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.people.actions import Actor, Noun, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.registry.fields import UnfitError, day, region, text
from xuncha.registry.models import Region
from xuncha.registry.tables import Row, read_table

FIELDS: Final[Mapping[str, str]] = {
    "code": "区划代码",
    "name": "名称",
    "parent_code": "上级代码",
    "since": "启用日期",
    "until": "停用日期",
    "successor": "接续代码",
}


@transaction.atomic
def import_regions(actor: Actor, path: Path) -> int:
    """Put a file's divisions beside the shipped ones; how many there were.

    A code in the file stands in the place of what the office said of that code before. Raises
    InputError, naming the row, for a code, a day or a name that is none.
    """
    root = Office.objects.get(parent=None)
    actor.must(Verb.MANAGE_SETTINGS, root.path)
    rows = [_region(path, row) for row in read_table(path, FIELDS, required=("code", "name"))]
    codes = {one.code for one in rows}
    Region.objects.filter(code__in=codes).delete()
    Region.objects.bulk_create(rows)
    record(
        actor,
        "regions.import",
        Noun("regions", path.name, path.name, root.path),
        new={"codes": sorted(codes)[:500], "count": len(rows)},
    )
    return len(rows)


def _region(path: Path, row: Row) -> Region:
    try:
        name = text(row["name"], 60)
        if not name or not row["code"]:
            raise UnfitError(_("没有代码或名称"), _("请填写"))
        return Region(
            code=region(row["code"]),
            name=name,
            parent_code=region(row["parent_code"]),
            since=_day(row["since"]),
            until=_day(row["until"]),
            successor=region(row["successor"]),
        )
    except UnfitError as error:
        raise InputError(path.name, error.problem, error.remedy, row=row.number) from error


def _day(value: str) -> date | None:
    return date.fromisoformat(day(value)) if value else None
