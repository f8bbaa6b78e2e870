"""The ledger's four moves: claim, renew, finish, give up. Each is one conditional UPDATE.

Two workers never hold one item, one host is never inspected twice at once, and a worker that lost
its lease writes nothing: its token no longer opens the row.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from xuncha.base.language import _
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, RunState
from xuncha.pipeline.rules import LEASE, MOST_LOST, deadly, next_try, spent


@dataclass(frozen=True, slots=True)
class Claim:
    """One item in a worker's hands, with the token that proves it."""

    item_id: int
    run_id: int
    site_id: int
    host: str
    attempt: int
    token: str


def claim(most: int, now: datetime) -> list[Claim]:
    """Take up to ``most`` items that are due, the most urgent first, one for each host.

    Those that lost all workers but one are left for `claim_alone`.
    """
    return _taken(most, now, Q(attempt__lt=MOST_LOST - 1))


def claim_alone(now: datetime) -> list[Claim]:
    """Take one item whose workers vanished again and again, to be inspected with none beside it.

    A site that kills its worker takes its neighbours' tries with it: before anything is put aside
    for that, it has a worker for itself, and whatever else happens is not its doing.
    """
    return _taken(1, now, Q(attempt__gte=MOST_LOST - 1))


def _taken(most: int, now: datetime, which: Q) -> list[Claim]:
    taken: list[Claim] = []
    for item in _due(most, now, which):
        one = _take(item, now)
        if one is not None:
            taken.append(one)
            if len(taken) == most:
                break
    return taken


def renew(token: str, now: datetime) -> bool:
    """Hold on to a claim; False when it was lost, and the work on it must stop at once."""
    return bool(renew_all([token], now))


@transaction.atomic
def renew_all(tokens: Collection[str], now: datetime) -> frozenset[str]:
    """Hold on to claims in one step; the tokens that still hold, the others were lost."""
    rows = InspectionItem.objects.filter(token__in=list(tokens), state=ItemState.RUNNING)
    rows = rows.exclude(token="")
    rows.update(lease_until=now + LEASE)
    return frozenset(rows.values_list("token", flat=True))


def finish(
    claimed: Claim, now: datetime, *, pages: int, write: Callable[[InspectionItem], object]
) -> bool:
    """End an item and ``write`` in one transaction; False, and nothing done, if it was lost.

    What ``write`` is given comes with its run and its site, and the site's row is held.
    """
    with transaction.atomic():
        ended = _held(claimed.token).update(
            state=ItemState.DONE, lease_until=None, ended_at=now, pages=pages, why=""
        )
        if not ended:
            return False
        items = InspectionItem.objects.select_related("run", "site")
        write(items.select_for_update(of=("site",)).get(pk=claimed.item_id))
    close_if_over(claimed.run_id, now)
    return True


def fail(claimed: Claim, now: datetime, why: str) -> bool:
    """A try failed: later again, or put aside with the reason; False if the claim was lost."""
    if spent(claimed.attempt):
        ended = _held(claimed.token).update(
            state=ItemState.DEAD, lease_until=None, ended_at=now, why=why[:300]
        )
        close_if_over(claimed.run_id, now)
    else:
        ended = _held(claimed.token).update(
            state=ItemState.QUEUED,
            lease_until=None,
            token="",
            why=why[:300],
            due_at=next_try(now, claimed.attempt),
        )
    return bool(ended)


def give_back(claimed: Claim, now: datetime, why: str = "") -> bool:
    """A worker that is told to stop hands an item back at once; the try does not count."""
    return bool(
        _held(claimed.token).update(
            state=ItemState.QUEUED,
            lease_until=None,
            token="",
            due_at=now,
            attempt=F("attempt") - 1,
            why=why[:300],
        )
    )


def put_off(claimed: Claim, until: datetime, why: str = "") -> bool:
    """Hand an item back that is not to begin before a time; the try does not count."""
    return give_back(claimed, until, why)


def sweep(now: datetime) -> int:
    """Free what dead workers held, and put aside what killed them; the number of rows."""
    lost = InspectionItem.objects.filter(state=ItemState.RUNNING, lease_until__lt=now)
    swept = 0
    for item in list(lost.only("id", "run_id", "attempt", "token")):
        row = InspectionItem.objects.filter(
            pk=item.pk, state=ItemState.RUNNING, token=item.token, lease_until__lt=now
        )
        if deadly(item.attempt):
            swept += row.update(
                state=ItemState.DEAD,
                lease_until=None,
                token="",
                ended_at=now,
                why=_("检查进程 {n} 次中途消失，最后一次只检查这一家").format(n=item.attempt),
            )
            close_if_over(item.run_id, now)
        else:
            swept += row.update(state=ItemState.QUEUED, lease_until=None, token="", due_at=now)
    return swept


def close_if_over(run_id: int, now: datetime) -> None:
    """End the run when none of its sites waits or is being inspected."""
    open_states = (ItemState.QUEUED, ItemState.RUNNING)
    if not InspectionItem.objects.filter(run_id=run_id, state__in=open_states).exists():
        InspectionRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(
            state=RunState.DONE, ended_at=now
        )


def close_what_is_over(now: datetime) -> int:
    """End the runs whose last worker died before it could; how many."""
    open_states = (ItemState.QUEUED, ItemState.RUNNING)
    unfinished = InspectionItem.objects.filter(run=OuterRef("pk"), state__in=open_states)
    over = InspectionRun.objects.filter(~Exists(unfinished), state=RunState.RUNNING)
    return over.update(state=RunState.DONE, ended_at=now)


def _due(most: int, now: datetime, which: Q) -> Iterator[InspectionItem]:
    """Items worth trying, at most one for each host, and a few more than asked for."""
    busy = InspectionItem.objects.filter(state=ItemState.RUNNING).values("host")
    waiting = (
        InspectionItem.objects.filter(which, state=ItemState.QUEUED, due_at__lte=now)
        .exclude(host__in=busy)
        .order_by("-priority", "due_at", "id")
    )
    hosts: set[str] = set()
    for item in waiting[: most * 4 + 20]:
        if item.host not in hosts:
            hosts.add(item.host)
            yield item


def _take(item: InspectionItem, now: datetime) -> Claim | None:
    token = secrets.token_hex(16)
    try:
        with transaction.atomic():
            taken = InspectionItem.objects.filter(
                pk=item.pk, state=ItemState.QUEUED, attempt=item.attempt
            ).update(
                state=ItemState.RUNNING,
                attempt=F("attempt") + 1,
                token=token,
                lease_until=now + LEASE,
            )
    except IntegrityError:  # another worker has this host in hand
        return None
    if not taken:
        return None
    return Claim(item.pk, item.run_id, item.site_id, item.host, item.attempt + 1, token)


def _held(token: str) -> QuerySet[InspectionItem]:
    return InspectionItem.objects.filter(Q(token=token) & ~Q(token=""), state=ItemState.RUNNING)
