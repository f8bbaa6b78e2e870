"""``xuncha up``: prepare the data folder, then console, inspections, watch and alerts, in one."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from xuncha.base import language
from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.cli.machine import names_for
from xuncha.cli.part import Part
from xuncha.pipeline.engines import embedded
from xuncha.pipeline.engines.lifeline import Lifeline

#: How long a part may take to finish what it is doing, in seconds.
_GRACE = 30
#: Seconds until the house is first tidied, and from then on between two times.
_FIRST_TIDY, _TIDY_EVERY = 900.0, 3600.0


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    add = parser.add_argument
    add("--host", default="127.0.0.1", metavar="H", help=_("监听的地址，默认只对本机开放"))
    add("--port", type=_port, default=8000, metavar="P", help=_("端口，0 为任一空闲端口"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Start everything and stay until SIGTERM or Ctrl-C; 0, or 1 when a part will not stay up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    if chosen.host not in ("127.0.0.1", "localhost", "::1") and "XUNCHA_HOSTS" not in os.environ:
        # To no other name: a page elsewhere could make a browser ask us under one of its own.
        names = names_for(chosen.host)
        os.environ["XUNCHA_HOSTS"] = ",".join(names)
        said = _("可用的名称：{names}。要用域名或其他名称，请设 XUNCHA_HOSTS=名称,名称 后重新启动")
        print(said.format(names=_("、").join(names)), flush=True)  # noqa: T201
    _must_be_free(chosen.host, chosen.port)
    prepare()
    os.environ["XUNCHA_LANG"] = language.current()
    web = [sys.executable, "-m", "xuncha.web.serve", chosen.host, str(chosen.port)]
    line = Lifeline()
    # A free port would be another one the next time: nobody would find the console again.
    parts = [Part("web", lambda: line.start(web), lasting=chosen.port != 0)]
    if os.environ.get("XUNCHA_ENGINE", "embedded") == "embedded":
        parts += [
            Part("work", lambda: embedded.start_worker(line)),
            Part("watch", lambda: embedded.start_watch(line)),
            Part("alerts", lambda: embedded.start_alerts(line)),
        ]
    return _watch(parts)


def _must_be_free(host: str, port: int) -> None:
    """Raises InputError where another program listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise InputError(
            f"{host}:{port}",
            _("端口已被别的程序占用"),
            _("请用 --port 换一个，或先停止那个程序"),
        ) from error


def prepare() -> None:
    """Bring the database to its present form and lay out the files of the pages; repeatable."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def _tidy() -> subprocess.Popen[bytes]:
    """Evidence into the store, facts into files, once in a while (`xuncha store tidy`)."""
    return subprocess.Popen(
        [sys.executable, "-m", "xuncha", "store", "tidy"], stdout=subprocess.DEVNULL
    )


def _port(word: str) -> int:
    if not word.isdigit() or int(word) > 65535:
        raise argparse.ArgumentTypeError(_("“{word}”不是端口号（0–65535）").format(word=word))
    return int(word)


def _watch(parts: Sequence[Part]) -> int:
    """Keep every part up until the word to stop, or until one will not stay; then end them all."""
    asked = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, stop)
    tidying, tidy_at = None, time.monotonic() + _FIRST_TIDY
    while not asked and all(part.keep_up() for part in parts):
        time.sleep(0.2)
        if time.monotonic() >= tidy_at and (tidying is None or tidying.poll() is not None):
            tidying, tidy_at = _tidy(), time.monotonic() + _TIDY_EVERY
    if tidying is not None:
        # Everything it does may be cut at any moment and is done again.
        tidying.terminate()
        tidying.wait()
    for part in parts:
        part.tell_to_end()
    until = time.monotonic() + _GRACE
    for part in parts:
        part.end(max(until - time.monotonic(), 0))
    return 0 if asked else 1
