"""A throttle that starts at nothing for every test."""

from __future__ import annotations

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """The cache holds the throttles; a test must not pay for the one before."""
    cache.clear()
