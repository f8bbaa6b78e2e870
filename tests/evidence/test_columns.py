"""Columns of a site: found, named, dated, and blank only where they surely are."""

from __future__ import annotations

from datetime import date

from tests.evidence.markup import SITE, TODAY, page, path

from xuncha.base.types import ColumnType, DeclaredColumn, Site
from xuncha.evidence.columns import survey
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, Column, Page

HERE = Site("6325210001", f"{SITE}/", name="示例县人民政府", unit="县政府办", region="示例县")
NAMES = {"/gzdt/": "工作动态", "/tzgg/": "通知公告", "/jgzn/": "机构职能", "/ldxx/": "领导信箱"}
MENU = "".join(f'<li><a href="{url}">{name}</a></li>' for url, name in NAMES.items())
FOOT = '<div class="footer"><p>主办单位：示例县人民政府办公室　网站标识码：6325210001</p></div>'


def rows(*entries: tuple[str, str]) -> str:
    """List items of titles and what stands behind them."""
    return "".join(
        f'<li><a href="./t{n}.html">{title}</a><span>{day}</span></li>'
        for n, (title, day) in enumerate(entries)
    )


NEWS = rows(
    ("县政府召开第十次常务会议研究部署安全生产工作", "2017-11-28"),
    ("县领导到重点项目施工现场调研建设进展情况", "2017-11-20"),
    ("全县秋季植树造林工作推进会议在县城召开", "2017-10-11"),
)


def sheet(url: str, body: str, name: str = "") -> Page:
    """A page of a column, or any other."""
    name = name or NAMES.get(url, "")
    return page(
        f"<html><head><title>{name}-示例县人民政府</title></head><body>"
        f'<div class="nav"><ul>{MENU}</ul></div><div class="position">当前位置：'
        f'<a href="/">首页</a> &gt; {name}</div><div class="con"><h2>{name}</h2>{body}</div>{FOOT}',
        f"{url}index.html" if not url.endswith("html") else url,
    )


def columns(
    *sheets: Page, front: str = "", declared: dict[str, ColumnType] | None = None
) -> dict[str, Column]:
    """The columns of a site with these pages, by name."""
    links = "".join(f'<li><a href="{url}index.html">{name}</a></li>' for url, name in NAMES.items())
    home = page(f'<div class="nav"><ul>{links}</ul></div>{front}{FOOT}', "/", home=True, depth=0)
    register = [
        DeclaredColumn("6325210001", NAMES[url], kind, f"{SITE}{url}index.html")
        for url, kind in (declared or {}).items()
    ]
    found = survey(HERE, home, (home, *sheets), register, {}, TODAY)
    return {one.name: one for one in found}


def test_a_column_is_as_new_as_its_newest_entry() -> None:
    """Its type comes from its name."""
    one = columns(sheet("/gzdt/", f"<ul>{NEWS}</ul>"))["工作动态"]
    assert (one.newest, one.newest_from, one.type) == (date(2017, 11, 28), "list", ColumnType.NEWS)
    assert len(one.items or ()) == 3
    assert not one.blank


def test_a_pinned_entry_does_not_make_a_column_old_or_new() -> None:
    """The newest is the latest possible day, wherever it stands; a mistyped future one is none."""
    body = rows(
        ("[置顶]县人民政府关于进一步加强安全生产工作的意见", "2015-03-02"),
        ("县领导到重点项目施工现场调研建设进展情况", "2017-11-20"),
        ("全县秋季植树造林工作推进会议在县城召开", "2106-11-10"),
    )
    assert columns(sheet("/gzdt/", f"<ul>{body}</ul>"))["工作动态"].newest == date(2017, 11, 20)


def test_blank_columns_say_why() -> None:
    """In the page's own words where there are any."""
    said = columns(
        sheet("/gzdt/", "<ul class='list'></ul>"),
        sheet("/tzgg/", "<div class='list'>暂无相关信息</div>"),
    )
    assert said["工作动态"].items == ()
    assert said["工作动态"].blank
    assert said["通知公告"].blank == "暂无相关信息"


def test_a_form_to_search_with_is_not_blank() -> None:
    """It lists nothing before somebody asks."""
    form = '<form action="/s.jsp"><input name="q"></form><p>没有找到相关信息</p>'
    link = '<a href="/search/index.html">信息检索</a>'
    one = columns(sheet("/search/", form, "信息检索"), front=link)["信息检索"]
    assert (one.blank, one.static) == ("", True)


def test_a_headline_of_the_home_page_is_no_column() -> None:
    """Though its name ends as a column's does and its page is empty."""
    title = "关于组织申报示范点的通知"
    entry = f'<li><a href="/n/1.html">{title}</a><i>2017-11-20</i></li>'
    front = f"<div><h3>通知公告</h3><ul>{entry}</ul></div>"
    assert title not in columns(page("<title>x</title>", "/n/1.html"), front=front)


def test_a_pager_that_counts_none() -> None:
    """共0条."""
    one = columns(sheet("/tzgg/", '<ul class="list"></ul><div class="pages">共0条 1/0页</div>'))[
        "通知公告"
    ]
    assert one.items == ()
    assert "共0条" in one.blank


def test_a_list_that_a_script_fills_is_left_undecided() -> None:
    """Nothing is said of what could not be seen."""
    one = columns(
        sheet(
            "/tzgg/",
            '<ul id="newslist"></ul><script>$.get("/l.json", function (d) {'
            ' $("#newslist").html(d); });</script>',
        )
    )["通知公告"]
    assert (one.undecided, one.blank) == ("script", "")
    assert not one.items


def test_a_text_of_its_own_is_no_blank_column() -> None:
    """机构职能 is one article."""
    text = "<p>贯彻执行国家有关方针政策和法律法规，拟订全县发展规划并组织实施。</p>" * 6
    one = columns(sheet("/jgzn/", text), sheet("/gzdt/", f"<ul>{NEWS}</ul>"))
    assert all(not found.blank for found in one.values())
    assert "机构职能" not in one or one["机构职能"].static


def test_the_register_comes_first() -> None:
    """Name and type are the register's; what was never reached is known not to have been."""
    found = columns(
        sheet("/gzdt/", f"<ul>{NEWS}</ul>"),
        declared={"/gzdt/": ColumnType.OTHER, "/tzgg/": ColumnType.NOTICE},
    )
    assert (found["工作动态"].type, found["工作动态"].via) == (ColumnType.OTHER, "register")
    assert (found["通知公告"].items, found["通知公告"].reach) == (None, Reach.UNTESTED)


def test_a_declared_column_that_is_dead() -> None:
    """Its reach is what its address answered."""
    url = f"{SITE}/tzgg/index.html"
    register = [DeclaredColumn("6325210001", "通知公告", ColumnType.NOTICE, url)]
    answers = {url: Answer(url, url, Reach.DEAD, 404)}
    (one,) = survey(HERE, None, (), register, answers, TODAY)
    assert (one.reach, one.items) == (Reach.DEAD, None)


def test_a_block_of_the_home_page_without_a_page_of_its_own() -> None:
    """Is a column by its heading; one that has a page is that page's."""
    front = (
        f'<div class="b1"><div class="hd"><h3>图解政策</h3></div><ul>{NEWS}</ul></div>'
        f'<div class="b2"><div class="hd"><h3>工作动态</h3><a href="/gzdt/index.html">'
        f"更多&gt;&gt;</a>"
        f"</div><ul>{NEWS.replace('./t', '/gzdt/t')}</ul></div>"
    )
    found = columns(sheet("/gzdt/", f"<ul>{NEWS.replace('./t', '/gzdt/t')}</ul>"), front=front)
    assert found["图解政策"].via == "block"
    assert path(found["工作动态"].url) == "/gzdt/index.html"


def test_entries_without_dates_are_dated_by_their_articles() -> None:
    """What the articles say of themselves."""
    title = "县政府召开第十次常务会议研究部署安全生产工作"
    text = "<p>会议强调，各乡镇各部门要高度重视安全生产工作，切实把责任落到实处。</p>" * 5
    article = page(
        f"<title>{title}</title><h1>{title}</h1><div>发布时间：2017-11-28</div>"
        f'<div id="zoom">{text}</div>',
        "/gzdt/t0.html",
        depth=2,
    )
    body = "<ul>" + rows((title, ""), ("全县秋季植树造林工作推进会议在县城召开", "")) + "</ul>"
    one = columns(sheet("/gzdt/", body), article)["工作动态"]
    assert (one.newest, one.newest_from) == (date(2017, 11, 28), "article")
    assert path(one.newest_url) == "/gzdt/t0.html"


LINKS = "".join(
    f'<li><a href="{url}index.html">{name}</a></li>' for url, name in list(NAMES.items())[:2]
)


def test_a_column_that_only_leads_to_columns_is_as_new_as_they_are() -> None:
    """Wherever they stand in the tree of addresses."""
    parent = sheet("/xxgk/", f'<div class="lm"><ul>{LINKS}</ul></div>', "信息公开")
    link = '<div class="q"><a href="/xxgk/index.html">信息公开</a></div>'
    found = columns(
        sheet("/gzdt/", f"<ul>{NEWS}</ul>"), sheet("/tzgg/", f"<ul>{NEWS}</ul>"), parent, front=link
    )
    column = found["信息公开"]
    assert {path(part.removeprefix("column:")) for part in column.parts} == {
        "/gzdt/index.html",
        "/tzgg/index.html",
    }
    assert (column.blank, column.newest) == ("", date(2017, 11, 28))


def test_a_blank_column_beside_a_menu_of_its_siblings_stays_blank() -> None:
    """The menu leads to itself as well."""
    body = f'<div class="lm"><ul>{LINKS}</ul></div>'
    found = columns(sheet("/gzdt/", f"{body}<ul>{NEWS}</ul>"), sheet("/tzgg/", body))
    assert found["通知公告"].blank
    assert found["通知公告"].parts == ()
