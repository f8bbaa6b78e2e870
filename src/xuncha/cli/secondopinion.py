"""``xuncha second-opinion``: wapiti, where the office has it, behind the gate, under a letter."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rich.console import Console

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.base.urls import canonical
from xuncha.cli import arguments
from xuncha.evidence.gate import Gate, read_hosts
from xuncha.evidence.probes import wapiti
from xuncha.evidence.probes.authorisation import ScanAuthorisation
from xuncha.evidence.probes.files import read_authorisations
from xuncha.evidence.probes.gateproxy import GateProxy
from xuncha.evidence.probes.holes import Hole
from xuncha.evidence.probes.killswitch import KillSwitch
from xuncha.evidence.probes.replay import leave_for
from xuncha.evidence.probes.site import switches
from xuncha.report.words import indicator_name

_FILE = "second-opinion.json"


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("url", help=_("网站首页"))
    add("--active-security", type=Path, required=True, metavar="F",
        help=_("主动安全检测的授权文件"))  # fmt: skip
    add("--out", type=Path, required=True, metavar="DIR", help=_("结果目录"))
    add("--wapiti", type=Path, metavar="F", help=_("wapiti 程序的路径，默认在 PATH 中找"))
    add("--seconds", type=arguments.positive, default=900, metavar="N", help=_("最多多少秒"))
    add("--hosts", type=Path, metavar="F", help=_("主机表，本次检查用它代替域名解析"))
    add(
        "--allow-network", action="append", default=[], metavar="CIDR", help=_("准许访问的内网网段")
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Let wapiti look; 0 it came to an end, whatever it said."""
    program, home = _program(chosen.wapiti), _home(chosen.url)
    letters = read_authorisations(chosen.active_security)
    gate = Gate(
        networks=arguments.networks(chosen.allow_network),
        hosts=read_hosts(chosen.hosts) if chosen.hosts else {},
        sites=[home],
    )
    letter, holes, proxy = asyncio.run(
        _looked(program, home, gate, letters, chosen.out, chosen.seconds)
    )
    _write(chosen.out / _FILE, home, letter, holes, proxy)
    console = Console(highlight=False)
    counted = Counter(one.indicator for one in holes)
    for code, number in sorted(counted.items()):
        console.print(
            _("疑似 {name}：{count} 处").format(name=indicator_name(code, ""), count=number)
        )
    console.print(
        _("放行 {sent} 次请求，拦下 {refused} 次；细节只在 {path}").format(
            sent=proxy.passed.sent,
            refused=sum(proxy.passed.refused.values()),
            path=chosen.out / _FILE,
        ),
        soft_wrap=True,
    )
    return 0


async def _looked(
    program: Path,
    home: str,
    gate: Gate,
    letters: tuple[ScanAuthorisation, ...],
    out: Path,
    seconds: int,
) -> tuple[ScanAuthorisation, tuple[Hole, ...], GateProxy]:
    letter, why = await leave_for(home, gate, letters, datetime.now(UTC))
    if letter is None:
        raise InputError(home, _(why), _("请核对授权文件的主机、日期和时段"))
    kill = KillSwitch(switches(out))
    run_id = f"second-{secrets.token_hex(6)}"
    async with GateProxy(gate, letter, kill, run_id) as proxy:
        holes = await wapiti.scan(program, home, proxy, out / "wapiti", seconds=seconds)
        return letter, holes, proxy


def _program(given: Path | None) -> Path:
    found = given if given is not None else shutil.which("wapiti")
    if found is None or not os.access(found, os.X_OK):
        raise InputError(
            str(given or "wapiti"),
            _("没有这个程序"),
            _("请把 wapiti3 装在它自己的虚拟环境里，再用 --wapiti 给出路径"),
        )
    return Path(found).absolute()


def _home(url: str) -> str:
    home = canonical(url)
    if home is None or not home.startswith("http://"):
        raise InputError(url, _("不是 http 网址"), _("第二意见只支持 http 网站"))
    return home


def _write(
    path: Path, home: str, letter: ScanAuthorisation, holes: tuple[Hole, ...], proxy: GateProxy
) -> None:
    """For the owner of the folder only: it says how, and is believed as a suspicion only."""
    whole = {
        "schema": "xuncha.second-opinion/1",
        "home": home,
        "document": letter.document,
        "granted_by": letter.granted_by,
        "sent": proxy.passed.sent,
        "refused": proxy.passed.refused,
        "holes": holes,
    }
    raw = msgspec.json.format(msgspec.json.encode(whole), indent=1)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(raw)
    except OSError as error:
        raise InputError(str(path), str(error.strerror), _("请检查路径与权限")) from error
