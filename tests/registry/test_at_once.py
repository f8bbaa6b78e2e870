"""Two people at the same moment: each with a connection of their own, on either database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.people import NOW, Cast, assemble
from tests.registry.forms import LAND

from xuncha.people.actions import Actor, RefusedError, add_person
from xuncha.people.models import AuditEntry, Role, User
from xuncha.registry import actions
from xuncha.registry.models import Opinion, Request, Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return assemble()


def at_once(*verbs: Callable[[], Any]) -> list[Any]:
    """What each returned or raised, all begun together."""
    gate, said = threading.Barrier(len(verbs)), [None] * len(verbs)

    def run(place: int, verb: Callable[[], Any]) -> None:
        try:
            gate.wait(timeout=30)
            said[place] = verb()
        except Exception as error:
            said[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return said


def deputy(cast: Cast) -> User:
    return add_person(Actor(None, NOW), cast.gonghe, "fu", Role.ORGANISER, name="副手")


def laid_down(cast: Cast, number: int = 0) -> Request:
    wang = cast.acting(cast.wang)
    new = LAND | {"home_url": f"http://gtj{number}.gonghe.gov.cn/"}
    return actions.submit(wang, actions.draft_request(wang, "register", cast.land, new=new))


def test_of_two_reviewers_exactly_one_decides(cast: Cast) -> None:
    second, request = deputy(cast), laid_down(cast)
    said = at_once(
        lambda: actions.approve(cast.acting(cast.yang), Request.objects.get(pk=request.pk)),
        lambda: actions.send_back(cast.acting(second), Request.objects.get(pk=request.pk), "改"),
    )
    assert sum(isinstance(one, RefusedError) for one in said) == 1, said
    assert sum(isinstance(one, Request) for one in said) == 1, said
    assert Opinion.objects.filter(request=request).count() == 2
    assert AuditEntry.objects.filter(noun="request").count() == 3


def test_one_person_pressing_twice_approves_once(cast: Cast) -> None:
    request = laid_down(cast)
    seen = Request.objects.get(pk=request.pk)
    said = at_once(*[lambda: actions.approve(cast.acting(cast.yang), seen)] * 4)
    assert sum(isinstance(one, Request) for one in said) == 1, said
    assert sum(isinstance(one, RefusedError) for one in said) == 3, said
    assert Request.objects.get(pk=request.pk).at_office == cast.hainan


def test_last_approvals_together_issue_different_codes(cast: Cast) -> None:
    requests = [laid_down(cast, number) for number in range(4)]
    for request in requests:
        for reviewer in (cast.yang, cast.ma):
            request = actions.approve(cast.acting(reviewer), request)

    def last(request: Request) -> Callable[[], Any]:
        return lambda: actions.approve(cast.acting(cast.office), Request.objects.get(pk=request.pk))

    said = at_once(*map(last, requests))
    assert all(isinstance(one, Request) for one in said), said
    codes = sorted(str(code) for code in Site.objects.values_list("site_code", flat=True))
    assert codes == [f"632521{serial:04d}" for serial in range(1, 5)]
