"""``xuncha node``: a vantage point on a machine of its own, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _
from xuncha.cli import arguments
from xuncha.evidence.gate import read_hosts
from xuncha.monitoring.line import Line, RefusedReportError
from xuncha.monitoring.outbox import BusyError, Outbox
from xuncha.monitoring.reports import NodeKey
from xuncha.monitoring.vantage import EVERY, ConsoleClock, Vantage


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("server", metavar="URL", help=_("登记平台的地址，例如 https://xuncha.example.gov.cn"))
    add(
        "--key",
        type=Path,
        metavar="F",
        help=_("节点密钥文件（登记时显示的一行）；不给则读环境变量 XUNCHA_NODE_KEY"),
    )
    add(
        "--data",
        type=Path,
        default=Path("xuncha-node"),
        metavar="DIR",
        help=_("名单和未送出报告的目录，默认 ./xuncha-node"),
    )
    add("--ca", type=Path, metavar="F", help=_("登记平台证书的签发机构证书（内部 CA）"))
    add("--every", type=arguments.positive, default=int(EVERY), metavar="N", help=_("每隔几秒一轮"))
    add("--hosts", type=Path, metavar="F", help=_("主机表，用它代替域名解析"))
    add(
        "--allow-network", action="append", default=[], metavar="CIDR", help=_("准许访问的内网网段")
    )
    add("--once", action="store_true", help=_("只做一轮即退出"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Watch until told to stop: 0; 1 when the console does not take our reports."""
    logging.basicConfig(level=os.environ.get("XUNCHA_LOG", "WARNING"))
    key = _key(chosen.key)
    if not arguments.is_url(chosen.server):
        raise InputError(chosen.server, _("不是网址"), _("请写作 https://主机名"))
    try:
        outbox = Outbox(chosen.data)
        line = Line(chosen.server, key, chosen.ca)
    except BusyError as error:
        raise InputError(
            str(chosen.data), _("另一个节点进程正在使用"), _("请先停止它，或用 --data 另给目录")
        ) from error
    clock = ConsoleClock(_now, _uptime, outbox.standing().offset)
    vantage = Vantage(
        key.name,
        line,
        outbox,
        clock,
        networks=arguments.networks(chosen.allow_network),
        hosts=read_hosts(chosen.hosts) if chosen.hosts else {},
    )
    try:
        asyncio.run(_work(vantage, chosen.once, chosen.every))
    except RefusedReportError as refused:
        raise InputError(
            chosen.server,
            refused.reply.error or f"HTTP {refused.status}",
            _("未送出的报告仍在 {path}；换好密钥后再启动，会接着送").format(path=chosen.data),
        ) from refused
    finally:
        outbox.close()
    tally = vantage.tally
    print(  # noqa: T201
        _("探测 {probes} 次，送出 {sent} 条").format(probes=tally.probes, sent=tally.sent)
        + (_("；登记平台连不上：{why}").format(why=tally.away) if tally.away else "")
    )
    return 0


async def _work(vantage: Vantage, once: bool, every: float) -> None:
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, vantage.stop)
    if once:
        await vantage.round()
    else:
        await vantage.go(every)


def _key(path: Path | None) -> NodeKey:
    """Never a word of the command line, which every account of the machine can read."""
    place = str(path) if path else "XUNCHA_NODE_KEY"
    remedy = _("请在登记平台的“监测节点”页登记，并保存当时显示的密钥")
    try:
        text = path.read_text() if path else os.environ.get("XUNCHA_NODE_KEY", "")
    except (OSError, UnicodeDecodeError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise InputError(place, _("无法读取（{why}）").format(why=why), remedy) from error
    try:
        return NodeKey.read(text)
    except ValueError as error:
        raise InputError(place, _("不是节点密钥"), remedy) from error


def _now() -> datetime:
    return datetime.now(UTC)


def _uptime() -> float:
    # Also counts while the machine sleeps, where the system has such a clock.
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
