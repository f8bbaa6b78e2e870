"""``python -m xuncha.web.serve HOST PORT``: the console until SIGTERM or Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType
from typing import Any

from django.conf import settings
from waitress import create_server

from xuncha.base import language
from xuncha.base.language import _
from xuncha.base.memory import settle
from xuncha.pipeline.engines import lifeline
from xuncha.web.wsgi import application

#: Threads that answer: pages are short, and a database has only so many connections.
THREADS = 8


def main(host: str, port: int) -> None:
    """Serve at this address (port 0: a free one) and say on standard output which it is."""
    proxied = (
        {
            "trusted_proxy": "*",
            "trusted_proxy_count": settings.PROXIES,
            "trusted_proxy_headers": "x-forwarded-for x-forwarded-proto x-forwarded-host",
            "clear_untrusted_proxy_headers": True,
        }
        if settings.PROXIES
        else {}
    )
    _share_counts()
    server = create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident="xuncha",
        max_request_body_size=64 * 1024 * 1024,
        **proxied,
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    settle()
    spoken = os.environ.get("XUNCHA_LANG", "zh")
    with language.speaking(spoken):
        said = _("巡查已启动：{address}").format(address=_address(host, _port(server)))
    print(said, flush=True)  # noqa: T201
    lifeline.hold()
    server.run()


def _share_counts() -> None:
    """Let the console's processes on this machine count into one folder (`web/observed.py`).

    Must come before the first count; what processes that ended left behind is kept in sums.
    """
    folder = settings.DATA / "metrics"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(folder))


def _port(server: Any) -> int:
    """The port the server got; a name with two addresses makes several servers of one port."""
    several = getattr(server, "effective_listen", None)
    return int(several[0][1] if several else server.effective_port)


def _address(host: str, port: int) -> str:
    from xuncha.web import firstrun

    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    page = f"begin/?key={firstrun.key()}" if firstrun.needed() else ""
    return f"http://{name}:{port}/{page}"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
