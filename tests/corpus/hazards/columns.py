"""Columns that are old, empty, or seem to be."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import msgspec
from tests.corpus import words
from tests.corpus.plan import TODAY, Col, Site, days_ago

from xuncha.base.types import ColumnType
from xuncha.demo.plan import Reply


def open_column(
    site: Site,
    slug: str,
    name: str,
    kind: ColumnType,
    *,
    first: int = -1,
    entries: int = 5,
    gap: int = 30,
) -> Col:
    """One more column; `first`: how old its newest entry is, in days; -1: none."""
    numbers = {one.number for one in site.every_column()}
    col = Col(next(n for n in count() if n not in numbers), slug, name, kind)
    site.columns.append(col)
    if first >= 0:
        for n, title in enumerate(words.titles(words.NEWS, entries, site.region, site.dice)):
            site.add(col, title, days_ago(first + n * gap), words.text(site.region, site.dice))
    return col


def stale(site: Site) -> None:
    """Old columns of three kinds."""
    open_column(site, "bmdt", "部门动态", ColumnType.NEWS, first=40 + site.number)
    open_column(site, "rsxx", "人事任免", ColumnType.PERSONNEL, first=420 + site.number)
    open_column(site, "czyj", "预算决算", ColumnType.OTHER, first=700)


def stale_documents(site: Site) -> None:
    open_column(site, "gsgg", "公示公告", ColumnType.NOTICE, first=200 + site.number)
    open_column(site, "gfxwj", "规范性文件", ColumnType.POLICY, first=380)


def on_the_day(site: Site) -> None:
    """Exactly as old as allowed."""
    open_column(site, "yw", "要闻播报", ColumnType.NEWS, first=14, gap=3)
    open_column(site, "tg", "政府公告", ColumnType.NOTICE, first=183, gap=20)


def blank(site: Site) -> None:
    """Nothing there, in two of six ways."""
    ways = ("bare", "words", "pager", "head", "hidden", "building")
    for n, (slug, name, kind) in enumerate(
        (("bk1", "督查督办", ColumnType.OTHER), ("bk2", "招考信息公告", ColumnType.NOTICE))
    ):
        col = open_column(site, slug, name, kind)
        col.shape, col.text = "blank", ways[(site.number + n * 2) % 6]


def blank_with_aside(site: Site) -> None:
    """The column is empty; hot articles beside it are not its own."""
    col = open_column(site, "bk3", "重点项目公告", ColumnType.NOTICE)
    col.shape, col.text = "blank", "words"
    news = site.col("gzdt")
    rows = "".join(
        f'<li><a href="{site.make.entry_path(news, e)}">{e.title}</a></li>'
        for e in news.entries[:5]
        if e.href is None
    )
    site.everywhere += f'<div class="hot"><h3>热门推荐</h3><ul>{rows}</ul></div>'


def blank_at_home(site: Site) -> None:
    """A block of the home page without an entry."""
    site.at_home += '<div class="box"><h3>图片新闻快报</h3><a href="/wzdt.html">更多</a><ul class="list"></ul></div>'
    site.expect("column.blank", f"column:{site.home}#图片新闻快报")


def filled_by_script(site: Site) -> None:
    """A block and a column that scripts fill: nothing can be said of them without a browser."""
    news = site.col("gzdt")
    rows = "".join(
        f'<li><a href="{site.make.entry_path(news, e)}">{e.title}</a><span>{e.day}</span></li>'
        for e in news.entries[:4]
    )
    site.at_home += (
        '<div class="box"><h3>数据发布台</h3><ul id="sjfb"></ul></div><script>var q=new XMLHttpRequest();q.open("GET","/api/sj.html");'
        'q.onload=function(){document.getElementById("sjfb").innerHTML=q.responseText;};q.send();</script>'
    )
    site.replies["/api/sj.html"] = Reply(rows.encode())
    site.spare(f"column:{site.home}#数据发布台", "column.blank", "column.stale")
    col = open_column(
        site, "jsxx", "建设信息", ColumnType.OTHER, first=900 if site.number % 4 < 2 else 40
    )
    col.shape = "json"
    data = msgspec.json.encode(
        {
            "list": [
                {"title": e.title, "url": site.make.entry_path(col, e), "date": f"{e.day}"}
                for e in col.entries
            ]
        }
    )
    path = f"/api/list/{col.number}.json"
    site.replies[path] = Reply(data, kind="application/json")
    site.replies[f"{path}?callback=show"] = Reply(
        b"show(" + data + b");", kind="application/javascript"
    )


def pinned(site: Site) -> None:
    """An old entry stands first; the column is fresh all the same."""
    col = site.col("tzgg")
    site.add(
        col,
        "关于网站信息报送有关事项的说明",
        days_ago(800),
        "<p>各单位报送信息应当注明来源、作者和联系方式。</p>",
        pinned=True,
        taken=True,
    )
    old = open_column(site, "jdkb", "工作简报", ColumnType.NEWS, first=60, gap=15)
    site.add(
        old,
        "长期有效：投稿须知说明",
        days_ago(900),
        "<p>来稿请发送至指定邮箱，文责自负，一经采用即在本栏目刊发。</p>",
        pinned=True,
        taken=True,
    )


def elsewhere(site: Site) -> None:
    """Columns whose entries stand in other columns, one old and one fresh, and one abroad."""
    news = site.col("gzdt")
    fresh = open_column(site, "zyxx", "重要信息动态", ColumnType.NEWS)
    for entry in news.entries[:4]:
        if entry.reply is None and entry.listed is None and entry.shown is None and not entry.taken:
            path = site.make.entry_path(news, entry)
            site.add(fresh, entry.title, entry.day, href=site.origin + path, taken=True)
    if not fresh.entries:
        site.columns.remove(fresh)
    old = open_column(site, "zzyw", "转载要闻", ColumnType.NEWS)
    for n in range(5):
        day = days_ago(70 + 11 * n)
        site.add(
            old,
            f"国务院有关部门部署第{n + 1}阶段重点工作",
            day,
            href=f"http://www.gov.cn:{site.port}/xinwen/{day:%Y-%m}/{day:%d}/content_57{n}.htm",
            taken=True,
        )


def sub_columns(site: Site) -> None:
    """A page that only leads to columns below it: one is fresh, one is old."""
    top = open_column(site, "xwdt", "专项工作", ColumnType.OTHER)
    top.shape = "nav"
    base = max(one.number for one in site.every_column()) + 1
    for n, (slug, name, kind, first) in enumerate(
        (
            ("fpgz", "帮扶工作", ColumnType.OTHER, 20),
            ("hbdc", "环保督察公告", ColumnType.NOTICE, 260),
        )
    ):
        part = Col(base + n, slug, name, kind, parent=top)
        for k, title in enumerate(words.titles(words.NEWS, 4, site.region, site.dice)):
            site.add(part, title, days_ago(first + 30 * k), words.text(site.region, site.dice))
        top.parts.append(part)


def dateless(site: Site) -> None:
    """No day in the list, only in the articles: one column old, one fresh."""
    for slug, name, kind, first in (
        ("zcjs", "惠民政策", ColumnType.POLICY, 300),
        ("zbgg", "中标公示", ColumnType.OTHER, 100),
    ):
        col = open_column(site, slug, name, kind, first=first, gap=25)
        for entry in col.entries:
            entry.listed, entry.taken = "", True


def archived(site: Site) -> None:
    """Topics that say that they are closed."""
    name = (
        "党的群众路线教育实践活动（已归档）",
        "第四次经济普查（已归档）",
        "文明县城创建（历史专题）",
    )[site.number % 3]
    col = open_column(site, "gdzt", name, ColumnType.STATIC, first=1500, gap=9)
    site.spare(f"column:{site.column_url(col)}", "column.stale")
    said = open_column(site, "lszt", "抗洪救灾专题", ColumnType.STATIC, first=1200, gap=5)
    said.above = '<div class="gdts">本专题已归档，不再更新。</div>'


def static_lists(site: Site) -> None:
    """Lists that need not change: units, rules."""
    col = open_column(site, "zsjg", "直属机构", ColumnType.STATIC, first=1800, entries=4)
    for entry in col.entries:
        entry.title, entry.taken, entry.listed = (
            f"{site.region}{entry.title[-4:]}服务站{entry.number}",
            True,
            "",
        )


def stale_home(site: Site) -> None:
    """Nothing new on the home page for two weeks."""
    shift = timedelta(days=30)
    for col in site.columns:
        if col.at_home:
            for entry in col.entries:
                entry.day = min(entry.day, TODAY) - shift


def unreachable(site: Site) -> None:
    """The home page gives nothing."""
    site.down = ("503", "drops")[site.number % 2]


ALL = (
    stale, stale_documents, on_the_day, blank, blank_with_aside, blank_at_home, filled_by_script, pinned, elsewhere,
    sub_columns, dateless, archived, static_lists,
)  # fmt: skip
