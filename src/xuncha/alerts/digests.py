"""The weekly digest of each office: five numbers, three lists, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from xuncha.alerts.models import Digest, Warned
from xuncha.alerts.warnings import in_words
from xuncha.base.language import N_, _
from xuncha.cases.models import Case
from xuncha.findings.models import Finding
from xuncha.findings.queries import sentence
from xuncha.findings.rules import LIVE
from xuncha.monitoring.models import Alarm
from xuncha.monitoring.rules import OFFICE_TIME
from xuncha.people.events import announce
from xuncha.people.models import Office, User
from xuncha.people.tree import below
from xuncha.registry.models import Site, SiteState

WEEK: Final = timedelta(days=7)
#: Lines of one list; the page says how many more there are.
_LINES: Final = 10
#: The five, in the order shown.
NUMBERS: Final[Mapping[str, str]] = {
    "sites": N_("正常运行的网站"),
    "fresh": N_("新发现的问题"),
    "gone": N_("修复的问题"),
    "down": N_("打不开过的网站"),
    "vetoes": N_("未了结的单项否决"),
}
#: The three.
LISTS: Final[Mapping[str, str]] = {
    "near": N_("接近单项否决"),
    "vetoed": N_("本周新出现的单项否决"),
    "late": N_("逾期未办结"),
}


def digests_visible_to(user: User) -> QuerySet[Digest]:
    """The digests of the user's part of the tree, the latest first."""
    return Digest.objects.filter(below(user.office.path)).select_related("office")


def write_all(office: Office, now: datetime) -> int:
    """Write and announce the week's digest of every office at or below `office` that has a site
    and a person; again in the same week does nothing. How many were written."""
    monday = _monday(now)
    offices = Office.objects.filter(below(office.path), people__is_active=True).distinct()
    written = 0
    for one in offices.order_by("path"):
        if Site.objects.filter(below(one.path), state=SiteState.ACTIVE).exists():
            written += _write(one, monday, now)
    return written


def _write(office: Office, monday: date, now: datetime) -> int:
    with transaction.atomic():
        row = Digest(office=office, path=office.path, monday=monday, made_at=now)
        row.said = compose(office, monday, now)
        Digest.objects.bulk_create([row], ignore_conflicts=True)
        kept = Digest.objects.get(office=office, monday=monday)
        if kept.made_at != now:
            return 0
        announce(
            "digest.weekly",
            office,
            key=f"digest.weekly:{office.pk}:{monday}",
            title=_("每周汇报：{name}（{begins} 至 {ends}）").format(
                name=office.name, begins=monday - WEEK, ends=monday - timedelta(days=1)
            ),
            text=plain(kept.said),
            link=f"/digests/{kept.pk}/",
            at=now,
        )
    return 1


def compose(office: Office, monday: date, now: datetime) -> dict[str, Any]:
    """The numbers and lists of the week before `monday`."""
    ends = datetime.combine(monday, time(), OFFICE_TIME)
    begins = ends - WEEK
    here = below(office.path)
    findings = Finding.objects.filter(here)
    live = findings.filter(state__in=LIVE)
    vetoed = live.filter(level="veto", first_seen__gte=begins, first_seen__lt=ends)
    near = Warned.objects.filter(here, ended_at=None)
    today = now.astimezone(OFFICE_TIME).date()
    late = Case.objects.filter(here, closed_at__isnull=True, due__lt=today)
    return {
        "numbers": {
            "sites": Site.objects.filter(here, state=SiteState.ACTIVE).count(),
            "fresh": findings.filter(first_seen__gte=begins, first_seen__lt=ends).count(),
            "gone": findings.filter(state="gone", gone_at__gte=begins, gone_at__lt=ends).count(),
            "down": Alarm.objects.filter(here, kind="down", began_at__gte=begins, began_at__lt=ends)
            .values("site")
            .distinct()
            .count(),
            "vetoes": live.filter(level="veto").count(),
        },
        "lists": {
            "near": [
                _line(f"/sites/{one.site_id}/", one.site.name, in_words(one))
                for one in near.select_related("site").order_by("-began_at", "id")[:_LINES]
            ],
            "vetoed": [
                _line(f"/findings/{one.pk}/", one.site.name, sentence(one)[:120])
                for one in vetoed.select_related("site").order_by("-first_seen", "id")[:_LINES]
            ],
            "late": [
                _line(f"/cases/{one.pk}/", one.title, f"{one.due}")
                for one in late.order_by("due", "id")[:_LINES]
            ],
        },
        "counts": {"near": near.count(), "vetoed": vetoed.count(), "late": late.count()},
    }


def plain(said: Mapping[str, Any]) -> str:
    """The digest as the text of a message."""
    numbers = _("；").join(
        f"{_(name)} {said['numbers'].get(key, 0)}" for key, name in NUMBERS.items()
    )
    parts = [numbers]
    for key, name in LISTS.items():
        lines = said["lists"].get(key, ())
        parts.append(_("{name}（{n}）").format(name=_(name), n=said["counts"].get(key, 0)))
        parts += [f"– {one['name']} {one['says']}" for one in lines]
    return "\n".join(parts)


def _line(link: str, name: str, says: str) -> dict[str, str]:
    return {"link": link, "name": name, "says": says}


def _monday(now: datetime) -> date:
    today = now.astimezone(OFFICE_TIME).date()
    return today - timedelta(days=today.weekday())
