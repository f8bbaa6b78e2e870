"""A static publisher of the TRS make: folders for columns, tYYYYMMDD_N.html for articles."""

from __future__ import annotations

from xuncha.demo.plan import Article, Column
from xuncha.demo.styles.make import Make


class Trs(Make):
    """Static pages with relative links; the pager is written by a script."""

    code = "trs"
    MAP = "/wzdt/index.html"
    PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" \
"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>{title}</title>
{metas}<link href="/images/style.css" rel="stylesheet" type="text/css" />
</head>
<body>
<div class="header"><div class="logo"><img src="/images/logo.png" alt="{site}" /></div></div>
<div class="nav"><ul>
{nav}</ul></div>
<div class="wrap">
{body}</div>
<div class="footer"><p>{foot}</p></div>
</body>
</html>
"""
    BLOCK = """<div class="box">
<div class="box_t"><h2>{name}</h2><a class="more" href="{more}">更多&gt;&gt;</a></div>
<div class="box_c">
{rows}</div>
</div>
"""
    LIST = ('<ul class="list">\n', "</ul>\n")
    ROW = '<li><span>{day}</span><a href="{href}" target="_blank">{title}</a>{pinned}</li>\n'
    COLUMN = """<div class="crumbs">当前位置：<a href="{home}">首页</a> &gt; {name}</div>
<div class="listbox"><h2>{name}</h2>
{body}</div>
"""
    ARTICLE = """<div class="crumbs">当前位置：
<a href="/">首页</a> &gt; <a href="{up}">{column}</a></div>
<div class="content"><h1>{title}</h1>
<div class="info">发布时间：{day} {clock} &nbsp; 来源：{source} &nbsp; 字体：[大 中 小]</div>
<div class="TRS_Editor">
{body}</div>
</div>
"""

    def column_path(self, column: Column, page: int) -> str:
        """`/zwgk/gzdt/`, then index_1.html."""
        return f"/zwgk/{column.slug}/" + (f"index_{page}.html" if page else "")

    def article_path(self, article: Article) -> str:
        """`/zwgk/gzdt/201711/t20171130_1234.html`."""
        day = article.day
        return f"/zwgk/{article.column.slug}/{day:%Y%m}/t{day:%Y%m%d}_{article.number}.html"

    def href(self, path: str, base: str) -> str:
        """Relative to the page, as this make writes them."""
        folder = base.rpartition("/")[0] + "/"
        return f"./{path.removeprefix(folder)}" if path.startswith(folder) else path

    def pager(self, column: Column, page: int) -> str:
        """The script that writes the pager, and the links it leaves for those without one."""
        count = self.pages(column)
        links = "".join(
            f'<a href="{self.column_path(column, other)}">{other + 1}</a> '
            for other in range(count)
            if other != page
        )
        call = f'<script>createPageHTML({count}, {page}, "index", "html");</script>'
        return f'<div class="page">{links}{call}</div>\n'
