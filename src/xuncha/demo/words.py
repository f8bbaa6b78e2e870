"""What the articles of the demonstration say: headlines and paragraphs, invented by dice."""

from __future__ import annotations

from xuncha.base.types import ColumnType
from xuncha.demo.dice import Dice
from xuncha.demo.places import Office

_GENERAL = str.split(
    "脱贫攻坚 生态保护 安全生产 党风廉政建设 信访维稳 政务公开 民族团结进步创建 河长制 "
    "环境卫生整治 冬季防火 农牧民技能培训 项目前期 营商环境优化 机关作风 基层党建 档案管理 "
    "普法宣传 志愿服务 年度考核 统计调查"
)
_TRADES = {
    "gt": "土地确权登记 矿产资源管理 地质灾害防治 耕地保护 不动产登记 卫片执法 土地整治",
    "jy": "义务教育均衡发展 校园安全 教师培训 营养改善计划 普通话推广 控辍保学 高考报名 学前教育",
    "rs": "就业援助 社会保险征缴 农民工工资清欠 职称评审 技能鉴定 事业单位管理 创业担保贷款",
    "hb": "大气污染防治 水源地保护 环境监察 排污许可 秸秆禁烧 燃煤锅炉淘汰 环评审批",
    "wj": "家庭医生签约 传染病防控 医疗联合体建设 健康扶贫 妇幼保健 卫生监督 藏医药传承",
    "nm": "牦牛养殖 动物疫病防控 高标准农田 农机安全监理 草原生态补奖 农畜产品质量监管",
    "mz": "城乡低保 养老服务 殡葬管理 救灾物资储备 社会组织登记 地名普查 双拥优抚",
    "cz": "预算编制 政府采购监管 财政扶贫资金管理 国有资产清查 会计继续教育 绩效评价",
    "zj": "棚户区改造 农村危房改造 建筑施工扬尘治理 城市供热保障 物业管理 特色小镇建设",
    "jt": "农村公路养护 道路运输安全 客运市场整治 路政执法 春运保障 超限超载治理",
    "wt": "非物质文化遗产保护 全民健身 公共文化服务 文物保护 农家书屋 文化市场执法",
    "sy": "食品安全抽检 药品流通监管 餐饮明厨亮灶 保健食品整治 学校食堂检查",
    "sl": "水资源管理 防汛抗旱 农村饮水安全 水土保持 灌区改造 河湖管护",
    "fp": "精准识别 易地扶贫搬迁 产业到户 驻村帮扶 金融扶贫 扶贫资金监管",
    "gj": "公积金归集 公积金贷款 异地转移接续 缴存基数调整 服务窗口建设",
}
_NEWS = (
    "{who}召开{topic}工作推进会",
    "{who}扎实推进{topic}工作",
    "{who}开展{topic}专项督查",
    "{who}举办{topic}业务培训班",
    "{where}{topic}工作取得新成效",
    "{who}组织学习{topic}有关文件精神",
    "{who}深入{village}调研{topic}工作",
    "{where}全面部署{season}{topic}任务",
    "{who}与{village}群众座谈{topic}",
    "{who}多措并举抓好{topic}",
)
_NOTICES = (
    "关于开展{year}年{topic}检查的通知",
    "关于{topic}情况的公示",
    "{who}关于{topic}有关事项的公告",
    "关于做好{season}{topic}工作的通知",
    "关于{village}{topic}项目的公示",
    "关于报送{topic}材料的通知",
)
_POLICIES = (
    "{where}{topic}管理办法",
    "关于印发《{where}{topic}实施方案》的通知",
    "{where}关于加强{topic}工作的意见",
    "{where}{topic}工作规则",
)
_PERSONNEL = (
    "关于{surname}同志任职的通知",
    "{who}{year}年公开招聘工作人员公告",
    "{where}{topic}三年行动规划",
    "{who}{year}年{topic}工作计划",
    "关于{surname}等同志职务任免的通知",
)
_OTHER = (
    "{where}{topic}问答",
    "{topic}情况一览（{year}年）",
    "图解：{where}{topic}",
    "{where}{topic}专题报道",
    "{who}{topic}纪实",
)
_ASKED = (
    "请问{topic}的办理条件是什么",
    "关于{village}{topic}的建议",
    "反映{village}{topic}问题",
    "咨询{topic}办理时限",
    "{village}{topic}何时能够落实",
)
_BY_TYPE = {
    ColumnType.NEWS: _NEWS,
    ColumnType.NOTICE: _NOTICES,
    ColumnType.POLICY: _POLICIES,
    ColumnType.PERSONNEL: _PERSONNEL,
    ColumnType.INTERACTION: _ASKED,
}
_VILLAGES = str.split(
    "河东村 上庄村 东沟乡 恰卜恰镇 沙珠玉乡 倒淌河镇 龙羊峡镇 西山社区 南滩社区 尕让乡 常牧镇 "
    "新街村 黑马河乡 石乃亥镇 向化乡 丹麻镇 威远社区 塘川镇 雪山乡 拉加镇 香日德镇 大格勒乡"
)
_SURNAMES = str.split("才让多杰 马成林 李永平 王海霞 扎西东珠 张文斌 韩玉兰 祁生录 更藏卓玛 赵国庆")
_SEASONS = str.split("第四季度 秋冬季 今冬明春 下半年 节日期间")
_BODIES = (
    (
        "日前，{who}召开专题会议，研究部署{topic}有关工作。会议传达了上级文件精神，通报了前一阶段进展，"
        "对下一步任务作了安排。"
    ),
    "会议指出，{topic}关系群众切身利益，各单位要提高认识，压实责任，把任务分解到岗、落实到人，确保按期完成。",
    (
        "据了解，今年以来{where}累计投入资金{money}万元，实施项目{count}个，覆盖{village}等{villages}个乡镇，"
        "受益群众{people}人。"
    ),
    (
        "在{village}，工作人员走村入户，向群众讲解政策，现场解答疑问，发放宣传资料{people}份，"
        "收集意见建议{count}条。"
    ),
    "针对检查中发现的问题，{who}当场提出整改意见，要求有关单位限期整改，并于{month}月底前报送整改情况。",
    "下一步，{who}将继续加强与有关部门的协作，完善长效机制，强化督促检查，推动{topic}再上新台阶。",
    "{village}负责人表示，将以此次工作为契机，补齐短板，发挥好基层组织作用，让群众得到更多实惠。",
    "参加人员还实地查看了{village}的现场，听取了情况汇报，查阅了相关资料，并就存在的困难进行了交流。",
    "各科室负责人、各乡镇分管负责人共{villages}0余人参加。",
)


class Writer:
    """Writes for one office; no headline twice."""

    def __init__(self, office: Office) -> None:
        """The trade decides the topics."""
        own = _TRADES.get(office.trade[:2], "")
        self._topics = (own.split() * 2 + _GENERAL) if own else _GENERAL
        self._office = office
        self._written: set[str] = set()
        self._dice = Dice(office.code, "headlines")

    def headline(self, kind: ColumnType, year: int) -> str:
        """A new headline for a column of that type."""
        dice = self._dice
        while True:
            title = dice.one(_BY_TYPE.get(kind, _OTHER)).format(
                who=dice.one((self._office.short, self._office.short, self._office.region)),
                where=self._office.region,
                topic=dice.one(self._topics),
                village=dice.one(_VILLAGES),
                surname=dice.one(_SURNAMES),
                season=dice.one(_SEASONS),
                year=year,
            )
            if title in self._written:
                title = f"{title}（{dice.one(_VILLAGES)}）"
            if title not in self._written:
                self._written.add(title)
                return title


def paragraphs(office: Office, number: int, count: int = 4) -> tuple[str, ...]:
    """The text of an article, always the same for the same number."""
    dice = Dice(office.code, "text", number)
    own = _TRADES.get(office.trade[:2], "").split() or _GENERAL
    words = {
        "who": office.short,
        "where": office.region,
        "topic": dice.one(own),
        "village": dice.one(_VILLAGES),
        "money": str(dice.between(20, 4800)),
        "count": str(dice.between(3, 95)),
        "villages": str(dice.between(3, 12)),
        "people": str(dice.between(120, 9600)),
        "month": str(dice.between(1, 12)),
    }
    return tuple(text.format_map(words) for text in dice.some(_BODIES, count))


def topics(office: Office) -> list[str]:
    """What the office does, for the names of its services."""
    return _TRADES.get(office.trade[:2], "").split() or _GENERAL[:8]
