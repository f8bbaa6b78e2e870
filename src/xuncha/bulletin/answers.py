"""Every figure about citizens' error reports and about the reprinting of key policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal

from xuncha.base.types import Outcome, Policy, Verdict
from xuncha.bulletin.messages import Message
from xuncha.bulletin.models import Figure, Sources
from xuncha.bulletin.ratios import count, ratio
from xuncha.scoring.entries import carries_entry
from xuncha.scoring.results import Finding, SiteResult

# -- error reports -------------------------------------------------------------------------------


def received(s: Sources) -> Figure:
    """How many reports came in, taken up or not."""
    return count("received", len(s.messages or ()), {})


def accepted(s: Sources) -> Figure:
    """How many were taken up; every rate below is of these."""
    return count("accepted", len(_accepted(s)), {})


def refused(s: Sources) -> Figure:
    """How many were not taken up (不予受理)."""
    return count("refused", sum(one.refused for one in s.messages or ()), {})


def closed(s: Sources) -> Figure:
    """How many are closed, in time or not."""
    return count("closed", _number(s, _is_closed), {})


def closed_in_time(s: Sources) -> Figure:
    """How many were closed within the working days allowed."""
    return count("closed_in_time", _in_time(s), {"days": s.message_days})


def closed_late(s: Sources) -> Figure:
    """How many were closed after that."""
    number = _number(s, lambda one: _is_closed(one) and _is_late(s, one))
    return count("closed_late", number, {"days": s.message_days})


def still_open(s: Sources) -> Figure:
    """How many are not closed."""
    return count("still_open", _number(s, lambda one: not _is_closed(one)), {})


def open_late(s: Sources) -> Figure:
    """How many are not closed and past their day."""
    number = _number(s, lambda one: not _is_closed(one) and _is_late(s, one))
    return count("open_late", number, {"days": s.message_days, "on": s.today.isoformat()})


def closing_rate(s: Sources) -> Figure:
    """办结率: closed of taken up."""
    return ratio("closing_rate", _number(s, _is_closed), len(_accepted(s)), {})


def in_time_rate(s: Sources) -> Figure:
    """按期办结率: closed in time of taken up; kept apart from the closing rate."""
    return ratio("in_time_rate", _in_time(s), len(_accepted(s)), {"days": s.message_days})


def allowed_days(s: Sources) -> Figure:
    """The working days allowed, as the office set them."""
    return count("allowed_days", s.message_days, {})


def slowest(s: Sources) -> Figure:
    """The working days the slowest closed report took."""
    took = [one.working_days() or 0 for one in _accepted(s)]
    return count("slowest", max(took, default=0), {})


def categories(s: Sources) -> tuple[tuple[str, Figure], ...]:
    """By category: how many, most first."""
    counted = Counter(one.category for one in _accepted(s) if one.category)
    order = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple((name, count("categories", n, {"category": name})) for name, n in order)


def late_by_site(s: Sources) -> tuple[tuple[str, str, Figure], ...]:
    """By site (code, name as the table writes it): how many late reports, most first."""
    late = [one for one in _accepted(s) if _is_late(s, one)]
    names = {one.site_code: one.site_name for one in late if one.site_code}
    counted = Counter((one.site_code, names.get(one.site_code, one.site_name)) for one in late)
    order = sorted(counted.items(), key=lambda one: (-one[1], one[0]))
    return tuple(
        (code, name, count("late_by_site", n, {"site": code or name})) for (code, name), n in order
    )


def _accepted(s: Sources) -> list[Message]:
    return [one for one in s.messages or () if not one.refused]


def _is_closed(one: Message) -> bool:
    return one.closed is not None


def _is_late(s: Sources, one: Message) -> bool:
    return one.late(s.message_days, s.today)


def _in_time(s: Sources) -> int:
    return _number(s, lambda one: _is_closed(one) and not _is_late(s, one))


def _number(s: Sources, holds: Callable[[Message], bool]) -> int:
    return sum(map(holds, _accepted(s)))


# -- the entry -----------------------------------------------------------------------------------


def entries_known(s: Sources) -> Figure:
    """Of how many inspected sites it is known whether they carry the 找错 entry."""
    return count("entries_known", len(_entries(s)), {})


def entries(s: Sources) -> Figure:
    """How many of them do."""
    return count("entries", sum(_entries(s)), {})


def entry_rate(s: Sources) -> Figure:
    """Their share."""
    return ratio("entry_rate", sum(_entries(s)), len(_entries(s)), {})


def _entries(s: Sources) -> list[bool]:
    told = (carries_entry(site, s.law) for site in s.inspection.sites)
    return [one for one in told if one is not None]


# -- reprints ------------------------------------------------------------------------------------

_MISSING = "reprint.missing"
Reprint = Literal["done", "late", "missing", "doubtful", "unseen"]


def policies(s: Sources) -> Figure:
    """How many key policies were looked for."""
    return count("policies", len(s.policies or ()), {})


def required(s: Sources) -> Figure:
    """How many reprints were due and could be looked for: policies times sites in their scope."""
    return count("required", _of(s, "done", "late", "missing"), {})


def reprinted(s: Sources) -> Figure:
    """How many of them are there, late ones too."""
    return count("reprinted", _of(s, "done", "late"), {})


def reprint_rate(s: Sources) -> Figure:
    """转载率: reprinted of required."""
    return ratio("reprint_rate", _of(s, "done", "late"), _of(s, "done", "late", "missing"), {})


def reprinted_in_time(s: Sources) -> Figure:
    """How many are there and came in time."""
    return count("reprinted_in_time", _of(s, "done"), {})


def reprint_in_time_rate(s: Sources) -> Figure:
    """及时转载率: reprinted in time of required."""
    return ratio("reprint_in_time_rate", _of(s, "done"), _of(s, "done", "late", "missing"), {})


def reprint_in_state(s: Sources, state: Reprint) -> Figure:
    """How many reprints are in one state."""
    return count("reprint_in_state", _of(s, state), {"state": state})


def names(policy: Policy) -> tuple[str, ...]:
    """By what a finding may call a policy."""
    return policy.id, policy.title


def _of(s: Sources, *states: Reprint) -> int:
    if s.law is not None and _MISSING not in s.law.uses:
        # A standard that does not ask for reprints found none missing, which proves nothing.
        return 0
    return sum(
        _state(s, site, policy) in states
        for policy in s.policies or ()
        for site in s.inspection.sites
        if is_asked(policy, site)
    )


def is_asked(policy: Policy, site: SiteResult) -> bool:
    """Whether a site is in the scope of a policy; a policy without a scope asks every site."""
    own = (site.stratum, site.kind, site.region, site.site_code)
    return not policy.scope or any(word in own for word in policy.scope)


_FAULTS: tuple[tuple[str, Reprint], ...] = (
    (_MISSING, "missing"),
    ("reprint.late", "late"),
)


def _state(s: Sources, site: SiteResult, policy: Policy) -> Reprint:
    found = [one for one in site.findings if _is_of(one, policy)]
    for code, state in _FAULTS:
        for one in found:
            if one.indicator == code:
                return state if one.outcome is Outcome.FAULT else "doubtful"
    if site.verdict is Verdict.UNTESTABLE or _was_unseen(s, site, policy):
        return "unseen"
    return "done"


def _is_of(finding: Finding, policy: Policy) -> bool:
    return finding.observed.get("policy") in names(policy)


def _was_unseen(s: Sources, site: SiteResult, policy: Policy) -> bool:
    """Whether the reprints of a site, or just this one of them, could not be looked for."""
    if any(code == _MISSING for code, _why in site.errors):
        return True
    every = [name for one in s.policies or () for name in names(one)]
    for one in site.untested:
        if one.indicator == _MISSING:
            named = [name for name in every if name in one.where]
            if not named or any(name in named for name in names(policy)):
                return True
    return False
