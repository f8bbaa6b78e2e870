"""``xuncha inspect``: visit, judge, score, report (inspection-report.md)."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import FrameType

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.base.types import DeclaredColumn, Site
from xuncha.cli import arguments
from xuncha.cli.probes import print_plans
from xuncha.cli.progress import teller
from xuncha.cli.summary import print_inspection
from xuncha.evidence.gate import read_hosts
from xuncha.evidence.plan import Plan
from xuncha.evidence.probes.files import read_authorisations
from xuncha.pipeline.order import Order, asked_as_of, open_folder
from xuncha.pipeline.record import inspection_of
from xuncha.pipeline.run import Progress, Run
from xuncha.policies.files import read_policies
from xuncha.registry.register import read_columns, read_sites, site_of_url
from xuncha.report import write
from xuncha.scoring.standard import load


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("sites", nargs="+", metavar="SITES.csv|URL", help=_("网站表（CSV/XLSX），或一个以上网址"))
    add("--columns", type=Path, metavar="F", help=_("栏目表；未列的网站自动发现栏目"))
    add("--policies", type=Path, metavar="F", help=_("应转载的重要政策（JSON）"))
    add("--hosts", type=Path, metavar="F", help=_("主机表，本次检查用它代替域名解析"))
    add(
        "--allow-network", action="append", default=[], metavar="CIDR", help=_("准许访问的内网网段")
    )
    add(
        "--standard",
        default="indicators-2019",
        help=_("评分标准：census-2015、indicators-2019 或文件"),
    )
    add("--as-of", type=arguments.moment, metavar="T", help=_("监测时间点，默认为现在"))
    add(
        "--max-pages",
        type=arguments.positive,
        default=Plan().max_pages,
        metavar="N",
        help=_("每站最多页数"),
    )
    add(
        "--rate",
        type=arguments.rate,
        default=Plan().rate,
        metavar="R",
        help=_("每台主机每秒请求数"),
    )
    add(
        "--visits",
        type=arguments.positive,
        default=Plan().visits,
        metavar="N",
        help=_("首页访问次数"),
    )
    add("--render", choices=("auto", "never", "always"), default="auto", help=_("是否用浏览器渲染"))
    add(
        "--exposure-paths",
        action="store_true",
        help=_("对全部网站检查暴露路径（每站至多 33 次请求；平时只查登记表列入的网站）"),
    )
    add("--active-security", type=Path, metavar="F", help=_("主动安全检测的授权文件"))
    add("--dry-run-security", action="store_true", help=_("只列出将发送的探测请求，不发送"))
    add("--out", type=Path, required=True, metavar="DIR", help=_("结果目录"))
    add("--quiet", action="store_true", help=_("不显示进度"))
    add("--json-progress", action="store_true", help=_("进度写成 JSON 行"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Inspect; 0 done, 3 when some sites could not be inspected."""
    order = read_order(chosen)
    open_folder(order, chosen.out)
    progress = carry_out(order, chosen.out, quiet=chosen.quiet, json_lines=chosen.json_progress)
    if progress.offline == progress.total:
        raise InputError(
            str(chosen.out),
            next(iter(progress.failed.values())),
            _("请检查本机的网络与 DNS，或用 --hosts 给出主机表，再用同一条命令续查"),
        )
    inspection = inspection_of(order, chosen.out, progress.failed)
    write(inspection, chosen.out)
    if not chosen.quiet and not chosen.json_progress:
        print_inspection(inspection, chosen.out)
        if chosen.dry_run_security:
            print_plans(order, chosen.out)
    complete = progress.done == progress.total and not progress.failed and not progress.untestable
    return 0 if complete else 3


def carry_out(order: Order, out: Path, *, quiet: bool, json_lines: bool) -> Progress:
    """Run the order with progress shown; the first Ctrl-C stops it gently."""
    tell = teller(quiet=quiet, json_lines=json_lines)
    task = Run(order, out, tell)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        task.stop()

    before = signal.signal(signal.SIGINT, stop)
    try:
        return task.go()
    finally:
        signal.signal(signal.SIGINT, before)
        tell.close()


def read_order(chosen: argparse.Namespace) -> Order:
    """Everything the arguments name, read and checked before anything is written."""
    sites, registered = _sites(chosen.sites)
    if chosen.exposure_paths:
        sites = tuple(replace(site, exposure_paths=True) for site in sites)
    load(chosen.standard)
    arguments.refuse_without_browser(chosen.render)
    if chosen.dry_run_security and chosen.active_security is None:
        raise InputError(
            "--dry-run-security", _("没有授权文件"), _("请同时用 --active-security 给出授权文件")
        )
    return Order(
        sites=sites,
        declared=_declared(chosen.columns, sites),
        policies=read_policies(chosen.policies) if chosen.policies else None,
        hosts=read_hosts(chosen.hosts) if chosen.hosts else {},
        networks=arguments.networks(chosen.allow_network),
        standard=chosen.standard,
        as_of=chosen.as_of or asked_as_of(chosen.out) or datetime.now().astimezone(),
        plan=Plan(max_pages=chosen.max_pages, rate=chosen.rate, visits=chosen.visits),
        render=chosen.render,
        registered=registered,
        letters=read_authorisations(chosen.active_security) if chosen.active_security else (),
        only_plan_probes=chosen.dry_run_security,
    )


def _sites(words: list[str]) -> tuple[tuple[Site, ...], bool]:
    if all(map(arguments.is_url, words)):
        # The same address twice is one site.
        by_address = {site.home_url: site for site in map(site_of_url, words)}
        return tuple(by_address.values()), False
    if len(words) > 1:
        wrong = next(word for word in words if not arguments.is_url(word))
        raise InputError(
            wrong,
            _("只能给一个网站表，或若干网址"),
            _("网址请写完整，例如 http://www.example.gov.cn/；网站表请分次检查"),
        )
    return read_sites(Path(words[0])), True


def _declared(
    path: Path | None, sites: tuple[Site, ...]
) -> Mapping[str, tuple[DeclaredColumn, ...]]:
    return read_columns(path, sites) if path else {}
