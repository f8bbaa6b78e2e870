"""``xuncha export-up`` writes a signed file for the office above; ``import-up`` takes one."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.policies.files import CHINA

if TYPE_CHECKING:
    from xuncha.federation.taking import Preview
    from xuncha.people.models import Office


def describe_export(parser: argparse.ArgumentParser) -> None:
    """Say what ``export-up`` takes."""
    add = parser.add_argument
    add("out", type=Path, nargs="?", metavar="FILE", help=_("写到哪个文件，如 2017-11.xuncha"))
    add("--from", dest="begin", type=_day, metavar="D", help=_("第一天，默认上月一日"))
    add("--to", dest="end", type=_day, metavar="D", help=_("最后一天，默认上月末日"))
    add("--office", metavar="NAME", help=_("只含这个单位及其下级，默认全部"))
    add("--show-key", action="store_true", help=_("只显示公钥，供上级登记"))
    parser.set_defaults(run=run_export)


def describe_import(parser: argparse.ArgumentParser) -> None:
    """Say what ``import-up`` takes."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=_("下级带来的上报文件"))
    add("--as", dest="person", required=True, metavar="USER", help=_("以哪个账号导入"))
    add("--apply", action="store_true", help=_("真的导入；不加则只列出会导入什么"))
    parser.set_defaults(run=run_import)


def run_export(chosen: argparse.Namespace) -> int:
    """Write the file; 0 done."""
    _settings()
    from django.conf import settings

    from xuncha.federation.export import write_file
    from xuncha.federation.key import own_key, public_of

    key = own_key(settings.DATA)
    if chosen.show_key:
        _say(public_of(key))
        return 0
    if chosen.out is None:
        raise InputError(
            "export-up", _("没有写明文件"), _("请写作 xuncha export-up 2017-11.xuncha")
        )
    today = datetime.now(CHINA).date()
    begin = chosen.begin or (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    end = chosen.end or (today.replace(day=1) - timedelta(days=1))
    if begin > end:
        raise InputError(f"{begin} – {end}", _("起止日期颠倒"), _("请改 --from、--to"))
    office = _office(chosen.office)
    made = write_file(chosen.out, office, key, begin, end, datetime.now(UTC))
    counts = {name.partition(".")[0]: part.rows for name, part in made.parts.items()}
    _say(
        _("已写出 {path}：{begin} 至 {end}").format(path=chosen.out, begin=begin, end=end)
        + "\n"
        + _in_words(counts)
    )
    _say(_("签名公钥 {key}（上级须先登记）").format(key=made.key))
    return 0


def run_import(chosen: argparse.Namespace) -> int:
    """Show what the file would bring, or take it; 0 done."""
    _settings()
    from django.core.exceptions import PermissionDenied

    from xuncha.federation.actions import draft_differences
    from xuncha.federation.reading import read_file
    from xuncha.federation.taking import preview, take
    from xuncha.people.actions import Actor, RefusedError
    from xuncha.people.models import User

    user = User.objects.filter(username=chosen.person, is_active=True).first()
    if user is None:
        raise InputError(chosen.person, _("没有这个账号"), _("请写有导入权限的账号"))
    now = datetime.now(UTC)
    actor = Actor(user, now)
    try:
        carried = read_file(chosen.file, now)
        seen = preview(actor, carried)
        _show(seen)
        if not chosen.apply:
            _say(_("以上只是列出；加 --apply 才导入"))
            return 0
        done = take(actor, carried)
        drafted = draft_differences(actor, carried.peer, seen.differences)
    except RefusedError as error:
        raise InputError(str(chosen.file), str(error), _("请与上报单位核对")) from error
    except PermissionDenied as error:
        raise InputError(
            chosen.person, _("这个账号不能导入这个单位的文件"), _("请换有导入权限的账号")
        ) from error
    _say(
        _(
            "已导入：结论 {judgements} 条，问题 {findings} 个，探测 {probes} 条，办件 {cases} 条"
        ).format(
            judgements=done.judgements,
            findings=done.findings,
            probes=done.probe_days,
            cases=done.case_days,
        )
    )
    if drafted:
        _say(_("登记不同的起草了 {n} 件变更申请，请核对后提交").format(n=drafted))
    return 0


def _show(seen: Preview) -> None:
    manifest = seen.carried.manifest
    _say(
        _("{peer}，{begin} 至 {end}，写于 {at}").format(
            peer=seen.carried.peer.name,
            begin=manifest.begin,
            end=manifest.end,
            at=f"{manifest.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        )
    )
    _say(
        _in_words(
            {
                "sites": len(seen.differences),
                "judgements": seen.judgements,
                "findings": seen.findings,
                "probes": seen.probe_days,
                "cases": seen.case_days,
            }
        )
    )
    if seen.unknown:
        _say(
            _("本级没有登记的网站，其 {n} 行暂不导入，登记后再导入一次即可").format(n=seen.unknown)
        )
    if seen.overruled:
        _say(_("其中 {n} 天已有更晚写出的文件，以那份为准").format(n=seen.overruled))
    if seen.taken_at:
        _say(_("这份文件此前已导入，再导入不会重复计数"))


def _in_words(counts: dict[str, int]) -> str:
    return _(
        "登记 {sites}，结论 {judgements}，问题 {findings}，探测日 {probes}，办件日 {cases}"
    ).format(**counts)


def _office(name: str | None) -> Office:
    from xuncha.people.models import Office

    offices = list(Office.objects.filter(name=name) if name else Office.objects.filter(parent=None))
    if len(offices) != 1:
        raise InputError(
            name or "export-up",
            _("没有这个单位，或同名不止一个"),
            _("请照单位页上的全称写"),
        )
    return offices[0]


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“{word}”不是日期，请写作 2017-11-01").format(word=word)
        ) from error


def _settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    import django

    django.setup()


def _say(text: str) -> None:
    print(text)  # noqa: T201
