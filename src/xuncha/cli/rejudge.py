"""``xuncha rejudge``: the same snapshots under another standard, without a network."""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from xuncha.base import language
from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.cli.summary import print_inspection
from xuncha.pipeline.record import rejudged
from xuncha.report import write
from xuncha.scoring.standard import load


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help=_("一次检查的结果目录"))
    add("--standard", required=True, help=_("评分标准：census-2015、indicators-2019 或文件"))
    add("--out", type=Path, required=True, metavar="DIR2", help=_("新报告的目录"))
    add("--quiet", action="store_true", help=_("不显示结果表"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Judge again; 0 done."""
    load(chosen.standard)
    if not (chosen.folder / "inspection.json").is_file():
        raise InputError(
            str(chosen.folder),
            _("没有检查结果"),
            _("请给出 xuncha inspect 的结果目录（--out 的目录）"),
        )
    chosen.out.mkdir(parents=True, exist_ok=True)
    tongue = language.current()
    with ProcessPoolExecutor(os.cpu_count(), initializer=language.use, initargs=(tongue,)) as pool:
        inspection = rejudged(chosen.folder, chosen.standard, pool)
    write(inspection, chosen.out)
    if not chosen.quiet:
        print_inspection(inspection, chosen.out)
    return 0
