"""Registered sites for tests of the stateful rooms."""

from __future__ import annotations

from typing import Any

from tests.people import NOW

from xuncha.base.urls import host_of
from xuncha.people.models import Office
from xuncha.registry.models import Site, SiteState


def registered(office: Office, name: str, home_url: str, **more: Any) -> Site:
    """An active site of `office`."""
    values: dict[str, Any] = {
        "path": office.path,
        "host": host_of(home_url),
        "state": SiteState.ACTIVE,
        "sponsor": office.name,
        "region": office.region,
        "added_at": NOW,
        "changed_at": NOW,
        **more,
    }
    return Site.objects.create(office=office, name=name, home_url=home_url, **values)
