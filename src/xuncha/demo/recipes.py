"""What makes a site unqualified: each recipe is enough by itself, and far from the line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from xuncha.base.types import ColumnType
from xuncha.demo.contents import add, add_articles, in_order
from xuncha.demo.dice import Dice
from xuncha.demo.plan import Column, Place, Shape, State, Target
from xuncha.demo.words import Writer

_COUNTED = (ColumnType.NEWS, ColumnType.NOTICE, ColumnType.POLICY)
#: Columns that go stale or stay blank on sites that open more than they can fill.
_MORE = (
    ("rw", "人物"), ("yp", "音频"), ("sp", "视频"), ("tpzs", "图片展示"), ("ztzl", "专题专栏"),
    ("whcy", "文化产业"), ("qzwh", "群众文化"), ("dxjy", "典型经验"), ("gzyt", "工作研讨"),
    ("xxhjs", "信息化建设"), ("wyzp", "文艺作品"),
)  # fmt: skip
_MORE_NEWS = (
    ("jcdt", "基层动态", ColumnType.NEWS),
    ("szyw", "时政要闻", ColumnType.NEWS),
    ("gsgg", "公示公告", ColumnType.NOTICE),
    ("gfxwj", "规范性文件", ColumnType.POLICY),
)


def apply(site: Place, recipe: str) -> None:
    """Make the site unqualified in that way."""
    site.recipe = recipe
    RECIPES[recipe](site, Dice(site.office.code, "recipe"))


def age(site: Place, column: Column, days: int) -> None:
    """Move a column back in time until its newest entry is so many days old."""
    newest = column.newest(site.today)
    if newest is None:
        return
    back = newest - (site.today - timedelta(days=days))
    for one in column.articles:
        one.day -= back
        if one.asked is not None:
            one.asked -= back
        if one.answered is not None:
            one.answered -= back
    in_order(column)


def open_column(site: Place, slug: str, name: str, kind: ColumnType, at_home: int = 0) -> Column:
    """A further column of the site, or the one it already has."""
    column = site.column(slug)
    if column is None:
        number = 1 + max(one.number for one in site.columns)
        column = Column(number, slug, name, kind, at_home=at_home)
        site.columns.append(column)
    return column


def freshen(site: Place, column: Column) -> None:
    """Give a column an entry of last week, so that only what is meant to be stale is."""
    writer = Writer(site.office)
    day = site.today - timedelta(days=4)
    add(site, column, f"{writer.headline(ColumnType.OTHER, day.year)}（续）", day)


def empty(column: Column, how: str) -> None:
    """Leave a column with nothing in it."""
    column.shape, column.blank, column.at_home = Shape.BLANK, how, 0
    if how != "hidden":
        column.articles.clear()


def _down(site: Place, dice: Dice) -> None:
    site.down = "503" if site.office.trade == "jyg" else dice.one(("503", "refused", "drops"))


def _home(site: Place, dice: Dice) -> None:
    """Nothing new on the home page for more than two weeks; 共和's tale is the bulletin's."""
    for column in site.columns:
        if column.at_home and column.shape is Shape.LIST:
            age(site, column, dice.between(24, 120))
    news = site.column("gzdt")
    if news is not None:
        age(site, news, dice.between(60, 300))
        if site.office.unit == "共和县国土资源局":
            age(site, news, (site.today - date(2016, 10, 8)).days)
            first = add(
                site, news, f"{site.office.region}召开不动产登记工作推进会", news.articles[0].day
            )
            first.listed = first.shown = "2106-10-08"
            first.faults = ("date.absurd",)


def _stale(site: Place, dice: Dice) -> None:
    """Five or more columns of news, notices and policies are overdue; the home page is not."""
    writer = Writer(site.office)
    for slug, name, kind in _MORE_NEWS:
        column = open_column(site, slug, name, kind)
        if not column.articles:
            add_articles(site, column, 4, writer, dice)
    for column in site.columns:
        if column.type in _COUNTED and column.shape in (Shape.LIST, Shape.SCRIPT):
            column.shape = Shape.LIST
            old = 40 if column.type is ColumnType.NEWS else 220
            age(site, column, dice.between(old, old + 300))
    state = site.column("gwyxx")
    if state is not None:
        freshen(site, state)


def _score(site: Place, dice: Dice) -> None:
    """No veto, but dead links by the dozen and columns of every kind overdue."""
    for number in range(dice.between(34, 38)):
        path = f"/xsdw/{number + 1}/index.html"
        state = State.DEAD if site.missing == "404" else State.SOFT404
        site.links.append(Target(f"下属单位{number + 1}", site.origin + path, state))
    for slug, days in (("tzgg", 260), ("zcfg", 300)):
        column = site.column(slug)
        if column is not None:
            age(site, column, days + dice.between(0, 90))
    staff = open_column(site, "rsxx", "人事信息", ColumnType.PERSONNEL)
    if not staff.articles:
        add_articles(site, staff, 3, Writer(site.office), dice)
    age(site, staff, dice.between(420, 800))


def _blank(site: Place, dice: Dice) -> None:
    """Five or more blank columns; on one site two of them are blank on the home page only."""
    ways = ("bare", "words", "pager", "hidden", "bare", "words")
    count = 5
    if site.office.unit == "海南州国土资源局":
        count = 3
        state = site.column("gwyxx")
        province = open_column(site, "szfxx", "省政府信息", ColumnType.OTHER, at_home=4)
        if not province.articles:
            add_articles(site, province, 4, Writer(site.office), dice)
        for column in filter(None, (state, province)):
            column.empty_at_home = True
            column.at_home = max(column.at_home, 4)
    for (slug, name), how in zip(dice.some(_MORE, count), ways, strict=False):
        column = open_column(site, slug, name, ColumnType.OTHER)
        add_articles(site, column, 3, Writer(site.office), dice)
        age(site, column, dice.between(30, 300))
        empty(column, how)


def _other(site: Place, dice: Dice) -> None:
    """Ten or more further columns were opened, filled once and forgotten."""
    writer = Writer(site.office)
    # The first of the list are the oldest, so that a bulletin names 人物 and 音频 first.
    ages = sorted((dice.between(740, 1200) for _ in _MORE), reverse=True)
    for (slug, name), days in zip(_MORE, ages, strict=True):
        column = open_column(site, slug, name, ColumnType.OTHER)
        add_articles(site, column, dice.between(2, 4), writer, dice)
        age(site, column, days)


def _letters(site: Place, dice: Dice) -> None:
    """Letters wait for more than three months."""
    column = site.column("xx")
    if column is None:
        return
    for letter in dice.some(column.articles[2:], 2):
        letter.day = site.today - timedelta(days=dice.between(110, 300))
        letter.asked, letter.answered = letter.day, None
        letter.faults = ("interaction.overdue",)
    in_order(column)


RECIPES: Mapping[str, Callable[[Place, Dice], None]] = {
    "down": _down,
    "home": _home,
    "stale": _stale,
    "score": _score,
    "blank": _blank,
    "other": _other,
    "letters": _letters,
}
