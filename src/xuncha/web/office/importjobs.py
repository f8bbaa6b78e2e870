"""What an import is doing behind the page: a thread works, a small file says how far it is.

The word lies in a file, not in the database: while an import writes, nobody would see it there. A
thread that ended with its process stops telling, and the page says so; nothing is half imported,
since the whole of it is one transaction.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path
from typing import Final

import msgspec
from django.db import connection

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.people.actions import RefusedError
from xuncha.people.models import User
from xuncha.registry.transfer.preview import folder

#: A small file is done before anybody would see a page about it (seconds).
PATIENCE: Final = 1.5
#: Silence after which whoever worked is taken for gone (seconds).
_SILENCE: Final = 60
#: Between two words about how far it is (seconds).
_EVERY: Final = 0.5


class Job(msgspec.Struct):
    """One look-through or one import."""

    name: str
    user: int
    #: "look" or "take".
    what: str
    #: Lines so far, and in all where that is known.
    rows: int = 0
    total: int = 0
    #: "running", "done" or "failed".
    state: str = "running"
    #: What it came to: the token of a preview, or lines by what they did.
    token: str = ""
    doings: dict[str, int] = {}
    #: Why it failed, as people read it.
    said: str = ""
    at: float = 0.0


Told = Callable[[int], None]


def start(user: User, what: str, work: Callable[[Job, Told], None], total: int = 0) -> Job:
    """Do `work` behind the page; what it notes in the job is kept. Waits `PATIENCE` for its end."""
    job = Job(secrets.token_hex(16), user.pk, what, total=total)
    _keep(job)
    context = copy_context()  # the reader's language
    thread = threading.Thread(target=context.run, args=(_run, job, work))
    thread.start()
    thread.join(PATIENCE)
    return job_of(user, job.name)


def job_of(user: User, name: str) -> Job:
    """The user's own job of that name; raises RefusedError for any other."""
    gone = RefusedError(_("没有这次导入，请重新上传文件"))
    if not (len(name) == 32 and name.isalnum() and name.isascii()):
        raise gone
    try:
        job = msgspec.json.decode(_path(name).read_bytes(), type=Job)
    except OSError as error:
        raise gone from error
    if job.user != user.pk:
        raise gone
    if job.state == "running" and time.time() - job.at > _SILENCE:
        job.state = "failed"
        job.said = _("平台中途重新启动，什么都没有写入。请重新上传文件")
    return job


def _run(job: Job, work: Callable[[Job, Told], None]) -> None:
    def told(rows: int) -> None:
        job.rows = rows
        if time.time() - job.at > _EVERY:
            _keep(job)

    try:
        work(job, told)
        job.state = "done"
    except (InputError, RefusedError) as error:
        job.state, job.said = "failed", str(error)
    except BaseException:
        job.state, job.said = "failed", _("程序出错，什么都没有写入。请把时间和文件告诉系统维护员")
        raise
    finally:
        _keep(job)
        connection.close()


def _keep(job: Job) -> None:
    job.at = time.time()
    folder().mkdir(parents=True, exist_ok=True)
    fresh = _path(job.name).with_suffix(".fresh")
    fresh.write_bytes(msgspec.json.encode(job))
    fresh.replace(_path(job.name))


def _path(name: str) -> Path:
    return folder() / f"{name}.job"
