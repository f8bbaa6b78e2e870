"""A site's own hours of quiet: a routine visit waits for their end, a re-test that somebody asked
for does not."""

from __future__ import annotations

from datetime import datetime

from xuncha.monitoring.sights import quiet_until
from xuncha.pipeline.claims import Claim, put_off
from xuncha.pipeline.models import InspectionItem


def wait_for_end(claim: Claim, item: InspectionItem, now: datetime) -> bool:
    """Hand a claimed item back until the quiet around `now` ends; whether it did."""
    if item.retests is not None:
        return False
    until = quiet_until(item.site, now)
    return until is not None and put_off(claim, until)
