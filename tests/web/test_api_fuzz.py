"""schemathesis over the whole API: whatever is sent, no answer is a server error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from ninja.throttling import SimpleRateThrottle
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from tests.web.world import build

from xuncha.people.actions import Actor
from xuncha.people.tokens import make_token
from xuncha.web.api.keys import now
from xuncha.web.api.routes import api
from xuncha.web.wsgi import application

schema = schemathesis.openapi.from_dict(
    {**api.get_openapi_schema(), "servers": [{"url": "http://localhost"}]}
)
schema.app = application


@pytest.fixture
def bearer(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A writing key of the province's office, in a world with one of everything."""
    # The test's transaction must outlive each request, as with Django's own test client.
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    world = build()
    monkeypatch.setattr(SimpleRateThrottle, "allow_request", lambda *_asked: True)
    yield make_token(
        Actor(None, now()),
        world.cast.office,
        "fuzz",
        writes=True,
        expires_at=now() + timedelta(days=1),
    )[1]
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_that_is_sent_breaks_the_api(bearer: str, case: Case) -> None:
    response = case.call(headers={"Authorization": f"Bearer {bearer}"})
    case.validate_response(
        response,
        checks=(not_a_server_error, status_code_conformance, response_schema_conformance),
    )
