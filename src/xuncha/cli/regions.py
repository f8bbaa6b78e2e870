"""``xuncha regions``: take in what changed among the regions since this version."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from xuncha.base.errors import InputError
from xuncha.base.language import _


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE.csv",
        help=_("区划变动表：区划代码、名称、上级代码、启用日期、停用日期、接续代码"),
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Import the file into the register; 0 done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    from xuncha.cli.up import prepare

    prepare()
    from xuncha.people.actions import Actor
    from xuncha.people.models import Office
    from xuncha.registry.divisions import import_regions

    if not Office.objects.exists():
        raise InputError("regions", _("还没有省级单位"), _("请先执行 xuncha up 建立省级账号"))
    count = import_regions(Actor(None, datetime.now(UTC)), chosen.file)
    Console().print(_("已导入 {count} 条区划").format(count=count), highlight=False)
    return 0
