"""``xuncha backup`` and ``xuncha restore``: everything in one archive, and back."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from xuncha.base.language import _


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what ``backup`` takes."""
    add = parser.add_argument
    add("out", type=Path, metavar="FILE", help=_("备份文件，或放备份的目录（文件名带时间）"))
    add("--without-evidence", action="store_true", help=_("不含另放的证据库（它自有备份时）"))
    add("--verify", action="store_true", help=_("不做备份，只把这份备份从头到尾核对一遍"))
    parser.set_defaults(run=run)


def describe_restore(parser: argparse.ArgumentParser) -> None:
    """Say what ``restore`` takes."""
    add = parser.add_argument
    add("archive", type=Path, metavar="FILE", help=_("备份文件"))
    add("--digest", default="", metavar="SHA256", help=_("备份时打印的指纹，不符则不恢复"))
    parser.set_defaults(run=run_restore)


def run(chosen: argparse.Namespace) -> int:
    """Write an archive, or prove one; 0 done."""
    _settings()
    from django.conf import settings

    from xuncha.storage.backup import write_backup
    from xuncha.storage.restore import prove
    from xuncha.storage.retention import alone

    if chosen.verify:
        proved = prove(chosen.out)
        _say(
            _("备份完好：{made}，{n} 张表，{m} 个文件").format(
                made=f"{proved.manifest.made_at.astimezone():%Y-%m-%d %H:%M}",
                n=len(proved.manifest.tables),
                m=len(proved.manifest.members),
            )
        )
        _say(_("指纹 {digest}").format(digest=proved.digest))
        return 0
    now = datetime.now(UTC)
    out = chosen.out
    if out.is_dir():
        out = out / f"xuncha-{now:%Y%m%d-%H%M%S}.tar"
    with alone(settings.DATA):
        done = write_backup(out, settings.DATA, now, evidence=not chosen.without_evidence)
    _say(
        _("已备份到 {path}：{rows} 行，{files} 个文件，{size} MB").format(
            path=done.path, rows=done.rows, files=done.files, size=f"{done.size / 2**20:,.1f}"
        )
    )
    _say(_("指纹 {digest}（请另处记下，恢复时核对）").format(digest=done.digest))
    return 0


def run_restore(chosen: argparse.Namespace) -> int:
    """Put an archive into an empty place; 0 done and compared."""
    _settings()
    from django.conf import settings

    from xuncha.storage.restore import prove, restore
    from xuncha.storage.retention import alone

    proved = prove(chosen.archive, chosen.digest)
    with alone(settings.DATA):
        done = restore(chosen.archive, proved, settings.DATA)
    _say(
        _("已恢复：{tables} 张表 {rows} 行，{files} 个文件，逐表的行数和指纹与备份一致").format(
            tables=done.tables, rows=done.rows, files=done.files
        )
    )
    _say(_("所有人须重新登录。用 xuncha up 启动后请再运行 xuncha doctor"))
    return 0


def _settings() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    import django

    django.setup()


def _say(text: str) -> None:
    print(text)  # noqa: T201
