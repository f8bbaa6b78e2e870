"""What a run came to, as the one table a person reads at its end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from xuncha.base.language import _
from xuncha.base.types import Verdict
from xuncha.scoring.causes import problems
from xuncha.scoring.results import Inspection


def print_inspection(inspection: Inspection, out: Path) -> None:
    """Rates by stratum, verdicts, and where the files are."""
    console = Console()
    table = Table(title=_("检查结果（{standard}）").format(standard=inspection.standard))
    for heading in (_("层级"), _("检查"), _("合格"), _("合格率"), _("未能检查")):
        table.add_column(heading, justify="right")
    for one in inspection.strata:
        table.add_row(
            one.stratum or _("全部"),
            str(one.inspected),
            str(one.qualified),
            one.rate,
            str(one.untestable),
        )
    console.print(table)
    verdicts = Counter(site.verdict for site in inspection.sites)
    console.print(
        _("合格 {good} · 不合格 {bad} · 未能检查 {untestable} · 问题 {faults} 个").format(
            good=verdicts[Verdict.QUALIFIED],
            bad=verdicts[Verdict.UNQUALIFIED],
            untestable=verdicts[Verdict.UNTESTABLE],
            faults=sum(len(problems(site.findings)) for site in inspection.sites),
        )
    )
    console.print(_("请先打开 {path}").format(path=out / "report.html"), soft_wrap=True)
