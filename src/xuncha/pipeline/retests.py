"""One-click re-tests: a site is visited again for the rule of a notice, before all routines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction

from xuncha.base.language import _
from xuncha.campaigns.policies import MOST_CHOSEN, policies_binding
from xuncha.cases.actions import noun
from xuncha.cases.kinds.rectification.actions import must_retest
from xuncha.cases.kinds.rectification.models import NoticeItem, Retest
from xuncha.cases.models import Case
from xuncha.findings.models import Finding
from xuncha.findings.rules import LIVE
from xuncha.people.actions import Actor, RefusedError, record
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState
from xuncha.pipeline.rules import RETEST
from xuncha.registry.models import Site
from xuncha.scoring.standard import shipped

#: A re-test that has not ended after this long is not waited for any more.
PATIENCE: Final = timedelta(hours=12)


@transaction.atomic
def retest(actor: Actor, case: Case) -> list[InspectionRun]:
    """Have every site of a notice visited again, under the standard the notice was judged by.

    The unit may at any time, and so may the office. Raises RefusedError while one is under way.
    """
    must_retest(actor, case)
    Case.objects.select_for_update().get(pk=case.pk)
    waiting = Retest.objects.filter(
        case=case, ended_at__isnull=True, at__gt=actor.now - PATIENCE
    ).values_list("run", flat=True)
    if _going(waiting):
        raise RefusedError(_("复查正在进行，请等结果"))
    runs = []
    for standard, sites in _by_standard(case).items():
        # Asked for by the unit, which may start no run of its own choice: the system starts this.
        run = start_run(
            Actor(None, actor.now, actor.address),
            case.opened_by,
            sites,
            standard=standard,
            title=_("复查 {number}").format(number=case.number),
            priority=RETEST,
            policies=_policies(case.opened_by.path, sites),
        )
        runs.append(run)
        Retest.objects.bulk_create(
            [
                Retest(case=case, run=run.pk, site=site, by=actor.user, at=actor.now)
                for site in sites
            ]
        )
    record(actor, "case.retest", noun(case), new={"sites": sum(run.items.count() for run in runs)})
    return runs


def _going(runs: Iterable[int]) -> bool:
    return InspectionItem.objects.filter(
        run__in=list(runs), state__in=(ItemState.QUEUED, ItemState.RUNNING)
    ).exists()


def _policies(path: str, sites: Iterable[Site]) -> list[int]:
    """The policies that these sites are said not to have reprinted: a re-test looks for them."""
    rows = Finding.objects.filter(
        site__in=list(sites), indicator__startswith="reprint.", state__in=LIVE
    )
    names = {str(seen.get("policy", "")) for seen in rows.values_list("observed", flat=True)}
    if not names:
        return []
    return [one.pk for one in policies_binding(path) if one.name in names][:MOST_CHOSEN]


def _by_standard(case: Case) -> dict[str, list[Site]]:
    """The sites of a notice by the standard to test them under, each once."""
    found: dict[str, list[Site]] = {}
    for item in NoticeItem.objects.filter(case=case).select_related("site"):
        standard = item.standard if item.standard in shipped() else shipped()[0]
        sites = found.setdefault(standard, [])
        if item.site not in sites:
            sites.append(item.site)
    return found
