"""The past judged again from its snapshots: what would change, and that nothing does."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from tests.evidence.loopback import ok, serving
from tests.people import assemble
from tests.pipeline.test_shift import order, works
from tests.sites import registered
from tests.web.people import Desk

from xuncha.findings.models import Finding, Judgement, Ruling
from xuncha.people.actions import RefusedError
from xuncha.pipeline.rejudging import judged_again, standard_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_changed_standard_shows_who_would_fall_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = assemble()
    with serving({"/": ok("<title>局</title><h1>局</h1><a href='/no.html'>通知</a>")}) as server:
        order(cast, registered(cast.land, "共和县国土资源局", server.url()))
        works(tmp_path)
    before = Judgement.objects.get()
    state = list(Finding.objects.order_by("id").values())
    (same,) = judged_again([before], standard_of(before.standard), tmp_path)
    assert (same.verdict, same.score, same.changed) == (before.verdict, before.score, False)
    stricter = standard_of(before.standard, "pass_mark = 101")
    if before.verdict == "qualified":
        (again,) = judged_again([before], stricter, tmp_path)
        assert again.changed
        assert again.verdict == "unqualified"
    assert stricter.pass_mark == Decimal(101)
    # On the page, and nothing is written by it.
    monkeypatch.setattr(settings, "DATA", tmp_path)
    page = Desk(cast.li).send("/runs/rejudge/", standard=before.standard, text="pass_mark = 101")
    assert "本页1个结论" in page
    assert "共和县国土资源局" not in Desk(cast.zhou).send(
        "/runs/rejudge/", standard=before.standard
    )
    assert list(Finding.objects.order_by("id").values()) == state
    assert Judgement.objects.get() == before
    assert not Ruling.objects.exists()
    Judgement.objects.update(folder="../../etc")
    (gone,) = judged_again(Judgement.objects.all(), standard_of(before.standard), tmp_path)
    assert gone.verdict is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("/etc/passwd", ""),
        ("census-2015", "extends = '/etc/passwd'"),
        ("census-2015", "[indicator.'text.error'.thresholds]\nlexicons = ['/etc/passwd']"),
        ("census-2015", "pass_mark = ="),
        ("census-2015", "pass_mark = 'viel'"),
        ("census-2015", "nonsense = 1"),
        ("census-2015", "#" * 70_000),
    ],
)
def test_a_change_that_is_none_is_refused(name: str, text: str) -> None:
    with pytest.raises(RefusedError):
        standard_of(name, text)
