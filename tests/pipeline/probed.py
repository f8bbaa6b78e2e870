"""A site of the register that is really probed on loopback, as the console has it done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bed.cases import framed
from tests.bed.served import Bed, Program, Question, Reply, serving
from tests.people import OFFICE_TIME, Cast, assemble
from tests.registry.forms import LEAVE
from tests.sites import registered

from xuncha.people.models import User
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionRun
from xuncha.pipeline.orders import Place
from xuncha.pipeline.shift import Shift
from xuncha.registry.authorisations import approve_authorisation, draft_authorisation
from xuncha.registry.models import ScanAuthorisation, Site

HOST = "www.test.gov.cn"
#: The one parameter with a hole; nobody without the right may read its name as one.
PARAMETER = "zqword"


def now() -> datetime:
    return datetime.now(UTC)


def echoes(asked: Question) -> Reply:
    """A search page that says what was asked as it was asked."""
    return Reply(framed(f"<p>Nothing found for {asked[PARAMETER]}</p>", "Search"))


@dataclass
class Ground:
    """The site, who belongs to it, and its own log."""

    cast: Cast
    site: Site
    bed: Bed
    data: Path

    @property
    def probes(self) -> list[str]:
        """What was asked in the name of a leave, as the site's log has it."""
        return [one.target for one in self.bed.log if one.run]

    def leave(self, *, approved: bool = True, **changed: str) -> ScanAuthorisation:
        """A leave for the site that holds now, whatever the hour."""
        clock = now().astimezone(OFFICE_TIME)
        today = clock.date()
        said = LEAVE | {
            "hosts": HOST,
            "addresses": "127.0.0.1",
            "valid_from": str(today - timedelta(days=2)),
            "valid_until": str(today + timedelta(days=2)),
            "opens": f"{clock - timedelta(hours=1):%H:%M}",
            "closes": f"{clock + timedelta(hours=2):%H:%M}",
            "max_rate": "5",
            **changed,
        }
        cast, scan = self.cast, ("批复.pdf", b"%PDF-1.4 letter")
        row = draft_authorisation(cast.acting(cast.office, now()), self.site, said, scan)
        return approve_authorisation(cast.acting(cast.chen, now()), row) if approved else row

    def order(self, by: User | None = None, **options: Any) -> InspectionRun:
        """An inspection of the site."""
        usual = {"visits": 1, "rate": 20.0, "render": "never", "max_pages": 5}
        return start_run(
            self.cast.acting(by or self.cast.office, now()),
            self.cast.province,
            [self.site],
            standard="census-2015",
            title="安全检测",
            options=usual | options,
        )

    def work(self) -> None:
        """Carry out what was ordered."""
        place = Place(self.data, ("127.0.0.1/32",), {HOST: ("127.0.0.1",)})
        assert asyncio.run(Shift(place, now=now).work()) == 1


@contextmanager
def ground(data: Path, search: Program = echoes) -> Iterator[Ground]:
    """Serve the site and register it; needs a database."""
    home = framed(f'<p><a href="/search?{PARAMETER}=budget">Search</a></p>')
    with serving({HOST: {"/": lambda _asked: Reply(home), "/search": search}}) as bed:
        cast = assemble()
        site = registered(cast.land, "共和县国土资源局", bed.url(HOST))
        yield Ground(cast, site, bed, data)
