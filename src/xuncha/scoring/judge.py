"""The arithmetic of a verdict: a standard applied to what the checks said of one snapshot.

Nothing else goes in, so the same snapshot can be judged again years later under another standard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.checks.contract import Fault
from xuncha.checks.examination import Examined
from xuncha.checks.sentences import say
from xuncha.evidence.snapshot import Snapshot
from xuncha.scoring.law import Row, Standard, quantity
from xuncha.scoring.privacy import masked
from xuncha.scoring.rates import rates
from xuncha.scoring.results import Finding, SiteResult, Untested
from xuncha.scoring.weighing import Weighed, weigh

__all__ = ["Concluded", "Given", "conclude", "is_portal", "judge", "rates"]

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Given:
    """What people decided on a row the machine does not score."""

    row: str
    points: Decimal
    why: str


def judge(
    standard: Standard,
    snapshot: Snapshot,
    examined: Examined,
    given: Sequence[Given] = (),
) -> SiteResult:
    """Give the site's verdict, score and priced findings, personal data masked.

    Any veto: unqualified, and nothing is scored. Home page not seen for a reason that is not the
    site's fault: untestable. Otherwise the score decides. `given` are the rows people scored;
    raises KeyError for a row the standard has not.
    """
    site = snapshot.site
    weighed = weigh(standard, examined.faults)
    people = [(standard.rows[one.row], one) for one in given]
    vetoes = _vetoes(weighed, people)
    bill = _Bill(standard, site.kind)
    open_to_scoring = not vetoes and snapshot.home is not None and bill.scores
    points = [bill.machine(one) if open_to_scoring else _ZERO for one in weighed]
    given_points = [bill.people(*one) if open_to_scoring else _ZERO for one in people]
    score = bill.score() if open_to_scoring else None
    result = SiteResult(
        site_code=site.site_code,
        name=site.name,
        unit=site.unit,
        region=site.region,
        home_url=snapshot.home_url,
        stratum=site.stratum,
        kind=site.kind,
        verdict=_verdict(standard, vetoes, score, seen=snapshot.home is not None),
        score=score,
        vetoes=vetoes,
        pages=len(snapshot.pages) if snapshot.pages is not None else 0,
        links=snapshot.links,
        blocked=snapshot.blocked,
        untested=tuple(Untested(code, why, where) for code, where, why in examined.untested),
        findings=(
            *(_finding(one, cost, bill) for one, cost in zip(weighed, points, strict=True)),
            *(_by_people(*one, cost) for one, cost in zip(people, given_points, strict=True)),
        ),
        errors=examined.errors,
        left_out=snapshot.left_out,
    )
    return masked(result)


@dataclass(frozen=True, slots=True)
class Concluded:
    """What faults come to, without the rest of a result."""

    verdict: Verdict
    score: Decimal | None
    vetoes: tuple[str, ...]


def conclude(
    standard: Standard, kind: str, faults: Iterable[tuple[str, Fault]], *, seen: bool
) -> Concluded:
    """What `faults` come to for a site of this kind; `seen`: whether its home page was.

    With it a verdict is found anew from the findings people left standing.
    """
    weighed = weigh(standard, ((code, one) for code, one in faults if code in standard.uses))
    vetoes = _vetoes(weighed, ())
    bill = _Bill(standard, kind)
    score = None
    if not vetoes and seen and bill.scores:
        for one in weighed:
            bill.machine(one)
        score = bill.score()
    return Concluded(_verdict(standard, vetoes, score, seen=seen), score, vetoes)


def is_portal(kind: str) -> bool:
    """Whether a site's kind in the register says it is a 政府门户网站."""
    return "门户" in kind and "非门户" not in kind


def _vetoes(weighed: Iterable[Weighed], people: Iterable[tuple[Row, Given]]) -> tuple[str, ...]:
    by_machine = [one.code for one in weighed if one.veto is not None and one.counts]
    by_people = [row.id for row, _given in people if row.level is Level.VETO]
    return tuple(dict.fromkeys(by_machine + by_people))


def _verdict(
    standard: Standard, vetoes: tuple[str, ...], score: Decimal | None, *, seen: bool
) -> Verdict:
    if vetoes:
        return Verdict.UNQUALIFIED
    # "Could not look" is never "failed": 403, a challenge, robots or our own gate.
    if not seen:
        return Verdict.UNTESTABLE
    if score is not None and score < standard.pass_mark:
        return Verdict.UNQUALIFIED
    return Verdict.QUALIFIED


class _Bill:
    """What one site's findings cost, each within what is left under its cap."""

    def __init__(self, standard: Standard, kind: str) -> None:
        self._standard = standard
        self._left: dict[str, Decimal] = {}
        self._spent = defaultdict[Level, Decimal](Decimal)
        #: Whether this standard scores this site at all, or only looks for vetoes.
        self.scores = standard.scored == "all" or is_portal(kind)
        rescale = standard.rescale
        asked = rescale is None or not any(word in kind for word in rescale.kinds)
        self._rescale = None if asked else rescale

    def machine(self, one: Weighed) -> Decimal:
        """Put a fault on the bill and say what it costs."""
        row = one.deduction
        if row is None or not one.counts:
            return _ZERO
        times = int(quantity(one.fault.seen.get(row.per)) or 0) if row.per else 1
        return self._take(row, (row.points or _ZERO) * times)

    def people(self, row: Row, given: Given) -> Decimal:
        """Put a row scored by people on the bill and say what it costs or, as a bonus, gives."""
        return self._take(row, given.points) if row.level in (Level.DEDUCT, Level.BONUS) else _ZERO

    def _take(self, row: Row, cost: Decimal) -> Decimal:
        if self._rescale is not None and row.module == self._rescale.module:
            return _ZERO
        if row.cap is not None:
            # 同一指标累计扣分不超过该指标总分 (国办秘函〔2019〕19号).
            left = self._left.get(row.purse, row.cap)
            cost = min(cost, left)
            self._left[row.purse] = left - cost
        self._spent[row.level] += cost
        return cost

    def score(self) -> Decimal:
        """Full mark less deductions, scaled up for a module not asked about, bonus on top."""
        full, bonus = self._standard.full_mark, self._standard.bonus
        score = full - self._spent[Level.DEDUCT]
        if self._rescale is not None:
            asked = full - self._rescale.points
            # First times, then through: 45 of 75 is exactly 60, where 45 × 1.333… is not.
            score = (score - self._rescale.points) * full / asked
        if bonus is not None and score > bonus.above:
            score += min(self._spent[Level.BONUS], bonus.most)
        return score


def _finding(one: Weighed, points: Decimal, bill: _Bill) -> Finding:
    fault = one.fault
    level = Level.NOTICE
    if one.veto is not None:
        level = Level.VETO
    elif bill.scores and one.deduction is not None:
        level = Level.DEDUCT
    return Finding(
        indicator=one.code,
        level=level,
        outcome=Outcome.SUSPECTED if fault.suspected else Outcome.FAULT,
        where=fault.where,
        url=fault.url or _address(fault.where),
        source_url=fault.source_url,
        column=fault.column,
        observed=dict(fault.seen),
        message=say(one.indicator, fault),
        points=points,
        evidence=tuple(f"sha256:{sha.removeprefix('sha256:')}" for sha in fault.evidence),
        root=fault.root,
        sentence=fault.sentence,
    )


def _address(where: str) -> str | None:
    """The address of a defect whose identity is one, None for a fault of the whole site."""
    address = where.removeprefix("column:")
    return address if address.startswith(("http://", "https://")) else None


def _by_people(row: Row, given: Given, points: Decimal) -> Finding:
    return Finding(
        indicator=row.id,
        level=row.level,
        outcome=Outcome.FAULT,
        where="site",
        url=None,
        source_url=None,
        column=None,
        observed={},
        message=given.why,
        points=points,
    )
