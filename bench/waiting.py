"""A worker whose sites cost it its whole attention for a while, and nothing else.

    python -m bench.waiting SECONDS                      the embedded engine
    celery -A bench.waiting worker --pool solo           Celery; WAITING=SECONDS

The visit is replaced by a wait in which the worker does nothing else, as if it computed; claims,
leases and what is written at the end are the program's own. So more workers than cores can be
measured.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
import django

django.setup()

from celery.signals import worker_ready  # noqa: E402

from xuncha.base.types import Verdict  # noqa: E402
from xuncha.pipeline import shift  # noqa: E402
from xuncha.pipeline.engines.celery import app  # noqa: E402
from xuncha.pipeline.lessons import Lessons  # noqa: E402
from xuncha.scoring.results import SiteResult  # noqa: E402

__all__ = ["app"]


async def inspect(means: Any, index: int, on_page: Callable[[], None]) -> SiteResult:
    """One site, waited for."""
    site = means.order.sites[index]
    time.sleep(float(os.environ["WAITING"]))
    on_page()
    return SiteResult(
        site_code=site.site_code, name=site.name, unit=site.unit, region=site.region,
        home_url=site.home_url, stratum=site.stratum, kind=site.kind, verdict=Verdict.QUALIFIED,
        score=Decimal(100), vetoes=(), pages=1, links=0, blocked=0, untested=(), findings=(),
    )  # fmt: skip


def _no_lessons(_folder: Path) -> Lessons:
    return Lessons((), ())


shift.inspect = inspect  # type: ignore[assignment]
Lessons.of = staticmethod(_no_lessons)  # type: ignore[method-assign, assignment]


def _ready(**_sent: object) -> None:
    """Leave word that this worker has loaded what it needs."""
    (Path(os.environ["XUNCHA_DATA"]) / f"ready-{os.getpid()}").touch()


worker_ready.connect(_ready)

if __name__ == "__main__":
    os.environ["WAITING"] = sys.argv[1]
    _ready()
    from xuncha.pipeline.engines.work import work

    work(until_idle=False)
