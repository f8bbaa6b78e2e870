"""A province of 14,000 sites: how long the draw takes, and how long the bulletin is compiled.

    XUNCHA_DATA=… [XUNCHA_DATABASE_URL=…] python -m bench.campaign [SITES]

The register and its findings are made up (`xuncha seed`); a third of the sites is drawn in three
batches and judged, then the bulletin is compiled from the rows. The processor's time stands beside
the clock's: on a busy machine only the former means something.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
T = TypeVar("T")
#: Seconds that may be taken.
MOST = {"draw": 1.0, "compile": 10.0}


def main(sites: int = 14_000) -> int:
    """Print a line for each step; 1 where one takes longer than it may by the processor."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from xuncha.campaigns import actions as campaigns
    from xuncha.campaigns import drawing
    from xuncha.campaigns.models import Campaign
    from xuncha.demo.scale.fill import fill
    from xuncha.people.actions import Actor
    from xuncha.people.models import User
    from xuncha.publishing import actions

    call_command("migrate", verbosity=0)
    now = timezone.now()
    made = fill(now, sites=sites, columns_per_site=3, years=1)
    print(f"{connection.vendor}: {sites} sites, {made['Finding']} findings")
    user = User.objects.get(username="province")
    actor = Actor(user, now)
    campaign = campaigns.plan(
        actor,
        user.office,
        name="bench",
        begin=now.date() - timedelta(days=80),
        end=now.date(),
        standard="census-2015",
        batch_count=3,
    )
    late = False
    step("announce", lambda: drawing.announce(
        actor, campaign, seed_source="bench", seed_on=now.date() + timedelta(days=2), rechecks={}
    ))  # fmt: skip
    later = Actor(user, now + timedelta(days=3))
    late |= step("draw", lambda: drawing.make_draw(later, campaign, "20171109"))
    judged = judge(Campaign.objects.get(pk=campaign.pk), later)
    publication = actions.draft(later, Campaign.objects.get(pk=campaign.pk), {"issuer": "bench"})
    print(f"{judged} sites judged")
    late |= step("compile", lambda: actions.compile_text(later, publication, publication.turn))
    return int(late)


def judge(campaign: object, actor: object) -> int:
    """Every drawn site has a judgement that its findings were seen by."""
    from xuncha.campaigns.actions import begin_batch
    from xuncha.findings.models import Judgement

    rows = []
    for batch in campaign.batches.all():  # type: ignore[attr-defined]
        begin_batch(actor, batch, batch.number, actor.now, "census-2015")  # type: ignore[arg-type, attr-defined]
        rows += [
            Judgement(
                site_id=one.site_id,
                path=one.path,
                as_of=actor.now,  # type: ignore[attr-defined]
                judged_at=actor.now - timedelta(days=60),  # type: ignore[attr-defined]
                standard="census-2015",
                verdict="unqualified" if n % 9 == 0 else "qualified",
                score=None if n % 9 == 0 else 90,
                vetoes=["column.stale"] if n % 9 == 0 else [],
            )
            for n, one in enumerate(campaign.sample.filter(batch=batch.number))  # type: ignore[attr-defined]
        ]
    Judgement.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def step(name: str, deed: Callable[[], T]) -> bool:
    """Do it and print what it took; whether that is more than it may take."""
    wall, cpu = time.perf_counter(), time.process_time()
    deed()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    most = MOST.get(name)
    late = most is not None and cpu > most
    bound = f"  (at most {most:g} s){'  LATE' if late else ''}" if most else ""
    print(f"{name:10} {wall:7.2f} s  cpu {cpu:6.2f} s{bound}", flush=True)
    return late


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:2])))
