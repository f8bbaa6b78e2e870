"""Reads of runs: who sees which, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from xuncha.people.models import User
from xuncha.people.tree import below
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState


def runs_visible_to(user: User) -> QuerySet[InspectionRun]:
    """The runs started at or below the user's own office."""
    return InspectionRun.objects.filter(below(user.office.path))


def items_visible_to(user: User) -> QuerySet[InspectionItem]:
    """The sites of those runs, and the user's own sites in runs from above."""
    return InspectionItem.objects.filter(below(user.office.path, "site__path"))


def waiting(now: datetime, more_than: int) -> bool:
    """Whether more sites than so many are due and in nobody's hands."""
    due = InspectionItem.objects.filter(state=ItemState.QUEUED, due_at__lte=now)
    return due[more_than : more_than + 1].exists()


@dataclass(frozen=True, slots=True)
class RunProgress:
    """How far a run has come: sites by state, pages read, and the time left by the pace so far."""

    queued: int
    running: int
    done: int
    dead: int
    cancelled: int
    pages: int
    #: None before the first site is done and when nothing is left.
    seconds_left: float | None

    @property
    def total(self) -> int:
        """Every site of the run."""
        return self.queued + self.running + self.done + self.dead + self.cancelled

    @property
    def ended(self) -> int:
        """Sites that nobody will look at any more in this run."""
        return self.done + self.dead + self.cancelled


def progress(run: InspectionRun, now: datetime) -> RunProgress:
    """Count the run's sites; two queries, both on an index."""
    counted = dict(
        InspectionItem.objects.filter(run=run)
        .values_list("state")
        .annotate(count=Count("id"))
        .order_by()
    )
    pages = InspectionItem.objects.filter(run=run).aggregate(sum=Sum("pages"))["sum"] or 0
    left = counted.get(ItemState.QUEUED, 0) + counted.get(ItemState.RUNNING, 0)
    ended = counted.get(ItemState.DONE, 0) + counted.get(ItemState.DEAD, 0)
    pace = (now - run.started_at).total_seconds() / ended if ended else None
    return RunProgress(
        queued=counted.get(ItemState.QUEUED, 0),
        running=counted.get(ItemState.RUNNING, 0),
        done=counted.get(ItemState.DONE, 0),
        dead=counted.get(ItemState.DEAD, 0),
        cancelled=counted.get(ItemState.CANCELLED, 0),
        pages=pages,
        seconds_left=pace * left if pace is not None and left else None,
    )
