"""``xuncha work`` inspects what the ledger says is due, ``xuncha watch`` probes every home page at
its times; both until they are told to stop."""

from __future__ import annotations

import argparse
import os

from xuncha.base.language import _
from xuncha.base.memory import settle


def describe(parser: argparse.ArgumentParser) -> None:
    """The words after ``xuncha work``."""
    parser.add_argument("--until-idle", action="store_true", help=_("没有到期的检查时即退出"))
    parser.set_defaults(run=run)


def describe_watch(parser: argparse.ArgumentParser) -> None:
    """The words after ``xuncha watch``."""
    parser.set_defaults(run=run_watch)


def run_watch(_chosen: argparse.Namespace) -> int:
    """Watch; 0 when told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    import django

    django.setup()
    from xuncha.pipeline.engines.work import watch

    settle()
    watch()
    return 0


def run(chosen: argparse.Namespace) -> int:
    """Work; 0 when told to stop or idle."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    import django

    django.setup()
    from xuncha.pipeline.engines.work import work

    settle()
    work(until_idle=chosen.until_idle, ticks=not chosen.until_idle)
    return 0
