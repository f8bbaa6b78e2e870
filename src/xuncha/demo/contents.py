"""The columns of a site and what stands in them while nothing is wrong yet."""

from __future__ import annotations

from datetime import date, timedelta

from xuncha.base.types import ColumnType
from xuncha.demo import words
from xuncha.demo.dice import Dice
from xuncha.demo.plan import Article, Column, Place, Shape

#: slug, name, type, shape, weight of its share of the articles, entries on the home page.
_Row = tuple[str, str, ColumnType, Shape, int, int]
_NEWS, _NOTICE, _POLICY = ColumnType.NEWS, ColumnType.NOTICE, ColumnType.POLICY
_STATIC, _OTHER = ColumnType.STATIC, ColumnType.OTHER
_CORE: tuple[_Row, ...] = (
    ("gzdt", "工作动态", _NEWS, Shape.LIST, 8, 8),
    ("tzgg", "通知公告", _NOTICE, Shape.LIST, 5, 6),
    ("zcfg", "政策法规", _POLICY, Shape.LIST, 3, 5),
    ("gwyxx", "国务院信息", _OTHER, Shape.LIST, 3, 5),
    ("jgzn", "机构职能", _STATIC, Shape.TEXT, 0, 0),
    ("ldxx", "领导信息", _STATIC, Shape.TEXT, 0, 0),
    ("bszn", "办事指南", _STATIC, Shape.GUIDES, 0, 0),
    ("xx", "领导信箱", ColumnType.INTERACTION, Shape.LETTERS, 0, 0),
)
_CHOICE: tuple[_Row, ...] = (
    ("jcdt", "基层动态", _NEWS, Shape.LIST, 4, 6),
    ("szyw", "时政要闻", _NEWS, Shape.LIST, 4, 6),
    ("gsgg", "公示公告", _NOTICE, Shape.LIST, 3, 0),
    ("gfxwj", "规范性文件", _POLICY, Shape.LIST, 2, 0),
    ("rsxx", "人事信息", ColumnType.PERSONNEL, Shape.LIST, 2, 0),
    ("ghjh", "规划计划", ColumnType.PERSONNEL, Shape.LIST, 2, 0),
    ("zcjd", "政策解读", _OTHER, Shape.LIST, 2, 0),
    ("yjs", "财政预决算", _OTHER, Shape.LIST, 2, 0),
    ("tjsj", "统计数据", _OTHER, Shape.LIST, 2, 0),
    ("zbcg", "招标采购", _OTHER, Shape.LIST, 2, 0),
    ("szfxx", "省政府信息", _OTHER, Shape.LIST, 2, 4),
)
#: Days from the inspection back to the newest and from one entry to the next, by type.
_PACE = {_NEWS: (1, 2), _NOTICE: (3, 12), _POLICY: (20, 30), ColumnType.PERSONNEL: (40, 60)}
#: Pages that are no articles: home, columns and their pagers, the site map, texts.
_OVERHEAD = 36
#: 要素 of a guide, in the order in which the sites write them.
GUIDE_PARTS = tuple(
    str.split("事项名称 设定依据 申请条件 办理材料 办理地点 办理时间 联系电话 办理流程")
)


def fill(site: Place, pages: int) -> None:
    """Give the site its 8 to 14 columns and about so many pages."""
    dice = Dice(site.office.code, "columns")
    rows = [*_CORE, *dice.some(_CHOICE, dice.between(1, 6))]
    weight = sum(row[4] for row in rows)
    budget = max(pages - _OVERHEAD, weight)
    writer = words.Writer(site.office)
    for number, (slug, name, kind, shape, share, at_home) in enumerate(rows, 1):
        column = Column(number, slug, name, kind, shape, at_home=at_home)
        site.columns.append(column)
        if shape is Shape.LIST:
            add_articles(site, column, max(3, budget * share // weight), writer, dice)
        elif shape is Shape.TEXT:
            column.text = _texts(site, slug)
        elif shape is Shape.GUIDES:
            _guides(site, column, dice)
        elif shape is Shape.LETTERS:
            _letters(site, column, writer, dice)


def add_articles(site: Place, column: Column, count: int, writer: words.Writer, dice: Dice) -> None:
    """Put so many articles into a column, newest first, at the pace of its type."""
    newest, step = _PACE.get(column.type, (15, 25))
    day = site.today - timedelta(days=dice.between(0, newest))
    for _ in range(count):
        while day.weekday() > 4:
            day -= timedelta(days=1)
        add(site, column, writer.headline(column.type, day.year), day)
        day -= timedelta(days=dice.between(0 if step < 3 else 1, step))


def add(site: Place, column: Column, title: str, day: date) -> Article:
    """Put one article into a column, at its place by day."""
    site.serial += 1
    dice = Dice(site.office.code, site.serial)
    source = dice.one((site.office.unit, site.office.unit, "青海日报", "办公室"))
    article = Article(
        1000 + site.serial, column, title, day, minute=dice.between(510, 599), source=source
    )
    column.articles.append(article)
    in_order(column)
    return article


def in_order(column: Column) -> None:
    """Pinned entries first, then the newest."""
    column.articles.sort(key=lambda one: (not one.pinned, -one.day.toordinal(), -one.number))


def _texts(site: Place, slug: str) -> tuple[str, ...]:
    unit, topics = site.office.unit, words.topics(site.office)
    if slug == "ldxx":
        return (
            f"局长　才让多杰：主持{unit}全面工作。",
            f"副局长　王海霞：分管{topics[0]}、{topics[1]}工作，联系基层单位。",
            f"副局长　马成林：分管{topics[2]}、{topics[3]}工作，负责机关日常事务和后勤保障。",
            f"纪检组长　祁生录：负责派驻{unit}纪检监察工作，监督检查党风廉政建设责任制落实情况。",
        )
    return (
        f"{unit}是主管{topics[0]}、{topics[1]}等工作的部门，2015年3月12日核定机构设置方案。",
        f"（一）贯彻执行国家和省有关{topics[0]}的法律法规，起草有关规范性文件并组织实施。",
        f"（二）负责{topics[1]}、{topics[2]}的监督管理，指导基层单位开展业务工作。",
        f"（三）承担{topics[3]}有关工作，负责信息化建设、统计和档案管理，承办交办的其他事项。",
        "内设机构：办公室、政策法规科、业务一科、业务二科、财务科、监察室。",
    )


def _guides(site: Place, column: Column, dice: Dice) -> None:
    phone = f"0971-61{dice.between(10000, 99999)}"
    for topic in dice.some(words.topics(site.office), dice.between(3, 5)):
        day = site.today - timedelta(days=dice.between(60, 400))
        guide = add(site, column, f"{topic}办理", day)
        guide.parts = tuple(zip(GUIDE_PARTS, _guide_texts(site, topic, phone), strict=True))


def _guide_texts(site: Place, topic: str, phone: str) -> tuple[str, ...]:
    return (
        f"{topic}办理",
        f"《青海省{topic}管理规定》第十二条",
        f"在{site.office.region}范围内需要办理{topic}的单位和个人",
        "申请表一份；身份证明复印件一份；相关证明材料原件",
        f"{site.office.region}政务服务大厅三号窗口",
        "周一至周五上午8:30至12:00，下午14:30至18:00（节假日除外）",
        phone,
        "申请、受理、审核、办结、送达",
    )


def _letters(site: Place, column: Column, writer: words.Writer, dice: Dice) -> None:
    day = site.today - timedelta(days=dice.between(6, 25))
    for _ in range(dice.between(5, 8)):
        letter = add(site, column, writer.headline(column.type, day.year), day)
        letter.asked, letter.answered = day, day + timedelta(days=dice.between(1, 5))
        day -= timedelta(days=dice.between(10, 40))
