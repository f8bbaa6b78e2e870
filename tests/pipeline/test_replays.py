"""A proof asked again from the console: by whom, when, at what pace, and what stands afterwards."""

from __future__ import annotations

import itertools
from datetime import timedelta
from html import escape
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from tests.bed.cases import framed
from tests.bed.served import Program, Question, Reply
from tests.pipeline.probed import PARAMETER, Ground, echoes, ground, now

from xuncha.evidence.probes.client import KILLED
from xuncha.findings.models import Finding
from xuncha.people.actions import Actor, RefusedError
from xuncha.people.models import AuditEntry
from xuncha.pipeline.actions import cancel_run
from xuncha.pipeline.leaves import revoke, stop_probing
from xuncha.pipeline.models import InspectionItem, InspectionRun, ProbePlan, Replay
from xuncha.pipeline.plans import order_plan
from xuncha.pipeline.proofs import answers_of
from xuncha.pipeline.replays import order_replay

pytestmark = pytest.mark.django_db(transaction=True)


class Mended:
    """The search page, which somebody mends."""

    def __init__(self) -> None:
        self.is_mended = False

    def __call__(self, asked: Question) -> Reply:
        if self.is_mended:
            return Reply(framed(f"<p>Nothing found for {escape(asked[PARAMETER])}</p>", "Search"))
        return echoes(asked)


def found(here: Ground) -> Finding:
    """The hole, found by an inspection."""
    here.leave()
    here.order(probing=True)
    here.work()
    return Finding.objects.get(indicator="security.xss")


def again(here: Ground, finding: Finding) -> Replay:
    """Ask again, and let the worker do it."""
    row = order_replay(here.cast.acting(here.cast.chen, now()), here.data, finding)
    here.work()
    row.refresh_from_db()
    return row


def test_a_proof_is_asked_again_until_the_hole_is_mended(tmp_path: Path) -> None:
    search = Mended()
    with ground(tmp_path, search) as here:
        finding = found(here)
        before = len(here.probes)
        row = again(here, finding)
        assert (row.holds, row.stopped, row.asked_by) == (True, "", here.cast.chen)
        assert row.claims == [True, True]
        # Two harmless questions and the two of the proof, one after the other at the letter's pace.
        asked = [one for one in here.bed.log if one.run][before:]
        assert len(asked) == 4
        gaps = [b.at - a.at for a, b in itertools.pairwise(asked)]
        assert min(gaps) >= 1 / 5
        assert {one.method for one in asked} == {"GET"}
        shown = answers_of(row, tmp_path)
        assert shown is not None
        assert [one.status for one in shown.exchanges] == [200, 200]
        search.is_mended = True
        row = again(here, finding)
        assert (row.holds, row.claims) == (False, [False, False])
    assert AuditEntry.objects.filter(verb="finding.replay").count() == 2
    assert InspectionItem.objects.filter(replay=row).get().state == "done"
    # What was asked again is no inspection: nothing of the register or of the findings moved.
    finding.refresh_from_db()
    assert finding.times_seen == 1


def test_only_who_may_and_only_while_a_letter_holds(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        finding, cast = found(here), here.cast
        for user in (cast.li, cast.wang, cast.zhou):
            with pytest.raises(PermissionDenied):
                order_replay(cast.acting(user, now()), tmp_path, finding)
        with pytest.raises(RefusedError, match="具体的人"):
            order_replay(Actor(None, now()), tmp_path, finding)
        late = now() + timedelta(days=30)
        with pytest.raises(RefusedError, match="已过期"):
            order_replay(cast.acting(cast.chen, late), tmp_path, finding)
        stop_probing(cast.acting(cast.wang), tmp_path, here.site)
        with pytest.raises(RefusedError, match=KILLED):
            order_replay(cast.acting(cast.chen, now()), tmp_path, finding)
    assert not Replay.objects.exists()


def test_one_at_a_time_and_revoking_ends_it(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        finding, actor = found(here), here.cast.acting(here.cast.chen, now())
        row = order_replay(actor, tmp_path, finding)
        with pytest.raises(RefusedError, match="正在重做"):
            order_replay(actor, tmp_path, finding)
        before = len(here.probes)
        revoke(here.cast.acting(here.cast.office, now()), tmp_path, row.authorisation, "撤回")
        here.work()
        row.refresh_from_db()
        assert row.holds is None
        assert row.stopped
        assert len(here.probes) == before


def test_what_is_cancelled_is_not_asked(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        finding, actor = found(here), here.cast.acting(here.cast.office, now())
        row = order_replay(actor, tmp_path, finding)
        cancel_run(actor, row.item.run)
        assert order_replay(actor, tmp_path, finding).pk != row.pk


def test_a_finding_without_a_proof_is_refused(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        finding = found(here)
        finding.observed |= {"proof": "../../x.json"}
        with pytest.raises(RefusedError, match="没有可以重做的证明"):
            order_replay(here.cast.acting(here.cast.chen, now()), tmp_path, finding)


# -- what would be asked ---------------------------------------------------------------------------


def test_a_draft_is_planned_without_a_single_probe(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        row = here.leave(approved=False)
        actor = here.cast.acting(here.cast.office, now())
        run = order_plan(actor, row)
        with pytest.raises(RefusedError, match="正在列出"):
            order_plan(actor, row)
        here.work()
        assert here.probes == []
    plan = ProbePlan.objects.get()
    assert plan.authorisation == row
    (line,) = [one for one in plan.planned if one["parameters"]]
    assert (line["parameters"], plan.addresses) == ([PARAMETER], len(plan.planned))
    assert line["url"].endswith(f"/search?{PARAMETER}=budget")
    assert plan.most == sum(one["most"] for one in plan.planned)
    # A look round is no inspection.
    assert InspectionRun.objects.get().pk == run.pk
    assert not Finding.objects.exists()


def test_only_the_paths_of_the_letter_are_planned_and_asked(tmp_path: Path) -> None:
    program: Program = echoes
    with ground(tmp_path, program) as here:
        row = here.leave(paths="/elsewhere/")
        order_plan(here.cast.acting(here.cast.office, now()), row)
        here.work()
        assert ProbePlan.objects.get().planned == []
        here.order(probing=True)
        here.work()
        assert here.probes == []
