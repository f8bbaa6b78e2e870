"""What a filing does to its site: the register's state, and what was found while it was away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from xuncha.base.language import _
from xuncha.cases import actions as cases
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import covered_by
from xuncha.cases.kinds.outage.rules import KIND_NAMES, FilingKind
from xuncha.findings.noting import set_aside_within
from xuncha.monitoring.models import Alarm, Probe
from xuncha.people.actions import Actor
from xuncha.people.events import announce
from xuncha.people.queries import chain
from xuncha.registry.models import SiteState
from xuncha.registry.sites import locked, transit

_LASTS: Final = ("approved", "overrun")
#: A site is probed twenty times a day: after so long one of our own probes has looked.
_PATIENCE: Final = timedelta(hours=3)
#: What an absence explains by itself; all else was not for it to explain.
EXPLAINED: Final = ("site.unreachable", "registry.mismatch")


def set_aside(actor: Actor, filing: Filing) -> int:
    """Set aside what was found of an absence before its filing was approved; how many findings.

    Findings seen only within the window are removed with the filing as the reason, and a verdict
    given within it becomes 未检: a filing in time is never a fail.
    """
    span = covered_by(filing)
    if span is None:
        return 0
    why = said(filing)
    return set_aside_within(actor, filing.site, span.begins, span.ends, EXPLAINED, why)


def said(filing: Filing) -> str:
    """A filing as a reason: number, kind and window."""
    return _("已报备（{number}，{kind}，{begins}至{ends}）").format(
        number=filing.case.number,
        kind=_(KIND_NAMES[FilingKind(filing.why)]),
        begins=_moment(filing.begins),
        ends=_moment(filing.ends),
    )


def bring_back(actor: Actor, filing: Filing) -> None:
    """Take a site that was offline by this filing back to 正常."""
    site = locked(filing.site_id)
    if filing.why == FilingKind.OFFLINE and site.state == SiteState.OFFLINE:
        site.until = None
        transit(actor, site, SiteState.ACTIVE, reason=f"报备 {filing.case.number} 恢复")


# ── the clock ────────────────────────────────────────────────────────────────


def settle(now: datetime) -> list[Filing]:
    """What time does to filings; as often as one likes. The filings that changed.

    An absence that begins takes the site offline in the register, where it asked for that. One
    whose window is over ends by itself once a probe finds the site open; else it is reopened as
    超时未恢复, and the unit and the office above it are told.
    """
    actor = Actor(None, now)
    rows = Filing.objects.filter(case__state__in=_LASTS, begins__lte=now)
    changed = []
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            one = (
                Filing.objects.select_for_update(of=("self",))
                .select_related("case", "case__office", "site")
                .get(pk=pk)
            )
            if one.case.state in _LASTS and _settle(actor, one):
                changed.append(one)
    return changed


def _settle(actor: Actor, filing: Filing) -> bool:
    if actor.now < filing.ends:
        return _take_offline(actor, filing)
    back = opened_after(filing.site_id, filing.ends)
    if back is not None:
        filing.case = cases.move(actor, filing.case, "restored", _("监测到网站已恢复"))
        filing.restored_at = back
        filing.save(update_fields=["restored_at"])
        bring_back(actor, filing)
        return True
    if filing.case.state == "overrun" or _is_too_early(actor.now, filing):
        return False
    filing.case = cases.move(actor, filing.case, "overrun")
    for office in chain(filing.case.office)[-2:]:
        announce(
            "case.overdue",
            office,
            key=f"filing.overrun:{filing.case_id}:{office.pk}",
            title=_("报备超时未恢复：{title}").format(title=filing.case.title),
            text=_("报备的时间已到，没有报告恢复，也没有监测到网站打开。此后的监测照常计入。"),
            link=f"/filings/{filing.pk}/",
            at=actor.now,
        )
    return True


def _is_too_early(now: datetime, filing: Filing) -> bool:
    """Whether no probe has had the time to look since the window was over."""
    if now >= filing.ends + _PATIENCE or filing.site.state != SiteState.ACTIVE:
        return False
    return not Alarm.objects.filter(site=filing.site_id, kind="down", ended_at=None).exists()


def _take_offline(actor: Actor, filing: Filing) -> bool:
    if filing.why != FilingKind.OFFLINE:
        return False
    site = locked(filing.site_id)
    if site.state != SiteState.ACTIVE:
        return False
    site.until = filing.ends.date()
    transit(actor, site, SiteState.OFFLINE, reason=f"报备 {filing.case.number}")
    return True


def opened_after(site_id: int, moment: datetime) -> datetime | None:
    """When a probe first found the site open at or after `moment`; None while it is not, or is
    down again."""
    if Alarm.objects.filter(site=site_id, kind="down", ended_at=None).exists():
        return None
    probes = Probe.objects.filter(site=site_id, slot__gte=moment, open=True).order_by("slot")
    return probes.values_list("slot", flat=True).first()


def _moment(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}"
