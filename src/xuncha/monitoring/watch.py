"""The watch of this vantage point: every due slot is probed, many at once, and written down."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from xuncha.monitoring.actions import keep, our_node
from xuncha.monitoring.models import Node, Probe
from xuncha.monitoring.probing import Accessed, Due
from xuncha.monitoring.rules import LATE, due
from xuncha.registry.models import Site, SiteState


def due_now(node: Node, after: datetime, until: datetime) -> list[Due]:
    """The slots of every active site in (after, until] that have not been probed, oldest first."""
    begins = max(after, until - LATE)
    done = set(
        Probe.objects.filter(node=node, slot__gt=begins, slot__lte=until).values_list(
            "site_id", "slot"
        )
    )
    sites = Site.objects.filter(state=SiteState.ACTIVE).values_list("pk", "home_url")
    found = [
        Due(pk, url, slot)
        for pk, url in sites.iterator(chunk_size=5000)
        for slot in due(str(pk), node.name, begins, until)
        if (pk, slot) not in done
    ]
    return sorted(found, key=lambda one: one.slot)


class Watch:
    """Goes round: what came due since the last round is probed and kept."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """`now` is the clock; the first round looks half an hour back for what was missed."""
        self._now = now
        self._node = our_node(now())
        self._until = now() - LATE

    def due(self) -> list[Due]:
        """What is due; the same again until `keep` was called."""
        now = self._now()
        if now < self._until:
            # The clock was set back. What was probed by the wrong one is in the ledger.
            self._until = now - LATE
        return due_now(self._node, self._until, now)

    def keep(
        self,
        slots: list[Due],
        probes: list[tuple[int, datetime, Accessed]],
        filed: Collection[int] = (),
    ) -> int:
        """Write a round down; from here on its slots are not due."""
        kept = keep(self._node, probes, self._now(), filed)
        if slots:
            self._until = max(one.slot for one in slots)
        return kept
