"""Hypothesis without a clock: how fast a busy machine is belongs in `make bench`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.people import Cast

settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a database, so that `make test` runs it on PostgreSQL too."""
    for item in items:
        if item.get_closest_marker("django_db") or "cast" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.database)


@pytest.fixture
def cast(db: None) -> Cast:
    """The offices and people of `tests/people.py`."""
    from tests.people import assemble

    return assemble()
