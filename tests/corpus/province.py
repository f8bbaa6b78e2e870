"""Sixty sites: ordinary columns first, then the hazards that are dealt to each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.corpus import furniture, outside, truth, words
from tests.corpus.hazards import dealt
from tests.corpus.makes import ALL
from tests.corpus.plan import TODAY, Col, Site
from tests.corpus.talk import guides, letters

from xuncha.base.types import ColumnType
from xuncha.demo.dice import Dice
from xuncha.demo.plan import Reply

SITES = 60
#: Sites that stand outside .gov.cn.
_ELSEWHERE = frozenset((12, 33, 50))
_REGIONS = (
    "临川",
    "平原",
    "安丘",
    "高台",
    "永清",
    "灵石",
    "绥阳",
    "浮山",
    "柏乡",
    "武强",
    "新安",
    "宁陵",
)
_BODIES = (
    "财政",
    "教育",
    "水利",
    "交通运输",
    "农业农村",
    "自然资源",
    "民政",
    "商务",
    "文化和旅游",
    "应急管理",
)
_DUTIES = (
    "<p>一、贯彻执行国家和省有关方针政策和法律法规，拟订本地区发展规划并组织实施。</p>"
    "<p>二、负责有关行政许可、行政检查和公共服务事项的办理，依法查处违法行为。</p>"
    "<p>三、承担行业统计、信息发布和对外交流合作工作，指导下级部门业务。</p><p>四、完成县委、县政府交办的其他任务。</p>"
)
_LEADERS = (
    "<table><tr><td>局 长</td><td>主持全面工作</td></tr><tr><td>副局长</td><td>分管规划、财务、人事工作</td></tr>"
    "<tr><td>副局长</td><td>分管执法、信访、安全工作</td></tr><tr><td>总工程师</td><td>负责技术审查和项目管理工作</td></tr></table>"
)
_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63606060600000000500015d5b3c5a0000000049454e44ae426082"
)
PICTURE = Reply(_PNG, kind="image/png")
STYLE = Reply(
    b"body{margin:0;font-size:14px}a{color:#333}.list li{line-height:28px}", kind="text/css"
)
SCRIPT = Reply(b"function noop(){return 0;}", kind="application/javascript")


def build(number: int, port: int) -> Site:
    """One site of the province, the same each time."""
    dice = Dice("corpus", number)
    region = f"{_REGIONS[number % len(_REGIONS)]}县"
    body = _BODIES[number // 6 % len(_BODIES)]
    unit = f"{region}{body}局"
    code = f"1310{number:02d}{number * 37 % 9000 + 1000:04d}"
    ending = "com.cn" if number in _ELSEWHERE else "gov.cn"
    site = Site(
        number, code, f"s{number:02d}.{'trap' if number % 2 else 'xian'}{number}.{ending}", port, unit, unit, region,
        ALL[number % len(ALL)], dice, shown_code=code, shown_name=unit,
    )  # fmt: skip
    _columns(site)
    site.links.extend(outside.neighbours(site))
    for hazard in dealt(number):
        site.hazards.append(hazard.__name__)
        hazard(site)
    truth.conclude(site)
    return site


def _columns(site: Site) -> None:
    add = _Adder(site)
    add.list("gzdt", "工作动态", ColumnType.NEWS, words.NEWS, 8, (1, 3), 6)
    add.list("tzgg", "通知公告", ColumnType.NOTICE, words.NOTICES, 6, (4, 22), 5)
    add.list("zcwj", "政策文件", ColumnType.POLICY, words.POLICIES, 5, (12, 60), 4)
    add.list("zcjd", "政策解读", ColumnType.OTHER, words.READINGS, 4, (15, 80), 4)
    add.list("ghjh", "规划计划", ColumnType.PERSONNEL, words.PLANS, 4, (20, 140), 0)
    add.text("jgzn", "机构职能", _DUTIES)
    add.text("ldxx", "领导信息", _LEADERS)
    guides(site, add.list("bszn", "办事指南", ColumnType.STATIC, (), 0, (0, 0), 0))
    letters(site, add.list("jzxx", "局长信箱", ColumnType.INTERACTION, (), 0, (0, 0), 0))


class _Adder:
    def __init__(self, site: Site) -> None:
        self._site = site

    def list(
        self, slug: str, name: str, kind: ColumnType, patterns: tuple[str, ...], count: int, gap: tuple[int, int], at_home: int
    ) -> Col:  # fmt: skip
        site = self._site
        col = Col(len(site.columns), slug, name, kind, at_home=at_home)
        site.columns.append(col)
        day = TODAY
        for title in words.titles(patterns, count, site.region, site.dice):
            day -= timedelta(days=site.dice.between(*gap))
            site.add(col, title, day, words.text(site.region, site.dice))
        return col

    def text(self, slug: str, name: str, html: str) -> None:
        site = self._site
        site.columns.append(
            Col(len(site.columns), slug, name, ColumnType.STATIC, shape="text", text=html)
        )


def furnish(site: Site) -> dict[str, Reply]:
    """Every address of the site: its pages, its furniture, what the hazards put up."""
    replies = dict(site.make.write(site))
    replies["/"] = replace(replies["/"], headers=site.home_headers)
    return {**replies, **site.replies}


__all__ = ["PICTURE", "SCRIPT", "SITES", "STYLE", "build", "furnish", "furniture"]
