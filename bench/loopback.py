"""A site of known pages and known dead links, served on loopback by a process of its own.

``python -m bench.loopback PAGES`` prints its port and serves until its input ends. Page `n` stands
at /c<n % COLUMNS>/t<n>.html and links to the home page, to every column, to its neighbours and to
pages chosen by its number; every tenth carries one dead link.
"""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

COLUMNS = 30
_SIZE = 30_000
_CHARACTERS = (
    "关于印发年度工作要点的通知县人民政府办公室召开全县推进会议领导调研项目建设情况环境保护督察整改"
    "公示财政预算决算公开教育卫生食品药品安全监管农牧水利交通运输民政社会保障住房城乡规划国土资源"
)
_MENU = "".join(
    f'<li><a href="/c{n}/index.html" title="栏目{n}">栏目{n}</a></li>' for n in range(COLUMNS)
)
_HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>{0}</title>'
    '<meta name="SiteName" content="某县人民政府"><meta name="ColumnName" content="{1}">{2}'
    '<link rel="stylesheet" href="/s.css"></head><body><div class="header"><div class="nav"><ul>'
    + _MENU
    + '</ul></div></div><div class="position">当前位置：<a href="/">首页</a> &gt; {1}</div>'
)
_FOOT = (
    '<div class="footer"><p>主办单位：某县人民政府办公室 <a href="/c0/index.html">网站地图</a></p>'
    "<p>青ICP备12000001号 网站标识码：6321270002 联系电话：0971-1234567</p></div></body></html>"
)


def path(number: int) -> str:
    """Where page `number` stands."""
    return f"/c{number % COLUMNS}/t{number}.html"


def dead(number: int) -> str:
    """The dead link of page `number`, "" for most."""
    return f"/c{number % COLUMNS}/gone{number}.html" if number % 10 == 3 else ""


def pages(count: int) -> set[str]:
    """The paths of every page of a site of `count` pages; home page and columns are among them."""
    return {"/", *(f"/c{n}/index.html" for n in range(COLUMNS)), *map(path, range(articles(count)))}


def articles(count: int) -> int:
    """How many of `count` pages are articles."""
    return count - COLUMNS - 1


def dead_links(count: int) -> set[str]:
    """The paths of every dead link of a site of `count` pages."""
    return {dead(n) for n in range(articles(count))} - {""}


@cache
def _paragraphs(shape: int) -> str:
    dice = random.Random(shape)
    lines = ("".join(dice.choices(_CHARACTERS, k=120)) for _ in range(60))
    return "".join(f'<p style="text-indent:2em"><span>{line}。</span></p>\n' for line in lines)


def _entry(number: int) -> str:
    day = f"2017-{1 + number % 12:02}-{1 + number % 28:02}"
    title = f"{_CHARACTERS[number % 60 : number % 60 + 14]}（第{number}号）"
    return f'<li><a href="{path(number)}" title="{title}">{title}</a><span>{day}</span></li>'


def _article(number: int, total: int) -> str:
    title = f"{_CHARACTERS[number % 60 : number % 60 + 14]}（第{number}号）"
    near = [(number + step) % total for step in range(1, 21)]
    metas = (
        f'<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="2017-11-02">'
    )
    gone = f'<a href="{dead(number)}">附件</a>' if dead(number) else ""
    head = _HEAD.format(title, f"栏目{number % COLUMNS}", metas)
    side = f'<div class="side"><h3>相关</h3><ul>{"".join(map(_entry, near))}</ul></div>'
    info = "<div class='info'>发布时间：2017-11-02　来源：办公室</div>"
    body = f'<h1>{title}</h1>{info}<div class="TRS_Editor">'
    room = _SIZE - sum(len(part.encode()) for part in (head, side, body, _FOOT)) - 200
    text = _paragraphs(number % 50).encode()[: max(room, 0)].rpartition(b"<p")[0].decode()
    return f"{head}{body}{text}{gone}</div>{side}{_FOOT}"


def _column(column: int, total: int) -> str:
    """A column lists a share of its articles; neighbours lead to the rest."""
    entries = [n for n in range(total) if n % COLUMNS == column][:: max(1, total // 3000)]
    head = _HEAD.format(f"栏目{column}", f"栏目{column}", "")
    return f'{head}<div class="list"><ul>{"".join(map(_entry, entries))}</ul></div>{_FOOT}'


class Site:
    """Answers by path."""

    def __init__(self, count: int) -> None:
        """`count` pages, made when they are first asked for."""
        self._total = articles(count)

    def body(self, asked: str) -> str | None:
        """The page at a path, None where there is none."""
        if asked == "/":
            return _HEAD.format("某县人民政府", "首页", "") + _FOOT
        column, _, name = asked[1:].partition("/")
        if not column[1:].isdigit():
            return None
        if name == "index.html":
            return _column(int(column[1:]), self._total) if int(column[1:]) < COLUMNS else None
        number = name[1:].removesuffix(".html")
        known = name[:1] == "t" and number.isdigit() and path(int(number)) == asked
        return _article(int(number), self._total) if known and int(number) < self._total else None

    def answer(self, asked: str) -> bytes:
        """The whole answer."""
        if asked in ("/s.css", "/robots.txt"):
            status, kind, body = "200 OK", "text/css" if asked[1] == "s" else "text/plain", b""
        elif (page := self.body(asked)) is not None:
            status, kind, body = "200 OK", "text/html; charset=utf-8", page.encode()
        else:
            status, kind, body = "404 Not Found", "text/html", b"<html><title>404</title></html>"
        head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body


class _Connection(asyncio.Protocol):
    def __init__(self, site: Site) -> None:
        self._site = site
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        *requests, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for request in requests:
            asked = request.split(b" ", 2)[1].decode().partition("?")[0]
            self._transport.write(self._site.answer(asked))  # type: ignore[attr-defined]


async def _serve(count: int) -> None:
    loop = asyncio.get_running_loop()
    site = Site(count)
    server = await loop.create_server(lambda: _Connection(site), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


@contextmanager
def served(count: int) -> Iterator[str]:
    """The address of a site of `count` pages, served while the context is open."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench.loopback", str(count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stdout is not None
        assert server.stdin is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
