"""Who has a website in the province: 34 departments, 152 offices of prefectures and counties.

The names are those of the province of the 2017 bulletin; what their sites carry here is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PROVINCE, PREFECTURES = "省直部门", "市州"


@dataclass(frozen=True, slots=True)
class Office:
    """One unit with its website, before anything stands on it."""

    code: str
    #: The name of the website and of its sponsor unit, and how news about it call it.
    name: str
    unit: str
    short: str
    region: str
    stratum: str
    host: str
    #: Trade, by which its news are chosen: "gtj", "jyj" …; "" for a portal.
    trade: str
    portal: bool = False


_DEPARTMENTS = """
fgw 发展和改革委员会 省发展改革委|jxw 经济和信息化委员会 省经济和信息化委|jyt 教育厅 省教育厅
kjt 科学技术厅 省科技厅|mzw 民族宗教事务委员会 省民宗委|gat 公安厅 省公安厅|mzt 民政厅 省民政厅
sft 司法厅 省司法厅|czt 财政厅 省财政厅|rst 人力资源和社会保障厅 省人力资源社会保障厅
gtt 国土资源厅 省国土资源厅|hbt 环境保护厅 省环境保护厅|zjt 住房和城乡建设厅 省住房城乡建设厅
jtt 交通运输厅 省交通运输厅|slt 水利厅 省水利厅|nmt 农牧厅 省农牧厅|lyt 林业厅 省林业厅
swt 商务厅 省商务厅|wht 文化和新闻出版厅 省文化新闻出版厅|wjw 卫生和计划生育委员会 省卫生计生委
sjt 审计厅 省审计厅|wsb 外事侨务办公室 省外事侨务办|dsj 地方税务局 省地税局
gsj 工商行政管理局 省工商局|zjj 质量技术监督局 省质监局|syj 食品药品监督管理局 省食品药品监管局
ajj 安全生产监督管理局 省安全监管局|tjj 统计局 省统计局|tyj 体育局 省体育局
lyw 旅游发展委员会 省旅游发展委|fzb 人民政府法制办公室 省政府法制办|fpj 扶贫开发局 省扶贫开发局
rfb 人民防空办公室 省人防办|jyg 监狱管理局 省监狱管理局
"""
#: Provincial websites that do not bear their unit's name.
_OWN_NAMES = {"slt": "青海水利信息网", "rfb": "青海人防网", "jyg": "青海监狱网"}

_REGIONS = """
630100 西宁市 xining|630102 城东区 chengdong|630103 城中区 chengzhong|630104 城西区 chengxi
630105 城北区 chengbei|630121 大通县 datong|630122 湟中县 huangzhong|630123 湟源县 huangyuan
630200 海东市 haidong|630202 乐都区 ledu|630203 平安区 pingan|630222 民和县 minhe
630223 互助县 huzhu|630224 化隆县 hualong|630225 循化县 xunhua
632200 海北州 haibei|632221 门源县 menyuan|632222 祁连县 qilian|632223 海晏县 haiyan
632224 刚察县 gangcha
632300 黄南州 huangnan|632321 同仁县 tongren|632322 尖扎县 jianzha|632323 泽库县 zeku
632324 河南县 henanxian
632500 海南州 hainanzhou|632521 共和县 gonghe|632522 同德县 tongde|632523 贵德县 guide
632524 兴海县 xinghai|632525 贵南县 guinan
632600 果洛州 guoluo|632621 玛沁县 maqin|632622 班玛县 banma|632623 甘德县 gande
632624 达日县 dari|632625 久治县 jiuzhi|632626 玛多县 maduo
632700 玉树州 yushu|632701 玉树市 yushushi|632722 杂多县 zaduo|632723 称多县 chengduo
632724 治多县 zhiduo|632725 囊谦县 nangqian|632726 曲麻莱县 qumalai
632800 海西州 haixi|632801 格尔木市 geermu|632802 德令哈市 delingha|632821 乌兰县 wulan
632822 都兰县 dulan|632823 天峻县 tianjun
"""
_BUREAUS = """
gtj 国土资源局|jyj 教育局|rsj 人力资源和社会保障局|hbj 环境保护局|wjj 卫生和计划生育委员会
nmj 农牧局|mzj 民政局|czj 财政局|zjj 住房和城乡建设局|jtj 交通运输局|wtj 文化体育局
syj 食品药品监督管理局
"""
#: Offices that only one place has a website of.
_SINGLE = """
632521 共和县 gonghe gtj 国土资源局|632801 格尔木市 geermu spj 行政审批服务局
632800 海西州 haixi gjj 住房公积金管理中心|630100 西宁市 xining gjj 住房公积金管理中心
630200 海东市 haidong fpj 扶贫开发局
"""


def offices() -> tuple[Office, ...]:
    """All 186, in the order of their site codes."""
    found = [*_departments(), *_of_places()]
    return tuple(sorted(found, key=lambda one: one.code))


def _departments() -> Iterator[Office]:
    for number, (trade, title, short) in enumerate(_table(_DEPARTMENTS), 1):
        unit = f"青海省{title}"
        yield Office(
            code=f"630000{number:04d}",
            name=_OWN_NAMES.get(trade, unit),
            unit=unit,
            short=short,
            region="青海省",
            stratum=PROVINCE,
            host=f"www.qh-{trade}.gov.cn",
            trade=trade,
        )


def _of_places() -> Iterator[Office]:
    serials: dict[str, int] = {}

    def office(region: str, place: str, word: str, trade: str, title: str) -> Office:
        serials[region] = serials.get(region, 0) + 1
        portal = not trade
        unit = f"{place}{title}"
        return Office(
            code=f"{region}{serials[region]:04d}",
            name=f"{place}人民政府门户网站" if portal else unit,
            unit=unit,
            short=place if portal else unit,
            region=place,
            stratum=PREFECTURES,
            host=f"www.{word}.gov.cn" if portal else f"www.{word}-{trade}.gov.cn",
            trade=trade,
            portal=portal,
        )

    places = _table(_REGIONS)
    for region, place, word in places:
        yield office(region, place, word, "", "人民政府办公室")
    for region, place, word in places:
        if region.endswith("00"):
            for trade, title in _table(_BUREAUS):
                yield office(region, place, word, trade, title)
    for region, place, word, trade, title in _table(_SINGLE):
        yield office(region, place, word, trade, title)


def _table(text: str) -> list[list[str]]:
    return [cell.split() for line in text.strip().splitlines() for cell in line.split("|")]
