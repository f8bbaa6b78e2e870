"""``xuncha bulletin``: the 通报 of an inspection, in five files under one hash."""

from __future__ import annotations

import argparse
import json
import re
from datetime import date
from pathlib import Path

from rich.console import Console

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.bulletin.actions import FORMS, gather, write
from xuncha.bulletin.models import MESSAGE_DAYS, Bulletin, Letter, Sources
from xuncha.cli import arguments

_QUARTER = re.compile(r"(\d{4})\s*(?:[Qq-]|年第?)\s*([1-4一二三四])(?:季度?)?")


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("folder", type=Path, metavar="DIR", help=_("一次检查的结果目录"))
    add("--draw", type=Path, metavar="F", help=_("抽取结果 draw.json，有它才写批次和平均合格率"))
    add("--messages", type=Path, metavar="F", help=_("网民留言表（CSV/XLSX），有它才写留言办理"))
    add("--policies", type=Path, metavar="F", help=_("应转载的政策（JSON），有它才写转载率"))
    add("--standard", help=_("评分标准的名称或文件；默认用检查时的那一套"))
    add(
        "--confirmed",
        action="append",
        default=[],
        metavar="CODE",
        help=_("疑似问题已经人工复核确认的网站标识码，可多次给出"),
    )
    add(
        "--name",
        action="append",
        default=[],
        metavar="CODE",
        help=_("重点点名的不合格网站的标识码，可多次给出；默认按问题轻重选取"),
    )
    add("--title", default="", help=_("标题；默认按季度拟定"))
    add("--issuer", default="", help=_("发文机关，用于标题和署名"))
    add("--number", default="", help=_("发文字号；给出时首页有红色版头"))
    add("--to", default="", metavar="WHOM", help=_("主送机关"))
    add("--area", default=_default_area(), help=_("范围，如 全省、全市"))
    add("--basis", action="append", default=[], metavar="D", help=_("依据的文件，可多次给出"))
    add("--quarter", type=quarter, metavar="2017Q4", help=_("季度，默认为监测时间点所在季度"))
    add("--date", type=day, metavar="D", help=_("成文日期，默认为监测时间点当日"))
    add("--begin", type=day, metavar="D", help=_("抽查开始日期"))
    add("--end", type=day, metavar="D", help=_("抽查结束日期"))
    add(
        "--message-days",
        type=arguments.positive,
        default=MESSAGE_DAYS,
        metavar="N",
        help=_("留言应在几个工作日内办结，默认 3"),
    )
    add("--report-by", type=day, metavar="D", help=_("报送整改情况的期限"))
    add("--report-to", default="", metavar="WHOM", help=_("整改情况报送给谁，默认为发文机关"))
    add("--remark", default="", metavar="R", help=_("附注，如 此件公开发布"))
    add("--copies-to", default="", metavar="WHOM", help=_("抄送机关"))
    add("--printed-by", default="", metavar="WHOM", help=_("印发机关；给出时最后一面带版记"))
    add("--printed-on", type=day, metavar="D", help=_("印发日期，默认为成文日期"))
    add("--name-holes", action="store_true", help=_("点明安全漏洞的种类，默认只写存在隐患"))
    add("--out", type=Path, required=True, metavar="DIR2", help=_("通报目录"))
    add("--quiet", action="store_true", help=_("不显示结果"))
    add("--json", action="store_true", help=_("结果写成 JSON"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the bulletin; 0 done."""
    sources = gather(
        chosen.folder,
        draw=chosen.draw,
        messages=chosen.messages,
        policies=chosen.policies,
        message_days=chosen.message_days,
        standard=chosen.standard,
        confirmed=chosen.confirmed,
        named=chosen.name,
    )
    bulletin = write(sources, letter(chosen, sources), chosen.out)
    if chosen.json:
        files = [str(chosen.out / name) for name in FORMS]
        print(json.dumps({"sha256": bulletin.sha256, "files": files}, ensure_ascii=False))  # noqa: T201
    elif not chosen.quiet:
        _print(bulletin, chosen.out)
    return 0


def letter(chosen: argparse.Namespace, sources: Sources) -> Letter:
    """What the office says of its own bulletin; the rest from the day of the inspection."""
    if (chosen.begin is None) != (chosen.end is None) or (chosen.begin or 0) > (chosen.end or 0):
        raise InputError(
            "--begin / --end", _("抽查的开始和结束日期不成对"), _("请两个都给出，先开始后结束")
        )
    today = sources.today
    year, number = chosen.quarter or (today.year, (today.month + 2) // 3)
    return Letter(
        year=year,
        quarter=number,
        day=chosen.date or today,
        title=chosen.title,
        issuer=chosen.issuer,
        number=chosen.number,
        addressees=chosen.to,
        area=chosen.area,
        basis=tuple(chosen.basis),
        begin=chosen.begin,
        end=chosen.end,
        report_by=chosen.report_by,
        report_to=chosen.report_to,
        remark=chosen.remark,
        copies_to=chosen.copies_to,
        printed_by=chosen.printed_by,
        printed_on=chosen.printed_on,
        names_holes=chosen.name_holes,
    )


def quarter(word: str) -> tuple[int, int]:
    """2017Q4, 2017-4 or 2017年第四季度."""
    found = _QUARTER.fullmatch(word.strip())
    if found is None:
        raise argparse.ArgumentTypeError(_("“{word}”不是季度，请写作 2017Q4").format(word=word))
    return int(found[1]), "一二三四".find(found[2]) + 1 or int(found[2])


def day(word: str) -> date:
    """2017-12-12."""
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“{word}”不是日期，请写作 2017-12-12").format(word=word)
        ) from error


def _default_area() -> str:
    return str(Letter.__dataclass_fields__["area"].default)


def _print(bulletin: Bulletin, out: Path) -> None:
    console = Console()
    console.print(bulletin.title, markup=False, highlight=False, soft_wrap=True)
    console.print(
        _("数字 {figures} 个、附件 {annexes} 个，数据指纹 SHA-256 {sha256}").format(
            figures=len(bulletin.figures), annexes=len(bulletin.annexes), sha256=bulletin.sha256
        ),
        highlight=False,
        soft_wrap=True,
    )
    console.print(
        _("请先打开 {path}").format(path=out / "bulletin.html"), markup=False, soft_wrap=True
    )
