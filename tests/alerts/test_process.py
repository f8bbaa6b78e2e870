"""`xuncha alerts` as a process: killed in the middle of a letter, the next one sends it, once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone
from tests.alerts.servers import mail_server
from tests.people import assemble

from xuncha.alerts.channels import add_channel, change_wishes
from xuncha.alerts.models import Delivery, DeliveryState, Message, Notice
from xuncha.alerts.routing import listener_of
from xuncha.alerts.rules import LEASE
from xuncha.alerts.settings import change_post
from xuncha.alerts.work import once
from xuncha.people.events import Urgency, announce


def _database() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite://{known['NAME']}"
    return f"postgresql://{known['USER']}@{quote(known['HOST'])}:{known['PORT']}/{known['NAME']}"


def _started() -> subprocess.Popen[bytes]:
    settings = {"XUNCHA_DATABASE_URL": _database(), "DJANGO_SETTINGS_MODULE": "xuncha.settings"}
    return subprocess.Popen([sys.executable, "-m", "xuncha", "alerts"], env=os.environ | settings)


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_loses_and_doubles_nothing() -> None:
    cast = assemble()
    now = timezone.now()
    with mail_server("hang") as mail:
        change_post(
            cast.acting(cast.keeper),
            {
                "smtp_host": "127.0.0.1",
                "smtp_port": mail.port,
                "smtp_security": "none",
                "sender": "xuncha@qh.gov.cn",
            },
        )
        listener = listener_of(cast.wang, now)
        add_channel(cast.acting(cast.wang, now), listener, "mail", target="wang@gonghe.gov.cn")
        wishes = {"quiet_from": None, "quiet_to": None, "quiet_days_off": False}
        change_wishes(cast.acting(cast.wang), listener, wishes)
        for number in range(30):
            announce(
                "site.down",
                cast.land,
                key=f"site.down:{number}",
                title=f"网站{number}无法访问",
                urgency=Urgency.CRITICAL,
                at=now,
            )
        process = _started()
        try:
            _until(lambda: mail.tries > 0, process)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(20)
        assert Delivery.objects.get().state == DeliveryState.RUNNING
        mail.mood = "accept"
        later = timezone.now() + LEASE + timedelta(minutes=1)
        once(lambda: later, timeout=2)
        once(lambda: later + timedelta(hours=1), timeout=2)
        assert Delivery.objects.get().state == DeliveryState.DONE
        assert len(mail.letters) == 1
        assert Notice.objects.count() == 30
        assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_told_to_stop_it_stops() -> None:
    cast = assemble()
    announce("site.down", cast.land, key="site.down:1", title="无法访问", at=timezone.now())
    process = _started()
    try:
        _until(Notice.objects.exists, process)
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()


def _until(done: object, process: subprocess.Popen[bytes]) -> None:
    began = datetime.now()  # noqa: DTZ005
    while not done():  # type: ignore[operator]
        assert process.poll() is None
        assert datetime.now() - began < timedelta(seconds=60)  # noqa: DTZ005
        time.sleep(0.05)
