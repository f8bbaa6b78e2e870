"""Titles and texts of ordinary articles: invented, and of many kinds."""

from __future__ import annotations

from xuncha.demo.dice import Dice

NEWS = (
    "{who}到{place}调研{matter}工作",
    "{region}召开{matter}工作推进会",
    "{who}专题研究{matter}",
    "{place}{matter}取得阶段性成效",
    "{region}{matter}现场会在{place}召开",
    "{who}慰问{place}困难群众",
    "{region}组织开展{matter}专项检查",
    "我局举办{matter}业务培训班",
    "{place}多措并举抓好{matter}",
    "“{matter}进万家”活动走进{place}",
    "{region}启动新一轮{matter}行动",
    "{who}督导{matter}落实情况",
)
NOTICES = (
    "关于开展{matter}专项检查的通知",
    "关于{place}部分路段临时封闭施工的通告",
    "关于公布{matter}咨询电话的公告",
    "{region}{matter}项目评审结果公示",
    "关于做好{place}{matter}的通知",
    "关于举办{matter}培训班的通知",
    "{place}{matter}设备采购项目结果公告",
    "关于调整办事窗口工作时间的通知",
    "关于组织申报{matter}示范点的通知",
)
POLICIES = (
    "关于印发《{region}{matter}实施方案》的通知",
    "{region}{matter}管理办法",
    "关于进一步加强{matter}的意见",
    "关于加快推进{place}{matter}的若干措施",
    "{region}{matter}工作规则（试行）",
)
READINGS = (
    "《{region}{matter}实施方案》政策解读",
    "一图读懂{matter}新规定",
    "{who}就{matter}答记者问",
    "《{matter}管理办法》出台背景说明",
)
PLANS = ("{region}{matter}“十四五”规划", "{region}年度{matter}工作计划", "{place}{matter}专项规划")
LETTERS = (
    "咨询{matter}补贴如何申领",
    "{place}路灯不亮请尽快修复",
    "请问{matter}材料去哪里提交",
    "建议在{place}增设公交站点",
    "反映{place}小区供暖温度偏低",
    "请教{matter}资格认定问题",
)
_WHO = ("局领导", "分管负责同志", "工作专班", "督查组", "县领导", "驻村工作队")
_PLACES = (
    "东街社区",
    "河西镇",
    "龙泉乡",
    "南坪街道",
    "石桥村",
    "高新园区",
    "北环路",
    "青山林场",
    "柳树湾",
    "西关市场",
)
_MATTERS = (
    "安全生产", "乡村振兴", "营商环境", "森林防火", "公积金缴存", "老旧小区改造", "农田水利", "义务教育", "医保参保",
    "道路养护", "污染防治", "就业创业", "食品安全", "政务公开", "粮食储备", "社会救助", "河湖治理", "文物保护",
)  # fmt: skip
_OPENINGS = (
    "为深入贯彻上级会议精神，切实抓好{matter}，近日，{who}一行深入{place}实地查看有关情况。",
    "连日来，{place}把{matter}作为重点任务，细化措施、压实责任，各项工作有序推进。",
    "根据全年工作安排，{region}围绕{matter}组织力量开展了集中行动，覆盖{count}个点位。",
    "记者从{place}获悉，今年以来当地在{matter}方面累计投入{money}万元，惠及群众{people}人。",
)
_MIDDLES = (
    "{who}指出，要坚持问题导向，紧盯薄弱环节，逐项建立台账，做到底数清、情况明、措施实。",
    "活动现场，工作人员耐心解答群众提问，发放宣传资料{count}份，收集意见建议{few}条。",
    "据了解，该项目总投资{money}万元，建成后可服务周边{people}名居民，将有效缓解当地的实际困难。",
    "下一步，各有关单位要加强协作配合，严格时限要求，确保各项任务落到实处、见到成效。",
    "同时，要进一步健全长效机制，加大宣传引导力度，营造全社会共同参与的良好氛围。",
    "会议传达学习了有关文件精神，通报了前一阶段工作情况，{few}个单位作了交流发言。",
)


def fill(pattern: str, region: str, dice: Dice) -> str:
    """A pattern with its words drawn."""
    return pattern.format(
        region=region,
        who=dice.one(_WHO),
        place=dice.one(_PLACES),
        matter=dice.one(_MATTERS),
        count=dice.between(30, 400),
        few=dice.between(3, 12),
        money=dice.between(20, 900),
        people=dice.between(120, 9000),
    )


def titles(patterns: tuple[str, ...], count: int, region: str, dice: Dice) -> list[str]:
    """So many different titles."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[fill(dice.one(patterns), region, dice)] = None
    return list(found)


def text(region: str, dice: Dice, paragraphs: int = 3) -> str:
    """An ordinary article's paragraphs."""
    parts = [dice.one(_OPENINGS), *dice.some(_MIDDLES, paragraphs - 1)]
    return "".join(f"<p>　　{fill(one, region, dice)}</p>\n" for one in parts)
