"""What time alone does to the office's books, between one tick and the next."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.core.cache import cache

from xuncha.alerts import warnings
from xuncha.cases.kinds.citizen_report.reminders import remind as remind_of_reports
from xuncha.cases.kinds.outage.amiss import note_amiss
from xuncha.cases.kinds.outage.effects import settle
from xuncha.cases.kinds.report_request.reminders import remind

#: Seconds between two readings of all the books; whoever adds the key first reads them.
_HOURLY: Final = 3600


def keep_up(now: datetime) -> None:
    """End and reopen filings whose time has come; once an hour note, warn and remind."""
    settle(now)
    if cache.add("upkeep.hourly", now.isoformat(), _HOURLY):
        note_amiss(now)
        warnings.check(now)
        remind(now)
        remind_of_reports(now)
