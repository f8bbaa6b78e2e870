"""``xuncha replay`` and ``xuncha stop-probes``, and the list that a dry run shows."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

import msgspec
from rich.console import Console

from xuncha.base.language import _
from xuncha.cli import arguments
from xuncha.evidence.browser import find_browser
from xuncha.evidence.gate import Gate, read_hosts
from xuncha.evidence.probes import killswitch
from xuncha.evidence.probes.files import read_authorisations
from xuncha.evidence.probes.proof import opened
from xuncha.evidence.probes.replay import Replayed, replay
from xuncha.evidence.probes.site import switches
from xuncha.pipeline.order import Order


def describe_replay(parser: argparse.ArgumentParser) -> None:
    """Say what ``replay`` takes."""
    add = parser.add_argument
    add("proof", type=Path, metavar="PROOF.json", help=_("DIR/probes 下的证明文件"))
    add(
        "--active-security",
        type=Path,
        required=True,
        metavar="F",
        help=_("主动安全检测的授权文件"),
    )
    add("--hosts", type=Path, metavar="F", help=_("主机表，本次检查用它代替域名解析"))
    add(
        "--allow-network", action="append", default=[], metavar="CIDR", help=_("准许访问的内网网段")
    )
    add("--json", action="store_true", help=_("结果写成 JSON"))
    parser.set_defaults(run=run_replay)


def run_replay(chosen: argparse.Namespace) -> int:
    """Repeat one proof: 0 it holds again, 3 it does not."""
    proof = opened(chosen.proof)
    gate = Gate(
        networks=arguments.networks(chosen.allow_network),
        hosts=read_hosts(chosen.hosts) if chosen.hosts else {},
        sites=[proof.target.path],
    )
    folder = chosen.proof.parent.parent
    again = asyncio.run(
        replay(
            proof,
            gate,
            read_authorisations(chosen.active_security),
            folder,
            switches(folder.parent.parent),
            browser=find_browser(),
        )
    )
    if chosen.json:
        print(msgspec.json.encode(again).decode())  # noqa: T201
    else:
        _show(again)
    return 0 if again.holds else 3


def _show(again: Replayed) -> None:
    console = Console(highlight=False)
    for one in again.exchanges:
        console.print(
            f"{one.at}  {one.status or '–'}  {one.size:>8}  {one.rule:<12} {one.request}",
            soft_wrap=True,
            markup=False,
        )
    if again.stopped:
        console.print(_(again.stopped))
    console.print(
        _("重现：{held}/{of} 条判据成立").format(held=sum(again.claims), of=len(again.claims))
        if again.claims
        else _("未能重现")
    )


def describe_stop(parser: argparse.ArgumentParser) -> None:
    """Say what ``stop-probes`` takes."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=_("一次检查的结果目录"))
    parser.add_argument("host", nargs="?", default=killswitch.ALL, help=_("只停这一台主机"))
    parser.set_defaults(run=run_stop)


def run_stop(chosen: argparse.Namespace) -> int:
    """Stop probing within two seconds; 0 the switch is pulled."""
    path = killswitch.pull(switches(chosen.folder)[0], chosen.host)
    text = _("已停止：{path}（删除此文件即可恢复）").format(path=path)
    Console().print(text, soft_wrap=True, highlight=False)
    return 0


def print_plans(order: Order, out: Path) -> None:
    """The questions that probing would put, address by address."""
    console = Console(highlight=False)
    for index, site in enumerate(order.sites):
        path = order.proofs(out, index) / "plan.json"
        if not path.exists():
            continue
        plan = msgspec.json.decode(path.read_bytes())
        console.print(
            _("{site}：将探测 {count} 个地址，最多 {most} 次请求，每秒不超过 {rate} 次").format(
                site=site.name or site.home_url,
                count=len(plan["planned"]),
                most=plan["most"],
                rate=plan["rate"],
            ),
            markup=False,
        )
        for one in plan["planned"]:
            names = "、".join(one["parameters"]) or "–"
            console.print(f"  {one['url']}  [{names}]", soft_wrap=True, markup=False)
