"""The cast (design/story.md): who they are, where they work, what they may see.

Qinghai has two prefectures here. 小马 of 海南州 must never see what 小周 of 海西州 has, and the
other way round; the province sees both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from xuncha.people.actions import Actor, add_office, add_person, found_province
from xuncha.people.models import Office, OfficeLevel, OfficeLine, Role, User

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
#: A working Monday in the reference quarter.
NOW = datetime(2017, 11, 13, 9, 0, tzinfo=OFFICE_TIME)
PASSWORD = "qinghai-hu-2017"


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody, by the name the stories give them."""

    province: Office
    hainan: Office
    gonghe: Office
    land: Office
    haixi: Office
    golmud: Office
    service: Office
    tax: Office
    #: 省办: the organising office's account, the inspector, the second reviewer, the leader.
    office: User
    li: User
    chen: User
    leader: User
    keeper: User
    #: 海南州办小马; 共和县办小杨; 共和县国土局小王.
    ma: User
    yang: User
    wang: User
    #: The neighbours: 海西州办小周; 格尔木市行政审批服务局小赵.
    zhou: User
    zhao: User

    def acting(self, user: User, now: datetime = NOW) -> Actor:
        """`user` at work."""
        return Actor(user, now, "127.0.0.1")


def assemble() -> Cast:
    """Make the offices and the people; needs a database."""
    system = Actor(None, NOW)
    province = found_province(system, "青海省人民政府办公厅", "630000")
    hainan = add_office(
        system, province, "海南州人民政府办公室", OfficeLevel.PREFECTURE, region="632500"
    )
    gonghe = add_office(system, hainan, "共和县人民政府办公室", OfficeLevel.COUNTY, region="632521")
    land = add_office(system, gonghe, "共和县国土资源局", OfficeLevel.UNIT)
    haixi = add_office(
        system, province, "海西州人民政府办公室", OfficeLevel.PREFECTURE, region="632800"
    )
    golmud = add_office(
        system, haixi, "格尔木市人民政府办公室", OfficeLevel.COUNTY, region="632801"
    )
    service = add_office(system, golmud, "格尔木市行政审批服务局", OfficeLevel.UNIT)
    tax = add_office(
        system, province, "青海省国家税务局", OfficeLevel.UNIT, line=OfficeLine.VERTICAL
    )

    def person(username: str, name: str, office: Office, role: Role) -> User:
        return add_person(system, office, username, role, name=name, password=PASSWORD)

    return Cast(
        province=province,
        hainan=hainan,
        gonghe=gonghe,
        land=land,
        haixi=haixi,
        golmud=golmud,
        service=service,
        tax=tax,
        office=person("shengban", "省办", province, Role.ORGANISER),
        li=person("xiaoli", "小李", province, Role.INSPECTOR),
        chen=person("laochen", "老陈", province, Role.REVIEWER),
        leader=person("zhuren", "主任", province, Role.LEADER),
        keeper=person("weihu", "维护员", province, Role.KEEPER),
        ma=person("xiaoma", "小马", hainan, Role.ORGANISER),
        yang=person("xiaoyang", "小杨", gonghe, Role.ORGANISER),
        wang=person("xiaowang", "小王", land, Role.REPORTER),
        zhou=person("xiaozhou", "小周", haixi, Role.ORGANISER),
        zhao=person("xiaozhao", "小赵", service, Role.REPORTER),
    )
