"""One visit to a small site on loopback, from the home page to the sealed snapshot."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.loopback import Asked, Reply, Server, moved, ok, serving
from tests.evidence.visiting import visited

from xuncha.base.types import ColumnType, DeclaredColumn
from xuncha.evidence import store
from xuncha.evidence.browser import find_browser
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Failure, Reach
from xuncha.evidence.snapshot import PageKind


def html(body: str, title: str = "测试县", head: str = "") -> bytes:
    return ok(f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body>")


def items(*days: str) -> str:
    lines = (
        f'<li><a href="/a/{n}.html">信息第{n}条</a><span>{d}</span></li>'
        for n, d in enumerate(days)
    )
    return "<ul>" + "".join(lines) + "</ul>"


def home_page(port: int) -> bytes:
    return html(
        '<div class="nav"><a href="/dt/">工作动态</a> <a href="/gk/">通知公告</a></div>'
        f"<div><h3><a href='/dt/'>工作动态</a></h3>{items('2017-11-30', '2017-11-28')}</div>"
        '<a href="/f/ok.pdf">表格</a><a href="/f/gone.doc">附件</a><img src="/i/logo.png">'
        f'<a href="http://other.test.gov.cn:{port}/x.html">外站</a><a href="/old/1.html">旧址</a>'
    )


ROUTES: dict[str, Reply] = {
    "/dt/": html("<h2>工作动态</h2>" + items("2017-11-30", "2017-11-28"), "工作动态"),
    "/gk/": html("<h2>通知公告</h2><p>共0条</p>", "通知公告"),
    "/a/0.html": html("<h1>信息第0条</h1><p>发布时间：2017-11-30</p><p>" + "正文。" * 80 + "</p>"),
    "/a/1.html": html("<h1>信息第1条</h1><p>发布时间：2017-11-28</p><p>" + "正文。" * 80 + "</p>"),
    "/f/ok.pdf": ok(b"%PDF-1.4 x", "application/pdf"),
    "/i/logo.png": ok(b"no", status="403 Forbidden"),
    "/x.html": html("外站"),
    "/old/1.html": moved("/a/0.html"),
}


@pytest.fixture
def server() -> Any:
    with serving(dict(ROUTES)) as running:
        running.routes["/"] = home_page(running.port)
        yield running


def test_every_page_once_and_every_answer(server: Server, tmp_path: Path) -> None:
    seen = visited(server, tmp_path)
    assert seen.pages is not None
    pages = sorted(one.url.partition(str(server.port))[2] for one in seen.pages)
    assert pages == ["/", "/a/0.html", "/a/1.html", "/dt/", "/gk/"]
    assert seen.answers is not None
    answers = {url.partition(str(server.port))[2]: one for url, one in seen.answers.items()}
    assert answers["/f/ok.pdf"].magic == "pdf"
    assert (answers["/f/gone.doc"].reach, answers["/f/gone.doc"].status) == (Reach.DEAD, 404)
    assert answers["/i/logo.png"].reach is Reach.BLOCKED
    assert answers["/x.html"].reach is Reach.OK
    assert answers["/old/1.html"].answered == server.url("/a/0.html")
    assert seen.blocked == 1
    assert seen.home is not None
    assert seen.home.kind is PageKind.HOME
    assert server.count("/a/1.html") == 1


def test_columns_are_found_with_their_newest_item(server: Server, tmp_path: Path) -> None:
    columns = {one.name: one for one in visited(server, tmp_path).columns or ()}
    assert str(columns["工作动态"].newest) == "2017-11-30"
    assert columns["工作动态"].type is ColumnType.NEWS
    assert columns["通知公告"].items == ()
    assert "0" in columns["通知公告"].blank


def test_declared_columns_are_visited_though_nothing_leads_there(
    server: Server, tmp_path: Path
) -> None:
    server.routes["/hidden/"] = html("<h2>计划</h2>" + items("2016-01-02"))
    declared = [
        DeclaredColumn("6300000001", "规划计划", ColumnType.PERSONNEL, server.url("/hidden/"))
    ]
    column = (visited(server, tmp_path, declared=declared).columns or ())[0]
    assert (column.name, column.via, str(column.newest)) == ("规划计划", "register", "2016-01-02")


def test_what_the_site_answers_for_missing_addresses_is_learnt(
    server: Server, tmp_path: Path
) -> None:
    missing = visited(server, tmp_path).missing or ()
    assert {one.status for one in missing} == {404}
    assert len(missing) >= 2


def test_the_home_page_is_visited_as_often_as_planned(server: Server, tmp_path: Path) -> None:
    seen = visited(server, tmp_path, plan=Plan(rate=0, visits=4, patience=0.01))
    assert [one.reach for one in seen.visits or ()] == [Reach.OK] * 4


def test_a_dead_home_page_leaves_everything_unlooked(tmp_path: Path) -> None:
    with serving({"/": ok("down", status="500 x")}) as server:
        seen = visited(server, tmp_path)
    assert (seen.pages, seen.home, seen.columns, seen.answers) == (None, None, None, None)
    assert [one.reach for one in seen.visits or ()] == [Reach.DEAD, Reach.DEAD]
    assert "首页打不开" in seen.unseen["pages"]


def test_a_site_that_keeps_us_out_has_not_failed(tmp_path: Path) -> None:
    with serving({"/": ok("no", status="403 Forbidden")}) as server:
        seen = visited(server, tmp_path)
    assert seen.pages is None
    assert "受阻" in seen.unseen["pages"]
    assert seen.blocked >= 1


def test_robots_are_obeyed_and_told(server: Server, tmp_path: Path) -> None:
    server.routes["/robots.txt"] = ok("User-agent: *\nDisallow: /gk/\n", "text/plain")
    seen = visited(server, tmp_path)
    assert server.count("/gk/") == 0
    assert seen.answers is not None
    assert seen.answers[server.url("/gk/")].reach is Reach.BLOCKED


@pytest.mark.parametrize(
    "entrance",
    [
        '<meta http-equiv="refresh" content="0; url=/main/index.html">',
        '<script>window.location.href="/main/index.html";</script>',
        '<script>location.replace("/main/index.html")</script>',
    ],
)
def test_an_entrance_that_leads_on_by_itself(tmp_path: Path, entrance: str) -> None:
    with serving(
        {
            "/": html("", head=entrance),
            "/main/index.html": html("<h1>县政府</h1>" + items("2017-12-01")),
        }
    ) as server:
        seen = visited(server, tmp_path)
        assert seen.home is not None
        assert seen.home.url == server.url("/main/index.html")


def test_frames_are_pages(tmp_path: Path) -> None:
    frames = '<html><frameset cols="20%,*"><frame src="l.htm"><frame src="r.htm"></frameset></html>'
    with serving(
        {
            "/": ok(frames),
            "/l.htm": html('<a href="/dt.htm" target="main">动态</a>'),
            "/r.htm": html(items("2017-12-01")),
            "/dt.htm": html(items("2017-12-02")),
        }
    ) as server:
        pages = visited(server, tmp_path).pages or ()
        assert {one.url for one in pages} >= {
            server.url(p) for p in ("/l.htm", "/r.htm", "/dt.htm")
        }


def test_a_gbk_site_with_links_in_chinese(tmp_path: Path) -> None:
    link = '<a href="/列表.asp?类=公告">公告</a>'
    page = f'<html><head><meta charset="gb2312"></head><body>{link}</body>'
    path = "/%E5%88%97%E8%A1%A8.asp?%C0%E0=%B9%AB%B8%E6"
    with serving({"/": ok(page.encode("gb18030"), "text/html"), path: html("列表")}) as server:
        pages = visited(server, tmp_path).pages or ()
        assert server.url(path) in {one.url for one in pages}


def test_an_old_server_s_page_is_asked_for_once_and_as_it_is_written(tmp_path: Path) -> None:
    links = '<a href="/Show.asp?ID=1">a</a><a href="/show.asp?ID=1">b</a><a href="/A.htm">c</a>'
    with serving({"/": html(links), "/Show.asp?ID=1": html("甲"), "/A.htm": html("乙")}) as server:
        snapshot = visited(server, tmp_path)
        paths = {one.url for one in snapshot.pages or ()}
        assert paths == {server.url(p) for p in ("/", "/Show.asp?ID=1", "/A.htm")}
        assert not snapshot.answers


def test_a_calendar_without_end_is_left(tmp_path: Path) -> None:
    def month(asked: Asked) -> bytes:
        number = int(asked.path.rpartition("=")[2])
        return html(f'<a href="/cal.jsp?month={number + 1}">下月</a>')

    class Endless(dict[str, Reply]):
        def get(self, key: str, default: Any = None) -> Any:
            return month if key.startswith("/cal") else super().get(key, default)

    with serving(Endless({"/": html('<a href="/cal.jsp?month=1">日历</a>')})) as server:
        pages = visited(server, tmp_path, plan=Plan(rate=0, visits=1, max_pages=60)).pages
        assert pages is not None
        assert len(pages) <= 60


def test_packed_pages_and_session_ids(tmp_path: Path) -> None:
    body = gzip.compress(
        b'<html><body><a href="/p.jsp;jsessionid=AAA?id=1">a</a>'
        b'<a href="/p.jsp;jsessionid=BBB?id=1">a</a></body></html>'
    )
    with serving(
        {"/": ok(body, headers="Content-Encoding: gzip\r\n"), "/p.jsp?id=1": html("p")}
    ) as server:
        pages = visited(server, tmp_path).pages or ()
        assert [one.url for one in pages] == [server.url("/"), server.url("/p.jsp?id=1")]


def test_a_visit_told_to_stop_leaves_no_snapshot(server: Server, tmp_path: Path) -> None:
    stop = asyncio.Event()
    with pytest.raises(FileNotFoundError):
        visited(server, tmp_path, stop=stop, on_page=stop.set)


def test_a_disk_that_takes_nothing_ends_the_visit(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    # The one part that cannot be real here: a full disk under a running test.
    monkeypatch.setattr(store.Writer, "answer", full)
    with pytest.raises(OSError, match="No space"):
        visited(server, tmp_path)


FILLED = """<html><head><title>通知公告</title></head><body><h2>通知公告</h2><ul id="list"></ul>
<script>
var day = {day};
if (day) document.getElementById("list").innerHTML =
  [1, 2, 3].map(n => `<li><a href="/a/${n}.html">第${n}号</a><span>${day}</span></li>`).join("");
</script></body></html>"""


@pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")
@pytest.mark.parametrize(("day", "newest"), [('"2017-12-01"', "2017-12-01"), ("null", "None")])
def test_a_list_filled_by_a_script_is_looked_at_with_a_browser(
    tmp_path: Path, day: str, newest: str
) -> None:
    menu = '<a href="/gg/">通知公告</a><script src="/m.js"></script>' + items("2017-12-01")
    routes: dict[str, Reply] = {
        "/": html(menu),
        "/m.js": ok("1", "text/javascript"),
        "/gg/": ok(FILLED.replace("{day}", day)),
    }
    with serving(routes) as server:
        columns = visited(server, tmp_path, with_browser=True).columns or ()
    (column,) = [one for one in columns if one.name == "通知公告"]
    assert column.undecided == ""
    assert str(column.newest) == newest
    assert bool(column.blank) is (newest == "None")
    again = store.load(tmp_path)
    assert again.columns == columns


def test_a_home_page_without_a_byte_is_no_page_that_anyone_can_use(tmp_path: Path) -> None:
    with serving({"/": ok(b" \n")}) as server:
        seen = visited(server, tmp_path)
    assert [(one.reach, one.failure) for one in seen.visits or ()] == [
        (Reach.DEAD, Failure.EMPTY)
    ] * 2


def test_what_a_cap_left_out_is_counted(server: Server, tmp_path: Path) -> None:
    small = Plan(rate=0, visits=1, patience=0.01, max_pages=2)
    seen = visited(server, tmp_path, plan=small)
    assert seen.pages is not None
    assert len(seen.pages) == 2
    assert seen.left_out >= 2
    assert visited(server, tmp_path).left_out == 0


def test_what_was_not_given_or_not_there_has_its_reason(server: Server, tmp_path: Path) -> None:
    seen = visited(server, tmp_path)
    assert seen.letters is None
    wanted = {"policies", "registered_hosts", "letters"}
    assert all(seen.unseen[key] != key for key in wanted)
