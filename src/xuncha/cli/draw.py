"""``xuncha draw`` and ``xuncha verify-draw``: a draw that anyone can repeat."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from xuncha.base.errors import InputError
from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.cli import arguments
from xuncha.registry.register import read_sites, sites_table
from xuncha.sampling import queries, rules
from xuncha.sampling.actions import publish
from xuncha.sampling.published import verify


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("sites", type=Path, metavar="SITES.csv", help=_("登记名单（CSV/XLSX）"))
    add("--campaign", required=True, metavar="NAME", help=_("抽查名称，如 2017Q4"))
    add(
        "--seed",
        required=True,
        metavar="WORD",
        help=_("公开的种子，如抽签当天公布、事先无人知晓的数"),
    )
    add(
        "--quota",
        action="append",
        default=[],
        metavar="Q",
        help=_("分层配额：省直部门=34、市州=30%% 或 市州=51+51+50，可写多次"),
    )
    add(
        "--percent",
        type=arguments.positive,
        default=rules.USUAL_PERCENT,
        metavar="P",
        help=_("未写配额的分层抽取的百分比，默认 30"),
    )
    add("--batches", type=arguments.positive, default=1, metavar="N", help=_("分几批"))
    add("--exclude", type=Path, metavar="F", help=_("不参加抽签的网站及理由（site_code,reason）"))
    add(
        "--recheck",
        type=Path,
        metavar="F",
        help=_("上期不合格、本期复查的网站（site_code,reason）"),
    )
    add("--add", type=Path, metavar="F", help=_("人工加入的网站及理由（site_code,reason）"))
    add("--out", type=Path, required=True, metavar="FILE.json", help=_("公布的抽签结果"))
    parser.set_defaults(run=run)


def describe_verify(parser: argparse.ArgumentParser) -> None:
    """Say what the check of a published draw takes."""
    parser.add_argument("draw", type=Path, metavar="DRAW.json", help=_("公布的抽签结果"))
    parser.add_argument(
        "--register", type=Path, metavar="SITES.csv", help=_("同时与这份登记名单核对")
    )
    parser.set_defaults(run=run_verify)


def run(chosen: argparse.Namespace) -> int:
    """Draw and publish: the result, a table for people, and the sites to inspect; 0 done."""
    sites = read_sites(chosen.sites)
    if chosen.out.suffix != ".json":
        raise InputError(
            str(chosen.out), _("抽签结果是 JSON 文件"), _("请给出以 .json 结尾的文件名")
        )
    drawn = rules.draw(
        sites,
        campaign=chosen.campaign,
        seed=chosen.seed,
        quotas=map(rules.Quota.parse, chosen.quota),
        percent=chosen.percent,
        batches=chosen.batches,
        exclusions=_reasons(chosen.exclude),
        rechecks=_reasons(chosen.recheck),
        manual=_reasons(chosen.add),
    )
    result, table = publish(drawn, chosen.out)
    batches = drawn.sample()
    inspected = result.with_name(f"{result.stem}-sites.csv")
    chosen_sites = sorted(
        (site for site in sites if site.site_code in batches),
        key=lambda site: batches[site.site_code],
    )
    write_whole(inspected, sites_table(chosen_sites).encode("utf-8-sig"))
    _print(drawn, (result, table, inspected))
    return 0


def run_verify(chosen: argparse.Namespace) -> int:
    """Draw again; 0 when it agrees, 1 with each difference in a line when it does not."""
    published = queries.read(chosen.draw)
    register = read_sites(chosen.register) if chosen.register else None
    differences = verify(published, register)
    console = Console()
    for one in differences:
        console.print(f"✗ {one}", markup=False, highlight=False, soft_wrap=True)
    if not differences:
        drawn = sum(rules.sizes(published.result).values())
        text = _("✓ 一致：按种子“{seed}”重新抽取，{drawn} 家与公布的结果相同")
        console.print(text.format(seed=published.seed, drawn=drawn), markup=False, highlight=False)
    return 1 if differences else 0


def _reasons(path: Path | None) -> Mapping[str, str]:
    return queries.read_reasons(path) if path else {}


def _print(drawn: rules.Draw, paths: tuple[Path, ...]) -> None:
    table = Table(title=_("抽签结果（{campaign}）").format(campaign=drawn.campaign))
    for heading in (_("层级"), _("登记"), _("排除"), _("抽取"), _("各批")):
        table.add_column(heading, justify="left" if heading == _("层级") else "right")
    excluded = {one.site_code for one in drawn.exclusions}
    for quota in drawn.quotas:
        rows = [row for row in drawn.register if row.stratum == quota.stratum]
        table.add_row(
            quota.stratum or "–",
            str(len(rows)),
            str(sum(row.site_code in excluded for row in rows)),
            str(sum(quota.batches)),
            "、".join(map(str, quota.batches)),
        )
    console = Console()
    console.print(table)
    for path in paths:
        console.print(str(path), markup=False, highlight=False, soft_wrap=True)
