"""The console's pages over a seeded register, as three people open them: time, queries, weight.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.web [ROUNDS]

The database is the one the settings name; an empty one is filled first with the register of the
whole country, 84,000 sites (SITES=…), 1.4 million columns and five years. Times are of the
server alone, in this process (Django's test client), without the network.

Beside the clock stand, as the kernel counts them: the processor's time of this process and of the
database's own process for it, and ("alone") the clock's time without what either of the two waited
for a processor that another program held: what the page takes on a machine that does nothing else.
A page past the limit even so is marked ✗; one past it by the clock alone, ~. How fast the machine
itself is stands in the head: the time of one fixed loop.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import pace

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")

#: What must be reached: milliseconds at the 95th percentile, bytes of a page.
MOST_MS = {"postgresql": 100.0, "sqlite": 200.0}
MOST_BYTES = 300 * 1024


@dataclass
class Measured:
    """What one page took, each time it was opened, in milliseconds."""

    wall: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    queries: int = 0
    weight: int = 0


def main(rounds: int = 20) -> int:
    """Print a line for each page and person; 1 where a page is slower or heavier than it may be."""
    import django

    django.setup()
    _fill()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    most, failed = MOST_MS[connection.vendor], False
    print(f"{connection.vendor}, {rounds} rounds, at most {most:.0f} ms and {MOST_BYTES} bytes")
    print(f"the machine's pace: {pace():.0f} ms for ten million steps of a loop")
    print(
        f"{'page':36} {'who':10} {'p50 ms':>7} {'p95 ms':>7} {'alone':>7} {'cpu':>6} {'db cpu':>6}"
        f" {'sql':>4} {'KB':>6}"
    )
    for who, user in _people():
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        client.get("/")
        gc.collect()
        gc.freeze()  # as `xuncha.web.serve` does once everything is loaded
        for name, addresses in _pages(user, rounds).items():
            found = _measure(client, addresses)
            late = max(_percentile(found.alone, 0.95) - most, found.weight - MOST_BYTES) > 0
            failed |= late
            sign = " ✗" if late else " ~" if _percentile(found.wall, 0.95) > most else ""
            print(
                f"{name:36} {who:10} {_percentile(found.wall, 0.5):7.1f}"
                f" {_percentile(found.wall, 0.95):7.1f} {_percentile(found.alone, 0.95):7.1f}"
                f" {_percentile(found.cpu, 0.95):6.1f} {_percentile(found.database, 0.95):6.1f}"
                f" {found.queries:4} {found.weight / 1024:6.1f}{sign}",
                flush=True,
            )
    print(f"the machine's pace: {pace():.0f} ms")
    return int(failed)


def _fill() -> None:
    """Seed an empty database; the time it took is printed."""
    from django.db import connection

    from xuncha.cli.main import main as xuncha
    from xuncha.cli.up import prepare

    prepare()
    from xuncha.registry.models import Site

    if not Site.objects.exists():
        began = time.perf_counter()
        xuncha(["seed", "--sites", os.environ.get("SITES", "84000")])
        print(f"seeded in {time.perf_counter() - began:.0f} s", flush=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # what the database does by itself within minutes
            cursor.execute("ANALYZE")


def _people() -> Iterator[tuple[str, object]]:
    """One who sees everything, one who sees a large part, one who sees their own unit."""
    from xuncha.people.models import User

    active = User.objects.filter(is_active=True).select_related("office").order_by("office__path")
    for level in ("province", "prefecture", "unit"):
        if user := active.filter(office__level=level).first():
            yield level, user


def _measure(client: object, addresses: list[str]) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = Measured()
    with CaptureQueriesContext(connection) as captured:
        found.weight = len(client.get(addresses[0]).content)  # the first fills the caches
    found.queries = len(captured)
    served = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    for address in addresses:
        mine, theirs, wall = _spent(os.getpid()), _spent(served), time.perf_counter()
        answer = client.get(address)
        took = (time.perf_counter() - wall) * 1000
        (cpu, waited), (database, kept) = (
            (after - before for after, before in zip(_spent(one), then, strict=True))
            for one, then in ((os.getpid(), mine), (served, theirs))
        )
        found.wall.append(took)
        found.cpu.append(cpu)
        found.database.append(database)
        # The database may wait when its answer is out already: never less than both worked.
        found.alone.append(max(took - waited - kept, cpu + database))
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        found.weight = max(found.weight, len(answer.content))
    return found


def _spent(process: int | None) -> tuple[float, float]:
    """Milliseconds a process was on a processor, and waited for one that was taken."""
    if process is None:
        return 0.0, 0.0
    ran, waited, _slices = Path(f"/proc/{process}/schedstat").read_text().split()
    return int(ran) / 1e6, int(waited) / 1e6


def _pages(user: object, rounds: int) -> dict[str, list[str]]:
    """What each page is asked for, round by round."""
    from xuncha.findings.queries import findings_visible_to
    from xuncha.registry.queries import sites_visible_to

    sites = list(sites_visible_to(user).values_list("pk", flat=True)[: rounds * 50 : 50])
    findings = list(findings_visible_to(user).values_list("pk", flat=True)[: rounds * 50 : 50])
    words = ["人民政府", "教育局", "门户网站", "s41", "不存在的名称", "县", "林业局", "gov.cn"]
    pages = {
        "overview": ["/"] * rounds,
        "sites": ["/sites/"] * rounds,
        "sites: page 40": ["/sites/?page=40"] * rounds,
        "sites: search": [f"/sites/?q={words[n % len(words)]}" for n in range(rounds)],
        "sites: unqualified": ["/sites/?verdict=unqualified"] * rounds,
        "sites: state and kind": ["/sites/?state=exempt&kind=data"] * rounds,
        "sites: not inspected for 180 days": ["/sites/?unseen=180"] * rounds,
        "sites: with vetoes": ["/sites/?with=veto"] * rounds,
    }
    for key in ("name", "-findings", "-vetoes", "-inspected", "state", "code", "-score"):
        pages[f"sites: sorted by {key}"] = [f"/sites/?sort={key}"] * rounds
    pages |= {
        "site": [f"/sites/{pk}/" for pk in sites],
        "findings": ["/findings/"] * rounds,
        "findings: live vetoes": ["/findings/?state=live&level=veto"] * rounds,
        "findings: one indicator": ["/findings/?indicator=link.dead"] * rounds,
        "findings: new in 7 days": ["/findings/?new=7"] * rounds,
        "findings: sorted by -first": ["/findings/?sort=-first"] * rounds,
        "findings: sorted by indicator": ["/findings/?sort=indicator"] * rounds,
        "finding": [f"/findings/{pk}/" for pk in findings],
        "requests": ["/requests/"] * rounds,
        "requests: overdue": ["/requests/?turn=overdue"] * rounds,
        "requests: by name": ["/requests/?q=教育局"] * rounds,
        "runs": ["/runs/"] * rounds,
        "candidates": ["/candidates/"] * rounds,
        "offices": ["/offices/"] * rounds,
    }
    if user.role == "organiser":
        pages |= {
            "audit": ["/audit/"] * rounds,
            "audit: by verb": ["/audit/?verb=run.start"] * rounds,
            "audit: by name": ["/audit/?q=没有这个"] * rounds,
            "audit: by day": ["/audit/?from=2024-01-01&until=2024-02-01"] * rounds,
        }
    return {name: addresses for name, addresses in pages.items() if addresses}


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:2])))
