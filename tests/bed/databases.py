"""Real databases for the vulnerable bed: SQLite in memory and a PostgreSQL of our own."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import psycopg

BINARIES = Path("/usr/lib/postgresql/15/bin")
AUTHORS = ("zhang", "wang", "li")
_WORDS = ("budget", "notice", "annual report", "public hearing", "land approval", "water works")

#: Every table, and what a row of it is found by.
TABLES = {"articles": "id", "accounts": "id", "visits": "article_id", "counters": "article_id"}
_SCHEMA = """
CREATE TABLE articles (id INTEGER PRIMARY KEY, slug TEXT, title TEXT, author TEXT, price INTEGER)
CREATE TABLE accounts (id INTEGER PRIMARY KEY, name VARCHAR(40), secret VARCHAR(40))
CREATE TABLE visits (article_id INTEGER PRIMARY KEY, slug VARCHAR(40), seen INTEGER)
CREATE TABLE counters (article_id INTEGER PRIMARY KEY, slug VARCHAR(40), hits INTEGER)
"""


class DatabaseError(Exception):
    """What the database said."""


class Database(Protocol):
    """A database that statements are pasted into."""

    name: str

    def run(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        """Rows, () where the statement has none; raises DatabaseError with the text it gave."""
        ...


def fill(database: Database) -> None:
    """The tables and their rows."""
    for statement in _SCHEMA.strip().splitlines():
        database.run(statement)
    for number in range(1, 13):
        slug, title = f"doc-{number}", f"{_WORDS[number % 6]} no {number}"
        author = AUTHORS[number % 3]
        database.run(
            f"INSERT INTO articles VALUES ({number}, '{slug}', '{title}', '{author}',"
            f" {number * 7 % 50})"
        )
        database.run(f"INSERT INTO accounts VALUES ({number}, 'user{number}', 's3cret{number}')")
        database.run(f"INSERT INTO visits VALUES ({number}, '{slug}', 0)")
        database.run(f"INSERT INTO counters VALUES ({number}, '{slug}', 0)")


def empty(database: Database) -> None:
    """No table is left."""
    for table in TABLES:
        database.run(f"DROP TABLE {table}")


def dump(database: Database, *, counters: bool = True) -> bytes:
    """Every row of every table, in one order."""
    parts = []
    for table, key in TABLES.items():
        if table != "counters" or counters:
            rows = database.run(f"SELECT * FROM {table} ORDER BY {key}")
            parts.append(f"{table}\n" + "\n".join(map(repr, rows)))
    return "\n".join(parts).encode()


class Sqlite:
    """SQLite, one connection behind a lock."""

    name = "sqlite"

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        fill(self)

    def run(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        with self._lock:
            try:
                return self._base.execute(statement, values).fetchall()
            except (sqlite3.Error, sqlite3.Warning) as error:
                raise DatabaseError(str(error)) from error

    def close(self) -> None:
        self._base.close()


class Postgres:
    """PostgreSQL, one connection behind a lock."""

    name = "postgresql"

    def __init__(self, address: str) -> None:
        self._lock = threading.Lock()
        self._base = psycopg.connect(address, autocommit=True)
        fill(self)

    def run(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        with self._lock:
            try:
                query = statement.replace("?", "%s") if values else statement
                cursor = self._base.execute(query.encode(), values or None)
                return cursor.fetchall() if cursor.description else []
            except (psycopg.Error, UnicodeError) as error:
                raise DatabaseError(str(error)) from error

    def close(self) -> None:
        self._base.close()


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A server of our own, on a socket in a folder of its own, as nobody."""
    folder = Path(tempfile.mkdtemp(prefix="bed-", dir="/tmp"))
    as_nobody: list[str] = []
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
        as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    try:
        subprocess.run(
            [*as_nobody, BINARIES / "initdb", "-D", data, "-U", "bed", "-A", "trust", "--no-sync",
             "--locale=C", "-E", "UTF8"],
            check=True, **quiet,
        )  # fmt: skip
        server = subprocess.Popen(
            [*as_nobody, BINARIES / "postgres", "-D", data, "-k", folder, "-F",
             "-c", "listen_addresses=", "-c", "shared_buffers=16MB", "-c", "autovacuum=off"],
            **quiet,
        )  # fmt: skip
        try:
            base = Postgres(_ready(folder))
            yield base
            base.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ready(folder: Path) -> str:
    address = f"host={folder} user=bed dbname=postgres"
    for _ in range(200):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            threading.Event().wait(0.05)
        else:
            return address
    raise OSError("PostgreSQL did not start")
