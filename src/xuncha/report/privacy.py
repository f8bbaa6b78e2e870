"""Personal data hidden once more before a run is written down: not every record is our own."""

from __future__ import annotations

from dataclasses import replace

from xuncha.scoring import privacy
from xuncha.scoring.results import Inspection


def masked(inspection: Inspection) -> Inspection:
    """`inspection` with identity, card and mobile numbers unreadable in every text."""
    return replace(inspection, sites=tuple(map(privacy.masked, inspection.sites)))
