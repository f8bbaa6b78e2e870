"""14,000 home pages probed twenty times a day, fifty times as fast as in life.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] [PIPELINE_HOURS=3] python -m bench.probes [SITES]

The watch runs as `xuncha watch` does, through the real gate over real sockets; only its clock is
faster. PIPELINE_HOURS=24 replays the whole day (28.8 minutes).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bench.farm import NETWORK, farm, ill, write_hosts
from bench.processes import Database
from bench.province import missed, settle, size

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
SPEED = 50
#: The most, as a share of one core.
MOST = 0.10
BEGIN = datetime.fromisoformat("2026-11-03T08:00:00+08:00")


def main(sites: int = 14_000) -> int:
    """Print what was replayed and what it took; 1 where a probe is missed or it takes too much."""
    from xuncha.cli.up import prepare

    hours = float(os.environ.get("PIPELINE_HOURS", "3"))
    data = Path(os.environ["XUNCHA_DATA"])
    data.mkdir(parents=True, exist_ok=True)
    os.environ["XUNCHA_NETWORKS"] = NETWORK
    os.environ["XUNCHA_HOSTS_FILE"] = str(data / "hosts")
    write_hosts(data / "hosts", sites)
    prepare()
    from django.db import connection

    with farm() as port:
        settle(sites, port, BEGIN)
        before = size()
        print(
            f"## probes: {connection.vendor}, {sites:,} sites, {hours:g} of 24 hours replayed at"
            f" {SPEED}x, and the half hour before them made up for",
            flush=True,
        )
        took = _watched(hours)
    return _tell(sites, hours, took, size() - before)


def _watched(hours: float) -> dict[str, float]:
    words = [sys.executable, "-m", "bench.watching", BEGIN.isoformat(), str(hours), str(SPEED)]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    took: dict[str, float] = json.loads(done.stdout)
    return took


def _tell(sites: int, hours: float, took: dict[str, float], grown: int) -> int:
    from xuncha.monitoring.models import Probe, Sight
    from xuncha.monitoring.rules import PROBES_A_DAY

    end = BEGIN + timedelta(hours=hours)
    due, lost, twice = missed(BEGIN, end)
    made = Probe.objects.count()
    print(
        f"due {due:,}, missed {lost}, twice {twice} ({made - due:,} more made up for at the start)"
    )
    sick = [n + 1 for n in range(sites) if ill(n) not in ("", "slow")]
    wrong = Probe.objects.exclude(site__in=sick).exclude(open=True).count()
    seen = Probe.objects.filter(site__in=sick, open=True).count()
    print(f"sites that are well and were not found open {wrong}, ill and found open {seen}")
    looks = Sight.objects.exclude(seen_at=None).count()
    rounds = hours * 360
    more = max(0.0, rounds - took["rounds"]) * took["idle"]
    share = took["cpu"] / (hours * 3600)
    whole = (took["cpu"] + more + _rolling(made, sites * PROBES_A_DAY) * hours / 24) / (
        hours * 3600
    )
    print(
        f"cpu {took['cpu']:.1f} s (watch and database), {share:.2%} of a core; with every round of"
        f" ten seconds ({took['rounds']:.0f} of {rounds:.0f} were made, {took['idle'] * 1000:.1f}"
        f" ms each when nothing is due) and the daily roll-up {whole:.2%}, at most {MOST:.0%}"
    )
    print(
        f"looks (name, certificate, face) {looks:,}; peak memory of the watch {took['peak']:.0f} MB"
    )
    day = grown / made * sites * PROBES_A_DAY / 1e6
    print(f"database grown by {grown / 1e6:.1f} MB: {day:.0f} MB a day")
    return int(lost > 0 or twice > 0 or whole > MOST)


def _rolling(made: int, a_day: int) -> float:
    """CPU seconds in which a whole day is rolled up, from those of what was replayed."""
    import time

    from xuncha.monitoring.actions import roll_up

    database = Database()
    before = time.process_time() + database.seconds()
    roll_up(BEGIN.date())
    return (time.process_time() + database.seconds() - before) / made * a_day


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:2])))
