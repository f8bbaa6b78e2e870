"""What all tests share: the cast, a browser, and Hypothesis without a clock.

How fast a busy machine is belongs in `make bench`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser
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


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The test database, emptied quickly."""
    from tests.emptying import quick

    quick()


@pytest.fixture
def cast(db: None) -> Cast:
    """The offices and people of `tests/people.py`."""
    from tests.people import assemble

    return assemble()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; its loop would be in the way of other rooms' tests."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("no Chromium: scripts/setup installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()
