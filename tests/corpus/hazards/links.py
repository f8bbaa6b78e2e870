"""Links that open nothing, something else, or only seem not to open."""

from __future__ import annotations

from urllib.parse import quote, quote_from_bytes

from tests.corpus import outside
from tests.corpus.hazards.answers import SOFT, page
from tests.corpus.plan import Site, days_ago

from xuncha.demo.plan import Reply

_HTML = "text/html; charset=utf-8"


def missing(site: Site) -> None:
    """Two links to addresses that the site does not have: answered in its own way."""
    for n in range(2):
        path = f"/old/{2015 + n}/{site.number * 7 + 101 + n}.html"
        site.place(f'<a href="{path}">相关文件{n + 1}</a>')
        site.expect(site.missing_is, site.url(path))


def missing_in_menu(site: Site) -> None:
    """A dead address on every page."""
    path = f"/zt/{site.number + 2011}/zzfz.html"
    site.everywhere += f'<div class="left"><a href="{path}">专题专栏</a></div>'
    site.expect(site.missing_is, site.url(path))


def dead_picture(site: Site) -> None:
    site.place(f'<img src="/gone/pic{site.number}.jpg" alt="现场" width="500">')
    _put(site, f"/gone/pic{site.number}.jpg", Reply(b"Not Found", 404, "text/plain"))
    site.expect("link.dead", site.url(f"/gone/pic{site.number}.jpg"))


def dead_attachment(site: Site) -> None:
    path = f"/gone/fj{site.number}.doc"
    site.place(f'附件：<a href="{path}">申报表.doc</a>')
    _put(site, path, Reply(b"<h1>Not Found</h1>", 404))
    site.expect("link.dead", site.url(path))


def dead_name(site: Site) -> None:
    """A host whose name is gone, and one where nobody listens."""
    for host in (outside.DEAD[site.number % 4], outside.REFUSED[site.number % 2]):
        site.place(f'<a href="http://{host}:{site.port}/{site.number}/">活动专题网站</a>')
        site.expect("link.dead", f"http://{host}:{site.port}/{site.number}/")


def broken_page(site: Site) -> None:
    path = f"/sys/err{site.number}.html"
    _put(site, path, Reply("<h1>HTTP 500 内部服务器错误</h1>".encode(), 500, _HTML))
    site.place(f'<a href="{path}">业务系统入口</a>')
    site.expect("link.dead", site.url(path))


def stumbling(site: Site) -> None:
    """503 at the first asking only."""
    path = f"/busy/{site.number}.html"
    html = page(
        "系统繁忙时也能打开的页面",
        "<p>本页说明有关业务的受理范围、时间和地点，请按要求准备材料后前往窗口办理。</p>",
    )
    _put(site, path, Reply(html.body, kind=_HTML, stumbles=True))
    site.place(f'<a href="{path}">业务受理说明</a>')
    site.spare(site.url(path), "link.dead", "link.soft404")


def slow(site: Site) -> None:
    path = f"/slow/{site.number}.html"
    _put(
        site,
        path,
        Reply(
            page("统计数据", "<p>正文加载较慢，但能够打开，内容完整，请耐心等待。</p>").body,
            kind=_HTML,
            delay=1.2,
        ),
    )
    site.place(f'<a href="{path}">历年统计数据</a>')
    site.spare(site.url(path), "link.dead")


def guarded(site: Site) -> None:
    """Walls against programs: no fault of anyone."""
    for host in outside.FORBIDDEN:
        url = f"http://{host}:{site.port}/p/{site.number}.html"
        site.place(f'<a href="{url}">媒体报道</a>')
        site.spare(url, "link.dead", "link.soft404")


def guarded_inside(site: Site) -> None:
    path = f"/inner/{site.number}.html"
    wall = b"<html><head><script>var _$jsvmprt=1;document.cookie='x=1';location.reload()</script></head><body></body></html>"
    _put(site, path, Reply(wall, 412 if site.number % 2 else 200, _HTML))
    site.place(f'<a href="{path}">内部办公系统</a>')
    site.spare(site.url(path), "link.dead", "link.soft404", "page.abnormal")


def chinese_path(site: Site) -> None:
    """A path in Chinese as written, asked for in UTF-8; and one that is gone."""
    html = page(
        "信息公开指南", "<p>为了方便公民、法人和其他组织获取政府信息，编制本指南，并适时更新。</p>"
    )
    good = f"/公开/指南{site.number}.html"
    _put(site, quote(good), Reply(html.body, kind=_HTML))
    site.place(f'<a href="{good}">信息公开指南</a>')
    site.spare(site.url(quote(good)), "link.dead")
    bad = f"/gone/旧公告{site.number}.html"
    _put(site, quote(bad), Reply(b"Not Found", 404, "text/plain"))
    site.place(f'<a href="{bad}">旧公告</a>')
    site.expect("link.dead", site.url(quote(bad)))


def gbk_path(site: Site) -> None:
    """Paths that were escaped in GBK, as old servers have them; one fine, one gone."""
    html = page("流程示意图", "<p>申请人到窗口提交材料，工作人员当场审核，符合条件的即时办结。</p>")
    good = "/" + quote_from_bytes(f"流程{site.number}".encode("gb18030")) + ".html"
    _put(site, good, Reply(html.body, kind=_HTML))
    site.place(f'<a href="{good}">流程示意图</a>')
    site.spare(site.url(good), "link.dead")
    bad = "/gone/" + quote_from_bytes(f"名单{site.number}".encode("gb18030")) + ".xls"
    _put(site, bad, Reply(b"Not Found", 404, "text/plain"))
    site.place(f'<a href="{bad}">名单下载</a>')
    site.expect("link.dead", site.url(bad))


def chinese_query(site: Site) -> None:
    """A query in Chinese is sent in the page's own charset, as browsers do."""
    word = f"关键词{site.number}"
    asked = "/search.jsp?word=" + quote_from_bytes(word.encode(site.make.charset))
    _put(
        site,
        asked,
        page("检索结果", "<p>共找到3条结果，请点击查看。检索范围为全部栏目，按时间先后排序。</p>"),
    )
    _put(
        site,
        "/search.jsp?word=" + quote(word) if site.make.charset != "utf-8" else "/search.jsp",
        Reply(b"no", 404, "text/plain"),
    )
    site.place(f'<a href="/search.jsp?word={word}">检索更多</a>')
    site.spare(site.url(asked), "link.dead")


def script_made(site: Site) -> None:
    """Links that only a script makes: opened on a click, written into the page."""
    html = page(
        "下载中心说明", "<p>下载前请确认所需表格的版本，填写时使用黑色签字笔，一式两份。</p>"
    )
    for n, form in enumerate(_SCRIPTED):
        good, bad = f"/sm/{site.number}{n}.html", f"/gone/sm{site.number}{n}.html"
        _put(site, good, Reply(html.body, kind=_HTML))
        _put(site, bad, Reply(b"Not Found", 404, "text/plain"))
        site.place(form.format(href=good, text=f"表格说明{n}"))
        site.place(form.format(href=bad, text=f"下载指引{n}"))
        site.spare(site.url(good), "link.dead", "link.soft404")
        site.expect("link.dead", site.url(bad))


_SCRIPTED = (
    '<a href="javascript:void(0)" onclick="window.open(\'{href}\')">{text}</a>',
    "<script>document.write('<a href=\"{href}\">{text}</a>');</script>",
    "<a href=\"javascript:window.location.href='{href}'\">{text}</a>",
)


def sent_home(site: Site) -> None:
    """Articles in whose place the home page is shown, by four kinds of sending."""
    ways = (
        Reply(b"", 302, _HTML, headers=(("Location", "/"),)),
        Reply(b"", 301, _HTML, headers=(("Location", f"{site.origin}/index.html"),)),
        Reply(
            b'<html><head><meta http-equiv="refresh" content="0;url=/"></head><body></body></html>',
            kind=_HTML,
        ),
        Reply(b"<script>window.location.href='/index.html';</script>", kind=_HTML),
    )
    for n, way in enumerate(ways):
        path = f"/moved/{2016 + n}/{site.number + 4000}.html"
        _put(site, path, way)
        site.place(f'<a href="{path}">原文链接{n + 1}</a>')
        site.expect("link.soft404", site.url(path))


def sent_rightly(site: Site) -> None:
    """Doors that lead home by right, and an article that moved to another address."""
    _put(site, "/user/logout.do", Reply(b"", 302, _HTML, headers=(("Location", "/"),)))
    site.place('<a href="/user/logout.do">退出登录</a>')
    site.spare(site.url("/user/logout.do"), "link.soft404", "link.dead")
    _put(site, "/index/", Reply(b"", 302, _HTML, headers=(("Location", "/"),)))
    site.place('<a href="/index/">网站首页</a>')
    site.spare(site.url("/index/"), "link.soft404", "link.dead")
    col, entry = site.quiet()
    path = f"/moved/2014/{site.number + 9000}.html"
    _put(
        site,
        path,
        Reply(b"", 301, _HTML, headers=(("Location", site.make.entry_path(col, entry)),)),
    )
    site.place(f'<a href="{path}">旧版文章</a>')
    site.spare(site.url(path), "link.soft404", "link.dead")


def soft(site: Site) -> None:
    """Error pages that answer 200, each of another shape."""
    for n in range(3):
        name, make = SOFT[(site.number + n * 3) % len(SOFT)]
        path = f"/shape/{name}/{site.number + 300}.html"
        for at, reply in make(site, path):
            _put(site, at, reply)
        site.place(f'<a href="{path}">历史资料{n + 1}</a>')
        site.expect("link.soft404", site.url(path))


def no_errors(site: Site) -> None:
    """Articles that speak of error pages and roads with such numbers."""
    told = (
        (
            "404县道大修工程顺利通车",
            "<p>近日，404县道大修工程全面完工并恢复通车，全长12.4公里。</p><p>该路段沿线有三个行政村，群众出行更加便捷。</p>",
        ),
        (
            "关于网站部分栏目链接出现“页面不存在”提示的说明",
            "<p>近期有网友反映，访问本网站部分栏目时提示“您访问的页面不存在”。经核查，系服务器迁移时部分旧文章地址变动所致。</p>"
            "<p>目前技术人员已完成修复，旧地址将自动跳转到新地址。如仍遇到404错误，请清除浏览器缓存后重试，或拨打网站管理电话反映。</p>"
            "<p>给您带来的不便，敬请谅解。下一步我们将加强日常巡查，定期扫描全站链接，发现错链断链及时处理，确保网站正常运行。</p>",
        ),
        (
            "我县500千伏变电站投运",
            "<p>日前，我县500千伏变电站正式投入运行，主变容量1000兆伏安，电网结构进一步优化。</p>",
        ),
        (
            "工业企业出错率下降专题培训",
            "<p>培训围绕降低出错率展开，来自32家企业的质量负责人参加。</p>",
        ),
    )
    for title, body in site.dice.some(told, 2):
        entry = site.add(site.col("tzgg"), title, days_ago(170 + len(title)), body, taken=True)
        site.spare(
            site.entry_url(site.col("tzgg"), entry), "link.soft404", "page.abnormal", "link.dead"
        )


def full_404(site: Site) -> None:
    """An article that is shown whole under the status 404."""
    _col, entry = site.quiet()
    body = page(entry.title, entry.body * 3).body
    _put(site, f"/full/{site.number}.html", Reply(body, 404, _HTML))
    site.place(f'<a href="/full/{site.number}.html">{entry.title}</a>')
    site.expect("link.dead", site.url(f"/full/{site.number}.html"))


def hijacked(site: Site) -> None:
    hosts = (
        outside.GAMBLING[site.number % 3],
        outside.PARKED[site.number % 2],
        outside.PORN[0],
    )
    for host in hosts:
        url = f"http://{host}:{site.port}/u{site.number}"
        site.place(f'<a href="{url}">县域经济信息网</a>')
        site.expect("link.hijacked", url)


def not_hijacked(site: Site) -> None:
    for host in outside.INNOCENT:
        url = f"http://{host}:{site.port}/n{site.number}"
        site.place(f'<a href="{url}">延伸阅读</a>')
        site.spare(url, "link.hijacked", "link.dead")
    body = (
        "<p>近日，县公安局破获一起网络赌博案，抓获犯罪嫌疑人9名，查获涉案资金46万元。</p>"
        "<p>该团伙以百家乐、六合彩、时时彩等方式招揽赌客。警方提醒：十赌九输，请远离赌博。</p>"
    )
    entry = site.add(site.col("tzgg"), "警方破获一起网络赌博案", days_ago(160), body, taken=True)
    site.spare(site.entry_url(site.col("tzgg"), entry), "link.hijacked", "page.abnormal")


def attachments(site: Site) -> None:
    """Files of no bytes, and pages where files were promised."""
    login = "<html><head><title>用户登录</title></head><body><form>请登录后下载附件</form></body></html>".encode()
    bad = (
        ("pdf", Reply(b"", kind="application/pdf")),
        ("docx", Reply(login, kind=_HTML)),
        ("xlsx", Reply(login, kind="application/octet-stream")),
        (
            "pdf",
            Reply(
                b"<!DOCTYPE html><html><body>File not found</body></html>", kind="application/pdf"
            ),
        ),
        ("zip", Reply(b"", kind="application/zip")),
        ("rar", Reply(login, kind=_HTML)),
    )
    for n, (ending, reply) in enumerate(site.dice.some(bad, 3)):
        path = f"/gone/bad{site.number}{n}.{ending}"
        _put(site, path, reply)
        site.place(f'附件：<a href="{path}">附件{n + 1}.{ending}</a>')
        site.expect("link.bad_attachment", site.url(path))


def good_attachments(site: Site) -> None:
    """Files under other names, other types, with something before their mark."""
    zipped, ole = b"PK\x03\x04" + b"\0" * 60, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60
    good = (
        ("a.pdf", Reply(b"\r\n%PDF-1.5\n%%EOF", kind="application/octet-stream")),
        ("b.doc", Reply(zipped, kind="application/msword")),
        ("c.docx", Reply(ole, kind="application/octet-stream")),
        ("d.wps", Reply(ole, kind="text/plain")),
        ("e.xls", Reply(ole, kind="text/html")),
        ("f.rtf", Reply(b"{\\rtf1\\ansi hello}", kind="application/rtf")),
        ("g.txt", Reply("说明文字".encode(), kind="text/plain; charset=utf-8")),
        ("h.zip", Reply(zipped, kind="application/x-zip-compressed")),
        ("i.ofd", Reply(zipped, kind="application/ofd")),
    )
    for name, reply in site.dice.some(good, 5):
        path = f"/gone/good{site.number}{name}"
        _put(site, path, reply)
        site.place(f'附件：<a href="{path}">附件{name}</a>')
        site.spare(site.url(path), "link.bad_attachment", "link.dead", "link.soft404")
    path = f"/download.jsp?id={site.number}"
    _put(site, path, Reply(b"%PDF-1.4\n%%EOF", kind="application/pdf"))
    site.place(f'<a href="{path}">下载全文</a>')
    site.spare(site.url(path), "link.bad_attachment", "link.dead")


def anchors(site: Site) -> None:
    """What looks like an address and leads nowhere by intention."""
    site.place(
        '<a href="#top">返回顶部</a> <a href="mailto:a@b.gov.cn">发邮件</a> <a href="tel:12345">12345</a> <a href="">空</a> <a name="x">锚</a>'
    )


def _put(site: Site, path: str, reply: Reply) -> None:
    site.replies[path] = reply


ALL = (
    missing, missing_in_menu, dead_picture, dead_attachment, dead_name, broken_page, stumbling, slow, guarded,
    guarded_inside, chinese_path, gbk_path, chinese_query, script_made, sent_home, sent_rightly, soft, no_errors,
    full_404, hijacked, not_hijacked, attachments, good_attachments, anchors,
)  # fmt: skip
