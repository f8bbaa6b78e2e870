"""Health, figures, the doctor and the log, as machines and keepers meet them."""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import re
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from tests.people import Cast
from tests.sites import registered

from xuncha.operations import checks
from xuncha.operations.checks import run_checks
from xuncha.operations.log import clean, formatter
from xuncha.people.actions import Actor, Noun, record

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.mark.django_db
def test_health_is_answered_to_machines_whatever_name_they_use(client: Client) -> None:
    for address in ("/healthz", "/readyz"):
        answer = client.get(address, headers={"host": "10.1.2.3:8000"})
        assert answer.status_code == 200, answer.content
        assert not answer.cookies
        assert client.post(address).status_code == 405
    assert json.loads(client.get("/readyz").content) == {
        "database": True,
        "ledger": True,
        "disk": True,
    }


# As when it is asked in earnest: no transaction around it that the missing table would break.
@pytest.mark.django_db(transaction=True)
def test_not_ready_says_which_part_and_nothing_more(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "_NOTHING", 2**70)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"database": True, "ledger": True, "disk": False}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pipeline_inspectionitem RENAME TO gone")
    try:
        assert json.loads(client.get("/readyz").content)["ledger"] is False
        assert client.get("/healthz").status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE gone RENAME TO pipeline_inspectionitem")


@pytest.mark.django_db
def test_figures_are_for_the_named_networks_and_the_token(
    cast: Cast, client: Client, settings: Any
) -> None:
    site = registered(cast.land, "机密网站名", "http://secret-host.gov.cn/")
    far = {"REMOTE_ADDR": "203.0.113.9"}
    answer = client.get("/metrics")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'xuncha_items{state="queued"} 0.0' in text
    assert 'xuncha_sites{state="active"} 1.0' in text
    for word in ("机密", "secret-host", cast.ma.name, cast.hainan.name, str(site.path)):
        assert word not in text
    assert client.get("/metrics", **far).status_code == 403
    assert client.get("/metrics", headers={"authorization": "Bearer "}, **far).status_code == 403
    settings.METRICS_TOKEN = "right"
    for token, status in (("right", 200), ("wrong", 403), ("", 403)):
        headers = {"authorization": f"Bearer {token}"}
        assert client.get("/metrics", headers=headers, **far).status_code == status
    spoofed = client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}, **far)
    assert spoofed.status_code == 403


@pytest.mark.django_db
def test_every_answer_carries_its_number_and_counts_by_route(client: Client) -> None:
    given = client.get("/sites/?q=632521199001011238", headers={"x-request-id": "abcd-1234"})
    assert given["X-Request-ID"] == "abcd-1234"
    odd = client.get("/sites/", headers={"x-request-id": "x\r\nSet-Cookie: a"})
    assert re.fullmatch(r"[0-9a-f]{16}", odd["X-Request-ID"])
    client.get("/no/such/page/632521199001011238/")
    text = client.get("/metrics").content.decode()
    assert 'route="sites"' in text
    assert 'route="none"' in text
    assert "632521199001011238" not in text


def test_processes_count_into_one_folder(tmp_path: Path) -> None:
    program = (
        "from xuncha.web.observed import count\n"
        "for n in range(5): count('GET', 'sites', 200, 0.01)\n"
    )
    environment = os.environ | {
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "PYTHONPATH": str(SOURCE),
    }
    for _process in range(2):
        subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    asked = (
        "from prometheus_client import CollectorRegistry, generate_latest\n"
        "from prometheus_client.multiprocess import MultiProcessCollector\n"
        "r = CollectorRegistry(); MultiProcessCollector(r); print(generate_latest(r).decode())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True
    )
    assert 'xuncha_requests_total{method="GET",route="sites",status="200"} 10.0' in ran.stdout


def said_by_doctor() -> dict[str, checks.Found]:
    return {one.name: one.found for one in run_checks(datetime.now(UTC))}


@pytest.mark.django_db
def test_the_doctor_names_trouble_and_remedy(cast: Cast, settings: Any, tmp_path: Path) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    well = said_by_doctor()
    for name in ("设置", "数据库", "数据库结构", "时钟", "任务台账", "证据库"):
        assert well[name].state == "ok", well[name]
    assert well["备份"].state == "warn"
    assert well["消息服务"].state == "skip"
    record(Actor(None, datetime.now(UTC) + timedelta(hours=1)), "x", Noun("site", 1, "x", "00001"))
    settings.ENGINE, settings.BROKER = "celery", "redis://127.0.0.1:1/0"
    settings.STORE = "ftp://nowhere"
    (configured.DATA / "federation-key").write_text("x")
    (configured.DATA / "federation-key").chmod(0o644)
    (configured.DATA / "backups.jsonl").write_text('{"at":"2017-11-13T09:00:00Z"}\n')
    try:
        ill = said_by_doctor()
    finally:
        (configured.DATA / "federation-key").unlink()
        (configured.DATA / "backups.jsonl").unlink()
    for name in ("设置", "数据目录", "时钟", "消息服务", "证据库", "备份"):
        assert ill[name].state == "fail", (name, ill[name])
        assert ill[name].remedy
    assert "chmod 600" in ill["数据目录"].remedy
    assert "将来" in ill["时钟"].said


def _doctor(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "xuncha", "doctor", *words],
        env=kept | {"XUNCHA_DATA": str(data), "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_ends_with_1_where_something_fails(tmp_path: Path) -> None:
    ran = _doctor(tmp_path / "new", "--json")
    assert ran.returncode == 1
    said = {one["check"]: one for one in json.loads(ran.stdout)}
    assert said["数据库结构"]["state"] == "fail"
    assert "xuncha up" in said["数据库结构"]["remedy"]
    assert said["任务台账"]["state"] == "fail"
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "xuncha.sqlite3").write_bytes(b"not a database" * 100)
    text = _doctor(tmp_path / "broken").stdout
    assert "✗ 数据库" in text
    assert "Traceback" not in text


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_log_keeps_secrets_and_strangers_out(form: str) -> None:
    line = logging.LogRecord(
        "xuncha.test",
        logging.WARNING,
        "",
        0,
        "password=hunter2 token: abc %s\nFAKE ERROR line \x1b[31m",
        ("632521199001011238",),
        None,
    )
    said = formatter(form).format(line)
    assert "\n" not in said
    assert "\x1b" not in said
    for word in ("hunter2", "abc", "632521199001011238"):
        assert word not in said
    if form == "json":
        told = json.loads(said)
        assert (told["level"], told["logger"]) == ("warning", "xuncha.test")
        assert told["timestamp"].endswith("Z")


def test_a_trace_is_logged_whole_without_what_it_carries() -> None:
    try:
        raise ValueError("Authorization: Bearer s3cret")
    except ValueError:
        line = logging.LogRecord("x", logging.ERROR, "", 0, "broken", (), sys.exc_info())
    for form in ("json", "text"):
        said = formatter(form).format(line)
        assert "ValueError" in said
        assert "s3cret" not in said
    assert clean("a" * 100_000) == "a" * 4_000


def test_a_log_that_was_moved_away_goes_on_in_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "xuncha.log"
    handler = logging.handlers.WatchedFileHandler(path, encoding="utf-8")
    handler.setFormatter(formatter("json"))
    log = logging.Logger("moved")
    log.addHandler(handler)
    log.warning("one")
    path.rename(tmp_path / "xuncha.log.1")
    log.warning("two")
    handler.close()
    assert "one" in (tmp_path / "xuncha.log.1").read_text()
    assert "two" in path.read_text()


def test_a_database_on_a_full_disk_refuses_clearly_and_stays_sound(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(small)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no tmpfs here")
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
    environment = kept | {
        "XUNCHA_DATA": str(small),
        "PYTHONPATH": f"{SOURCE}{os.pathsep}{SOURCE.parent}",
        "DJANGO_SETTINGS_MODULE": "xuncha.settings",
    }
    program = """
import django; django.setup()
from django.core.management import call_command
from django.db import OperationalError, connection
call_command("migrate", verbosity=0)
from tests.people import assemble
from xuncha.people.actions import Actor, Noun, record
from tests.people import NOW
assemble()
kept = 0
try:
    while True:
        record(Actor(None, NOW), "fill", Noun("site", 1, "x", "00001"), new={"text": "满" * 20000})
        kept += 1
except OperationalError as error:
    print("refused", error)
connection.close()
import shutil
from pathlib import Path
from django.conf import settings
from xuncha.people.models import AuditEntry
print("kept", kept, AuditEntry.objects.filter(verb="fill").count())
"""
    try:
        ran = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr[-2000:]
        assert "refused database or disk is full" in ran.stdout
        found = re.search(r"kept (\d+) (\d+)", ran.stdout)
        assert found
        assert found[1] == found[2], "what was said to be kept is kept, and nothing else"
        with sqlite3.connect(small / "xuncha.sqlite3") as base:
            assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        base.close()
        said = json.loads(_doctor(small, "--json").stdout)
        disk = next(one for one in said if one["check"] == "磁盘")
        assert disk["state"] == "fail"
        assert "xuncha store retain" in disk["remedy"]
    finally:
        subprocess.run(["umount", str(small)], check=True)
