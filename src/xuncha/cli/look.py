"""``xuncha look``: one page as Xuncha reads it (xuncha.look/1)."""

from __future__ import annotations

import argparse
import asyncio
import json
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _
from xuncha.base.urls import canonical
from xuncha.checks.failures import words
from xuncha.cli import arguments
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate, read_hosts
from xuncha.evidence.look import look
from xuncha.evidence.plan import Plan
from xuncha.evidence.reader import read
from xuncha.evidence.response import Reach, Response
from xuncha.evidence.secondlook import look_at
from xuncha.evidence.snapshot import Page

#: What a file is taken to be, since a disk gives no headers.
_AS_FILE = (("content-type", "text/html"),)


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("page", metavar="FILE|URL", help=_("网页文件或网址"))
    add("--base-url", metavar="U", help=_("网页文件原来的网址"))
    add("--as-of", type=arguments.moment, metavar="T", help=_("监测时间点，默认为现在"))
    add("--render", choices=("auto", "never", "always"), default="auto", help=_("是否用浏览器渲染"))
    add("--hosts", type=Path, metavar="F", help=_("主机表，用它代替域名解析"))
    add(
        "--allow-network", action="append", default=[], metavar="CIDR", help=_("准许访问的内网网段")
    )
    add("--json", action="store_true", help=_("写成 JSON"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Read the page and say what was seen; 0 done."""
    arguments.refuse_without_browser(chosen.render)
    as_of = chosen.as_of or datetime.now().astimezone()
    page = asyncio.run(_page(chosen, as_of))
    seen = look(page, as_of.date())
    if chosen.json:
        print(json.dumps(seen, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        _print(seen)
    return 0


def _from_disk(chosen: argparse.Namespace, as_of: datetime) -> Response:
    path = Path(chosen.page)
    address = canonical(chosen.base_url or "http://localhost/" + path.name)
    if address is None:
        raise InputError(
            chosen.base_url, _("不是网址"), _("请写完整，例如 http://www.example.gov.cn/a.html")
        )
    try:
        body = path.read_bytes()
    except OSError as error:
        raise InputError(
            str(path), _("无法读取（{why}）").format(why=reason(error)), _("请检查路径与权限")
        ) from error
    return Response(
        asked=address,
        answered=address,
        reach=Reach.OK,
        when=as_of,
        status=200,
        headers=_AS_FILE,
        body=body,
    )


async def _page(chosen: argparse.Namespace, as_of: datetime) -> Page:
    held = None if arguments.is_url(chosen.page) else _from_disk(chosen, as_of)
    gate = Gate(
        networks=arguments.networks(chosen.allow_network),
        hosts=read_hosts(chosen.hosts) if chosen.hosts else {},
        sites=[held.asked if held else chosen.page],
    )

    def reader(response: Response, depth: int) -> Page:
        return read(response, depth=depth, today=as_of.date())

    async with CurlFetcher(gate, Plan()) as fetcher:
        response = held or await _fetched(fetcher, chosen.page)
        return await look_at(response, fetcher, reader, when=chosen.render)


async def _fetched(fetcher: CurlFetcher, url: str) -> Response:
    response = await fetcher.get(url)
    if response.reach is not Reach.OK:
        raise InputError(
            url,
            _("打不开（{why}）").format(why=_(words(response.failure, response.status))),
            _("请核对网址；内网地址要用 --allow-network 准许"),
        )
    return response


def _print(seen: dict[str, object]) -> None:
    table = Table(show_header=False)
    for name, value in seen.items():
        if name == "items":
            continue
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        table.add_row(name, shown)
    console = Console()
    console.print(table)
    items = seen["items"]
    for item in items if isinstance(items, list) else ():
        mark = _("置顶") if item["pinned"] else ""
        console.print(f"{item['date'] or '–':12}{item['title']}  {mark}", highlight=False)
