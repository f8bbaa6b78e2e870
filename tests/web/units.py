"""Every unit of the demonstration: an office of its own, and somebody who answers for its site."""

from __future__ import annotations

from tests.people import NOW, PASSWORD, Cast

from xuncha.demo import places
from xuncha.demo.province import Province
from xuncha.people.actions import Actor, add_office, add_person
from xuncha.people.models import Office, OfficeLevel, Role, User

_SYSTEM = Actor(None, NOW)


def settle(cast: Cast, province: Province) -> dict[str, str]:
    """Found what is not there yet below the province; by unit, the account of its person."""
    known = {one.name: one for one in Office.objects.all()}
    accounts = {one.office.name: one.username for one in User.objects.select_related("office")}
    for number, one in enumerate(province.offices):
        if one.unit not in known:
            level = OfficeLevel.UNIT if not one.portal else _level(one.code)
            region = one.code[:6] if one.portal else ""
            known[one.unit] = add_office(
                _SYSTEM, _above(cast, known, one), one.unit, level, region=region
            )
        if one.unit not in accounts:
            accounts[one.unit] = f"unit{number}"
            add_person(
                _SYSTEM,
                known[one.unit],
                accounts[one.unit],
                Role.REPORTER,
                name=f"{one.unit}网站管理员"[:30],
                password=PASSWORD,
            )
    return accounts


def _level(code: str) -> OfficeLevel:
    return OfficeLevel.PREFECTURE if code[4:6] == "00" else OfficeLevel.COUNTY


def _above(cast: Cast, known: dict[str, Office], one: places.Office) -> Office:
    """The province for its departments, the prefecture for its counties, the place for bureaus."""
    if one.stratum == places.PROVINCE or (one.portal and one.code[4:6] == "00"):
        return cast.province
    if one.portal:
        return next(office for office in known.values() if office.region == f"{one.code[:4]}00")
    name = f"{one.region}人民政府办公室"
    if name not in known:
        known[name] = add_office(
            _SYSTEM, cast.province, name, _level(one.code), region=one.code[:6]
        )
    return known[name]
