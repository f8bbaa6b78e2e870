"""A throttle that starts at nothing for every test, and windows on the console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer
from tests.web.browsing import Windows


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """The cache holds the throttles; a test must not pay for the one before."""
    cache.clear()


@pytest.fixture
def windows(browser: Browser, live_server: LiveServer) -> Iterator[Windows]:
    """Windows on the console; none complains, and none fetches anything from elsewhere."""
    made = Windows(browser, live_server.url)
    yield made
    made.close()
    assert made.said == []
