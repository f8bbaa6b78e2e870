"""``xuncha``: one word per job, each in its own file beside this one."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from xuncha import __version__
from xuncha.base import language
from xuncha.base.errors import DiskError, InputError, reason
from xuncha.base.language import N_, _

#: Exit statuses (inspection-report.md).
DONE, REFUSED, INCOMPLETE = 0, 1, 3

#: Each with the file beside this one and the function in it that says what the command takes.
_JOBS: tuple[tuple[str, str, str, str], ...] = (
    ("draw", N_("抽签：按公开的种子从登记名单中抽取"), "draw", "describe"),
    ("verify-draw", N_("核对：重做一次公布的抽签"), "draw", "describe_verify"),
    ("inspect", N_("检查网站：访问、判定、评分，写出报告"), "inspection", "describe"),
    ("look", N_("逐页说明巡查读到了什么"), "look", "describe"),
    ("rejudge", N_("不联网，按另一标准重新判定已保存的检查"), "rejudge", "describe"),
    ("replay", N_("重放一份安全检测证明：原样再问一遍，再判一次"), "probes", "describe_replay"),
    (
        "second-opinion",
        N_("安全检测的第二意见：授权之下，让 wapiti 隔着网关看一遍，只作疑似"),
        "secondopinion",
        "describe",
    ),
    ("stop-probes", N_("立即停止主动安全检测"), "probes", "describe_stop"),
    ("bulletin", N_("写出通报：网页、Word、PDF、附件表和数据，同一指纹"), "bulletin", "describe"),
    ("alerts", N_("通知进程：把到期的通知送到人，直到停止"), "alerts", "describe"),
    ("up", N_("启动登记平台：一条命令备好数据、网页和检查"), "up", "describe"),
    ("node", N_("监测节点：在另一台机器上探测首页，签名上报"), "node", "describe"),
    ("export-up", N_("上报：把一段时间的情况写成签过名的文件"), "carried", "describe_export"),
    ("import-up", N_("导入下级带来的上报文件"), "carried", "describe_import"),
    ("doctor", N_("体检：逐项查看运行环境，有问题的说明怎么办"), "doctor", "describe"),
    ("backup", N_("备份：数据、文件、密钥和证据合成一份，可核对"), "backup", "describe"),
    ("restore", N_("恢复：把备份放进空的数据目录和数据库，逐表核对"), "backup", "describe_restore"),
    ("store", N_("证据库和页面数据：整理、核对、清理"), "store", "describe"),
    ("facts", N_("询问页面数据：状态、编码、最慢、死链指向"), "store", "describe_facts"),
    ("watch", N_("监测进程：按官方规则全天探测各网站首页，直到停止"), "work", "describe_watch"),
    ("work", N_("检查进程：办理登记平台中到期的检查，直到停止"), "work", "describe"),
    ("regions", N_("导入行政区划的变动：更名、合并、换代码"), "regions", "describe"),
    ("seed", N_("测速：生成全国规模的登记与历史，填入空的数据库"), "seed", "describe"),
    ("demo", N_("演示：生成一个省的网站，抽查、评分，并与真值比对"), "demo", "describe"),
    ("libraries", N_("更新脚本库漏洞表"), "libraries", "describe"),
    ("indicators", N_("列出全部检查指标"), "catalogue", "describe_indicators"),
    ("standards", N_("列出评分标准及其依据"), "catalogue", "describe_standards"),
)


class _Parser(argparse.ArgumentParser):
    """A parser that refuses in one line and with exit status 1, as the contract says."""

    def error(self, message: str) -> NoReturn:
        line = _("{program}：{problem}。用 {program} --help 查看用法。")
        self.exit(REFUSED, line.format(program=self.prog, problem=_in_words(message)) + "\n")


#: argparse speaks English only.
_PROBLEMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), N_("缺少 {what}")),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), N_("不认识的参数 {what}")),
    (
        re.compile(r"argument (?P<what>[^:]+): expected .+"),
        N_("{what} 后面缺少内容"),
    ),
    (
        re.compile(r"argument (?P<what>[^:]+): invalid choice: (?P<given>.+) \(choose from (.+)\)"),
        N_("{what} 不能是 {given}"),
    ),
    (re.compile(r"argument (?P<what>[^:]+): (?P<why>.+)"), N_("{what}：{why}")),
)


def _in_words(message: str) -> str:
    for pattern, words in _PROBLEMS:
        if found := pattern.fullmatch(message):
            return _(words).format(**found.groupdict())
    return message


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status. Errors a person can mend are said in one line."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if "XUNCHA_LIFELINE" in os.environ:
        from xuncha.pipeline.engines import lifeline

        lifeline.hold()
    try:
        language.use(_language(words))
        chosen: Any = _parser(words).parse_args(words)
        status: int = chosen.run(chosen)
        sys.stdout.flush()
    except (InputError, DiskError, ValueError) as error:
        print(f"xuncha: {error}", file=sys.stderr)  # noqa: T201
        return REFUSED
    except BrokenPipeError:
        # Who reads our output has seen enough (`| head`); nobody is left to be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except OSError as error:
        place = f"{error.filename}：" if error.filename else ""
        print(f"xuncha: {place}{reason(error)}", file=sys.stderr)  # noqa: T201
        return REFUSED
    return status


def _language(words: list[str]) -> str:
    """The language asked for, before the parser speaks its first word."""
    for at, word in enumerate(words):
        if word == "--lang" and at + 1 < len(words):
            return words[at + 1]
        if word.startswith("--lang="):
            return word.partition("=")[2]
    return os.environ.get("XUNCHA_LANG", "zh")


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Only what the command named in `words` needs is loaded: most want neither Word nor Django."""
    parser = _Parser(prog="xuncha", description=_("巡查：政府网站抽查与监管"))
    parser.add_argument("--version", action="version", version=f"xuncha {__version__}")
    parser.add_argument("--lang", choices=("zh", "en"), help=_("界面语言"))
    jobs = parser.add_subparsers(required=True, metavar=_("命令"))
    for name, meaning, file, describe in _JOBS:
        job = jobs.add_parser(name, help=_(meaning), description=_(meaning))
        if name in words:
            getattr(importlib.import_module(f"xuncha.cli.{file}"), describe)(job)
    return parser
