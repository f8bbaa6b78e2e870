"""The ledger: nothing lost, nothing counted twice, one visit to a host at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry
from xuncha.pipeline.actions import cancel_run, revive, start_run
from xuncha.pipeline.claims import (
    Claim,
    claim,
    claim_alone,
    close_what_is_over,
    fail,
    finish,
    give_back,
    renew,
    sweep,
)
from xuncha.pipeline.models import InspectionItem, InspectionRun, ItemState, RunState
from xuncha.pipeline.queries import items_visible_to, progress, runs_visible_to
from xuncha.pipeline.rules import LEASE, MOST_ATTEMPTS, MOST_LOST, next_try

SECOND = timedelta(seconds=1)


def run_of(cast: Cast, *hosts: str, priority: int = 0) -> InspectionRun:
    sites = [registered(cast.land, host, f"http://{host}/") for host in hosts]
    return start_run(
        cast.acting(cast.li),
        cast.province,
        sites,
        standard="census-2015",
        title="抽查",
        priority=priority,
    )


def end(one: Claim, when: object = NOW) -> bool:
    return finish(one, NOW, pages=1, write=lambda item: item)


def test_every_site_is_handed_out_once(cast: Cast) -> None:
    run = run_of(cast, "a.gov.cn", "b.gov.cn", "c.gov.cn")
    first, second = claim(2, NOW), claim(5, NOW)
    assert len(first) == 2
    assert len(second) == 1
    assert not claim(5, NOW)
    assert all(end(one) for one in (*first, *second))
    run.refresh_from_db()
    assert (run.state, run.ended_at) == (RunState.DONE, NOW)


def test_a_re_test_goes_before_a_routine(cast: Cast) -> None:
    run_of(cast, "routine.gov.cn")
    run_of(cast, "retest.gov.cn", priority=10)
    assert [one.host for one in claim(1, NOW)] == ["retest.gov.cn"]


def test_one_host_is_visited_by_one_worker_at_a_time(cast: Cast) -> None:
    run_of(cast, "shared.gov.cn")
    run_of(cast, "shared.gov.cn")
    (first,) = claim(5, NOW)
    assert not claim(5, NOW)
    end(first)
    assert [one.host for one in claim(5, NOW)] == ["shared.gov.cn"]


def test_a_finished_item_is_never_written_twice(cast: Cast) -> None:
    run_of(cast, "a.gov.cn")
    (one,) = claim(1, NOW)
    assert end(one)
    assert not end(one)


def test_a_result_and_its_state_are_written_together_or_not_at_all(cast: Cast) -> None:
    run_of(cast, "a.gov.cn")
    (one,) = claim(1, NOW)

    def broken(_item: InspectionItem) -> None:
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        finish(one, NOW, pages=1, write=broken)
    assert InspectionItem.objects.get().state == ItemState.RUNNING
    assert end(one)


def test_a_dead_workers_site_goes_to_another_when_its_lease_is_over(cast: Cast) -> None:
    run_of(cast, "a.gov.cn")
    (lost,) = claim(1, NOW)
    assert sweep(NOW + LEASE - SECOND) == 0
    assert sweep(NOW + LEASE + SECOND) == 1
    (again,) = claim(1, NOW + LEASE + SECOND)
    assert again.attempt == 2
    assert not renew(lost.token, NOW)
    assert not end(lost)
    assert end(again)


def test_a_renewed_lease_is_not_swept(cast: Cast) -> None:
    run_of(cast, "a.gov.cn")
    (one,) = claim(1, NOW)
    assert renew(one.token, NOW + LEASE - SECOND)
    assert sweep(NOW + LEASE + SECOND) == 0


def test_what_kills_its_worker_again_and_again_is_put_aside_when_it_was_alone(cast: Cast) -> None:
    run = run_of(cast, "killer.gov.cn")
    now = NOW
    for _attempt in range(MOST_LOST - 1):
        assert len(claim(1, now)) == 1
        now += LEASE + SECOND
        sweep(now)
    assert not claim(5, now)
    assert len(claim_alone(now)) == 1
    now += LEASE + SECOND
    sweep(now)
    item = InspectionItem.objects.get()
    assert item.state == ItemState.DEAD
    assert str(MOST_LOST) in item.why
    run.refresh_from_db()
    assert run.state == RunState.DONE
    revive(cast.acting(cast.li, now), item)
    assert len(claim(1, now)) == 1


def test_who_was_beside_a_killer_is_inspected_in_the_end(cast: Cast) -> None:
    run_of(cast, "killer.gov.cn", "innocent.gov.cn")
    now = NOW
    while InspectionItem.objects.filter(state=ItemState.QUEUED).exists():
        held = claim(5, now) or claim_alone(now)
        for one in held:
            # The worker dies of the one with all it holds; alone, the other comes to its end.
            if one.host != "killer.gov.cn" and len(held) == 1:
                assert end(one)
        now += LEASE + SECOND
        sweep(now)
    states = dict(InspectionItem.objects.values_list("host", "state"))
    assert states == {"killer.gov.cn": ItemState.DEAD, "innocent.gov.cn": ItemState.DONE}


def test_a_run_whose_last_worker_died_before_it_closed_it_is_closed(cast: Cast) -> None:
    run = run_of(cast, "a.gov.cn", "b.gov.cn")
    assert close_what_is_over(NOW) == 0
    InspectionItem.objects.update(state=ItemState.DONE)
    assert close_what_is_over(NOW) == 1
    assert close_what_is_over(NOW) == 0
    run.refresh_from_db()
    assert (run.state, run.ended_at) == (RunState.DONE, NOW)


def test_a_failed_try_waits_before_the_next_and_ends_with_its_reason(cast: Cast) -> None:
    run_of(cast, "a.gov.cn")
    now = NOW
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (one,) = claim(1, now)
        assert fail(one, now, "解析失败")
        assert not claim(1, now)
        now = next_try(now, attempt)
    item = InspectionItem.objects.get()
    assert (item.state, item.why) == (ItemState.DEAD, "解析失败")


def test_a_site_handed_back_costs_no_attempt(cast: Cast) -> None:
    run_of(cast, "a.gov.cn")
    (one,) = claim(1, NOW)
    assert give_back(one, NOW)
    (again,) = claim(1, NOW)
    assert again.attempt == 1


def test_a_cancelled_run_begins_nothing_more_and_writes_nothing_more(cast: Cast) -> None:
    run = run_of(cast, "a.gov.cn", "b.gov.cn")
    (held,) = claim(1, NOW)
    assert cancel_run(cast.acting(cast.li), run) == 2
    assert not claim(5, NOW)
    assert not renew(held.token, NOW)
    assert not end(held)
    with pytest.raises(RefusedError):
        cancel_run(cast.acting(cast.li), run)


def test_progress_counts_the_sites(cast: Cast) -> None:
    run = run_of(cast, "a.gov.cn", "b.gov.cn", "c.gov.cn")
    first, _second = claim(2, NOW)
    end(first)
    shown = progress(run, NOW + timedelta(minutes=1))
    assert (shown.total, shown.done, shown.running, shown.queued) == (3, 1, 1, 1)
    assert shown.seconds_left == 120


def test_runs_and_their_sites_are_seen_within_ones_own_part(cast: Cast) -> None:
    run_of(cast, "land.gov.cn")
    assert not runs_visible_to(cast.ma).exists()
    assert items_visible_to(cast.ma).count() == 1
    assert not items_visible_to(cast.zhou).exists()


def test_nobody_inspects_next_door(cast: Cast) -> None:
    site = registered(cast.service, "行政审批", "http://service.gov.cn/")
    actor = cast.acting(cast.ma)
    with pytest.raises(PermissionDenied):
        start_run(actor, cast.hainan, [site], standard="census-2015", title="越界")
    with pytest.raises(PermissionDenied):
        start_run(actor, cast.province, [], standard="census-2015", title="越级")
    assert not AuditEntry.objects.filter(verb="run.start").exists()


@pytest.mark.parametrize(
    "options", [{"max_pages": 0}, {"rate": 1000}, {"render": "always"}, {"secret": 1}]
)
def test_strange_options_are_refused(cast: Cast, options: dict[str, object]) -> None:
    site = registered(cast.land, "国土", "http://land.gov.cn/")
    with pytest.raises(RefusedError):
        start_run(
            cast.acting(cast.li),
            cast.province,
            [site],
            standard="census-2015",
            title="抽查",
            options=options,
        )


@pytest.mark.django_db(transaction=True)
def test_workers_racing_for_the_same_sites_never_share_one(transactional_db: None) -> None:
    from tests.people import assemble

    cast = assemble()
    hosts = [f"s{number}.gov.cn" for number in range(12)]
    run_of(cast, *hosts, *hosts)
    taken: list[Claim] = []
    lock, start = threading.Lock(), threading.Barrier(4)

    def worker() -> None:
        start.wait()
        for _round in range(6):
            mine = claim(3, NOW)
            with lock:
                taken.extend(mine)
        connection.close()

    threads = [threading.Thread(target=worker) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.host for one in taken) == sorted(hosts)
    assert len({one.token for one in taken}) == len(hosts)
