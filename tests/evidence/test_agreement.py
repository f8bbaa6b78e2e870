"""What a site may ask of its monitors, and what it may not."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.loopback import Reply, again_and_again, moved, ok, serving
from tests.evidence.visiting import visited
from tests.people import OFFICE_TIME

from xuncha.evidence.agreement import PATH, Agreement, ask, read
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.politeness import Politeness

SCHEMA = {"schema": "site-monitoring/1"}


def at(hour: int, minute: int = 0, day: int = 13) -> datetime:
    return datetime(2017, 11, day, hour, minute, tzinfo=OFFICE_TIME)


def agreed(**wishes: Any) -> Agreement:
    found = read(SCHEMA | wishes)
    assert found is not None
    return found


def test_a_wish_is_kept_as_it_was_written() -> None:
    found = agreed(rate=2, quiet=[{"from": "22:00", "to": "02:00"}], contact=" 信息中心\n0974-1 ")
    assert (found.rate, found.contact) == (2.0, "信息中心 0974-1")
    assert found.quiet == ((time(22), time(2)),)
    assert read(found.written()) == found


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (at(21, 59), None),
        (at(22), at(2, day=14)),
        (at(1, 59), at(2)),
        (at(2), None),
        (at(12, 30), at(13)),
    ],
)
def test_quiet_ends_when_it_says(now: datetime, until: datetime | None) -> None:
    spans = [{"from": "22:00", "to": "02:00"}, {"from": "12:00", "to": "13:00"}]
    assert agreed(quiet=spans).quiet_until(now) == until


def test_nobody_is_quiet_for_more_than_eight_hours_a_day() -> None:
    assert agreed(quiet=[{"from": "00:00", "to": "23:59"}]).quiet == ()
    three = [{"from": f"{h:02}:00", "to": f"{h + 3:02}:00"} for h in (0, 6, 12)]
    assert len(agreed(quiet=three).quiet) == 2
    assert len(agreed(quiet=[{"from": "00:00", "to": "00:01"}] * 5000).quiet) <= 8


def test_nobody_slows_a_visit_down_to_nothing() -> None:
    assert agreed(rate=0.0001).rate == 0.2
    assert agreed(rate=1000).rate == 1000.0  # no faster than our own plan, which stands above


@pytest.mark.parametrize(
    "wish",
    [
        {"rate": "fast"},
        {"rate": -1},
        {"rate": 0},
        {"rate": True},
        {"rate": 1e308},
        {"quiet": "always"},
        {"quiet": [1, None, {}, {"from": "25:00", "to": "1"}, {"from": "08:00", "to": "08:00"}]},
        {"quiet": [{"from": "01:00+08:00", "to": "02:00"}]},
        {"contact": {"a": 1}},
    ],
)
def test_a_wish_that_makes_no_sense_is_none(wish: dict[str, Any]) -> None:
    assert read(SCHEMA | wish) == Agreement()


@pytest.mark.parametrize("other", [None, [], "x", {}, {"schema": "robots/1", "rate": 1}])
def test_another_document_is_no_agreement(other: object) -> None:
    assert read(other) is None


def asked(reply: Reply) -> Agreement | None:
    async def go(url: str) -> Agreement | None:
        gate = Gate(
            networks=["127.0.0.1/32"], hosts={"www.test.gov.cn": ("127.0.0.1",)}, sites=[url]
        )
        async with CurlFetcher(gate, Plan(rate=0, patience=0.01, page_timeout=2)) as fetcher:
            return await ask(url, fetcher)

    with serving({PATH: reply}) as server:
        return asyncio.run(go(server.url("/zwgk/index.html")))


def test_it_is_asked_for_at_its_place() -> None:
    document = json.dumps(SCHEMA | {"rate": 1})
    assert asked(ok(document, "application/json")) == Agreement(1.0)


@pytest.mark.parametrize(
    "reply",
    [
        ok("<html>没有这个页面</html>"),
        ok("", status="404 Not Found"),
        ok("[" * 9000, "application/json"),
        ok("{" + '"a":' * 3000, "application/json"),
        moved("http://169.254.169.254/latest/meta-data/"),
        again_and_again(b" " * 4096, head=ok("")[:-2]),
    ],
)
def test_what_is_no_document_is_none(reply: Reply) -> None:
    assert asked(reply) is None


def test_a_visit_goes_no_faster_than_the_site_asks(tmp_path: Path) -> None:
    wish = json.dumps(SCHEMA | {"rate": 8})
    seen: list[Politeness] = []
    with serving({"/": ok(), PATH: ok(wish, "application/json")}) as server:
        with pytest.MonkeyPatch.context() as patch:
            keep_apart = Politeness.keep_apart

            def noted(self: Politeness, host: str, seconds: float) -> None:
                seen.append(self)
                keep_apart(self, host, seconds)

            patch.setattr(Politeness, "keep_apart", noted)
            visited(server, tmp_path)
        assert server.count(PATH) == 1
    assert seen[0]._lanes["www.test.gov.cn"].base == 1 / 8
