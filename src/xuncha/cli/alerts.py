"""``xuncha alerts``: bring people what concerns them, until told to stop."""

from __future__ import annotations

import argparse
import os

from xuncha.base.language import _


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--once", action="store_true", help=_("只送一遍到期的通知即退出"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Tell people; 0 when told to stop, or after one pass."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    import django

    django.setup()
    from xuncha.alerts import work

    if not chosen.once:
        work.run()
        return 0
    done = work.once()
    said = _("新事项 {routed} 件，上报 {escalated} 次，消息 {messages} 条，发送 {tries} 次")
    print(  # noqa: T201
        said.format(
            routed=done.routed,
            escalated=done.escalated,
            messages=done.messages,
            tries=done.tries,
        )
    )
    return 0
