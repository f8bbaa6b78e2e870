"""Error pages of many shapes, as answers."""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.plan import Site

from xuncha.demo.plan import Reply

_PAGE = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><div id="w">'
    "<h1>{title}</h1>{body}</div></body></html>"
)
Put = list[tuple[str, Reply]]


def page(title: str, body: str, status: int = 200) -> Reply:
    """A bare page."""
    return Reply(_PAGE.format(title=title, body=body).encode(), status)


def _inside(site: Site, title: str, html: str) -> Reply:
    """The words within the site's whole template."""
    return site.make.reply(site.make.page(site, "other", title, html, "/e"))


def _words(site: Site, path: str) -> Put:
    return [
        (
            path,
            page(
                "提示信息", "<p>对不起，您访问的页面不存在或已被删除！</p><a href='/'>返回首页</a>"
            ),
        )
    ]


def _title(site: Site, path: str) -> Put:
    html = "<html><head><meta charset=utf-8><title>404错误页面</title></head><body><img src='/images/404.png'><a href='/'>返回首页</a></body></html>"
    return [(path, Reply(html.encode()))]


def _template(site: Site, path: str) -> Put:
    return [(path, _inside(site, "信息提示", "<div class='tip'>该信息不存在或已被删除。</div>"))]


def _alert(site: Site, path: str) -> Put:
    html = "<html><head><meta charset='utf-8'></head><body><script>alert('您要查看的信息不存在！');history.back();</script></body></html>"
    return [(path, Reply(html.encode()))]


def _english(site: Site, path: str) -> Put:
    html = "<html><head><title>Page Not Found</title></head><body><h2>Oops!</h2><p>The page you are looking for could not be found.</p></body></html>"
    return [(path, Reply(html.encode()))]


def _sent(site: Site, path: str) -> Put:
    """A redirect to the site's error page."""
    error = page("系统提示", "<p>抱歉，没有找到您要访问的内容，可能已被移除。</p>")
    return [
        (path, Reply(b"", 302, headers=(("Location", "/error/notfound.html"),))),
        ("/error/notfound.html", error),
    ]


def _tomcat(site: Site, path: str) -> Put:
    html = (
        "<html><head><title>Apache Tomcat/6.0.35 - Error report</title></head><body><h1>HTTP Status 404 - "
        f"{path}</h1><p><b>type</b> Status report</p><p><b>message</b> <u>{path}</u></p>"
        "<p><b>description</b> <u>The requested resource () is not available.</u></p><h3>Apache Tomcat/6.0.35</h3></body></html>"
    )
    return [(path, Reply(html.encode()))]


def _iis(site: Site, path: str) -> Put:
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>404 - 找不到文件或目录。</title></head>'
        "<body><div id=header><h1>服务器错误</h1></div><div><h2>404 - 找不到文件或目录。</h2>"
        "<h3>您要查找的资源可能已被删除，已更改名称或者暂时不可用。</h3></div></body></html>"
    )
    return [(path, Reply(html.encode("gb18030"), kind="text/html"))]


def _lost(site: Site, path: str) -> Put:
    """A friendly picture story, with a count-down."""
    html = "<div><b>4</b><b>0</b><b>4</b></div><p>哎呀，页面走丢了！</p><p><span>5</span>秒后自动返回首页</p>"
    return [(path, page("页面走丢了", html))]


def _dede(site: Site, path: str) -> Put:
    html = (
        "<html><head><title>提示信息</title><base target='_self'/><meta charset='utf-8'></head><body><center><div>提示信息！</div>"
        "<div>文章不存在或已被删除！<br/><a href='javascript:history.go(-1);'>如果你的浏览器没反应，请点击这里...</a></div></center></body></html>"
    )
    return [(path, Reply(html.encode()))]


SOFT: tuple[tuple[str, Callable[[Site, str], Put]], ...] = (
    ("words", _words), ("title", _title), ("template", _template), ("alert", _alert), ("english", _english),
    ("sent", _sent), ("tomcat", _tomcat), ("iis", _iis), ("lost", _lost), ("dede", _dede),
)  # fmt: skip


def soft_always(site: Site, path: str) -> Reply:
    """Every missing address shows an error page inside the template with 200."""
    return _inside(
        site,
        "温馨提示",
        "<div class='tip'><p>您要找的内容已下线或从未存在。</p><p>请从上方导航重新选择。</p></div>",
    )


def soft_bare(site: Site, path: str) -> Reply:
    return page(
        "出错了",
        f"<p>抱歉，您访问的页面不存在。</p><p>请求编号：{len(path)}{sum(map(ord, path))}</p>",
    )


def home_always(site: Site, path: str) -> Reply:
    return Reply(b"", 302, headers=(("Location", "/"),))


def script_home(site: Site, path: str) -> Reply:
    return Reply(b"<html><script>top.location.href='/';</script></html>")


def template_404(site: Site, path: str) -> Reply:
    """A right 404 in the site's template."""
    reply = _inside(site, "404", "<div><h2>404</h2><p>您访问的页面不存在</p></div>")
    return Reply(reply.body, 404, reply.kind)


def home_shown(site: Site, path: str) -> Reply:
    """The home page itself, with 200, for whatever is not there."""
    return site.make.reply(site.above_home + site.make.home(site))


MISSING: tuple[tuple[Callable[[Site, str], Reply] | None, str], ...] = (
    (None, "link.dead"),
    (soft_bare, "link.soft404"),
    (template_404, "link.dead"),
    (home_always, "link.soft404"),
    (None, "link.dead"),
    (soft_always, "link.soft404"),
    (template_404, "link.dead"),
    (script_home, "link.soft404"),
    (home_shown, "link.soft404"),
)
