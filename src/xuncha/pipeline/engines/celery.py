"""The engine of several machines: Celery over Redis or RabbitMQ, with PostgreSQL.

Run one solo worker for each core, since a shift keeps many sites in flight by itself::

    celery -A xuncha.pipeline.engines.celery worker --pool solo
    celery -A xuncha.pipeline.engines.celery beat

A message only says "look into the ledger". It is acknowledged at once: one that is lost is made up
for by the next minute's, one that comes twice finds nothing due.
"""

from __future__ import annotations

import os
import socket
from typing import Any

import django
from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")


def _patience(broker: str) -> dict[str, Any]:
    """In seconds: a broker whose machine vanished holds nobody up, the console least of all."""
    if not broker.startswith("redis"):
        return {}
    return {
        "socket_connect_timeout": 5,
        "socket_timeout": 20,
        "socket_keepalive": True,
        # A worker that waits for the next message says nothing, and would never know.
        "socket_keepalive_options": {
            socket.TCP_KEEPIDLE: 20,
            socket.TCP_KEEPINTVL: 10,
            socket.TCP_KEEPCNT: 3,
        },
        "health_check_interval": 20,
    }


def _made() -> Celery:
    from django.conf import settings

    made = Celery("xuncha", broker=settings.BROKER)
    made.conf.update(
        task_ignore_result=True,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_connection_timeout=5,
        broker_transport_options=_patience(settings.BROKER),
        timezone="Asia/Shanghai",
        beat_schedule={
            "tick": {"task": "xuncha.tick", "schedule": 60.0, "options": {"expires": 60}},
            "look": {"task": "xuncha.look", "schedule": 60.0, "options": {"expires": 60}},
            "tell": {"task": "xuncha.tell", "schedule": 20.0, "options": {"expires": 20}},
        },
    )
    return made


app = _made()


@worker_init.connect
def _set_up(**_sent: object) -> None:
    django.setup()


@app.task(name="xuncha.look")
def look() -> int:
    """Inspect what is due; the number of sites finished."""
    django.setup()
    from xuncha.pipeline.engines import ring
    from xuncha.pipeline.engines.work import more_than_one, work

    if more_than_one():
        ring()  # who takes up work calls the next: one bell wakes one worker only
    return work()


@app.task(name="xuncha.tick")
def tick() -> int:
    """Begin the routines that are due; the number begun."""
    django.setup()
    from xuncha.pipeline.engines.work import begin_routines

    return begin_routines()


@app.task(name="xuncha.tell")
def tell() -> int:
    """Bring people what is due; the number of tries."""
    django.setup()
    from xuncha.alerts.work import once

    return once().tries
