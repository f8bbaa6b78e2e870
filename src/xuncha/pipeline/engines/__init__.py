"""What dispatches work: the ledger says what is due, an engine only says "look into it"."""

from __future__ import annotations

import logging

from django.conf import settings

_LOG = logging.getLogger(__name__)


def ring() -> None:
    """Something is due now. The embedded worker looks every second and needs no bell.

    A bell that does not ring is no loss: the engine looks once a minute anyway.
    """
    if settings.ENGINE != "celery":
        return
    from xuncha.pipeline.engines.celery import app

    try:
        app.send_task("xuncha.look", expires=60, retry=False)
    except Exception as error:
        # It may be any of the transport's own; the address may hold a password, and is not said.
        _LOG.warning("the broker does not answer (%s); the next tick will look", error)
