"""The office at work in the storm: it starts inspections and has news, and remembers each."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from bench.chaos.town import Town
from xuncha.people.actions import Actor
from xuncha.people.events import Urgency, announce
from xuncha.people.models import Office
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionRun
from xuncha.registry.models import Site

_T = TypeVar("_T")
#: Seconds between two inspections that are asked for, and between two pieces of news.
_RUN_EVERY, _NEWS_EVERY = 15.0, 1.6
_SITES_A_RUN = 6
#: Seconds an answer of the API is waited for; by then its request is over, one way or the other.
_API_PATIENCE = 100.0


@dataclass(slots=True)
class Asks:
    """What was asked for and what was announced, in this process's memory."""

    town: Town
    console: str
    dice: random.Random
    #: By title, the sites.
    runs: dict[str, set[int]] = field(default_factory=dict)
    #: By number, the office.
    news: dict[int, int] = field(default_factory=dict)
    #: Requests to the API that broke off, and were looked up before they were made again.
    broken: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Ask from now on."""
        by_hand, by_api = partial(self._order, "手"), partial(self._order, "口")
        for job in (by_hand, by_api, self._report):
            thread = threading.Thread(target=job, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Ask for nothing more; what was begun is asked to its end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _order(self, how: str) -> None:
        number = 0
        while not self._stopping.is_set():
            title = f"演习检查{how}{number:03d}"
            sites = self.dice.sample(self.town.inspected, _SITES_A_RUN)
            self.runs[title] = {one.pk for one in sites}
            if how == "口":
                self._by_api(title, sites)
            else:
                patiently(partial(self._by_hand, title, sites))
            number += 1
            self._stopping.wait(_RUN_EVERY * self.dice.uniform(0.5, 1.5))
        connections.close_all()

    def _by_hand(self, title: str, sites: list[Site]) -> None:
        if not known(title):
            start_run(
                Actor(None, timezone.now()),
                self.town.province,
                sites,
                standard="census-2015",
                title=title,
                options={"visits": 2, "rate": 10, "max_pages": 20, "render": "never"},
            )

    def _by_api(self, title: str, sites: list[Site]) -> None:
        """As a careful client: what broke off is looked up before it is asked for again."""
        wanted = {
            "title": title,
            "standard": "census-2015",
            "site_ids": [one.pk for one in sites],
            "visits": 2,
            "rate": 10,
            "max_pages": 20,
        }
        while not patiently(partial(known, title)):
            request = urllib.request.Request(
                f"{self.console}/api/v1/runs",
                json.dumps(wanted).encode(),
                {"Authorization": f"Bearer {self.town.token}", "Content-Type": "application/json"},
            )
            try:
                with urllib.request.urlopen(request, timeout=_API_PATIENCE) as answer:
                    answer.read()
            except (OSError, http.client.HTTPException) as error:
                refused = isinstance(error, urllib.error.HTTPError) and error.code < 500
                if refused and error.code != 429:
                    raise
                self.broken += 1
                time.sleep(2)

    def _report(self) -> None:
        number = 0
        while not self._stopping.is_set():
            office = self.dice.choice(self.town.counties)
            self.news[number] = office.pk

            patiently(partial(tell, number, office))
            number += 1
            self._stopping.wait(_NEWS_EVERY * self.dice.uniform(0.5, 1.5))
        connections.close_all()


def tell(number: int, office: Office) -> None:
    """Announce one piece of news, which is told at any hour and on its own."""
    announce(
        "site.face",
        office,
        key=f"storm:{number}",
        title=f"演习{number:04d}号",
        group=f"storm:{number}",
        urgency=Urgency.CRITICAL,
        at=timezone.now(),
    )


def known(title: str) -> bool:
    """Whether a run of this title is in the books."""
    return InspectionRun.objects.filter(title=title).exists()


def patiently(ask: Callable[[], _T]) -> _T:
    """Ask the database until it answers."""
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError):
            connections.close_all()
            time.sleep(0.5)
