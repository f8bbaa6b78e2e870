"""``xuncha demo``: a province with known faults is served, drawn, inspected, held against truth."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.base.types import Verdict
from xuncha.bulletin.actions import gather
from xuncha.bulletin.actions import write as write_bulletin
from xuncha.bulletin.models import Bulletin, Letter, Sources
from xuncha.cli import arguments
from xuncha.cli.inspection import carry_out
from xuncha.demo import files, verdicts
from xuncha.demo.compare import Comparison, Tally, compare_files
from xuncha.demo.places import offices
from xuncha.demo.province import PAGES
from xuncha.demo.server import Server
from xuncha.evidence.gate import read_hosts
from xuncha.evidence.plan import Plan
from xuncha.evidence.probes.files import read_authorisations
from xuncha.pipeline.order import Order, open_folder
from xuncha.pipeline.record import inspection_of
from xuncha.policies.files import read_policies
from xuncha.registry.register import read_columns, read_sites
from xuncha.report import read_inspection, write
from xuncha.scoring.standard import load

#: Visits to each home page; a second and more apart they would only lengthen the demonstration.
VISITS = 5


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    most = len(offices())
    add("--out", type=Path, default=Path("demo-out"), metavar="DIR", help=_("结果目录"))
    add(
        "--sites",
        type=arguments.positive,
        default=most,
        metavar="N",
        help=_("网站数，最多 {most} 家").format(most=most),
    )
    add("--pages", type=arguments.positive, default=PAGES, metavar="N", help=_("每站约多少页"))
    add("--quiet", action="store_true", help=_("不显示进度"))
    add("--json-progress", action="store_true", help=_("进度写成 JSON 行"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Run the demonstration; 0 done, 3 when it was stopped before the end."""
    if chosen.sites > len(offices()):
        raise InputError(
            f"--sites {chosen.sites}",
            _("演示省只有 {most} 家网站").format(most=len(offices())),
            _("请改小"),
        )
    load(verdicts.STANDARD)
    _make_way(chosen.out)
    with Server(chosen.sites, chosen.pages) as server:
        written = files.write(server.province, chosen.out)
        _report(written)
        complete = _inspect(written, chosen)
    if not complete:
        return 3
    bulletin = write_bulletin(_sources(written), _letter(), written.bulletin)
    comparison = compare_files(written.truth, written.inspection, written.comparison)
    if not chosen.quiet and not chosen.json_progress:
        _show(comparison, written)
        _say_bulletin(bulletin, written)
    return 0


def _report(written: files.Files) -> None:
    """Let the citizens report, and the office handle it: with a database, so in its own process."""
    subprocess.run(  # noqa: S603 (ourselves)
        [sys.executable, "-m", "xuncha.demo.citizens", str(written.folder)], check=True
    )


def _make_way(out: Path) -> None:
    """Throw away an earlier demonstration that came to its end; go on with one that did not."""
    earlier = files.Files(out)
    if out.exists() and any(out.iterdir()) and not earlier.truth.exists():
        raise InputError(
            str(out), _("目录不是空的，也不是一次演示"), _("请用 --out 另指定一个目录")
        )
    if earlier.comparison.exists():
        earlier.comparison.unlink()
        shutil.rmtree(earlier.inspection, ignore_errors=True)


def order_of(written: files.Files) -> Order:
    """The inspection of a written province, read from its files as an office's would be."""
    sites = read_sites(written.sites)
    return Order(
        sites=sites,
        declared=read_columns(written.columns, sites),
        policies=read_policies(written.policies),
        hosts=read_hosts(written.hosts),
        networks=("127.0.0.0/8",),
        standard=verdicts.STANDARD,
        as_of=verdicts.AS_OF,
        plan=Plan(rate=0.0, visits=VISITS),
        letters=read_authorisations(written.authorisation),
    )


def _inspect(written: files.Files, chosen: argparse.Namespace) -> bool:
    """Inspect every site and write the report; whether all of them were."""
    order = order_of(written)
    try:
        open_folder(order, written.inspection)
    except InputError:
        # A stopped demonstration of another size or on another port: nothing of it can be used.
        shutil.rmtree(written.inspection)
        open_folder(order, written.inspection)
    progress = carry_out(
        order, written.inspection, quiet=chosen.quiet, json_lines=chosen.json_progress
    )
    write(inspection_of(order, written.inspection, progress.failed), written.inspection)
    return progress.done == progress.total


def _sources(written: files.Files) -> Sources:
    """What the bulletin counts from: nothing of it is typed.

    Unreachable sites are only suspected from one vantage; here a second reviewer has opened them.
    """
    found = read_inspection(written.inspection)
    down = [
        site.site_code
        for site in found.sites
        if site.verdict is Verdict.UNQUALIFIED and "site.unreachable" in site.vetoes
    ]
    return gather(
        written.inspection,
        draw=written.draw,
        messages=written.messages,
        policies=written.policies,
        message_days=files.MESSAGE_DAYS,
        confirmed=down,
        named=[site.site_code for site in found.sites if site.unit in verdicts.NAMED],
    )


def _letter() -> Letter:
    """What the province office of the demonstration says of its own bulletin."""
    today = verdicts.AS_OF.date()
    return Letter(
        year=today.year,
        quarter=(today.month + 2) // 3,
        day=today,
        issuer=_("演示省人民政府办公厅"),
        addressees=_("各市、自治州人民政府，省政府各委、办、厅、局"),
        begin=today - timedelta(days=25),
        end=today,
        report_by=today + timedelta(days=13),
    )


def _say_bulletin(bulletin: Bulletin, written: files.Files) -> None:
    console = Console()
    console.print(f"{_('通报')}：{written.bulletin / 'bulletin.html'}", soft_wrap=True)
    console.print(f"SHA-256 {bulletin.sha256}", soft_wrap=True, highlight=False)


def _show(one: Comparison, written: files.Files) -> None:
    console = Console()
    console.print(_indicators(one))
    rates = Table(title=_("合格率"))
    for name in (_("层级"), _("各批合格/抽查"), _("各批平均"), _("合计")):
        rates.add_column(name)
    for rate in one.rates:
        good, inspected = rate.pooled
        rates.add_row(
            rate.stratum,
            "  ".join(f"{part}/{whole}" for whole, part in rate.batches),
            f"{rate.mean:.0f}%",
            f"{good}/{inspected}",
        )
    console.print(rates)
    console.print(
        _("结论与真值一致：{right}/{of} 家").format(right=one.sites - len(one.wrong), of=one.sites)
    )
    for what, path in (
        (_("检查报告"), written.inspection),
        (_("抽取结果"), written.draw),
        (_("真值"), written.truth),
        (_("比对"), written.comparison),
    ):
        console.print(f"{what}：{path}", soft_wrap=True)


def _indicators(one: Comparison) -> Table:
    table = Table(title=_("与真值比对"))
    table.add_column(_("指标"))
    for name in (_("埋设"), _("检出"), _("正确"), _("准确率"), _("召回率"), _("误入陷阱")):
        table.add_column(name, justify="right")
    for code, tally in one.tallies.items():
        table.add_row(code, *_cells(tally))
    table.add_section()
    table.add_row(_("合计"), *_cells(one.overall))
    return table


def _cells(tally: Tally) -> list[str]:
    return [
        str(tally.expected),
        str(tally.found),
        str(tally.right),
        _percent(tally.precision),
        _percent(tally.recall),
        f"{tally.trapped}/{tally.controls}",
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}%"
