"""Keys for programs on one's own account page: shown once, used, taken back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.people import Cast
from tests.web.test_isolation import BACKEND

from xuncha.people.models import Token, User

pytestmark = pytest.mark.django_db


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, BACKEND)
    return client


def made(client: Client, **more: str) -> str:
    body = {"name": "晨报", "writes": "no", "days": "90", **more}
    shown = client.post(reverse("token_make"), body).content.decode()
    return re.search(r"xuncha_[\w-]{40,}", shown)[0]  # type: ignore[index]


def asks(text: str) -> int:
    return Client().get("/api/v1/me", headers={"authorization": f"Bearer {text}"}).status_code


def test_a_key_is_shown_once_works_and_is_taken_back(cast: Cast) -> None:
    client = browser(cast.ma)
    text = made(client)
    assert asks(text) == 200
    own = client.get(reverse("own_account")).content.decode()
    assert text not in own
    assert "晨报" in own
    client.post(reverse("token_revoke", args=[Token.objects.get().pk]))
    assert asks(text) == 401
    assert "晨报" not in client.get(reverse("own_account")).content.decode()


@pytest.mark.parametrize("body", [{"days": "9999"}, {"days": ""}, {"name": " "}])
def test_a_key_without_a_name_or_an_end_is_refused(cast: Cast, body: dict[str, str]) -> None:
    client = browser(cast.ma)
    client.post(reverse("token_make"), {"name": "晨报", "days": "90", **body})
    assert not Token.objects.exists()


def test_nobody_takes_anothers_key_back_and_a_leader_makes_none(cast: Cast) -> None:
    text = made(browser(cast.ma))
    number = Token.objects.get().pk
    assert browser(cast.office).post(reverse("token_revoke", args=[number])).status_code == 404
    assert asks(text) == 200
    leader = browser(cast.leader)
    assert leader.post(reverse("token_make"), {"name": "x", "days": "90"}).status_code == 403
    assert reverse("token_make") not in leader.get(reverse("own_account")).content.decode()
