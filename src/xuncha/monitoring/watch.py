"""The watch of this vantage point: every due slot is probed, many at once, and written down."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Final

from xuncha.monitoring.actions import keep, our_node
from xuncha.monitoring.models import Node, Probe
from xuncha.monitoring.probing import Accessed, Due
from xuncha.monitoring.rules import LATE
from xuncha.monitoring.timetable import Timetable
from xuncha.registry.models import Site, SiteState

#: How often the register is asked which sites there are; one that is new waits so long at most.
_READ_EVERY: Final = timedelta(minutes=1)


class Watch:
    """Knows what came due since it was last asked; what was handed out is not due again."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """`now` is the clock; the first look goes half an hour back for what was missed."""
        self._now = now
        self._node = our_node(now())
        self._until = now() - LATE
        self._table = Timetable(self._node.name)
        self._read_at: datetime | None = None

    def due(self) -> list[Due]:
        """What came due and is not written down, the oldest first; to be probed at once."""
        now = self._now()
        self._read(now)
        if self._until > now:  # the clock was set back: what is written down is not due again
            self._until = now - LATE
        begins = max(self._until, now - LATE)
        found = self._due(begins, now)
        self._until = now
        return found

    def again(self) -> None:
        """What was handed out came to nothing: what is not written down is due again."""
        self._until = self._now() - LATE

    def keep(
        self, probes: list[tuple[int, datetime, Accessed]], filed: Collection[int] = ()
    ) -> int:
        """Write down what came of them; how many."""
        return keep(self._node, probes, self._now(), filed)

    def _read(self, now: datetime) -> None:
        last = self._read_at
        # A clock that was set back is no reason to wait.
        if last is None or not timedelta(0) <= now - last < _READ_EVERY:
            active = Site.objects.filter(state=SiteState.ACTIVE)
            self._table.know(map(str, active.values_list("pk", flat=True)))
            self._read_at = now

    def _due(self, begins: datetime, until: datetime) -> list[Due]:
        slots = [(int(site), slot) for slot, site in self._table.due(begins, until)]
        if not slots:
            return []
        done = _done(self._node, begins, until)
        urls = _urls({site for site, _slot in slots})
        return [
            Due(site, urls[site], slot)
            for site, slot in slots
            if site in urls and (site, slot) not in done
        ]


def _done(node: Node, begins: datetime, until: datetime) -> set[tuple[int, datetime]]:
    rows = Probe.objects.filter(node=node, slot__gt=begins, slot__lte=until)
    return set(rows.values_list("site_id", "slot"))


def _urls(sites: Collection[int]) -> dict[int, str]:
    """The home pages of those of the sites that are active now."""
    active = Site.objects.filter(pk__in=sites, state=SiteState.ACTIVE)
    return dict(active.values_list("pk", "home_url"))
