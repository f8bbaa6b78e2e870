"""What `xuncha doctor` looks at: each check says what it found, and what to do about it."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from xuncha.base.errors import InputError, reason
from xuncha.base.language import N_, _
from xuncha.evidence.browser import find_browser
from xuncha.monitoring.actions import HERE
from xuncha.monitoring.models import Node
from xuncha.people.models import AuditEntry
from xuncha.pipeline.models import InspectionItem, ItemState
from xuncha.storage.backup import last_backup
from xuncha.storage.opening import shelf
from xuncha.storage.retention import read_terms
from xuncha.storage.shelf import ShelfError

OK, WARN, FAIL, SKIP = "ok", "warn", "fail", "skip"
_LITTLE: Final = 2 * 2**30
_NOTHING: Final = 500 * 2**20
_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "*"})


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found."""

    state: str
    said: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One check, and what it found."""

    name: str
    found: Found


def run_checks(now: datetime) -> list[Check]:
    """Every check; one that breaks is a failure that says why, and stops no other."""
    return [Check(_(title), _ran(look, now)) for title, look in _CHECKS]


def _ran(look: Callable[[datetime], Found], now: datetime) -> Found:
    try:
        return look(now)
    except InputError as error:
        return Found(FAIL, error.problem, error.remedy)
    except Exception as error:
        why = reason(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
        return Found(FAIL, _("查不下去（{why}）").format(why=why[:200]), _("请先解决前面的问题"))


def _settings(_now: datetime) -> Found:
    if settings.ENGINE not in ("embedded", "celery"):
        return Found(
            FAIL,
            _("XUNCHA_ENGINE={value} 不认识").format(value=settings.ENGINE),
            _("请写 embedded 或 celery"),
        )
    read_terms(settings.RETENTION)
    shelf()
    outside = [one for one in settings.ALLOWED_HOSTS if one not in _LOCAL]
    if outside and not settings.HTTPS:
        return Found(
            WARN,
            _("对外用 {hosts}，但没有启用 HTTPS").format(hosts=_("、").join(outside[:3])),
            _("请放在 TLS 反向代理之后，设 XUNCHA_HTTPS=1 和 XUNCHA_PROXIES"),
        )
    return Found(
        OK, _("数据目录 {path}，引擎 {engine}").format(path=settings.DATA, engine=settings.ENGINE)
    )


def _folder(_now: datetime) -> Found:
    data = settings.DATA
    with tempfile.NamedTemporaryFile(dir=data, prefix=".doctor-") as file:
        file.write(b"x")
        file.flush()
    for name in ("secret-key", "federation-key"):
        path = data / name
        if path.exists() and path.stat().st_mode & 0o077:
            return Found(
                FAIL,
                _("{path} 别的账号也能读").format(path=path),
                _("请执行 chmod 600 {path}").format(path=path),
            )
    if data.stat().st_mode & 0o007:
        return Found(
            WARN,
            _("{path} 本机所有账号都能进入").format(path=data),
            _("请执行 chmod 750 {path}").format(path=data),
        )
    return Found(OK, _("可写，密钥只有本账号可读"))


def _disk(_now: datetime) -> Found:
    usage = shutil.disk_usage(settings.DATA)
    said = _("剩 {free} GB，共 {all} GB").format(
        free=f"{usage.free / 2**30:,.1f}", all=f"{usage.total / 2**30:,.1f}"
    )
    remedy = _("请清出空间：xuncha store retain 列出过期的，或换大的盘")
    if usage.free < _NOTHING:
        return Found(FAIL, said, remedy)
    if usage.free < _LITTLE or usage.free < usage.total / 20:
        return Found(WARN, said, remedy)
    return Found(OK, said)


def _database(_now: datetime) -> Found:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode")
            mode = cursor.fetchone()[0]
            if mode != "wal":
                return Found(
                    WARN,
                    _("SQLite 的日志方式是 {mode}，读写会互相等待").format(mode=mode),
                    _("数据目录请放在本机磁盘上，不要放在网络盘"),
                )
            return Found(OK, f"SQLite {_sqlite_version()}")
        cursor.execute("SHOW server_version")
        return Found(OK, f"PostgreSQL {cursor.fetchone()[0]}")


def _sqlite_version() -> str:
    import sqlite3

    return sqlite3.sqlite_version


def _migrations(_now: datetime) -> Found:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Found(
            FAIL,
            _("有 {n} 步升级没有做").format(n=len(waiting)),
            _("请先备份，再启动 xuncha up（自动升级）"),
        )
    return Found(OK, _("已是这个版本的结构"))


def _clock(now: datetime) -> Found:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            theirs = cursor.fetchone()[0]
        off = abs((theirs - datetime.now(UTC)).total_seconds())
        if off > 2:
            return Found(
                FAIL if off > 60 else WARN,
                _("与数据库服务器相差 {n} 秒").format(n=round(off)),
                _("请在两台机器上启用 NTP 校时"),
            )
    newest = AuditEntry.objects.order_by("-id").values_list("at", flat=True).first()
    if newest and newest > now + timedelta(minutes=5):
        return Found(
            FAIL,
            _("最近一条操作记录写于将来（{at}），时钟曾被拨快或现在慢了").format(
                at=f"{timezone.localtime(newest):%Y-%m-%d %H:%M}"
            ),
            _("请校准时钟；已写下的时间不会改动"),
        )
    return Found(OK, f"{timezone.localtime(now):%Y-%m-%d %H:%M} {settings.TIME_ZONE}")


def _ledger(now: datetime) -> Found:
    stuck = InspectionItem.objects.filter(
        state=ItemState.RUNNING, lease_until__lt=now - timedelta(hours=1)
    ).count()
    waiting = InspectionItem.objects.filter(
        state=ItemState.QUEUED, due_at__lt=now - timedelta(hours=6)
    ).count()
    remedy = _("请看 xuncha work 是否在运行及其日志")
    if stuck:
        return Found(FAIL, _("{n} 个网站的检查没有人接手").format(n=stuck), remedy)
    if waiting:
        return Found(WARN, _("{n} 个网站等了 6 小时以上").format(n=waiting), remedy)
    node = Node.objects.filter(name=HERE).first()
    if node and node.heard_at and now - node.heard_at > timedelta(hours=3):
        return Found(
            WARN,
            _("本机监测 {at} 以后没有探测").format(
                at=f"{timezone.localtime(node.heard_at):%Y-%m-%d %H:%M}"
            ),
            _("请看 xuncha watch 是否在运行"),
        )
    return Found(OK, _("没有搁置的检查"))


def _broker(_now: datetime) -> Found:
    if settings.ENGINE != "celery":
        return Found(SKIP, _("单机引擎不需要消息服务"))
    from kombu.connection import Connection

    try:
        with Connection(settings.BROKER, connect_timeout=3) as line:  # type: ignore[no-untyped-call]
            line.ensure_connection(max_retries=1, interval_start=0, timeout=5)
    except Exception as error:
        return Found(
            FAIL,
            _("消息服务连不上（{why}）").format(why=type(error).__name__),
            _("请检查 XUNCHA_BROKER 和 Redis 或 RabbitMQ 是否在运行"),
        )
    return Found(OK, settings.BROKER.partition("@")[2] or settings.BROKER)


def _store(_now: datetime) -> Found:
    place = shelf()
    probe = b"xuncha doctor " + os.urandom(16)
    try:
        digest = place.put(probe)
        place.remove(digest)
    except ShelfError as error:
        return Found(FAIL, str(error), _("证据会留在检查目录里，恢复后自动入库"))
    return Found(OK, settings.STORE or str(settings.DATA / "store"))


def _browser(_now: datetime) -> Found:
    program = find_browser()
    if program is None:
        return Found(
            WARN,
            _("没有 Chromium，由脚本填写的栏目会记为未检"),
            _("请执行 apt-get install chromium"),
        )
    ran = subprocess.run(  # noqa: S603 (the system's own program)
        [program, "--version"], capture_output=True, text=True, timeout=30, check=False
    )
    if ran.returncode:
        return Found(WARN, f"{program}: {ran.stderr.strip()[:120]}", _("请重装 chromium"))
    return Found(OK, ran.stdout.strip())


def _fonts(_now: datetime) -> Found:
    program = shutil.which("fc-list")
    listed = (
        subprocess.run(  # noqa: S603
            [program, ":lang=zh", "family"], capture_output=True, text=True, timeout=60, check=False
        ).stdout
        if program
        else ""
    )
    missing = [
        name
        for name in ("Noto Serif CJK", "Noto Sans CJK", "UKai")
        if name.replace(" ", "") not in listed.replace(" ", "")
    ]
    if missing:
        return Found(
            WARN,
            _("缺少字体 {names}，通报 PDF 会用别的字体代替").format(names=_("、").join(missing)),
            _("请执行 apt-get install fonts-noto-cjk fonts-noto-cjk-extra fonts-arphic-ukai"),
        )
    return Found(OK, _("通报所用字体齐全"))


def _certificate(now: datetime) -> Found:
    if not settings.HTTPS:
        return Found(SKIP, _("没有启用 HTTPS"))
    host = next((one for one in settings.ALLOWED_HOSTS if one not in _LOCAL), "")
    if not host:
        return Found(WARN, _("XUNCHA_HOSTS 没有写对外的名称"), _("请写上对外的域名"))
    name = host.lstrip(".")
    text = ssl.get_server_certificate((name, 443), timeout=10)
    until = x509.load_pem_x509_certificate(text.encode()).not_valid_after_utc
    days = (until - now).days
    said = _("{host} 的证书 {day} 到期").format(host=name, day=f"{until:%Y-%m-%d}")
    if days < 30:
        return Found(FAIL if days < 7 else WARN, said, _("请续签证书"))
    return Found(OK, said)


def _backups(now: datetime) -> Found:
    last = last_backup(settings.DATA)
    remedy = _("请执行 xuncha backup，并设成定时任务")
    if last is None:
        return Found(WARN, _("还没有备份过"), remedy)
    said = _("最近一次 {at}").format(at=f"{timezone.localtime(last):%Y-%m-%d %H:%M}")
    if now - last > timedelta(days=31):
        return Found(FAIL, said, remedy)
    if now - last > timedelta(days=8):
        return Found(WARN, said, remedy)
    return Found(OK, said)


_CHECKS: Final[tuple[tuple[str, Callable[[datetime], Found]], ...]] = (
    (N_("设置"), _settings),
    (N_("数据目录"), _folder),
    (N_("磁盘"), _disk),
    (N_("数据库"), _database),
    (N_("数据库结构"), _migrations),
    (N_("时钟"), _clock),
    (N_("任务台账"), _ledger),
    (N_("消息服务"), _broker),
    (N_("证据库"), _store),
    (N_("浏览器"), _browser),
    (N_("字体"), _fonts),
    (N_("证书"), _certificate),
    (N_("备份"), _backups),
)


def ready(data: Path) -> dict[str, bool]:
    """Whether we can serve: database, ledger and disk. No detail leaves the house."""
    answers = {"database": False, "ledger": False, "disk": False}
    with suppress(DatabaseError):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers["database"] = True
        InspectionItem.objects.only("pk").first()
        answers["ledger"] = True
    with suppress(OSError):
        answers["disk"] = shutil.disk_usage(data).free >= _NOTHING and os.access(data, os.W_OK)
    return answers
