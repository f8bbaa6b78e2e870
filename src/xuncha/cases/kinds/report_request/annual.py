"""What the system knows of a year, to fill an annual report in beforehand.

Each source reads the register, the verdicts, the citizens' reports, the probes or the cases; a
source that has nothing to say leaves its field empty: "not known" is never written as 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Final

from django.db.models import QuerySet, Sum
from django.utils.timezone import get_default_timezone, localdate

from xuncha.base.language import N_, _
from xuncha.base.types import Verdict
from xuncha.campaigns.models import Campaign
from xuncha.cases.kinds.citizen_report.models import CitizenReport
from xuncha.cases.kinds.citizen_report.queries import citizen_figures
from xuncha.cases.kinds.citizen_report.rules import CLOSED, REFUSED
from xuncha.cases.kinds.rectification.models import Accountability, Measure
from xuncha.cases.kinds.report_request.fields import form_of
from xuncha.cases.kinds.report_request.models import ReportRequest
from xuncha.cases.models import Case, CaseKind
from xuncha.findings.entries import entries_below
from xuncha.findings.models import Judgement
from xuncha.monitoring.models import ProbeDay
from xuncha.people.models import Office
from xuncha.people.tree import below
from xuncha.registry.models import Site, SiteKind, SiteState, SiteTransition

Said = str | int | Decimal | None
_RUNNING: Final = (SiteState.ACTIVE, SiteState.EXEMPT, SiteState.OFFLINE)
#: As the official form, which is Chinese, has it.
_VERDICTS: Final[Mapping[str, str]] = {
    Verdict.QUALIFIED: "合格",
    Verdict.UNQUALIFIED: "不合格",
    Verdict.UNTESTABLE: "未检",
}


@dataclass(frozen=True, slots=True)
class Year:
    """A year of one office's part of the tree, as it stands at `now`."""

    year: int
    path: str
    now: datetime

    def span(self, quarter: int = 0) -> tuple[datetime, datetime]:
        """From the first moment of the year (or of a quarter) up to, and without, the last."""
        first = quarter * 3 - 2 if quarter else 1
        after = first + (3 if quarter else 12)
        return _midnight(self.year, first), _midnight(self.year + after // 13, (after - 1) % 12 + 1)


def known(row: ReportRequest, office: Office, site: Site | None, now: datetime) -> dict[str, str]:
    """By field key, what the system can say of an annual report; {} for an ordinary one."""
    if not row.annual or row.year is None:
        return {}
    year = Year(row.year, office.path, now)
    found: dict[str, str] = {}
    for one in form_of(row.form):
        ask = _source(one.source, site)
        said = ask(year) if ask is not None else None
        if said is not None and said != "":
            found[one.key] = str(said)
    return found


def _source(name: str, site: Site | None) -> Callable[[Year], Said] | None:
    if name in OVERSIGHT:
        return OVERSIGHT[name]
    if name in WORK and site is not None:
        return partial(WORK[name], site)
    return None


# ── 监管年度报表: an office's part of the tree ───────────────────────────────


def _sites(year: Year) -> Said:
    return Site.objects.filter(below(year.path), state__in=_RUNNING).count()


def _runs(quarter: int, year: Year) -> Said:
    begins, ends = year.span(quarter)
    drawn = Campaign.objects.filter(below(year.path), drawn_at__gte=begins, drawn_at__lt=ends)
    return drawn.count() or None


def _ratio(quarter: int, year: Year) -> Said:
    """Of the sites running now, those that were judged in the quarter."""
    running = Site.objects.filter(below(year.path), state__in=_RUNNING).count()
    judged = _judged(year, quarter).filter(site__state__in=_RUNNING)
    seen = judged.order_by().values("site").distinct().count()
    if not running or not seen:
        return None
    return (Decimal(100) * seen / running).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _failed(quarter: int, year: Year) -> Said:
    rows = _judged(year, quarter)
    if not rows.exists():
        return None
    failed = rows.filter(verdict=Verdict.UNQUALIFIED)
    return failed.order_by().values("site").distinct().count()


def _judged(year: Year, quarter: int = 0) -> QuerySet[Judgement]:
    begins, ends = year.span(quarter)
    return Judgement.objects.filter(below(year.path), as_of__gte=begins, as_of__lt=ends)


def _turned(states: tuple[str, ...], year: Year) -> Said:
    begins, ends = year.span()
    rows = SiteTransition.objects.filter(
        below(year.path), at__gte=begins, at__lt=ends, to_state__in=states
    )
    if states == (SiteState.ACTIVE,):
        rows = rows.filter(from_state__in=("", SiteState.REVIEWING))
    return rows.order_by().values("site").distinct().count()


def _reports(name: str, year: Year) -> Said:
    first, last = date(year.year, 1, 1), date(year.year, 12, 31)
    figures = citizen_figures(first, last, year.path, localdate(year.now))
    return int(getattr(figures, name))


def _called(measure: str, year: Year) -> Said:
    """People held to account in the year by one measure; nothing where nobody ever was by any."""
    rows = Accountability.objects.filter(below(year.path), on__year=year.year)
    if not rows.exists():
        return None
    found = rows.filter(measure=measure).aggregate(people=Sum("people"))["people"]
    return int(found or 0)


def _entries(name: str, year: Year) -> Said:
    """The running sites with the 找错 entry, as their last visits saw."""
    found = entries_below(year.path)
    return int(getattr(found, name)) if found.looked else None


OVERSIGHT: Final[Mapping[str, Callable[[Year], Said]]] = {
    "oversight.sites": _sites,
    **{f"oversight.q{n}_runs": partial(_runs, n) for n in (1, 2, 3, 4)},
    **{f"oversight.q{n}_ratio": partial(_ratio, n) for n in (1, 2, 3, 4)},
    **{f"oversight.q{n}_failed": partial(_failed, n) for n in (1, 2, 3, 4)},
    "oversight.failed": partial(_failed, 0),
    "oversight.opened": partial(_turned, (SiteState.ACTIVE,)),
    "oversight.closed": partial(_turned, (SiteState.CLOSED, SiteState.MOVED)),
    "oversight.reports": partial(_reports, "received"),
    "oversight.reports_in_time": partial(_reports, "closed_in_time"),
    "oversight.reports_late": partial(_reports, "closed_late"),
    "oversight.reports_open": partial(_reports, "open"),
    "oversight.entries": partial(_entries, "carrying"),
    **{f"oversight.called.{one.value}": partial(_called, one.value) for one in Measure},
}


# ── 工作年度报表: one site ───────────────────────────────────────────────────


def _plain(name: str, site: Site, _year: Year) -> Said:
    return str(getattr(site, name) or "")


def _kind(site: Site, _year: Year) -> Said:
    return str(SiteKind(site.kind).label)


def _letters(name: str, site: Site, year: Year) -> Said:
    """Citizens' reports on the site: how many came, were closed, took, were answered in public."""
    begins, ends = year.span()
    rows = Case.objects.filter(
        site=site, kind=CaseKind.CITIZEN_REPORT, opened_at__gte=begins, opened_at__lt=ends
    ).exclude(state=REFUSED)
    closed = rows.filter(state=CLOSED)
    if name == "days":
        took = [
            (localdate(ended) - localdate(begun)).days
            for begun, ended in closed.values_list("opened_at", "closed_at")
            if ended
        ]
        return _tenth(Decimal(sum(took)) / len(took)) if took else None
    if name == "public":
        return CitizenReport.objects.filter(case__in=closed, public=True, merged=False).count()
    return (closed if name == "done" else rows).count()


def _inspections(site: Site, year: Year) -> Said:
    return _judged(year).filter(site=site).count()


def _verdict(site: Site, year: Year) -> Said:
    last = _judged(year).filter(site=site).order_by("-as_of").first()
    return f"{_VERDICTS[last.verdict]}（{localdate(last.as_of)}）" if last else None


def _down(site: Site, year: Year) -> Said:
    begins, ends = (at.date() for at in year.span())
    sums = ProbeDay.objects.filter(site=site, day__gte=begins, day__lt=ends).aggregate(
        accesses=Sum("accesses"), failed=Sum("failed")
    )
    if not sums["accesses"]:
        return None
    share = Decimal(100) * int(sums["failed"]) / int(sums["accesses"])
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)


WORK: Final[Mapping[str, Callable[[Site, Year], Said]]] = {
    "work.unit": lambda site, _year: site.office.name,
    "work.name": partial(_plain, "name"),
    "work.url": partial(_plain, "home_url"),
    "work.sponsor": partial(_plain, "sponsor"),
    "work.kind": _kind,
    "work.code": partial(_plain, "site_code"),
    "work.icp": partial(_plain, "icp"),
    "work.police": partial(_plain, "police"),
    "work.reports": partial(_letters, "all"),
    "work.reports_done": partial(_letters, "done"),
    "work.reports_days": partial(_letters, "days"),
    "work.reports_public": partial(_letters, "public"),
    "work.inspections": _inspections,
    "work.verdict": _verdict,
    "work.down": _down,
}


def source_name(source: str) -> str:
    """Where a value filled in beforehand comes from, in words."""
    for part, said in _NAMES.items():
        if part in source:
            return _(said)
    return _("登记")


_NAMES: Final[Mapping[str, str]] = {
    "report": N_("网民纠错"),
    "runs": N_("抽查"),
    "ratio": N_("检查结论"),
    "failed": N_("检查结论"),
    "verdict": N_("检查结论"),
    "inspections": N_("检查结论"),
    "down": N_("监测"),
}


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), ROUND_HALF_UP)


def _midnight(year: int, month: int) -> datetime:
    return datetime.combine(date(year, month, 1), time.min, get_default_timezone())
