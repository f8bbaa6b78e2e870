"""``xuncha store``: the evidence store and the page facts; ``xuncha facts`` asks the latter."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from xuncha.base.cells import neutral
from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.cli import arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_QUESTIONS = (
    *("status", "charset", "kind", "year", "slowest", "largest", "same"),
    *("dead", "blocked", "failures"),
)


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what ``store`` takes."""
    jobs = parser.add_subparsers(required=True, metavar=_("事项"))
    for name, meaning, job in (
        ("tidy", _("整理：证据入库、写页面数据、合并小文件（每小时做一次即可）"), _tidy),
        ("compact", _("合并页面数据的小文件，清掉中断留下的文件"), _compact),
        ("check", _("逐件核对证据和页面数据的指纹，查缺"), _check),
        ("status", _("各存了多少"), _status),
        ("retain", _("按保存期限清理；不加 --apply 只列出会清理什么"), _retain),
    ):
        one = jobs.add_parser(name, help=meaning, description=meaning)
        one.add_argument("--json", action="store_true", help=_("结果写成 JSON"))
        if name == "retain":
            one.add_argument("--apply", action="store_true", help=_("真的清理"))
        one.set_defaults(run=_within(job))


def describe_facts(parser: argparse.ArgumentParser) -> None:
    """Say what ``facts`` takes."""
    add = parser.add_argument
    add("question", choices=_QUESTIONS, metavar="Q", help=" · ".join(_QUESTIONS))
    add("--office", metavar="NAME", help=_("只看这个单位及其下级的网站"))
    add("--since", type=arguments.moment, metavar="T", help=_("只看此时以后的检查"))
    add("--limit", type=arguments.positive, default=20, metavar="N", help=_("最多几行，默认 20"))
    add("--json", action="store_true", help=_("结果写成 JSON"))
    add("--csv", action="store_true", help=_("结果写成 CSV"))
    parser.set_defaults(run=_within(_facts))


def _within(job: Callable[[argparse.Namespace, Path], int]) -> Callable[[argparse.Namespace], int]:
    """The job with the settings read and their errors said in one line."""

    def run(chosen: argparse.Namespace) -> int:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
        import django

        django.setup()
        from django.conf import settings

        from xuncha.storage.shelf import ShelfError

        try:
            return job(chosen, settings.DATA)
        except ShelfError as error:
            raise ValueError(str(error)) from error

    return run


def _now() -> datetime:
    return datetime.now(UTC)


def _tell(chosen: argparse.Namespace, facts: dict[str, Any], lines: Sequence[str]) -> None:
    if chosen.json:
        print(json.dumps(facts, ensure_ascii=False))  # noqa: T201
        return
    for line in lines:
        print(line)  # noqa: T201


def _tidy(chosen: argparse.Namespace, data: Path) -> int:
    from xuncha.storage.house import tidy
    from xuncha.storage.opening import shelf
    from xuncha.storage.retention import alone

    with alone(data):
        done = tidy(data, shelf(), _now())
    collected, written = done.collected, done.written
    lines = []
    if collected:
        lines.append(
            _("证据入库 {n} 件，{size}").format(n=collected.pieces, size=_size(collected.size))
        )
        lines += [_("与指纹不符，留在原处：{path}").format(path=one) for one in collected.damaged]
    if written:
        lines.append(
            _("页面数据 {visits} 次检查、{pages} 页、{answers} 个应答，{size}").format(
                visits=written.visits,
                pages=written.pages,
                answers=written.answers,
                size=_size(written.size),
            )
            + (_("；{n} 次的快照已不可读").format(n=written.failed) if written.failed else "")
        )
    lines.append(_("合并去 {n} 个文件，清掉 {m} 个").format(n=done.merged, m=done.swept))
    for one in done.trouble:
        print(f"xuncha: {one}", file=sys.stderr)  # noqa: T201
    facts = {
        "pieces": collected.pieces if collected else None,
        "visits": written.visits if written else None,
        "pages": written.pages if written else None,
        "merged": done.merged,
        "swept": done.swept,
        "trouble": list(done.trouble),
    }
    _tell(chosen, facts, lines)
    return 3 if done.trouble or (collected and collected.damaged) else 0


def _compact(chosen: argparse.Namespace, data: Path) -> int:
    from xuncha.storage.facts import compact, sweep
    from xuncha.storage.retention import alone

    with alone(data):
        merged, swept = compact(data, _now()), sweep(data, _now())
    line = _("合并去 {n} 个文件，清掉 {m} 个").format(n=merged, m=swept)
    _tell(chosen, {"merged": merged, "swept": swept}, [line])
    return 0


def _check(chosen: argparse.Namespace, data: Path) -> int:
    from xuncha.storage.evidence import check
    from xuncha.storage.facts import check_facts
    from xuncha.storage.opening import shelf
    from xuncha.storage.queries import wanted

    seen = check(shelf(), wanted(data))
    wrong = check_facts(data)
    lines = [_("核对证据 {n} 件，{size}").format(n=seen.pieces, size=_size(seen.size))]
    lines += [_("证据与指纹不符：{digest}").format(digest=one) for one in seen.damaged]
    lines += [_("问题所附的证据不在：{digest}").format(digest=one) for one in seen.missing]
    lines += [_("页面数据不符：{what}").format(what=one) for one in wrong]
    good = seen.good and not wrong
    lines.append(_("全部相符") if good else _("请从备份取回这些文件"))
    facts = {
        "pieces": seen.pieces,
        "damaged": seen.damaged,
        "missing": seen.missing,
        "facts": wrong,
        "good": good,
    }
    _tell(chosen, facts, lines)
    return 0 if good else 3


def _status(chosen: argparse.Namespace, _data: Path) -> int:
    from xuncha.storage.opening import shelf
    from xuncha.storage.queries import holdings

    held = holdings(shelf())
    lines = [
        _("证据库 {n} 件，{size}").format(n=held.pieces, size=_size(held.size)),
        _("页面数据 {n} 个文件，{size}；{pages} 页、{answers} 个应答").format(
            n=held.files, size=_size(held.facts_size), pages=held.pages, answers=held.answers
        ),
        _("待入库的检查 {n} 次").format(n=held.waiting),
        _("逐次探测 {n} 条，每日汇总 {m} 条").format(n=held.probes, m=held.days),
    ]
    facts = {name: getattr(held, name) for name in held.__slots__}
    _tell(chosen, facts, lines)
    return 0


def _retain(chosen: argparse.Namespace, data: Path) -> int:
    from django.conf import settings

    from xuncha.storage.opening import shelf
    from xuncha.storage.retention import alone, let_go, overdue, read_terms

    kept = read_terms(settings.RETENTION)
    with alone(data):
        found = overdue(shelf(), kept, _now())
        if chosen.apply:
            let_go(data, shelf(), found)
    lines = [
        _("过期证据 {n} 件，{size}").format(n=len(found.evidence), size=_size(found.evidence_size)),
        _("过期快照 {n} 份").format(n=len(found.snapshots)),
        _("过期页面数据 {n} 批").format(n=len(found.facts)),
        _("过期探测 {n} 条（{day} 以前）").format(n=found.probes, day=found.probes_before or "–"),
        _("已清理") if chosen.apply else _("以上只是列出；加 --apply 才清理"),
    ]
    facts = {
        "evidence": len(found.evidence),
        "evidence_size": found.evidence_size,
        "snapshots": len(found.snapshots),
        "facts": len(found.facts),
        "probes": found.probes,
        "applied": chosen.apply,
    }
    _tell(chosen, facts, lines)
    return 0


def _facts(chosen: argparse.Namespace, data: Path) -> int:
    from xuncha.people.models import Office
    from xuncha.storage.questions import QUESTIONS, ask

    path = ""
    if chosen.office:
        offices = Office.objects.filter(name=chosen.office)
        if len(offices) != 1:
            raise InputError(
                chosen.office, _("没有这个单位，或同名不止一个"), _("请照单位页上的全称写")
            )
        path = offices[0].path
    question = QUESTIONS[chosen.question]
    rows = ask(data, question, path=path, since=chosen.since, most=chosen.limit)
    headings = [_(one) for one in question.columns]
    if chosen.json:
        said = [dict(zip(headings, row, strict=True)) for row in rows]
        print(json.dumps(said, ensure_ascii=False, default=str))  # noqa: T201
    elif chosen.csv:
        out = csv.writer(sys.stdout)
        out.writerow(headings)
        out.writerows([[neutral(str(one)) for one in row] for row in rows])
    else:
        _print_table(_(question.name), headings, rows)
    return 0


def _print_table(name: str, headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    table = Table(title=name)
    for at, heading in enumerate(headings):
        words = not rows or isinstance(rows[0][at], str)
        table.add_column(heading, justify="left" if words else "right")
    for row in rows:
        table.add_row(*(f"{one:,}" if isinstance(one, int) else str(one) for one in row))
    Console(highlight=False).print(table, markup=False)
    if not rows:
        print(_("还没有页面数据；检查完成后由 xuncha store tidy 写入"))  # noqa: T201


def _size(size: int) -> str:
    return f"{size / 2**20:,.1f} MB"
