"""Rows changed in memory are in the database as they are in memory, whoever else they look like."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.registry.bulk import update_changed, values_of
from xuncha.registry.models import Site

NAMES = ("name", "score", "verdict", "contacts", "notice_on", "changed_at")
VALUES: dict[str, list[Any]] = {
    "name": ["国土局", "教育局"],
    "score": [None, 3, 4],
    "verdict": ["", "qualified"],
    "contacts": [[], [{"name": "王小"}]],
    "notice_on": [None, date(2017, 11, 1)],
    "changed_at": [NOW, NOW + timedelta(days=1)],
}


@pytest.mark.django_db
def test_what_is_written_is_what_was_changed(cast: Cast) -> None:
    dice = random.Random(7)
    for number in range(5):
        registered(cast.land, f"网站{number}", f"http://s{number}.gov.cn/")
    for _round in range(40):
        *rows, other = list(Site.objects.order_by("pk"))
        before = values_of(rows, NAMES)
        for row in rows:
            for name in NAMES:
                setattr(row, name, dice.choice(VALUES[name]))
        update_changed(rows, NAMES, before)
        wanted = [[getattr(row, name) for name in NAMES] for row in (*rows, other)]
        kept = Site.objects.order_by("pk")
        assert [[getattr(row, name) for name in NAMES] for row in kept] == wanted


@pytest.mark.django_db
def test_what_became_the_same_for_all_is_one_statement(cast: Cast) -> None:
    rows = [registered(cast.land, f"网站{n}", f"http://s{n}.gov.cn/") for n in range(4)]
    before = values_of(rows, NAMES)
    with CaptureQueriesContext(connection) as asked:
        update_changed(rows, NAMES, before)
    assert not len(asked)
    for row in rows:
        row.verdict, row.changed_at = "qualified", NOW + timedelta(hours=1)
    with CaptureQueriesContext(connection) as asked:
        update_changed(rows, NAMES, before)
    assert len(asked) == 1
    assert Site.objects.filter(verdict="qualified").count() == 4
