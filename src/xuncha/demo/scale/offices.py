"""The tree: one province with its prefectures and counties as they are called, and their units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xuncha.people.actions import Actor, add_person, found_province
from xuncha.people.models import Office, OfficeLevel, Role
from xuncha.people.tree import STEP, step
from xuncha.registry.bulk import insert
from xuncha.registry.regions import Division, shipped

#: 单位 of one place; a prefecture has as many, the province's own come first in its list.
UNITS: Final = (
    "发展和改革", "教育", "科学技术", "工业和信息化", "民族宗教事务", "公安", "民政", "司法",
    "财政", "人力资源和社会保障", "国土资源", "环境保护", "住房和城乡建设", "交通运输", "水务",
    "农业", "林业", "商务", "文化", "卫生和计划生育", "审计", "安全生产监督管理", "统计", "旅游",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """An office as the generator needs it."""

    id: int
    name: str
    path: str
    region: str
    level: str
    #: Prefix of its domain: "" at the province.
    label: str


def plant(actor: Actor, province: str) -> list[Place]:
    """Make the tree of a province (two digits of its region code) and five people to see it by."""
    divisions = [ones[-1] for code, ones in sorted(shipped().items()) if code[:2] == province]
    divisions = [one for one in divisions if one.until is None]
    first = divisions[0]
    root = found_province(actor, f"{first.name}人民政府办公厅", first.code)
    places = [Place(root.pk, root.name, root.path, first.code, OfficeLevel.PROVINCE, "")]
    _grow(places, divisions)
    by_path = {one.path: one.id for one in places}
    made = Counter(one.path[:-STEP] for one in places)
    insert(
        Office,
        ("id", "name", "level", "line", "parent_id", "path", "region", "code", "children_made",
         "phone", "email"),
        (
            (one.id, one.name, one.level, "area", by_path[one.path[:-STEP]], one.path, one.region,
             "" if one.level == OfficeLevel.UNIT else one.region, made[one.path], "", "")
            for one in places[1:]
        ),
    )  # fmt: skip
    Office.objects.filter(pk=root.pk).update(children_made=made[root.path])
    _people(actor, places)
    return places


def _grow(places: list[Place], divisions: Sequence[Division]) -> None:
    """Prefectures below the province, counties below them, units below each."""
    number = places[0].id
    children: dict[str, int] = {}

    def add(above: Place, name: str, region: str, level: str, label: str) -> Place:
        nonlocal number
        number += 1
        children[above.path] = children.get(above.path, 0) + 1
        path = above.path + step(children[above.path])
        places.append(Place(number, name, path, region, level, label))
        return places[-1]

    by_code = {places[0].region: places[0]}
    for one in divisions[1:]:
        above = by_code.get(one.parent)
        if above is None:
            continue
        prefecture = one.code.endswith("00")
        level = OfficeLevel.PREFECTURE if prefecture else OfficeLevel.COUNTY
        label = f"{'p' if prefecture else 'c'}{one.code}"
        by_code[one.code] = add(above, f"{one.name}人民政府办公室", one.code, level, label)
    for above in list(by_code.values()):
        place = above.name.removesuffix("人民政府办公室").removesuffix("人民政府办公厅")
        for order, unit in enumerate(UNITS):
            kind = "厅" if above.level == OfficeLevel.PROVINCE else "局"
            label = f"u{order}.{above.label}" if above.label else f"u{order}"
            add(above, f"{place}{unit}{kind}", above.region, OfficeLevel.UNIT, label)


def _people(actor: Actor, places: Sequence[Place]) -> None:
    """One person for each kind of reach; a password is set by who wants to sign in."""
    by_level = {level: next(one for one in places if one.level == level) for level in OfficeLevel}
    for username, level, role in (
        ("province", OfficeLevel.PROVINCE, Role.ORGANISER),
        ("inspector", OfficeLevel.PROVINCE, Role.INSPECTOR),
        ("prefecture", OfficeLevel.PREFECTURE, Role.ORGANISER),
        ("county", OfficeLevel.COUNTY, Role.ORGANISER),
        ("unit", OfficeLevel.UNIT, Role.REPORTER),
    ):
        office = Office.objects.get(pk=by_level[level].id)
        add_person(actor, office, username, role, name=username)
