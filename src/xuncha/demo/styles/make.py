"""What the makes share: the order of a page's parts; every make writes its own HTML for them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from xuncha.demo import words
from xuncha.demo.plan import Article, Column, Place, Shape, Target
from xuncha.demo.styles import furniture


class Make:
    """One make of content management system; the templates are `str.format` strings."""

    code: str = ""
    charset: str = "utf-8"
    #: A page of the site: top, body and foot of it; metas and title of its head.
    PAGE: ClassVar[str]
    #: A block of the home page, a list, an entry, an article, a paragraph.
    BLOCK: ClassVar[str]
    LIST: ClassVar[tuple[str, str]] = ("<ul>\n", "</ul>\n")
    ROW: ClassVar[str]
    COLUMN: ClassVar[str]
    ARTICLE: ClassVar[str]
    PARAGRAPH: ClassVar[str] = "<p>　　{}</p>\n"
    NAV: ClassVar[str] = '<li><a href="{href}">{name}</a></li>\n'
    LINK: ClassVar[str] = '<a href="{href}" target="_blank">{name}</a>\n'
    PINNED: ClassVar[str] = "[置顶]"
    MAP: ClassVar[str] = "/sitemap.html"
    PER_PAGE: ClassVar[int] = 15

    # -- addresses -----------------------------------------------------------------------------

    def column_path(self, column: Column, page: int) -> str:
        """The address of a page of a column."""
        raise NotImplementedError

    def article_path(self, article: Article) -> str:
        """The address of an article."""
        raise NotImplementedError

    def href(self, path: str, base: str) -> str:
        """How a page at ``base`` writes the address ``path``: from the root, unless overridden."""
        del base
        return path

    def pages(self, column: Column) -> int:
        """How many pages its list has."""
        return max(1, -(-len(column.articles) // self.PER_PAGE))

    # -- pages ---------------------------------------------------------------------------------

    def home(self, site: Place) -> str:
        """The home page: blocks, then links to other sites."""
        blocks = "".join(self.block(one) for one in site.columns if one.at_home)
        return self.page(site, "home", site.name_shown, blocks + self.links(site) + site.tail)

    def block(self, column: Column) -> str:
        """One column on the home page."""
        shown = [] if column.empty_at_home else column.articles[: column.at_home]
        return self.BLOCK.format(
            name=column.name,
            more=self.column_path(column, 0),
            rows=self.rows(shown, "/"),
        )

    def column(self, site: Place, column: Column, page: int) -> str:
        """One page of a column."""
        body = self.COLUMN.format(name=column.name, home="/", body=self.column_body(column, page))
        return self.page(site, "column", f"{column.name}-{site.name_shown}", body, column)

    def column_body(self, column: Column, page: int) -> str:
        """What stands under a column's name, by its shape."""
        if column.shape is Shape.TEXT:
            return "".join(map(self.PARAGRAPH.format, column.text))
        if column.shape is Shape.SCRIPT:
            return self.scripted(column)
        if column.shape is Shape.BLANK:
            return self.blank(column)
        base = self.column_path(column, page)
        start = page * self.PER_PAGE
        shown = column.articles[start : start + self.PER_PAGE]
        if column.shape is Shape.LETTERS:
            return self.letters(shown, base)
        closed = "<p>本专题已归档，内容不再更新。</p>\n" if column.archived else ""
        return closed + self.rows(shown, base) + self.pager(column, page)

    def article(self, site: Place, article: Article) -> str:
        """One article, letter or guide."""
        path = self.article_path(article)
        body = self.ARTICLE.format(
            title=article.title,
            day=article.shown or self.page_day(article.day),
            clock=furniture.clock(article),
            source=article.source,
            column=article.column.name,
            up=self.href(self.column_path(article.column, 0), path),
            body=self.article_body(site, article),
        )
        title = f"{article.title}-{site.name_shown}"
        return self.page(site, "article", title, body, article=article)

    def article_body(self, site: Place, article: Article) -> str:
        """The text with what is attached to it."""
        if article.asked is not None:
            return letter(article)
        if article.parts:
            return guide(article)
        body = article.body
        if body is None:
            body = words.paragraphs(site.office, article.number)
        text = "".join(map(self.PARAGRAPH.format, body))
        return text + "".join(map(attached, article.links)) + article.tail

    def more(self, site: Place) -> dict[str, str]:
        """The site map."""
        rows = "".join(
            self.NAV.format(href=self.column_path(one, 0), name=one.name) for one in site.columns
        )
        body = f'<div class="sitemap"><ul>\n{rows}</ul></div>\n'
        return {self.MAP: self.page(site, "home", f"网站地图-{site.name_shown}", body)}

    def page(
        self,
        site: Place,
        kind: str,
        title: str,
        body: str,
        column: Column | None = None,
        article: Article | None = None,
    ) -> str:
        """A whole page."""
        return self.PAGE.format(
            metas=furniture.metas(site, kind, column, article),
            title=title,
            site=site.name_shown,
            nav=self._once(site, "nav"),
            body=body,
            foot=self._once(site, "foot"),
        )

    # -- parts ---------------------------------------------------------------------------------

    def _once(self, site: Place, part: str) -> str:
        if part not in site.written:
            site.written[part] = self.nav(site) if part == "nav" else self.foot(site)
        return site.written[part]

    def nav(self, site: Place) -> str:
        """The menu of every page."""
        rows = [self.NAV.format(href="/", name="首页")]
        rows += [
            self.NAV.format(href=self.column_path(one, 0), name=one.name) for one in site.columns
        ]
        return "".join(rows)

    def foot(self, site: Place) -> str:
        """The elements of every page."""
        return " &nbsp; ".join(furniture.foot(site, self.MAP).values())

    def links(self, site: Place) -> str:
        """Links to other sites, and pictures."""
        rows = "".join(
            f'<img src="{one.url}" alt="{one.text}">\n'
            if one.image
            else self.LINK.format(href=one.url, name=one.text)
            for one in site.links
        )
        return f'<div class="links"><h3>友情链接</h3>\n{rows}</div>\n'

    def rows(self, articles: list[Article], base: str) -> str:
        """A list of articles."""
        rows = "".join(
            self.ROW.format(
                href=self.href(self.article_path(one), base),
                title=one.title,
                day=one.listed or self.list_day(one.day),
                pinned=self.PINNED if one.pinned else "",
            )
            for one in articles
        )
        return self.LIST[0] + rows + self.LIST[1]

    def letters(self, articles: list[Article], base: str) -> str:
        """A list of citizens' messages."""
        rows = "".join(
            f'<tr><td><a href="{self.href(self.article_path(one), base)}">{one.title}</a></td>'
            f"<td>{one.asked}</td><td>{'已回复' if one.answered else '未回复'}</td></tr>\n"
            for one in articles
        )
        head = "<tr><th>信件标题</th><th>来信时间</th><th>办理状态</th></tr>\n"
        return f'<table class="letters" width="100%">\n{head}{rows}</table>\n'

    def blank(self, column: Column) -> str:
        """A list with nothing in it."""
        empty = self.LIST[0] + self.LIST[1]
        if column.blank == "words":
            return '<div class="list">暂无信息</div>\n'
        if column.blank == "pager":
            return f'{empty}<div class="page">共0条记录 第1/1页</div>\n'
        if column.blank == "hidden":
            path = self.column_path(column, 0)
            rows = self.rows(column.articles, path)
            return f'<div class="list" style="display:none">{rows}</div>\n'
        return empty

    def scripted(self, column: Column) -> str:
        """A list that a script fills."""
        return (
            '<ul id="datalist" class="list"></ul>\n<script>\n'
            f'fetch("/api/list/{column.slug}.json").then(r => r.json()).then(function (d) {{\n'
            '  document.getElementById("datalist").innerHTML = d.map(function (x) {\n'
            "    return '<li><a href=\"' + x.url + '\">' + x.title + '</a><span>' + x.day"
            " + '</span></li>';\n"
            '  }).join("");\n});\n</script>\n'
        )

    def pager(self, column: Column, page: int) -> str:
        """The way to the other pages of a list."""
        count = self.pages(column)
        if count < 2:
            return ""
        links = [
            f'<a href="{self.column_path(column, other)}">{word}</a>'
            for word, other in (("上一页", page - 1), ("下一页", page + 1), ("尾页", count - 1))
            if 0 <= other < count and other != page
        ]
        total = len(column.articles)
        return f'<div class="page">共{total}条 {page + 1}/{count}页 {" ".join(links)}</div>\n'

    def list_day(self, day: date) -> str:
        """A date as lists write it."""
        return day.isoformat()

    def page_day(self, day: date) -> str:
        """A date as articles write it."""
        return day.isoformat()


def attached(target: Target) -> str:
    """A picture in the text, or a file under it."""
    if target.image:
        return f'<p align="center"><img src="{target.url}" alt="{target.text}"></p>\n'
    return f'<p>附件：<a href="{target.url}">{target.text}</a></p>\n'


def letter(article: Article) -> str:
    """A citizen's message with its answer."""
    answer = "<tr><td>办理状态：</td><td>未回复</td></tr>"
    if article.answered is not None:
        answer = (
            f"<tr><td>答复时间：</td><td>{article.answered}</td></tr>\n<tr><td>答复内容：</td>"
            "<td>您好，来信收悉。经研究，现答复如下：您反映的情况已安排专人核实处理。</td></tr>"
        )
    return (
        f'<table class="letter">\n<tr><td>来信时间：</td><td>{article.asked}</td></tr>\n'
        f"<tr><td>来信内容：</td><td>您好，{article.title}？盼复，谢谢。</td></tr>\n{answer}\n</table>\n"
    )


def guide(article: Article) -> str:
    """A guide to a service, 要素 by 要素."""
    rows = "".join(f"<tr><th>{name}</th><td>{text}</td></tr>\n" for name, text in article.parts)
    return f'<table class="guide" border="1" width="100%">\n{rows}</table>\n'
