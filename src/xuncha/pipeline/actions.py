"""The verbs on runs: start one, cancel it, ask for one site again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from xuncha.base.language import _
from xuncha.campaigns.policies import chosen as policies_chosen
from xuncha.people.actions import Actor, Noun, RefusedError, record
from xuncha.people.models import Office
from xuncha.people.rules import Verb
from xuncha.pipeline.claims import close_if_over
from xuncha.pipeline.engines import ring
from xuncha.pipeline.leaves import openings
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, RunState
from xuncha.pipeline.rules import ROUTINE
from xuncha.registry.models import Site
from xuncha.scoring.standard import shipped

#: What a run may ask of a visit, with the values that make sense.
OPTIONS: Mapping[str, tuple[float, float]] = {
    "max_pages": (1, 100_000),
    "rate": (0.1, 20),
    "visits": (1, 200),
}
_WORDS: Mapping[str, tuple[Any, ...]] = {"render": ("auto", "never"), "probing": (True, "plan")}


@transaction.atomic
def start_run(
    actor: Actor,
    office: Office,
    sites: Iterable[Site],
    *,
    standard: str,
    title: str,
    as_of: datetime | None = None,
    options: Mapping[str, Any] | None = None,
    priority: int = ROUTINE,
    policies: Iterable[int] = (),
) -> InspectionRun:
    """Queue an inspection of ``sites``, which also looks for reprints of ``policies`` by key.

    Raises RefusedError for no site, for a strange option, and for a policy of somebody else.
    """
    actor.must(Verb.START_RUN, office.path)
    # Only a standard that ships: a name from outside is never a path on this machine.
    if standard not in shipped():
        raise RefusedError(_("没有评分标准“{name}”").format(name=standard))
    chosen = _checked(options or {})
    if reprints := policies_chosen(office.path, policies):
        chosen["policies"] = reprints
    wanted = list({site.pk: site for site in sites}.values())
    if not wanted:
        raise RefusedError(_("没有选中网站，请先选择要检查的网站"))
    for site in wanted:
        actor.must(Verb.START_RUN, site.path)
    if "probing" in chosen:
        _may_probe(actor, (office.path, *(site.path for site in wanted)))
    run = InspectionRun.objects.create(
        title=title[:120],
        office=office,
        path=office.path,
        standard=standard,
        as_of=as_of or actor.now,
        options=chosen,
        started_by=actor.user,
        started_at=actor.now,
    )
    later = openings(wanted, actor.now) if run.probes else {}
    InspectionItem.objects.bulk_create(
        [
            InspectionItem(
                run=run,
                site=site,
                host=site.host,
                due_at=later.get(site.pk, actor.now),
                priority=priority,
            )
            for site in wanted
        ],
        batch_size=1000,
    )
    transaction.on_commit(ring)
    new = {"sites": len(wanted), "standard": standard}
    record(actor, "run.start", _noun(run), new=new | ({"probing": True} if run.probes else {}))
    return run


@transaction.atomic
def cancel_run(actor: Actor, run: InspectionRun) -> int:
    """Begin nothing more of a run, and stop what is under way at its worker's next renewal.

    Returns the number of sites that are left uninspected; raises RefusedError for an ended run.
    """
    run = InspectionRun.objects.select_for_update().get(pk=run.pk)
    actor.must(Verb.CANCEL_RUN, run.path)
    if run.state != RunState.RUNNING:
        raise RefusedError(_("这次检查已经结束，无需取消"))
    left = InspectionItem.objects.filter(
        run=run, state__in=(ItemState.QUEUED, ItemState.RUNNING)
    ).update(state=ItemState.CANCELLED, ended_at=actor.now, token="", lease_until=None)
    run.state, run.ended_at = RunState.CANCELLED, actor.now
    run.save(update_fields=["state", "ended_at"])
    record(actor, "run.cancel", _noun(run), new={"cancelled": left})
    return left


def revive(actor: Actor, item: InspectionItem) -> None:
    """Queue a site again that could not be inspected; raises RefusedError for any other."""
    actor.must(Verb.START_RUN, item.run.path)
    if item.run.probes:
        _may_probe(actor, (item.run.path,))
    with transaction.atomic():
        revived = InspectionItem.objects.filter(pk=item.pk, state=ItemState.DEAD).update(
            state=ItemState.QUEUED, attempt=0, due_at=actor.now, ended_at=None, why=""
        )
        if not revived:
            raise RefusedError(_("只有未能检查的网站可以重新排队"))
        InspectionRun.objects.filter(pk=item.run_id).update(state=RunState.RUNNING, ended_at=None)
        record(actor, "run.revive", _noun(item.run), new={"site": item.site_id})
    close_if_over(item.run_id, actor.now)


def _may_probe(actor: Actor, paths: Iterable[str]) -> None:
    """Probing is asked for by a person who may authorise it, never by a schedule."""
    if actor.user is None:
        raise RefusedError(_("主动安全检测须由具体的人发起"))
    for path in paths:
        actor.must(Verb.AUTHORISE_PROBING, path)


def _checked(options: Mapping[str, Any]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name, value in options.items():
        if value in _WORDS.get(name, ()):
            chosen[name] = value
        elif name in OPTIONS and OPTIONS[name][0] <= float(value) <= OPTIONS[name][1]:
            chosen[name] = float(value) if name == "rate" else int(value)
        else:
            raise RefusedError(_("检查选项“{name}”不能是“{value}”").format(name=name, value=value))
    return chosen


def _noun(run: InspectionRun) -> Noun:
    return Noun("run", run.pk, run.title, run.path)
