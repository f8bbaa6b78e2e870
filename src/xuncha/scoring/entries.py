"""Whether a home page carries the 我为政府网站找错 entry, as far as an inspection could tell."""

from __future__ import annotations

from typing import Final

from xuncha.base.types import Outcome, Verdict
from xuncha.checks.element_missing import ENTRY, NO_ENTRY
from xuncha.scoring.law import Standard
from xuncha.scoring.results import SiteResult

_INDICATOR: Final = "element.missing"


def carries_entry(site: SiteResult, law: Standard | None) -> bool | None:
    """None where nobody looked: the standard does not ask, the page was not read, or it is doubted.

    What people called a false alarm is no finding any more, so the entry is there.
    """
    use = law.uses.get(_INDICATOR) if law is not None else None
    if use is None or ENTRY not in use.thresholds.get("elements", ()):
        return None
    if site.verdict is Verdict.UNTESTABLE or any(code == _INDICATOR for code, _why in site.errors):
        return None
    if any(one.indicator == _INDICATOR and one.where in ("", NO_ENTRY) for one in site.untested):
        return None
    missing = [one for one in site.findings if (one.indicator, one.where) == (_INDICATOR, NO_ENTRY)]
    if missing:
        return False if missing[0].outcome is Outcome.FAULT else None
    return True
