"""What strangers put into a site's pages, and what only looks so."""

from __future__ import annotations

from tests.corpus import outside
from tests.corpus.plan import Site

from xuncha.demo.plan import Reply

_TAKING = (
    '<div id="lk{n}">{links}</div><script>document.getElementById("lk{n}").style.display="none";</script>',
    "<div id='lk{n}'>{links}</div><script>$('#lk{n}').hide();</script>",
    '<div id="lk{n}">{links}</div><script>document.getElementById("lk{n}").style.visibility = "hidden"</script>',
)
_BOUGHT = ("代开发票", "传奇私服发布", "代写论文")


def taken_away(site: Site) -> None:
    """Links that a script hides as soon as it runs; a box that a click closes."""
    links = ""
    for k, word in enumerate(_BOUGHT):
        url = f"http://{outside.SPAM[k + 1]}:{site.port}/a{site.number}{k}"
        links += f'<a href="{url}">{word}</a>'
        site.expect("security.hidden_link", f"hidden:{url}")
    site.place(_TAKING[site.number % 3].format(n=site.number, links=links))
    url = f"http://www.people.com.cn:{site.port}/tc{site.number}"
    site.at_home += (
        f'<div id="tc"><a href="{url}">人民网专题</a><a href="#" onclick="shut()">关闭</a></div>'
        '<script>function shut(){document.getElementById("tc").style.display="none";}</script>'
    )
    site.spare(f"hidden:{url}", "security.hidden_link")


def led_from_search(site: Site) -> None:
    """A script that sends on those who come from a search engine, and one that only counts them."""
    away = f"http://{outside.SPAM[0]}:{site.port}/s{site.number}"
    site.place(
        f'<script>if(document.referrer.indexOf("baidu.com")>0){{location.href="{away}";}}</script>'
    )
    site.expect("security.hidden_link", f"hidden:{away}")
    counter = f"http://s11.cnzz.com:{site.port}/r{site.number}"
    site.place(
        f'<script>if(document.referrer.indexOf("baidu.com")>0){{new Image().src="{counter}";}}</script>'
    )
    site.spare(f"hidden:{counter}", "security.hidden_link")


def casino_script(site: Site) -> None:
    """A file of script of a casino's host; the counters of every site."""
    url = f"http://{outside.SPAM[0]}:{site.port}/j{site.number}.js"
    site.place(f'<script src="{url}"></script>')
    site.expect("security.hidden_link", f"hidden:{url}")
    site.place(f'<script src="http://s11.cnzz.com:{site.port}/z_stat.php?id=7"></script>')
    site.spare("injected:outside:s11.cnzz.com", "security.injected_script")


def spider_script(site: Site) -> None:
    """A script that asks who visits and sends spiders elsewhere; one that asks for phones."""
    host = outside.SPAM[0]
    site.place(
        '<script>if(/baiduspider|sogou spider/i.test(navigator.userAgent)){location.href="'
        f'http://{host}:{site.port}/p{site.number}";}}</script>'
    )
    site.expect("security.injected_script", f"injected:spider:{host}")
    site.place(
        "<script>if(/Android|iPhone/i.test(navigator.userAgent)){document.body.className='m';}</script>"
    )


def cloaked(site: Site) -> None:
    """Another home page for spiders, or a way elsewhere; and one that is only plainer."""
    match site.number % 3:
        case 0:
            html = (
                '<html><head><meta charset="utf-8"><title>时时彩平台_北京赛车_百家乐</title></head><body>'
                f'<a href="http://{outside.SPAM[0]}:{site.port}/">六合彩开奖</a><p>百家乐、老虎机、时时彩、真人视讯。</p></body></html>'
            )
            site.for_spiders = Reply(html.encode())
            site.expect("security.cloaking", "cloaking:content")
        case 1:
            away = f"http://{outside.SPAM[0]}:{site.port}/"
            site.for_spiders = Reply(b"", 302, headers=(("Location", away),))
            site.expect("security.cloaking", "cloaking:redirect")
        case _:
            plain = f"<html><head><meta charset='utf-8'><title>{site.shown_name}</title></head><body>{site.shown_name}<a href='/wzdt.html'>网站地图</a></body></html>"
            site.for_spiders = Reply(plain.encode())


def forgotten_name(site: Site) -> None:
    """A script of a host whose name is gone: whoever buys the name writes on the site."""
    host = f"tongji{site.number}.shujuyun-old.invalid"
    url = f"http://{host}:{site.port}/t.js"
    site.everywhere += f'<script src="{url}"></script>'
    site.expect("security.dangling", f"dangling:{host}")
    site.expect("link.dead", url)
    link = f"http://www.huizhan{site.number}.invalid:{site.port}/"
    site.place(f'<a href="{link}">会展网站</a>')
    site.expect("link.dead", link)
    site.spare(f"dangling:www.huizhan{site.number}.invalid", "security.dangling")


def lying_open(site: Site) -> None:
    """A database, a program in one file, a folder, a server's first page; and files to take."""
    listing = "<html><head><title>Index of /upload/</title></head><body><h1>Index of /upload/</h1><pre><a href='/gone/jp.zip'>jp.zip</a></pre></body></html>"
    tomcat = "<html><head><title>Apache Tomcat/8.0.32</title></head><body><p>If you're seeing this, you've successfully installed Tomcat.</p></body></html>"
    zipped = b"PK\x03\x04" + b"\0" * 60
    bad = (
        ("/gone/news.sql", Reply(b"CREATE TABLE news (id int);", kind="application/octet-stream")),
        ("/gone/wwwroot.rar", Reply(b"Rar!\x1a\x07" + b"\0" * 60, kind="application/x-rar")),
        ("/gone/upload/", Reply(listing.encode())),
        ("/gone/manager/", Reply(tomcat.encode())),
    )
    for path, reply in (bad[site.number % 4], bad[(site.number + 1) % 4]):
        site.replies[path] = reply
        site.place(f'<a href="{path}">资料</a>')
        site.expect("security.exposed_file", site.url(path))
    for path in ("/gone/jp.zip", "/gone/申报材料模板.rar", "/gone/backup-plan.pdf"):
        address = site.url(path)
        body = b"%PDF-1.4\n" if path.endswith("pdf") else zipped
        site.replies[address.removeprefix(site.origin)] = Reply(body, kind="application/zip")
        site.place(f'<a href="{path}">下载</a>')
        site.spare(address, "security.exposed_file", "link.bad_attachment", "link.dead")


ALL = (
    taken_away, led_from_search, casino_script, spider_script, cloaked, forgotten_name, lying_open,
)  # fmt: skip
