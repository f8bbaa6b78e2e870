"""The review queue over 100,000 open findings, and how much evidence a finding takes.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.review [FINDINGS [ROUNDS]]

Times are of the server alone, in this process (Django's test client). The processor's time stands
beside the clock's: on a busy machine only the former means something, and with PostgreSQL it leaves
out what the database itself spends. Evidence is measured on the demonstration (`make demo`), or
on the inspection below the folder in EVIDENCE.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")

#: What must be reached: milliseconds at the 95th percentile, bytes of evidence at the median.
MOST_MS = 100.0
MOST_BYTES = 100_000
SITES = 2_000
KINDS = (
    ("column.blank", "veto", "fault"),
    ("column.stale", "veto", "suspected"),
    ("link.dead", "deduct", "fault"),
    ("date.absurd", "notice", "fault"),
    ("text.error", "notice", "suspected"),
)


def main(findings: int = 100_000, rounds: int = 30) -> int:
    """Print a line for each page and person; 1 where a page is slower than it may be."""
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    began = time.perf_counter()
    people = _fill(findings)
    print(f"{connection.vendor}: {findings:,} open findings in {time.perf_counter() - began:.0f} s")
    print(f"{'page':34} {'who':9} {'p50 ms':>8} {'p95 ms':>8} {'cpu p95':>8} {'KB':>6}")
    failed = False
    for who, user in people:
        for name, address in _pages(user).items():
            failed |= _line(name, who, user, address, rounds)
    return int(failed | _evidence())


def _fill(findings: int) -> list[tuple[str, object]]:
    from django.db import connection

    from xuncha.cli.up import prepare

    prepare()
    from xuncha.findings.models import Finding
    from xuncha.findings.problems import rebuild_problems
    from xuncha.findings.rules import where_hash
    from xuncha.people.actions import Actor, add_office, add_person, found_province
    from xuncha.people.models import OfficeLevel, Role
    from xuncha.registry.models import Site, SiteState

    now = datetime.now(UTC)
    actor = Actor(None, now)
    province = found_province(actor, "省人民政府办公厅", "630000")
    below = [add_office(actor, province, f"第{n}市州", OfficeLevel.PREFECTURE) for n in range(20)]
    made = Site.objects.bulk_create(
        Site(
            office=below[n % 20],
            path=below[n % 20].path,
            name=f"第{n}家网站",
            home_url=f"http://s{n}.example.gov.cn/",
            host=f"s{n}.example.gov.cn",
            state=SiteState.ACTIVE,
            added_at=now,
            changed_at=now,
        )
        for n in range(SITES)
    )
    rows = []
    for n in range(findings):
        code, level, outcome = KINDS[n % 5]
        site = made[n * 7 % SITES]
        where = f"{site.home_url}{n}.html"
        rows.append(
            Finding(
                site=site,
                path=site.path,
                indicator=code,
                where=where,
                where_hash=where_hash(where),
                # A third stands in a template shown in many places.
                root=f"nav:{n % 40}" if n % 3 == 0 else "",
                level=level,
                outcome=outcome,
                url=where,
                observed={"column": f"栏目{n}"},
                message=f"第{n}个问题",
                points=Decimal(1),
                first_seen=now - timedelta(days=n % 90),
                last_seen=now,
                standard="census-2015",
            )
        )
    Finding.objects.bulk_create(rows, batch_size=1000)
    rebuild_problems()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [
        ("province", add_person(actor, province, "li", Role.INSPECTOR, password="x" * 12)),
        ("reviewer", add_person(actor, province, "chen", Role.REVIEWER, password="x" * 12)),
        ("prefecture", add_person(actor, below[0], "ma", Role.ORGANISER, password="x" * 12)),
    ]


def _pages(user: object) -> dict[str, str]:
    from xuncha.findings.queries import problems_visible_to

    gravest = problems_visible_to(user).filter(waiting__gt=0).order_by("impact", "id").first()
    return {
        "review": "/review/",
        "review: page 40": "/review/?page=40",
        "review: one indicator": "/review/?indicator=link.dead",
        "review: notices only": "/review/?level=notice",
        "review: by first seen": "/review/?sort=first",
        "review: second person": "/review/?turn=second",
        "one problem with its neighbours": f"/review/{gravest.pk}/",
        "indicators": "/indicators/",
    }


def _line(name: str, who: str, user: object, address: str, rounds: int) -> bool:
    from django.test import Client

    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    weight = len(client.get(address).content)  # the first fills the caches
    wall, spent = [], []
    for _round in range(rounds):
        cpu, clock = time.process_time(), time.perf_counter()
        answer = client.get(address)
        wall.append((time.perf_counter() - clock) * 1000)
        spent.append((time.process_time() - cpu) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    p95 = _percentile(wall, 0.95)
    print(
        f"{name:34} {who:9} {statistics.median(wall):8.1f} {p95:8.1f}"
        f" {_percentile(spent, 0.95):8.1f} {weight / 1024:6.1f}"
        f"{' ✗' if p95 > MOST_MS else ''}",
        flush=True,
    )
    return p95 > MOST_MS


def _evidence() -> bool:
    """Bytes of sealed evidence a finding, each file counted for every finding that names it."""
    from xuncha.report import read_inspection

    folder = Path(os.environ.get("EVIDENCE", "demo-out"))
    found = next(iter(sorted(folder.rglob("inspection.json"))), None)
    if found is None:
        print(f"evidence: no inspection below {folder} (make demo, or EVIDENCE=…)")
        return False
    sizes = {one.name.partition(".")[0]: one.stat().st_size for one in folder.rglob("evidence/*")}
    each = [
        sum(sizes.get(_digest(piece), 0) for piece in finding.evidence)
        for site in read_inspection(found).sites
        for finding in site.findings
        if finding.evidence
    ]
    median = statistics.median(each) if each else 0
    print(
        f"evidence: {len(each):,} findings with some, median {median / 1000:.1f} kB, "
        f"p95 {_percentile(each, 0.95) / 1000:.1f} kB, {sum(sizes.values()) / 1e6:.1f} MB on disk"
    )
    return median > MOST_BYTES


def _digest(piece: str) -> str:
    """Of ``sha256:….png`` what its file is named by."""
    return piece.rpartition(":")[2].partition(".")[0]


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:3])))
