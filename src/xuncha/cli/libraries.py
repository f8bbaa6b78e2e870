"""``xuncha libraries``: draw a newer table of script libraries and their published weaknesses."""

from __future__ import annotations

import argparse
import json
from datetime import date
from importlib import resources
from pathlib import Path

from xuncha.base.errors import InputError
from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.checks import libraries


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("file", type=Path, metavar="F", help=_("Retire.js 项目的 jsrepository.json"))
    add("--day", type=_day, required=True, metavar="D", help=_("该文件的日期，如 2026-08-22"))
    add("--out", type=Path, metavar="F", help=_("写到哪里，默认更新随软件安装的表"))
    parser.set_defaults(run=run)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def run(chosen: argparse.Namespace) -> int:
    """Draw the table; 0 done."""
    try:
        raw = json.loads(chosen.file.read_text("utf-8"))
        if not isinstance(raw, dict):
            raise ValueError(_("不是对象"))
        text = libraries.drawn(raw, chosen.day, f"Retire.js {chosen.file.name}")
    except (OSError, ValueError) as error:
        raise InputError(
            str(chosen.file),
            _("不是 Retire.js 的漏洞库（{why}）").format(why=error),
            _("请下载该项目 repository 目录中的 jsrepository-v4.json"),
        ) from error
    out = chosen.out or Path(str(resources.files("xuncha.checks") / "libraries.json"))
    try:
        write_whole(out, text.encode())
    except OSError as error:
        raise InputError(
            str(out),
            _("无法写入（{why}）").format(why=error.strerror),
            _("请用有权限的账号运行，或用 --out 另指定一个文件"),
        ) from error
    count = len(json.loads(text)["libraries"])
    print(_("已写入 {count} 个脚本库：{out}").format(count=count, out=out))  # noqa: T201
    return 0
