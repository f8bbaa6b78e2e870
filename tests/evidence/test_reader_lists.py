"""Lists of entries in the markup of the publishing systems that government sites run on."""

from __future__ import annotations

import pytest
from tests.evidence.markup import page, path

from xuncha.evidence.snapshot import ItemList

T1, T2, T3 = (
    "县政府召开第十次常务会议研究部署安全生产工作",
    "关于公布2017年度行政审批事项目录的通知",
    "县人民医院新建住院楼项目环境影响评价公示",
)


def the_list(html: str, **more: object) -> ItemList:
    """The only list with entries of a piece of markup."""
    (one,) = (found for found in page(html).lists if found.items)
    return one


def entries(one: ItemList) -> list[tuple[str, str | None]]:
    """Title and day of each entry."""
    return [(i.title, i.date.day.isoformat() if i.date and i.date.day else None) for i in one.items]


DATED = [(T1, "2017-11-28"), (T2, "2017-11-10"), (T3, "2017-10-09")]


class TestLists:
    """Entries, their titles and their days."""

    @pytest.mark.parametrize(
        "row",
        [
            # TRS: date behind the link.
            '<li><a href="./{n}.html" title="{title}">{title}</a><span>{day}</span></li>',
            # Date first.
            '<li><span class="date">[{day}]</span> · <a href="{n}.html">{title}</a></li>',
            # The whole row is the link.
            '<li><a href="{n}.html"><b>{title}</b><em>{day}</em></a></li>',
            # Cut on the page, whole in the tooltip.
            '<li><a href="{n}.html" title="{title}">{short}...</a> ({day})</li>',
            # The tooltip of old systems carries everything.
            '<li><a href="{n}.html" title="标题：{title}&#10;发布：{day} 09:20">{short}…</a></li>',
        ],
    )
    def test_rows_of_list_items(self, row: str) -> None:
        """Whatever way around date and title stand."""
        rows = "".join(
            row.format(n=n, title=title, short=title[:9], day=day)
            for n, (title, day) in enumerate(DATED)
        )
        one = the_list(f'<body><div class="box"><h2>工作动态</h2><ul>{rows}</ul></div></body>')
        assert entries(one) == DATED
        assert one.heading == "工作动态"
        assert [path(i.url) for i in one.items] == [f"/zwgk/{n}.html" for n in range(3)]

    def test_rows_of_a_table(self) -> None:
        """Layout tables, as systems of before 2010 write them, one table an entry."""
        rows = "".join(
            f'<table width="100%"><tr><td width="20"><img src="/images/dot.gif"></td><td>'
            f'<a class="c1" href="info/{n}.htm">{title}</a></td><td align=right>{day}</td></tr>'
            f"</table>"
            for n, (title, day) in enumerate(DATED)
        )
        assert entries(the_list(f"<body><table><tr><td>{rows}</td></tr></table>")) == DATED

    def test_the_published_column_of_a_table_wins(self) -> None:
        """信息公开目录 show when a document was signed and when it was published."""
        rows = "".join(
            f'<tr><td>{n}</td><td><a href="{n}.html">{title}</a></td><td>县政〔2017〕{n}号</td>'
            f"<td>2017-01-0{n + 1}</td><td>{day}</td></tr>"
            for n, (title, day) in enumerate(DATED)
        )
        head = "<tr><th>序号</th><th>名称</th><th>文号</th><th>成文日期</th><th>发布日期</th></tr>"
        assert entries(the_list(f"<table>{head}{rows}</table>")) == DATED

    def test_dates_without_a_year_are_the_latest_such_day(self) -> None:
        """[11-10] read in December is this year's, [12-20] last year's."""
        one = the_list(
            f'<ul><li><a href="1.html">{T1}</a>[11-10]</li><li><a href="2.html">{T2}</a>'
            f"[11-08]</li>"
            f'<li><a href="3.html">{T3}</a>[12-20]</li></ul>'
        )
        assert entries(one) == [(T1, "2017-11-10"), (T2, "2017-11-08"), (T3, "2016-12-20")]

    def test_chinese_numerals(self) -> None:
        """二〇一七年十二月五日 is a date."""
        one = the_list(
            f'<ul><li><a href="1.html">{T1}</a><span>二〇一七年十二月五日</span></li>'
            f'<li><a href="2.html">{T2}</a><span>二〇一七年十一月二十三日</span></li>'
            f'<li><a href="3.html">{T3}</a><span>二○一六年十月十日</span></li></ul>'
        )
        assert [day for _, day in entries(one)] == ["2017-12-05", "2017-11-23", "2016-10-10"]

    def test_a_day_set_apart_from_its_month(self) -> None:
        """Templates print the day large and year and month below it."""
        rows = "".join(
            f'<li><div class="d"><span>{day[8:]}</span><i>{day[:7]}</i></div>'
            f'<a href="{n}.html">{title}</a></li>'
            for n, (title, day) in enumerate(DATED)
        )
        assert entries(the_list(f"<ul>{rows}</ul>")) == DATED

    def test_an_impossible_date_keeps_its_wording(self) -> None:
        """2017-13-45 is what the page shows, and no day."""
        one = the_list(
            f'<ul><li><a href="1.html">{T1}</a><span>2017-13-45</span></li>'
            f'<li><a href="2.html">{T2}</a><span>2017-11-08</span></li></ul>'
        )
        seen = one.items[0].date
        assert seen is not None
        assert (seen.raw, seen.day) == ("2017-13-45", None)

    def test_pinned_entries(self) -> None:
        """By a word or a picture; the title is without it."""
        one = the_list(
            f'<ul><li><a href="1.html"><font color="red">[置顶]</font>{T1}</a><span>'
            f"2016-03-02</span></li>"
            f'<li><img src="/images/top.gif"><a href="2.html">{T2}</a><span>2016-05-06</span></li>'
            f'<li><a href="3.html">{T3}</a><span>2017-11-30</span></li></ul>'
        )
        assert [i.pinned for i in one.items] == [True, True, False]
        assert [i.title for i in one.items] == [T1, T2, T3]

    def test_picture_and_words_of_one_entry_are_one(self) -> None:
        """Both lead to one address."""
        rows = "".join(
            f'<li><a href="{n}.html"><img src="{n}.jpg" alt="{title}"></a>'
            f'<p><a href="{n}.html">{title}</a></p><span>{day}</span></li>'
            for n, (title, day) in enumerate(DATED)
        )
        assert entries(the_list(f"<ul>{rows}</ul>")) == DATED

    def test_the_column_before_a_title_is_not_the_title(self) -> None:
        """【民政】 leads to a column; 详细 leads where the title does."""
        rows = "".join(
            f'<li><a href="/l/{n}/">【民政】</a><a href="{n}.html">{title}</a>'
            f'<a href="{n}.html">[详细]</a><span>{day}</span></li>'
            for n, (title, day) in enumerate(DATED)
        )
        assert entries(the_list(f"<ul>{rows}</ul>")) == DATED

    def test_headlines_in_what_is_called_a_menu_or_a_page_are_a_list(self) -> None:
        """Some systems call what stands around a column's list so."""
        titles = ("县政府召开第十次常务会议", "县领导到施工现场调研", "全县植树造林推进会召开")
        rows = "".join(
            f'<li><a href="/{n}.html">{t}部署工作</a></li>' for n, t in enumerate(titles)
        )
        (one,) = page(f'<div class="navjz"><ul class="doc_list">{rows}</ul></div>').lists
        assert len(one.items) == 3
        posts = rows.replace("<li>", "<article><h2>").replace("</li>", "</h2></article>")
        (one,) = page(f'<div id="page"><div id="primary">{posts}</div></div>').lists
        assert len(one.items) == 3

    def test_the_day_of_a_hidden_entry_is_no_other_s(self) -> None:
        """It stands before the next link, but nobody sees it."""
        hidden = (
            '<ul style="display:none"><li><a href="/1.html">旧的会议通知</a> 2017-11-03</li></ul>'
        )
        html = f'<div>{hidden}<div><a href="/zt/">专题专栏</a></div></div>'
        shown = [item for one in page(html).lists if not one.hidden for item in one.items]
        assert all(item.date is None for item in shown)

    def test_menus_and_pagers_are_no_lists(self) -> None:
        """Short words without dates, and the numbers below a list."""
        menu = "".join(f'<li><a href="/{n}/">栏目{n}</a></li>' for n in range(8))
        pager = '<div class="page"><a href="1.html">上一页</a><a href="3.html">下一页</a></div>'
        assert page(f'<div class="nav"><ul>{menu}</ul></div>{pager}').lists == ()

    def test_more_leads_to_the_column(self) -> None:
        """A block's 更多 is where the whole list stands."""
        rows = "".join(f'<li><a href="{n}.html">{t}</a>{d}</li>' for n, (t, d) in enumerate(DATED))
        one = the_list(
            '<div class="m"><div class="hd"><h3>通知公告</h3><a href="/tzgg/">更多&gt;&gt;</a>'
            "</div>"
            f"<ul>{rows}</ul></div>"
        )
        assert (one.heading, path(one.more)) == ("通知公告", "/tzgg/")


class TestEmptyLists:
    """What promises a list and holds nothing."""

    @pytest.mark.parametrize(
        "body",
        [
            '<ul class="list"></ul>',
            '<div class="list">暂无信息</div>',
            "<table><tbody></tbody></table>",
        ],
    )
    def test_an_empty_block(self, body: str) -> None:
        """Its heading is known, its emptiness certain."""
        html = f'<div class="box"><div class="tit"><h2>规划计划</h2></div>{body}</div>'
        (one,) = page(html).lists
        assert (one.heading, one.items, one.scripted) == ("规划计划", (), False)

    def test_a_pager_that_counts_none(self) -> None:
        """共0条 is said by the page."""
        html = (
            '<div class="right"><h2>公示公告</h2><ul class="list"></ul>'
            '<div class="pages">共0条 页次：1/0页</div></div>'
        )
        (one,) = page(html).lists
        assert one.total == 0

    def test_a_list_that_a_script_fills_is_not_called_empty(self) -> None:
        """Static reading cannot say."""
        html = (
            '<div class="b"><h2>公示公告</h2><ul id="newslist"></ul></div>'
            "<script>"
            '$.getJSON("/api.json", function (d) { $("#newslist").html(d.html); });</script>'
        )
        (one,) = page(html).lists
        assert (one.items, one.scripted) == ((), True)

    def test_a_jcms_datastore_is_a_list(self) -> None:
        """The entries stand in CDATA sections that the page's script shows."""
        records = "".join(
            f'<record><![CDATA[<li><a href="/art/2017/{n}.html" title="{t}">{t}</a><span>'
            f"{d}</span></li>]]></record>"
            for n, (t, d) in enumerate(DATED)
        )
        one = the_list(
            '<div id="27"><script type="text/xml"><datastore><nextgroup></nextgroup>'
            f"<recordset>{records}</recordset></datastore></script></div>"
        )
        assert entries(one) == DATED

    def test_a_list_behind_a_tab_is_shown_and_another_hidden_one_is_not(self) -> None:
        """A tab opens with a click; display:none alone hides."""
        rows = "".join(f'<li><a href="{n}.html">{t}</a>{d}</li>' for n, (t, d) in enumerate(DATED))
        tabs = (
            f'<div class="bd"><div class="con1"><ul>{rows}</ul></div>'
            f'<div class="con2" style="display:none"><ul>{rows.replace(".html", ".htm")}</ul>'
            f"</div></div>"
        )
        assert [one.hidden for one in page(tabs).lists] == [False, False]
        alone = f'<p>正文</p><div style="display: none"><ul>{rows}</ul></div>'
        assert [one.hidden for one in page(alone).lists] == [True]

    def test_a_shell_that_a_script_fills(self) -> None:
        """The page itself says nothing."""
        html = '<body><div id="app"></div><script src="/js/app.js"></script></body>'
        assert page(html).scripted
        assert not page("<body><p>本页内容正在整理</p></body>").scripted


def test_the_site_map_in_a_footer_is_no_entry_however_short_the_article_above_it() -> None:
    foot = '<div class="footer">主办单位：县教育局 <a href="/map.html">网站地图</a></div>'
    short = f"<h1>{T2}</h1><p>发布时间：2017-12-01 来源：县教育局</p><p>已经办结。</p>{foot}"
    assert [one for one in page(short).lists if one.items] == []
