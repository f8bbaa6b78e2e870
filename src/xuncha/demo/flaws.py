"""Small faults that cost points or a notice and leave a site qualified: columns, links, letters."""

from __future__ import annotations

from datetime import timedelta

from xuncha.base.types import ColumnType
from xuncha.demo import outside
from xuncha.demo.contents import add, add_articles
from xuncha.demo.dice import Dice
from xuncha.demo.plan import Article, Place, Reply, Shape, State, Target
from xuncha.demo.policies import POLICIES, Policy
from xuncha.demo.recipes import age, empty, open_column
from xuncha.demo.words import Writer

_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
_LOGIN = (
    "<html><head><title>用户登录</title></head>"
    "<body><form><p>请登录后下载。</p></form></body></html>"
)
_DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def apply(site: Place) -> None:
    """Give the site its share of everyday faults."""
    dice = Dice(site.office.code, "flaws")
    if not site.recipe or site.recipe in ("letters", "home"):
        _columns(site, dice)
    _files(site, dice)
    _dead_links(site, dice)
    _outer_links(site, dice)
    _talk(site, dice)
    _service(site, dice)


def listed(site: Place) -> list[Article]:
    """Articles that every reader of the site comes across."""
    return [
        one
        for column in site.columns
        if column.shape is Shape.LIST and not column.archived
        for one in column.articles
        if not (one.faults or one.controls or one.tail or one.reply or one.body)
    ]


def missing_page(site: Place, text: str, path: str) -> Target:
    """A link to a page of the site that is not there."""
    state = State.DEAD if site.missing == "404" else State.SOFT404
    return Target(text, site.origin + path, state)


def _columns(site: Place, dice: Dice) -> None:
    writer = Writer(site.office)
    if dice.percent(12):
        column = open_column(site, "tpzs", "图片展示", ColumnType.OTHER)
        if column.shape is Shape.LIST and not column.articles:
            empty(column, dice.one(("bare", "words", "pager")))
    if dice.percent(16):
        choice = dice.one((("tzgg", 200), ("zcfg", 260), ("jcdt", 30), ("rsxx", 500)))
        column_found = site.column(choice[0])
        if column_found is not None and column_found.shape is Shape.LIST:
            age(site, column_found, choice[1] + dice.between(0, 200))
    if dice.percent(12):
        column = open_column(site, "dxjy", "典型经验", ColumnType.OTHER)
        if not column.articles:
            add_articles(site, column, 3, writer, dice)
            age(site, column, dice.between(400, 900))


def _files(site: Place, dice: Dice) -> None:
    """Attachments under some articles; most of them are what they say."""
    chosen = dice.some(listed(site), 6)
    for at, article in enumerate(chosen):
        name, ending = f"{article.title}（附件）", dice.one(("pdf", "doc"))
        path = f"/files/{article.day:%Y%m}/{article.number}.{ending}"
        state = State.FINE
        if at == 0 and dice.percent(12):
            site.replies[path] = Reply(kind=f"application/{ending}")
            state = State.BAD_FILE
        elif at == 1 and dice.percent(10):
            path = path.replace(".doc", ".pdf")
            site.replies[path] = Reply(_LOGIN.encode())
            state = State.BAD_FILE
        else:
            body, kind = (_PDF, "pdf") if ending == "pdf" else (_DOC, "msword")
            site.replies[path] = Reply(body, kind=f"application/{kind}")
        article.links.append(Target(name, site.origin + path, state))


def _dead_links(site: Place, dice: Dice) -> None:
    for number in range(dice.one((0, 0, 1, 2, 4))):
        article = dice.one(listed(site))
        path = f"/old/{article.day:%Y}/{number + 31}.html"
        article.links.append(missing_page(site, "相关文件", path))
    for number in range(dice.one((0, 0, 0, 1, 2))):
        site.links.append(
            missing_page(site, f"专题报道{number + 1}", f"/zt/2016/{number + 51}.html")
        )
    if site.missing == "404" and dice.percent(25):
        article = dice.one(listed(site))
        url = f"{site.origin}/upload/{article.number}.jpg"
        article.links.append(Target("现场图片", url, State.DEAD, image=True))


def _outer_links(site: Place, dice: Dice) -> None:
    for host, name in dice.some(outside.NEIGHBOURS, 4):
        site.links.append(Target(name, f"http://{host}:{site.port}/"))
    if dice.percent(14):
        host, name = dice.one(outside.GONE)
        site.links.append(Target(name, f"http://{host}:{site.port}/", State.DEAD))
    if dice.percent(10):
        host, name = dice.one(outside.TAKEN_OVER)
        site.links.append(Target(name, f"http://{host}:{site.port}/", State.HIJACKED))


def _talk(site: Place, dice: Dice) -> None:
    column = site.column("xx")
    if site.recipe == "letters" or column is None or not dice.percent(9):
        return
    site.channel = False
    if dice.percent(50):
        # 信访、举报 are no 咨询 channel.
        column.slug, column.name, column.shape = "jb", "举报须知", Shape.TEXT
        column.type = ColumnType.STATIC
        column.text = (
            "来信来访举报请注明真实姓名和联系方式，由驻局纪检组按规定受理，并为举报人保密。",
            "举报范围：工作人员违反党纪政纪的行为；对不属于受理范围的，将转有关部门处理，不再另行答复举报人。",
        )
        column.articles.clear()
    else:
        site.columns.remove(column)


def _service(site: Place, dice: Dice) -> None:
    column = site.column("bszn")
    if column is None:
        return
    if dice.percent(7):
        site.service = False
        site.columns.remove(column)
    elif dice.percent(10):
        for guide in dice.some(column.articles, dice.between(1, 2)):
            guide.parts = tuple(part for part in guide.parts if part[0] in _KEPT)
            guide.faults = ("service.guide_incomplete",)


_KEPT = ("事项名称", "办理材料", "联系电话")


_CHANGES = (
    ("2018年6月底", "2019年12月底"),
    ("一个月", "六个月"),
    ("二十四小时", "七天"),
    ("十个工作日", "三个月"),
    ("四个督查组", "一个督查组"),
)


def reprint(site: Place) -> None:
    """Put up the quarter's key policies: most in time, a few late, cut short or not at all."""
    column = site.column("gwyxx")
    if column is None or site.down:
        return
    for policy in POLICIES:
        if policy.scope and site.office.stratum not in policy.scope:
            continue
        dice = Dice(site.office.code, policy.id)
        luck = dice.throw(1000)
        if luck < 6:
            site.faults.append(("reprint.missing", f"policy:{policy.id}"))
            continue
        day = policy.published.date()
        text = policy.text
        if luck < 22:
            day += timedelta(days=dice.between(4, 9))
            site.faults.append(("reprint.late", f"policy:{policy.id}"))
        elif luck < 40:
            text = _altered(policy, dice)
            site.faults.append(("reprint.altered", f"policy:{policy.id}"))
        article = add(site, column, policy.title, day)
        article.source, article.body = policy.issuer, text
        article.minute = 15 * 60 + dice.between(0, 59)


def _altered(policy: Policy, dice: Dice) -> tuple[str, ...]:
    """Half of the paragraphs, or other figures in them."""
    if dice.percent(50):
        return policy.text[: len(policy.text) // 2]
    text = policy.text
    for old, new in _CHANGES:
        text = tuple(one.replace(old, new) for one in text)
    return text
