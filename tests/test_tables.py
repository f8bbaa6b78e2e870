"""What PostgreSQL asks of all tables together, told without one."""

from __future__ import annotations

from collections import Counter

from django.apps import apps


def test_no_two_tables_have_a_constraint_or_an_index_of_one_name() -> None:
    names = Counter(
        one.name
        for model in apps.get_models()
        for one in (*model._meta.constraints, *model._meta.indexes)
    )
    assert [name for name, number in names.items() if number > 1] == []
