"""What all makes share: which pages a site has. How they look is each make's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.corpus import furniture
from tests.corpus.plan import Col, Entry, Site

from xuncha.demo.plan import Reply


class Make:
    """A content management system."""

    code = ""
    charset = "utf-8"
    #: What the server says of pages; some say nothing of the charset.
    kind = "text/html; charset=utf-8"
    per_page = 15
    #: Its articles say when they were last changed, not when they were published.
    shows_changes = False
    #: The template: {title} {tags} {head} {nav} {body} {foot} {site}.
    PAGE = ""
    #: A block of the home page: {name} {more} {rows}.
    BLOCK = ""

    # -- addresses -----------------------------------------------------------------------------

    def column_path(self, col: Col, page: int) -> str:
        """The address of a page of a column, the first being 0."""
        raise NotImplementedError

    def entry_path(self, col: Col, entry: Entry) -> str:
        """The address of an article: as written by hand, or the make's own."""
        return entry.href or self.made_path(col, entry)

    def made_path(self, col: Col, entry: Entry) -> str:
        """The address that the make gives an article."""
        raise NotImplementedError

    def href(self, path: str, base: str) -> str:
        """An address as pages write it."""
        return path

    # -- dates ---------------------------------------------------------------------------------

    def day(self, day: date) -> str:
        """A day as lists show it."""
        return f"{day}"

    def stamp(self, entry: Entry) -> str:
        """A day as articles show it."""
        return f"{entry.day} {furniture.clock(entry)}"

    def listed(self, entry: Entry) -> str:
        """What a list shows of an entry's day."""
        return self.day(entry.day) if entry.listed is None else entry.listed

    def shown(self, entry: Entry) -> str:
        """What the article shows of its day."""
        return self.stamp(entry) if entry.shown is None else entry.shown

    # -- pages ---------------------------------------------------------------------------------

    def write(self, site: Site) -> Iterator[tuple[str, Reply]]:
        """Every page of the site by path."""
        yield "/", self.reply(site.above_home + self.home(site))
        for path, title, html in _more(site):
            yield path, self.reply(self.page(site, "other", title, html, path))
        for col in site.every_column():
            yield from self._column(site, col)
            for entry in col.entries:
                path = self.entry_path(col, entry)
                if entry.reply is not None:
                    yield path, entry.reply
                elif "://" not in path:
                    yield path, self.reply(entry.above + self.article(site, col, entry))

    def reply(self, html: str) -> Reply:
        """A page as bytes."""
        return Reply(html.encode(self.charset, "xmlcharrefreplace"), kind=self.kind)

    def _column(self, site: Site, col: Col) -> Iterator[tuple[str, Reply]]:
        size = self.per_page
        pages = max(1, -(-len(col.entries) // size))
        for number in range(pages):
            entries = col.entries[number * size : (number + 1) * size]
            path = self.column_path(col, number)
            body = col.above + self.listing(site, col, entries, number, pages)
            yield path, self.reply(self.page(site, "column", col.name, body, path, col))

    def page(
        self,
        site: Site,
        kind: str,
        title: str,
        body: str,
        path: str,
        col: Col | None = None,
        entry: Entry | None = None,
    ) -> str:
        """One whole page."""
        whole = site.shown_name if kind == "home" else f"{title}{self.between}{site.shown_name}"
        return self.PAGE.format(
            title=whole,
            tags=furniture.tags(site, kind, col, entry),
            head=site.head,
            nav=self.nav(site, path),
            body=body + site.everywhere,
            foot=furniture.foot(site),
            site=site.shown_name,
        )

    #: Between a page's title and the site's name.
    between = "-"
    NAV = '<li><a href="{href}">{name}</a></li>\n'

    def nav(self, site: Site, path: str) -> str:
        """The menu."""
        return "".join(
            self.NAV.format(href=self.href(self.column_path(col, 0), path), name=col.name)
            for col in site.columns
            if col.in_menu
        )

    def home(self, site: Site) -> str:
        """The home page: blocks of the columns that have one."""
        blocks = "".join(
            self.block(site, col, col.entries[: col.at_home], "/")
            for col in site.columns
            if col.at_home
        )
        links = "".join(site.links)
        return self.page(site, "home", "", blocks + site.at_home + links, "/")

    def block(self, site: Site, col: Col, entries: list[Entry], base: str) -> str:
        """One block of the home page."""
        return self.BLOCK.format(
            name=col.name,
            more=self.href(self.column_path(col, 0), base),
            rows=self.rows(site, col, entries, base, short=True),
        )

    def rows(self, site: Site, col: Col, entries: list[Entry], base: str, *, short: bool) -> str:
        """The entries of a list."""
        raise NotImplementedError

    def listing(self, site: Site, col: Col, entries: list[Entry], page: int, pages: int) -> str:
        """What stands on a column's page."""
        if col.shape == "text":
            return self.around(site, col, f"<div>{col.text}</div>")
        if col.shape == "nav":
            return self.parts(site, col)
        if col.shape == "json":
            return self.around(
                site, col, _JSON[site.number % 2].format(path=f"/api/list/{col.number}.json")
            )
        if col.shape == "blank" and col.text != "bare":
            return self.around(
                site,
                col,
                _BLANK[col.text].format(rows=self.rows(site, col, _ghosts(site), "/", short=False)),
            )
        base = self.column_path(col, page)
        rows = self.rows(site, col, entries, base, short=False)
        return self.around(site, col, rows + self.pager(col, page, pages))

    def parts(self, site: Site, col: Col) -> str:
        """A column that only leads to the columns below it."""
        base = self.column_path(col, 0)
        rows = "".join(
            f'<li><a href="{self.href(self.column_path(part, 0), base)}">{part.name}</a></li>'
            for part in col.parts
        )
        return self.around(site, col, f'<ul class="sub">{rows}</ul>')

    def around(self, site: Site, col: Col, html: str) -> str:
        """A column's heading and crumbs around its list."""
        raise NotImplementedError

    def pager(self, col: Col, page: int, pages: int) -> str:
        """Links to the other pages of a list."""
        if pages < 2:
            return ""
        return (
            '<div class="pages">'
            + "".join(
                f'<a href="{self.column_path(col, n)}">{n + 1}</a> '
                for n in range(pages)
                if n != page
            )
            + "</div>"
        )

    def article(self, site: Site, col: Col, entry: Entry) -> str:
        """One article's page."""
        raise NotImplementedError


def _ghosts(site: Site) -> list[Entry]:
    col = site.columns[0]
    return [Entry(9, e.title, e.day, href=site.make.entry_path(col, e)) for e in col.entries[:4]]


_SHOW = """<ul id="newsList" class="list"></ul><div id="pager"></div>
<script>function show(d){{var h="";
for(var i=0;i<d.list.length;i++){{h+="<li><a href='"+d.list[i].url+"'>"+d.list[i].title+"</a><span>"+d.list[i].date+"</span></li>";}}
document.getElementById("newsList").innerHTML=h;}}</script>"""
#: JSON that a script fetches, and JSONP that stands in a script of its own.
_JSON = (
    _SHOW
    + """<script>var x=new XMLHttpRequest();x.open("GET","{path}");x.onload=function(){{show(JSON.parse(x.responseText));}};x.send();</script>""",
    _SHOW + """<script src="{path}?callback=show"></script>""",
)
_BLANK = {
    "words": '<div class="nodata">暂无信息</div>',
    "building": "<p align=center>栏目建设中，敬请期待……</p>",
    "pager": '<ul class="list"></ul><div class="page">共0条记录 第1/1页 首页 上一页 下一页 尾页</div>',
    "head": "<table width=100% class=tb><tr><th>序号</th><th>标题</th><th>发布日期</th></tr></table>",
    "hidden": '<div style="display:none">{rows}</div>',
}


def _more(site: Site) -> Iterator[tuple[str, str, str]]:
    names = "".join(
        f'<a href="{site.make.column_path(col, 0)}">{col.name}</a>　'
        for col in site.columns
        if col.in_menu
    )
    yield "/wzdt.html", "网站地图", f"<h3>网站地图</h3><p>{names}</p>"
    yield (
        "/lxwm.html",
        "联系我们",
        f"<h3>联系我们</h3><p>单位地址：{site.region}迎宾大街1号</p><p>网站管理：{site.unit}办公室</p>"
        "<p>如对网站有意见建议，欢迎来信来电，我们将认真研究并改进网站的各项服务。</p>",
    )
