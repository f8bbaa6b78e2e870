"""What looks like a fault and is none: every site carries some, and naming them is a mistake."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from xuncha.base.types import ColumnType
from xuncha.demo import outside
from xuncha.demo.contents import add, in_order
from xuncha.demo.dice import Dice
from xuncha.demo.flaws import listed
from xuncha.demo.plan import Column, Place, Reply, Shape, Target
from xuncha.demo.recipes import open_column

_PHONES = ("办公室", "政策法规科", "业务一科", "业务二科", "财务科", "监察室")


def apply(site: Place) -> None:
    """Put up some of them."""
    dice = Dice(site.office.code, "controls")
    for control in dice.some(_ALL, 5):
        control(site, dice)
    duties = site.column("jgzn")
    if duties is not None:
        site.controls.append(("column.stale", f"column:{site.column_url(duties)}"))


def _say(site: Place, dice: Dice, title: str, body: tuple[str, ...], *controls: str) -> None:
    """One more article, among the old ones of a column, so that no column gets any newer."""
    columns = [one.column for one in listed(site) if one.column.slug in ("gzdt", "tzgg", "jcdt")]
    if not columns:
        return
    column = dice.one(columns)
    article = add(site, column, title, column.articles[-1].day)
    article.body, article.controls = body, controls


def _number_404(site: Place, dice: Dice) -> None:
    body = (
        f"近期，{site.office.region}境内404县道改建工程顺利完工，全长12.4公里，路面宽6.5米。",
        "该路段的建成结束了沿线三个行政村不通油路的历史，群众出行更加便捷，农畜产品外运成本明显降低。",
    )
    _say(site, dice, "404县道改建工程通过交工验收", body, "link.soft404", "page.abnormal")


def _trace_explained(site: Place, dice: Dice) -> None:
    body = (
        "10月以来，部分单位反映报送系统偶尔提示java.lang.NullPointerException异常，无法保存表单。",
        "经排查，原因是上报单位的联系电话为空。请各单位补全基本信息后重新登录。",
        "如仍出现“SQL syntax error”等提示，请截图并联系信息中心处理。",
        "信息中心已对程序进行修复，今后遇到空值将给出中文提示。",
    )
    _say(site, dice, "关于报送系统出现异常提示的处理说明", body, "page.abnormal")


def _phones(site: Place, dice: Dice) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>0971-61{dice.between(10000, 99999)}</td></tr>" for name in _PHONES
    )
    body = ("为方便群众联系工作，现将各科室办公电话公布如下。", f"<table>{rows}</table>")
    _say(site, dice, "各科室办公电话", body, "privacy.leak")


def _masked(site: Place, dice: Dice) -> None:
    body = (
        "经个人申请、单位审核，现将拟发放人员名单予以公示。",
        f"才让多杰　{site.office.code[:4]}**********1234。",
        f"马成林　{site.office.code[:4]}**********567X。",
        "受理编号：632521201711300001、632521201711300002。公示期自即日起七天。",
    )
    _say(site, dice, "关于补助发放人员名单的公示（第二批）", body, "privacy.leak")


def _gambling_news(site: Place, dice: Dice) -> None:
    body = (
        "日前，公安机关成功打掉一个网络赌博团伙，抓获犯罪嫌疑人9名，查获涉案资金46万元。",
        "经查，该团伙租用境外服务器，以百家乐、六合彩等方式招揽参赌人员，从中抽头渔利。",
        "警方提醒：网络赌博十赌十输，请广大群众自觉抵制，发现线索及时举报。",
    )
    _say(site, dice, "警方打掉一网络赌博团伙", body, "security.hidden_link", "link.hijacked")


def _plan_2020(site: Place, dice: Dice) -> None:
    title = f"{site.office.region}信息化发展规划（2018—2020年）"
    body = (
        "规划提出，到2020年12月31日前，实现行政村光纤网络全覆盖，政务数据共享率达到80%以上。",
        "规划分为现状与形势、总体要求、重点任务、保障措施四个部分，由有关部门按年度分解落实。",
    )
    _say(site, dice, title, body, "date.absurd")


def _pinned(site: Place, dice: Dice) -> None:
    column = site.column("tzgg")
    newest = column.newest(site.today) if column is not None else None
    if column is None or newest is None or (site.today - newest).days > 60:
        return
    day = site.today - timedelta(days=dice.between(500, 900))
    article = add(site, column, f"{site.office.short}办公地址搬迁公告", day)
    article.pinned = True
    in_order(column)
    site.controls.append(("column.stale", f"column:{site.column_url(column)}"))


def _archived(site: Place, dice: Dice) -> None:
    if site.recipe in ("other", "down"):
        return
    column = open_column(site, "qzlx", "群众路线教育实践活动（已归档）", ColumnType.OTHER)
    column.archived = True
    for number in range(dice.between(3, 6)):
        day = site.today - timedelta(days=1100 + 9 * number)
        add(site, column, f"教育实践活动简报第{number + 1}期", day)
    site.controls.append(("column.stale", f"column:{site.column_url(column)}"))


def _scripted(site: Place, dice: Dice) -> None:
    choice = [
        one
        for one in site.columns
        if one.slug in ("jcdt", "szyw", "tjsj", "zbcg", "yjs") and _is_plain(one)
    ]
    if not choice or site.recipe in ("other", "stale"):
        return
    column = dice.one(choice)
    column.shape, column.at_home = Shape.SCRIPT, 0
    where = f"column:{site.column_url(column)}"
    site.controls += [("column.blank", where), ("column.stale", where)]


def _is_plain(column: Column) -> bool:
    return column.shape is Shape.LIST and not any(
        one.faults or one.controls or one.links or one.delay or one.stumbles or one.body
        for one in column.articles
    )


def _guarded(site: Place, dice: Dice) -> None:
    url = f"http://{outside.FORBIDDEN}:{site.port}/photo/{dice.between(100, 999)}.jpg"
    dice.one(listed(site)).links.append(Target("活动现场", url, image=True))
    site.controls.append(("link.dead", url))


def _slow(site: Place, dice: Dice) -> None:
    article = dice.one(listed(site))
    article.delay = 2.0
    article.controls = ("link.dead",)


def _stumbling(site: Place, dice: Dice) -> None:
    article = dice.one(listed(site))
    article.stumbles = True
    article.controls = ("link.dead",)


def _spare_image(site: Place, dice: Dice) -> None:
    """A picture whose name promises an error and which is fine."""
    path = "/images/404.png"
    site.replies[path] = Reply(outside.PICTURE.body, kind="image/png")
    dice.one(listed(site)).links.append(Target("示意图", site.origin + path, image=True))
    site.controls.append(("link.dead", site.url(path)))


_ALL: tuple[Callable[[Place, Dice], None], ...] = (
    _number_404,
    _trace_explained,
    _phones,
    _masked,
    _gambling_news,
    _plan_2020,
    _pinned,
    _archived,
    _scripted,
    _guarded,
    _slow,
    _stumbling,
    _spare_image,
)
