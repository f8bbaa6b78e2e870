"""What a table of columns would do: columns are added and changed, never taken away, by a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import msgspec

from xuncha.base.language import _
from xuncha.people.actions import Actor, record_all
from xuncha.people.models import User
from xuncha.people.tree import holds
from xuncha.registry import rules
from xuncha.registry.actions import write_draft
from xuncha.registry.columns import MOST_COLUMNS, parents, troubles
from xuncha.registry.models import Column, Request, RequestKind, Site
from xuncha.registry.sites import noun
from xuncha.registry.transfer.sheets import COLUMNS

_TOLD = ("parent", "type", "on_home", "state")
Key = tuple[str, str]


class ColumnLine(msgspec.Struct):
    """One line of the table, cleaned."""

    number: int
    site_code: str
    name: str
    url: str
    #: What the line says of the column; a heading that the table lacks is left out.
    told: dict[str, Any]


def column_line(number: int, cells: Mapping[str, Any]) -> ColumnLine:
    """The line of a row's cleaned cells."""
    usual = {"parent": "", "type": "", "on_home": False, "state": "normal"}
    return ColumnLine(
        number,
        cells.get("site_code") or "",
        cells.get("name") or "",
        cells.get("url") or "",
        {
            name: usual[name] if cells[name] is None else cells[name]
            for name in _TOLD
            if name in cells
        },
    )


@dataclass(slots=True)
class PlannedSite:
    """What the lines of one site do to its columns."""

    code: str
    site: Site | None = None
    #: All columns as they will be, and of each: its row if there is one, and whether it changes.
    merged: list[dict[str, Any]] = field(default_factory=list)
    rows: list[Column | None] = field(default_factory=list)
    doings: list[str] = field(default_factory=list)
    #: Row number, heading, problem, remedy.
    wrong: list[tuple[int, str, str, str]] = field(default_factory=list)


class ColumnPlan:
    """Plans the lines of sites against the register as it stands."""

    def __init__(self, user: User) -> None:
        """`user` imports; the root's people write at once."""
        self.path = user.office.path
        self.direct = user.office.parent_id is None

    def plan(self, lines: Sequence[ColumnLine]) -> list[PlannedSite]:
        """What the lines, grouped by site, do."""
        codes = {line.site_code for line in lines}
        sites = {one.site_code: one for one in Site.objects.filter(site_code__in=codes)}
        columns: dict[int, list[Column]] = {}
        for row in Column.objects.filter(site__in=sites.values()).order_by("id"):
            columns.setdefault(row.site_id, []).append(row)
        asked = set(
            Request.objects.filter(
                site__in=sites.values(),
                kind=RequestKind.COLUMNS,
                state__in=["draft", "reviewing", "returned"],
            ).values_list("site_id", flat=True)
        )
        planned = list[PlannedSite]()
        for code, group in groupby(lines, key=lambda line: line.site_code):
            one, own = PlannedSite(code), list(group)
            planned.append(one)
            site = sites.get(code)
            if site is None or not holds(self.path, site.path):
                wrong = (_("网站标识码“{code}”不在登记中").format(code=code), _("请先登记该网站"))
                one.wrong = [(line.number, COLUMNS["site_code"].label, *wrong) for line in own]
                continue
            one.site = site
            self._merge(one, own, columns.get(site.pk, []))
            if set(one.doings) != {"same"}:
                self._may_change(one, own[0].number, site, asked)
        return planned

    def _may_change(self, planned: PlannedSite, number: int, site: Site, asked: set[int]) -> None:
        if site.state not in rules.OPEN:
            planned.wrong.append((number, "", _("该网站已关停或未登记"), _("请删去它的栏目")))
        if not self.direct and site.pk in asked:
            planned.wrong.append((number, "", _("该网站已有栏目申请尚未办结"), _("请先办结或撤回")))

    def _merge(
        self, planned: PlannedSite, lines: Sequence[ColumnLine], rows: Sequence[Column]
    ) -> None:
        numbers = [0] * len(rows)
        places: dict[Key, int] = {}
        before = _before(rows)
        merged = [dict(one) for one in before]
        for place, one in enumerate(merged):
            places.setdefault((one["name"], one["url"]), place)
        found: list[Column | None] = list(rows)
        for line in lines:
            place = places.get((line.name, line.url), -1)
            if place >= 0 and numbers[place]:
                planned.wrong.append(
                    (
                        line.number,
                        COLUMNS["name"].label,
                        _("与第 {first} 行重复").format(first=numbers[place]),
                        _("请只保留一行"),
                    )
                )
                continue
            if place < 0:
                place = places[line.name, line.url] = len(merged)
                usual = {"parent": "", "on_home": False, "state": "normal", "type": ""}
                merged.append({"name": line.name, "url": line.url, **usual})
                found.append(None)
                numbers.append(0)
            merged[place] |= line.told
            numbers[place] = line.number
        for place, trouble in troubles(merged).items():
            number = numbers[place] or lines[0].number
            planned.wrong.append((number, COLUMNS["parent"].label, trouble.problem, trouble.remedy))
        if len(merged) > MOST_COLUMNS:
            planned.wrong.append(
                (
                    lines[0].number,
                    "",
                    _("栏目超过 {most} 个").format(most=MOST_COLUMNS),
                    _("请检查栏目表"),
                )
            )
        planned.merged, planned.rows = merged, found
        planned.doings = _doings(before, merged)


def _before(rows: Sequence[Column]) -> list[dict[str, Any]]:
    """The columns as they are; a parent by name and address, clear whatever is added."""
    called = {one.pk: f"{one.name} {one.url}" for one in rows}
    return [
        {
            "name": one.name,
            "url": one.url,
            "parent": called.get(one.parent_id or 0, ""),
            "type": one.type,
            "on_home": one.on_home,
            "state": one.state,
        }
        for one in rows
    ]


def _doings(before: Sequence[Mapping[str, Any]], merged: Sequence[Mapping[str, Any]]) -> list[str]:
    """For each column as it will be: same, change or new."""
    above_before, above = parents(before), parents(merged)
    said = []
    for place, one in enumerate(merged):
        if place >= len(before):
            said.append("new")
            continue
        plain = all(one[name] == before[place][name] for name in ("type", "on_home", "state"))
        same = plain and above[place] == above_before[place]
        said.append("same" if same else "change")
    return said


def import_columns(actor: Actor, planned: Sequence[PlannedSite], *, direct: bool, why: str) -> None:
    """Carry out a batch of sites; the caller holds the transaction and has seen no problem."""
    changed = [one for one in planned if set(one.doings) - {"same"}]
    if not direct:
        for one in changed:
            assert one.site is not None  # noqa: S101 (a planned change has its site)
            new = {"columns": one.merged}
            request = write_draft(
                actor, RequestKind.COLUMNS, one.site.office, site=one.site, new=new, reason=why
            )
            if actor.user is not None:
                request.writers.add(actor.user)
        return
    _write(changed)
    record_all(
        actor,
        "site.columns",
        (
            (
                noun(one.site),
                {},
                {"new": one.doings.count("new"), "changed": one.doings.count("change"), "why": why},
            )
            for one in changed
            if one.site is not None
        ),
    )


def _write(planned: Sequence[PlannedSite]) -> None:
    fresh, stale = list[Column](), list[Column]()
    for one in planned:
        assert one.site is not None  # noqa: S101 (a planned change has its site)
        for place, (told, doing) in enumerate(zip(one.merged, one.doings, strict=True)):
            row = one.rows[place] or Column(site=one.site, name=told["name"], url=told["url"])
            row.path, row.type = one.site.path, told["type"]
            row.on_home, row.state = told["on_home"], told["state"]
            one.rows[place] = row
            if doing != "same":
                (fresh if doing == "new" else stale).append(row)
    Column.objects.bulk_create(fresh, batch_size=500)
    placed = [row for one in planned for row in _placed(one)]
    Column.objects.bulk_update(stale, ["type", "on_home", "state"], batch_size=200)
    Column.objects.bulk_update(placed, ["parent"], batch_size=200)


def _placed(planned: PlannedSite) -> Iterator[Column]:
    """The columns that change or come, under the column above each."""
    for place, at in enumerate(parents(planned.merged)):
        row = planned.rows[place]
        above = planned.rows[at] if at is not None else None
        if row is not None and row.parent_id != (above.pk if above else None):
            row.parent = above
            yield row
