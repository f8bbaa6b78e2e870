"""Workers, watch and console live through a restart of their database and of their broker."""

from __future__ import annotations

import subprocess
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.backends import Postgres, Redis, wait_until
from tests.evidence.loopback import ok, serving
from tests.pipeline.apart import CELERY, WORKER, Apart

#: So many sites that a probe falls due every few seconds.
MANY = 400
HOME = "<title>县</title><h1>某县</h1>" + "".join(f'<a href="/{n}.html">{n}</a>' for n in range(8))


@pytest.fixture
def base() -> Iterator[Postgres]:
    # Its own account must reach its folder: no test's folder is open to others.
    with TemporaryDirectory(prefix="xuncha-pg.") as folder:
        Path(folder).chmod(0o755)
        made = Postgres(Path(folder) / "postgres")
        made.start()
        yield made
        made.stop()


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Redis]:
    made = Redis(tmp_path)
    made.start()
    yield made
    made.stop()


def test_a_database_and_a_broker_that_restart_cost_nothing(
    base: Postgres, queue: Redis, tmp_path: Path
) -> None:
    pages = {f"/{n}.html": ok(f"<p>{n}</p>") for n in range(8)}
    with (
        serving({"/": ok(HOME), **pages}) as server,
        Apart(tmp_path, base.url, queue.url, 20 + MANY) as apart,
    ):
        apart.run("tests.pipeline.apart", "found", str(server.port), "20")
        web = apart.start("xuncha.web.serve", "127.0.0.1", "0", stdout=subprocess.PIPE)
        assert web.stdout
        console = web.stdout.readline().decode().rpartition("：")[2].partition("begin")[0].strip()
        apart.run("tests.pipeline.apart", "order")
        worker, watch = apart.start(*WORKER), apart.start("xuncha", "watch")
        apart.run(*CELERY, "call", "xuncha.look")
        wait_until(lambda: server.count("/2.html") > 0, "a page")
        assert status(f"{console}readyz") == 200

        base.kill()
        queue.kill()
        assert status(f"{console}readyz") == 503
        base.start()
        queue.start()

        wait_until(lambda: status(f"{console}readyz") == 200, "the console")
        apart.run("tests.pipeline.apart", "found", str(server.port), str(MANY))
        apart.run("tests.pipeline.apart", "order")
        wait_until(lambda: set(states(apart)) == {"done"}, "the last site", 180)
        wait_until(lambda: late_comers(apart) > 0, "a probe of a new site")
        assert [one.poll() for one in (web, worker, watch)] == [None, None, None]
        assert states(apart) == {"done": 12}
        verdicts = apart.asked("SELECT item, count(*) FROM findings_judgement GROUP BY item")
        assert [count for _item, count in verdicts] == [1] * 12
        doubled = "SELECT 1 FROM monitoring_probe GROUP BY site_id, slot HAVING count(*) > 1"
        assert apart.asked(doubled) == []
        assert [apart.stop(one) for one in (web, worker, watch)] == [0, 0, 0]
        web.stdout.close()


def states(apart: Apart) -> Counter[str]:
    """How many sites of the runs stand where."""
    return Counter(state for (state,) in apart.asked("SELECT state FROM pipeline_inspectionitem"))


def late_comers(apart: Apart) -> int:
    """Probes of the sites that came into the register after the restart."""
    newest = f"SELECT id FROM registry_site ORDER BY id DESC LIMIT {MANY}"
    found: int = apart.asked(f"SELECT count(*) FROM monitoring_probe WHERE site_id IN ({newest})")[
        0
    ][0]
    return found


def status(url: str) -> int:
    """How the console answers."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            found: int = answer.status
    except urllib.error.HTTPError as error:
        return error.code
    return found
