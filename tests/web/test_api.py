"""The API: the same reach and the same rules as the console, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from tests.people import Cast
from tests.web.world import SECRET, World, build

from xuncha.people.actions import change_person
from xuncha.people.models import AuditEntry, User
from xuncha.people.tokens import make_token, revoke_token
from xuncha.pipeline.models import InspectionItem, InspectionRun
from xuncha.registry.models import Request, Site
from xuncha.web.api.keys import now
from xuncha.web.api.routes import api

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calm() -> None:
    """Each test begins with the throttle at rest."""
    cache.clear()


@pytest.fixture
def world(db: None) -> World:
    return build()


def key(cast: Cast, user: User, *, writes: bool = True) -> str:
    """A key for `user`; made by the system where the role makes none of its own."""
    from xuncha.people.actions import Actor

    return make_token(
        Actor(None, now()), user, "试验", writes=writes, expires_at=now() + timedelta(days=1)
    )[1]


class Program:
    """A program that asks with one key."""

    def __init__(self, text: str) -> None:
        self._client, self._head = Client(), {"authorization": f"Bearer {text}"}

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api/v1{path}", query, headers=self._head)

    def post(self, path: str, body: Any = None) -> Any:
        return self._client.post(
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=self._head,
        )


def operations() -> Iterator[tuple[str, str]]:
    """Every method and path of the published document."""
    for path, verbs in api.get_openapi_schema()["paths"].items():
        for method in verbs:
            yield method, path.removeprefix("/api/v1")


def filled(path: str, world: World) -> str:
    """`path` with the ids of what belongs to 海南州; an id nobody knows of fails the test."""
    side = world.hainan
    ids = {
        "{site_id}": side.site.pk,
        "{finding_id}": side.finding.pk,
        "{run_id}": side.run.pk,
        "{request_id}": side.request.pk,
        "{candidate_id}": side.candidate.pk,
    }
    for name, value in ids.items():
        path = path.replace(name, str(value))
    assert "{" not in path, f"tests/web/world.py has nothing for {path}"
    return path


def body_of(world: World) -> dict[str, Any]:
    """A body that fits every verb and reaches for what belongs to 海南州."""
    return {
        "title": "越界",
        "site_ids": [world.hainan.site.pk],
        "kind": "change",
        "site_id": world.hainan.site.pk,
        "office_id": world.cast.hainan.pk,
        "new": {"name": "越界"},
        "decision": "claim",
        "reason": "越界",
        "text": "越界",
    }


@pytest.mark.parametrize(("method", "path"), sorted(operations()))
def test_a_neighbour_gets_nothing_whatever_the_route(world: World, method: str, path: str) -> None:
    before = AuditEntry.objects.count()
    for user in world.neighbours:
        program = Program(key(world.cast, user))
        before += 1  # the key itself
        address = filled(path, world)
        answer = program.get(address) if method == "get" else program.post(address, body_of(world))
        text = b"".join(answer) if answer.streaming else answer.content
        if not path.startswith("/open"):
            assert SECRET not in text.decode(), (user.role, path)
        if "{" in path or method == "post":
            assert answer.status_code in (403, 404, 409), (user.role, path, text)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(("method", "path"), sorted(operations()))
def test_nothing_but_open_data_is_given_without_a_key(world: World, method: str, path: str) -> None:
    client = Client()
    address = f"/api/v1{filled(path, world)}"
    for head in ({}, {"authorization": "Bearer xuncha_wrong"}):
        answer = client.get(address, headers=head) if method == "get" else client.post(address)
        assert answer.status_code == (200 if path.startswith("/open") else 401)


def test_the_unit_reads_its_own(world: World) -> None:
    program = Program(key(world.cast, world.cast.wang))
    sites = program.get("/sites").json()["items"]
    assert [one["id"] for one in sites] == [world.hainan.site.pk]
    assert program.get("/findings").json()["items"][0]["observed"]["days"] == 400
    assert program.get("/me").json()["office"]["name"] == "共和县国土资源局"


def test_a_reading_key_changes_nothing(world: World) -> None:
    program = Program(key(world.cast, world.cast.ma, writes=False))
    assert program.get("/sites").status_code == 200
    answer = program.post("/runs", {"title": "检查", "everything": True})
    assert answer.status_code == 403


def test_a_key_taken_back_or_past_its_day_opens_nothing(world: World) -> None:
    cast = world.cast
    actor = cast.acting(cast.ma, now())
    token, text = make_token(
        actor, cast.ma, "一", writes=False, expires_at=now() + timedelta(days=1)
    )
    assert Program(text).get("/sites").status_code == 200
    revoke_token(actor, token)
    assert Program(text).get("/sites").status_code == 401
    other, text = make_token(
        actor, cast.ma, "二", writes=False, expires_at=now() + timedelta(days=1)
    )
    type(other).objects.filter(pk=other.pk).update(expires_at=now())
    assert Program(text).get("/sites").status_code == 401


def test_a_person_switched_off_takes_their_keys_along(world: World) -> None:
    text = key(world.cast, world.cast.ma)
    change_person(world.cast.acting(world.cast.office, now()), world.cast.ma, is_active=False)
    assert Program(text).get("/sites").status_code == 401


def test_a_list_is_read_in_pieces_without_loss_or_repetition(world: World) -> None:
    from tests.sites import registered

    for number in range(7):
        registered(world.cast.gonghe, f"网站{number}", f"http://s{number}.gov.cn/")
    program, seen, after = Program(key(world.cast, world.cast.ma)), [], 0
    while after is not None:
        piece = program.get("/sites", limit=3, after=after).json()
        seen += [one["id"] for one in piece["items"]]
        after = piece["next"]
    assert seen == sorted(Site.objects.values_list("pk", flat=True))


def test_a_program_starts_watches_and_cancels_an_inspection(world: World) -> None:
    program = Program(key(world.cast, world.cast.ma))
    answer = program.post("/runs", {"title": "晨检", "site_ids": [world.hainan.site.pk], "rate": 2})
    assert answer.status_code == 201, answer.content
    run_id = answer.json()["id"]
    assert program.get(f"/runs/{run_id}/progress").json()["queued"] == 1
    assert program.post(f"/runs/{run_id}/cancel").json()["state"] == "cancelled"
    assert program.post(f"/runs/{run_id}/cancel").status_code == 409
    assert InspectionItem.objects.get(run_id=run_id).state == "cancelled"


def test_probing_is_started_by_a_program_by_the_console_s_rules(world: World) -> None:
    cast, asked = world.cast, {"title": "检测", "site_ids": [world.hainan.site.pk], "probing": True}
    for user, writes in ((cast.li, True), (cast.office, False)):
        refused = Program(key(cast, user, writes=writes)).post("/runs", asked)
        assert refused.status_code == 403, user
    assert not InspectionRun.objects.filter(title="检测").exists()
    answer = Program(key(cast, cast.ma)).post("/runs", asked)
    assert answer.status_code == 201, answer.content
    run = InspectionRun.objects.get(pk=answer.json()["id"])
    # Who started it is a person with the right; whether a letter holds is asked when it begins.
    assert (run.probes, run.started_by) == (True, cast.ma)
    assert AuditEntry.objects.filter(verb="run.start", noun_id=str(run.pk)).get().new["probing"]


@pytest.mark.parametrize("standard", ["../../etc/passwd", "/etc/passwd", "none"])
def test_a_standard_is_a_name_and_never_a_path(world: World, standard: str) -> None:
    program = Program(key(world.cast, world.cast.ma))
    answer = program.post("/runs", {"title": "x", "everything": True, "standard": standard})
    assert answer.status_code == 409


def test_a_request_goes_up_level_by_level(world: World) -> None:
    cast, request = world.cast, world.hainan.request
    path = f"/requests/{request.pk}"
    assert Program(key(cast, cast.office)).post(f"{path}/approve").status_code in (403, 409)
    assert Program(key(cast, cast.yang)).get("/requests", to_review=True).json()["items"]
    for user in (cast.yang, cast.ma, cast.office):
        answer = Program(key(cast, user)).post(f"{path}/approve", {"text": "同意"})
        assert answer.status_code == 200, answer.content
    assert Request.objects.get(pk=request.pk).state == "approved"
    opinions = Program(key(cast, cast.wang)).get(f"{path}/opinions").json()["items"]
    assert [one["decision"] for one in opinions] == ["submit", "approve", "approve", "approve"]


def test_open_data_has_a_dictionary_and_no_drafts(world: World) -> None:
    client = Client()
    Site.objects.create(
        office=world.cast.land,
        path=world.cast.land.path,
        name="草稿网站",
        home_url="http://draft.gov.cn/",
        host="draft.gov.cn",
        added_at=now(),
        changed_at=now(),
    )
    listed = client.get("/api/v1/open/sites").json()["items"]
    assert [one["site_code"] for one in listed] == ["6325210099"]
    fields = {one["field"] for one in client.get("/api/v1/open/dictionary").json()}
    assert fields == set(listed[0])
    table = b"".join(client.get("/api/v1/open/sites.csv")).decode()
    assert "草稿网站" not in table
    assert "6325210099" in table


def test_too_many_questions_are_put_off(world: World) -> None:
    program = Program(key(world.cast, world.cast.ma))
    codes = {program.get("/me").status_code for _number in range(40)}
    assert codes == {200, 429}
