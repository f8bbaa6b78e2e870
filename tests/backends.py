"""Real databases and brokers, each in a folder and on a port of its own, that can be killed and
started again as often as one likes."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import psycopg

#: Starts a process: `subprocess.Popen`, or one on another host (`bench/chaos/lab.py`).
Start = Callable[[Sequence[str], Mapping[str, str]], "subprocess.Popen[bytes]"]


def start_here(words: Sequence[str], more: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A silent process on this machine, with this environment and `more`."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        words, env=os.environ | dict(more), stdin=quiet, stdout=quiet, stderr=quiet, cwd="/"
    )


class Backend(Protocol):
    """What is killed and started again."""

    #: Where the program finds it.
    url: str

    def start(self) -> None:
        """Start it; returns when it answers."""

    def kill(self) -> None:
        """End it as a power cut would."""

    def stop(self) -> None:
        """End it for good."""


class Postgres:
    """A PostgreSQL cluster; `kill` is pg_ctl's "immediate"."""

    def __init__(self, folder: Path, address: str = "127.0.0.1", start: Start = start_here) -> None:
        """Make the cluster in `folder`, which need not exist."""
        self._folder, self._address, self._launch = folder, address, start
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        # It refuses to run as root.
        self._as: tuple[str, ...] = ()
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
            self._as = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
        words = [*self._as, str(_newest() / "initdb"), "-D", str(folder / "data")]
        words += ["-U", "xuncha", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd="/")
        with (folder / "data" / "pg_hba.conf").open("a") as file:
            file.write("host all all 10.0.0.0/8 trust\n")

    @property
    def url(self) -> str:
        """Its database, as `XUNCHA_DATABASE_URL` names it."""
        return f"postgresql://xuncha@{self._address}:{self._port}/postgres"

    def start(self) -> None:
        """Start it; it recovers first from what happened to it."""
        words = [*self._as, str(_newest() / "postgres"), "-D", str(self._folder / "data")]
        settings = {
            "listen_addresses": self._address,
            "port": str(self._port),
            "unix_socket_directories": str(self._folder),
            "max_connections": "100",
            # A killed process loses nothing by this; only a power cut would.
            "fsync": "off",
        }
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        self._process = self._launch(words, {})
        wait_until(self._answers, "PostgreSQL")

    def _answers(self) -> bool:
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def kill(self) -> None:
        """Stop it at once, in the middle of whatever it does."""
        _end(self._process, signal.SIGQUIT)

    def stop(self) -> None:
        """End it."""
        _end(self._process, signal.SIGQUIT)


class Redis:
    """A Redis that keeps nothing when it is killed."""

    def __init__(self, folder: Path, address: str = "127.0.0.1", start: Start = start_here) -> None:
        """`folder` exists."""
        self._folder, self._address, self._launch = folder, address, start
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As `XUNCHA_BROKER` names it."""
        return f"redis://{self._address}:{self._port}/0"

    def start(self) -> None:
        """Start it, empty."""
        words = ["redis-server", "--port", str(self._port), "--bind", self._address]
        words += ["--save", "", "--protected-mode", "no", "--dir", str(self._folder)]
        self._process = self._launch(words, {})
        wait_until(lambda: answers(self._address, self._port), "Redis")

    def kill(self) -> None:
        """kill -9."""
        _end(self._process, signal.SIGKILL)

    def stop(self) -> None:
        """End it."""
        _end(self._process, signal.SIGTERM)


class Rabbit:
    """A RabbitMQ with its node, its names and its ports in a folder of its own."""

    _PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")

    def __init__(self, folder: Path, address: str = "127.0.0.1", start: Start = start_here) -> None:
        """`folder` need not exist."""
        self._folder, self._address, self._launch = folder, address, start
        self._port, self._names, self._dist = free_port(), free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._namer: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        (folder / "plugins").write_text("[].\n")
        (folder / "rabbit.conf").write_text(
            f"listeners.tcp.1 = {address}:{self._port}\nloopback_users.guest = false\n"
            "disk_free_limit.absolute = 50MB\nlog.console = false\n"
        )

    @classmethod
    def installed(cls) -> bool:
        """Whether this machine has one."""
        return cls._PROGRAM.exists()

    @property
    def url(self) -> str:
        """As `XUNCHA_BROKER` names it."""
        return f"amqp://guest:guest@{self._address}:{self._port}//"

    def start(self) -> None:
        """Start it; what it had on disk is there again."""
        names = {"ERL_EPMD_PORT": str(self._names), "ERL_EPMD_ADDRESS": "127.0.0.1"}
        if self._namer is None:
            self._namer = self._launch(["epmd", "-port", str(self._names)], names)
            time.sleep(0.3)
        more = names | {
            "HOME": str(self._folder),
            "RABBITMQ_NODENAME": f"chaos{self._port}@localhost",
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbit.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "plugins"),
            "RABBITMQ_ALLOW_INPUT": "1",
            # Two processors are enough for a bell.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none -noinput",
        }
        self._process = self._launch([str(self._PROGRAM)], more)
        wait_until(lambda: answers(self._address, self._port), "RabbitMQ")

    def kill(self) -> None:
        """kill -9."""
        _end(self._process, signal.SIGKILL)

    def stop(self) -> None:
        """End it, and the daemon of its names."""
        _end(self._process, signal.SIGTERM)
        _end(self._namer, signal.SIGTERM)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def answers(address: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        with socket.create_connection((address, port), 1):
            return True
    except OSError:
        return False


def wait_until(done: Callable[[], bool], what: str, seconds: float = 120) -> None:
    """Wait for it; raises TimeoutError where it never comes."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} never came")
        time.sleep(0.1)


def _end(process: subprocess.Popen[bytes] | None, how: signal.Signals) -> None:
    if process is None or process.poll() is not None:
        return
    process.send_signal(how)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _newest() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    if not found:
        raise FileNotFoundError("PostgreSQL: apt-get install postgresql")
    return found[-1]
