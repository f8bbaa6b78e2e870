"""Pages beside a site's columns, odd answers and odd addresses: mostly what is nobody's fault."""

from __future__ import annotations

from tests.corpus.hazards.answers import page
from tests.corpus.hazards.columns import open_column
from tests.corpus.plan import Site, days_ago

from xuncha.base.types import ColumnType
from xuncha.demo.plan import Reply

_HTML = "text/html; charset=utf-8"


def english(site: Site) -> None:
    """A few pages for foreigners, without the tags of the rule and full of errors in words."""
    title = "Error-free harvest: warnings and notices of the county"
    told = "The county held a meeting on missing warnings. Notice: pages of the survey were found. "
    front = f'<h1>About</h1><ul><li><a href="/en/1.html">{title}</a> Dec 3, 2023</li></ul>'
    for path, head, body in (("/en/", "County Bureau", front), ("/en/1.html", title, told * 6)):
        html = f"<html><head><title>{head}</title></head><body><h2>{head}</h2><p>Published: December 3, 2023</p>{body}</body></html>"
        site.replies[path] = Reply(html.encode(), kind=_HTML)
        site.spare(site.url(path), "page.abnormal", "link.soft404", "link.dead", "date.absurd")
    site.at_home += '<a href="/en/">English</a>'


def topic(site: Site) -> None:
    """A topic with a page of its own that belongs to no column."""
    rows = "".join(
        f'<li><a href="/zt/dj/{n}.html">专题活动第{n}期简讯发布</a><span>{days_ago(90 + n)}</span></li>'
        for n in range(4)
    )
    html = f"<div class='banner'></div><h2>主题教育专题</h2><ul>{rows}</ul>"
    site.replies["/zt/dj/"] = Reply(
        f"<html><head><meta charset='utf-8'><title>主题教育专题</title></head><body>{html}</body></html>".encode()
    )
    for n in range(4):
        text = f"<p>发布时间：{days_ago(90 + n)}</p><p>活动围绕学思想、强党性、重实践、建新功展开，党员干部踊跃参加。</p>"
        tags = f"<meta name='ArticleTitle' content='第{n}期'><meta name='PubDate' content='{days_ago(90 + n)}'><meta name='ContentSource' content='机关党委'>"
        tags += f"<meta name='SiteName' content='{site.shown_name}'><meta name='SiteDomain' content='{site.host}'><meta name='SiteIDCode' content='{site.shown_code}'>"
        site.replies[f"/zt/dj/{n}.html"] = Reply(
            f"<html><head><meta charset='utf-8'>{tags}<title>专题活动第{n}期简讯发布</title></head><body><h1>专题活动第{n}期简讯发布</h1>{text}</body></html>".encode()
        )
    site.place('<a href="/zt/dj/"><img src="/images/zt.jpg" alt="专题"></a>')


def search_form(site: Site) -> None:
    """A form that has found nothing yet is no blank column."""
    col = open_column(site, "xxjs", "信息检索", ColumnType.OTHER)
    col.shape = "text"
    col.text = '<form action="/so"><input name="q"/><input type="submit" value="检索"/></form><p>没有找到相关信息</p>'
    site.replies["/so"] = page("检索结果", "<p>没有找到符合条件的信息</p>")


def named_by_query(site: Site) -> None:
    """Downloads whose query names the file: one is the file, one is a page that failed."""
    good, bad = (
        f"/down/get?id={site.number}&name=zn.pdf",
        f"/down/get?id=9{site.number}&name=b.docx",
    )
    site.replies[good] = Reply(b"%PDF-1.4\n%%EOF", kind="application/pdf")
    site.replies[bad] = page("提示", "<p>读取附件失败</p>")
    viewer = "/preview/download?file=zn.pdf"
    site.replies[viewer] = page("文件预览", "<p>文件正在预览，请稍候，支持翻页、放大和打印。</p>")
    for n, path in enumerate((good, bad, viewer)):
        site.place(f'<a href="{path}">指南{n}</a>')
        verb = site.expect if path == bad else lambda i, w: site.spare(w, i)
        verb("link.bad_attachment", site.url(path))


def saved_documents(site: Site) -> None:
    """Documents that an office program saved as pages open as what they are."""
    word = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>填表说明</body></html>'
    sheet = "<html><head><meta name=ProgId content=Excel.Sheet></head><body><table></table></body></html>"
    for path, body, kind in (
        ("/gone/tb.doc", word, "application/msword"),
        ("/gone/tb.xls", sheet, "application/vnd.ms-excel"),
    ):
        site.replies[path] = Reply(body.encode(), kind=kind)
        site.place(f'附件：<a href="{path}">填报说明</a>')
        site.spare(site.url(path), "link.bad_attachment", "link.dead")


def walls(site: Site) -> None:
    """A firewall's own words under two statuses, a door for the staff, a network of their own."""
    said = "<html><body>您的请求带有不合法参数，已被网站管理员设置拦截！</body></html>".encode()
    for path, reply in (
        ("/gone/w1", Reply(said, 405)),
        ("/gone/w2", Reply(said, 404)),
        ("/gone/w3", Reply(b"", 401, headers=(("WWW-Authenticate", "Basic"),))),
    ):
        site.replies[path] = reply
        site.place(f'<a href="{path}">业务系统</a>')
        site.spare(site.url(path), "link.dead", "link.soft404")
    site.place(
        '<a href="http://10.11.12.13/oa/">办公系统</a> <a href="http://192.168.0.8:8080/">邮箱</a>'
    )
    site.spare("http://10.11.12.13/oa/", "link.dead")
    site.spare("http://192.168.0.8:8080/", "link.dead")


def moved_by_a_slash(site: Site) -> None:
    """A folder without its slash, an address in other letters, a loop."""
    target = "/wzdt.html"
    site.replies["/xxgk"] = Reply(b"", 301, headers=(("Location", "/xxgk/"),))
    site.replies["/xxgk/"] = Reply(b"", 302, headers=(("Location", target),))
    site.place('<a href="/xxgk">信息公开</a> <a href=" /wzdt.html ">网站地图</a>')
    site.spare(site.url("/xxgk"), "link.dead", "link.soft404")
    site.replies["/gone/l1"] = Reply(b"", 302, headers=(("Location", "/gone/l2"),))
    site.replies["/gone/l2"] = Reply(b"", 302, headers=(("Location", "/gone/l1"),))
    site.place('<a href="/gone/l1">旧系统</a>')
    site.expect("link.dead", site.url("/gone/l1"))


def relative_paths(site: Site) -> None:
    """Chinese names of files beside the page, as editors leave them in old systems."""
    col, entry = site.quiet()
    base = site.make.entry_path(col, entry).partition("?")[0].rpartition("/")[0]
    zipped = Reply(b"PK\x03\x04" + b"\0" * 40, kind="application/zip")
    for name, reply in (("附件/申请表.docx", zipped), ("附件/旧名单.xlsx", Reply(b"no", 404))):
        address = site.url(f"{base}/{name}")
        site.replies[address.removeprefix(site.origin)] = reply
        entry.below += f'<p><a href="{name}">附件</a></p>'
        if reply is zipped:
            site.spare(address, "link.dead", "link.bad_attachment")
        else:
            site.expect("link.dead", address)


def quoted_errors(site: Site) -> None:
    """A few words about an error in quotes."""
    body = "<p>　　如网页提示“Microsoft JET Database Engine 错误 '80004005'”，说明数据库被占用，请稍后再试。</p>"
    col = site.col("tzgg")
    entry = site.add(col, "关于网站后台使用的说明", days_ago(169), body, taken=True)
    site.spare(site.entry_url(col, entry), "page.abnormal", "link.soft404")


def said_in_a_box(site: Site) -> None:
    """What is gone, told as old systems and careful administrators tell it."""
    ways = (
        "<script>alert('该文章已被删除！');window.close();</script>",
        "<html><head><meta charset='utf-8'><title>信息</title></head><body><p>对不起，该信息已被管理员删除或尚未审核。</p></body></html>",
    )
    for n, way in enumerate(ways):
        path = f"/gone/box{site.number}{n}.html"
        site.replies[path] = Reply(way.encode(), kind=_HTML)
        site.place(f'<a href="{path}">旧文{n}</a>')
        site.expect("link.soft404", site.url(path))


ALL = (
    english, topic, search_form, named_by_query, saved_documents, walls, moved_by_a_slash, relative_paths,
    quoted_errors, said_in_a_box,
)  # fmt: skip
