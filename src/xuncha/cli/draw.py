"""``xuncha draw`` and ``xuncha verify-draw``: who is inspected, and the proof that chance chose."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.cli import times
from xuncha.registry.register import read_sites
from xuncha.sampling.actions import publish, write_sample
from xuncha.sampling.models import USUAL_PERCENT, Draw, Quota
from xuncha.sampling.published import verify
from xuncha.sampling.queries import read, read_reasons
from xuncha.sampling.rules import draw


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what ``draw`` takes."""
    add = parser.add_argument
    add("sites", type=Path, metavar="SITES.csv", help=_("网站表（CSV/XLSX），每家都要有网站标识码"))
    add("--campaign", required=True, metavar="C", help=_("抽查名称，例如 2017Q4"))
    add("--seed", required=True, metavar="S", help=_("种子：事先公布办法、抽取时才产生的一个词"))
    add(
        "--quota",
        action="append",
        default=[],
        metavar="Q",
        help=_("一个分层的配额：“分层=34”“分层=30%%”或按批“分层=51+51+50”；可写多次"),
    )
    add(
        "--percent",
        type=times.positive,
        default=USUAL_PERCENT,
        metavar="P",
        help=_("没有写配额的分层抽百分之几，不足一家的进为一家"),
    )
    add("--batches", type=times.positive, default=1, metavar="N", help=_("分成几批"))
    for name, meaning in (
        ("--exclude", _("不参加抽取的网站：网站标识码、理由（必填）")),
        ("--recheck", _("上期不合格、必须复查的网站：网站标识码、理由")),
        ("--manual", _("人工加入的网站：网站标识码、理由")),
    ):
        add(name, type=Path, metavar="F", help=meaning)
    add("--out", type=Path, required=True, metavar="F.json", help=_("抽取结果，可公布"))
    add("--quiet", action="store_true", help=_("不显示结果表"))
    parser.set_defaults(run=run)


def describe_verify(parser: argparse.ArgumentParser) -> None:
    """Say what ``verify-draw`` takes."""
    parser.add_argument("draw", type=Path, metavar="F.json", help=_("公布的抽取结果"))
    parser.add_argument(
        "--register", type=Path, metavar="SITES.csv", help=_("同时与这份网站表核对名单")
    )
    parser.set_defaults(run=run_verify)


def run(chosen: argparse.Namespace) -> int:
    """Draw and publish; 0 done."""
    sites = read_sites(chosen.sites)
    out: Path = chosen.out
    if out.suffix != ".json":
        raise InputError(str(out), _("抽取结果是 JSON 文件"), _("请给出以 .json 结尾的文件名"))
    made = draw(
        sites,
        campaign=chosen.campaign,
        seed=chosen.seed,
        quotas=map(Quota.parse, chosen.quota),
        percent=chosen.percent,
        batches=chosen.batches,
        exclusions=read_reasons(chosen.exclude) if chosen.exclude else {},
        rechecks=read_reasons(chosen.recheck) if chosen.recheck else {},
        manual=read_reasons(chosen.manual) if chosen.manual else {},
    )
    _path, table = publish(made, out)
    sample = write_sample(made, sites, out.with_name(f"{out.stem}-sites.csv"))
    if not chosen.quiet:
        _show(made, out, table, sample)
    return 0


def run_verify(chosen: argparse.Namespace) -> int:
    """Draw again and compare; 0 where everything agrees, 1 with one line for each difference."""
    published = read(chosen.draw)
    register = read_sites(chosen.register) if chosen.register else None
    differences = verify(published, register)
    for one in differences:
        print(f"{chosen.draw}: {one}", file=sys.stderr)  # noqa: T201
    if differences:
        return 1
    print(  # noqa: T201
        _("一致：用种子“{seed}”重新抽取，{drawn} 家的名次和批次与公布的相同").format(
            seed=published.seed,
            drawn=sum(one.batch is not None for one in published.result),
        )
    )
    return 0


def _show(made: Draw, out: Path, table: Path, sample: Path) -> None:
    excluded = {one.site_code for one in made.exclusions}
    console = Console()
    shown = Table(title=_("抽取结果（{campaign}）").format(campaign=made.campaign))
    for heading in (_("分层"), _("登记"), _("排除"), _("抽取"), _("各批")):
        shown.add_column(heading, justify="right")
    listed = Counter(row.stratum for row in made.register)
    left = Counter(row.stratum for row in made.register if row.site_code in excluded)
    for quota in made.quotas:
        shown.add_row(
            quota.stratum or _("（空）"),
            str(listed[quota.stratum]),
            str(left[quota.stratum]),
            str(sum(quota.batches)),
            " + ".join(map(str, quota.batches)),
        )
    console.print(shown)
    extra = len(made.sample()) - sum(sum(quota.batches) for quota in made.quotas)
    console.print(
        _("共检查 {all} 家，其中复查和人工加入 {extra} 家").format(
            all=len(made.sample()), extra=extra
        )
    )
    console.print(
        _("公布 {out} 与 {table}；检查用 {sample}").format(out=out, table=table, sample=sample),
        soft_wrap=True,
    )
