"""Signing in and out: password, second factor, throttle, sessions that end, the language switch."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from tests.people import PASSWORD, Cast

from xuncha.people.actions import change_person, end_sessions


def sign_in(client: Client, username: str, password: str = PASSWORD) -> int:
    return client.post("/account/login/", {"login": username, "password": password}).status_code


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def inside(client: Client) -> bool:
    return client.get("/").status_code == 200


def test_nobody_comes_in_without_signing_in(client: Client, cast: Cast) -> None:
    answer = client.get("/sites/?a=b")
    assert answer["Location"] == "/account/login/?next=/sites/%3Fa%3Db"
    assert client.get("/")["Location"] == "/public/"


def test_a_person_signs_in_and_out(client: Client, cast: Cast) -> None:
    assert sign_in(client, "xiaoli") == 302
    assert inside(client)
    client.post("/account/logout/")
    assert not inside(client)


def test_a_wrong_password_and_an_unknown_account_read_the_same(client: Client, cast: Cast) -> None:
    pages = [
        client.post("/account/login/", {"login": name, "password": "wrong"}).content.decode()
        for name in ("xiaoli", "nobody")
    ]
    said = [re.findall(r"账号或密码不正确", page) for page in pages]
    assert said[0] == said[1]
    assert len(said[0]) == 1


def test_nobody_signs_up(client: Client, cast: Cast) -> None:
    said = {"username": "intruder", "password1": PASSWORD, "password2": PASSWORD}
    for address in ("/account/signup/", "/account/closed/account_signup/"):
        assert client.post(address, said).status_code == 404
    assert sign_in(client, "intruder") == 200


def test_nine_wrong_passwords_bring_a_rest_for_that_address_alone(
    client: Client, cast: Cast
) -> None:
    for _n in range(9):
        sign_in(client, "xiaoli", "wrong")
    answer = client.post("/account/login/", {"login": "xiaoli", "password": PASSWORD})
    assert answer.status_code == 429
    assert "暂停登录" in answer.content.decode()
    assert sign_in(client, "xiaoma") == 302
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert sign_in(elsewhere, "xiaoli") == 302


def test_somebody_switched_off_is_out_at_once(client: Client, cast: Cast) -> None:
    client.force_login(cast.wang, "allauth.account.auth_backends.AuthenticationBackend")
    assert inside(client)
    change_person(cast.acting(cast.yang), cast.wang, is_active=False)
    assert not inside(client)
    assert sign_in(client, "xiaowang") != 302 or not inside(client)


def test_ending_the_sessions_ends_every_one(cast: Cast) -> None:
    devices = [Client(), Client()]
    assert [sign_in(one, "xiaoli") for one in devices] == [302, 302]
    assert devices[0].post("/account/everywhere/")["Location"] == "/account/login/"
    assert [inside(one) for one in devices] == [False, False]


def test_an_organiser_ends_the_sessions_of_those_below_only(cast: Cast) -> None:
    from django.core.exceptions import PermissionDenied

    end_sessions(cast.acting(cast.ma), cast.wang)
    with pytest.raises(PermissionDenied):
        end_sessions(cast.acting(cast.ma), cast.zhao)


def test_a_second_factor_is_turned_on_asked_for_and_saved_by_a_recovery_code(cast: Cast) -> None:
    client = Client()
    sign_in(client, "xiaoli")
    asked = client.get("/account/2fa/totp/activate/")["Location"]
    assert asked.startswith("/account/reauthenticate/")
    client.post(asked, {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'id="secret">(\w+)<', page)
    assert secret
    assert "data:image/svg+xml;base64," in page
    answer = client.post("/account/2fa/totp/activate/", {"code": code(secret[1])}, follow=True)
    codes = re.findall(r"<li>([0-9a-f]{8})</li>", answer.content.decode())
    assert len(codes) == 10

    later = Client()
    assert sign_in(later, "xiaoli") == 302
    assert not inside(later), "the password alone no longer signs in"
    wrong = later.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "验证码不正确" in wrong.content.decode()
    later.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert inside(later)


def test_changing_the_password_ends_the_other_sessions(cast: Cast) -> None:
    here, there = Client(), Client()
    sign_in(here, "xiaoli")
    sign_in(there, "xiaoli")
    new = "another-lake-1999"
    here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert not inside(there)
    assert sign_in(Client(), "xiaoli") == 200
    assert sign_in(Client(), "xiaoli", new) == 302


@pytest.mark.django_db
def test_the_language_is_switched_by_a_form_with_its_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/account/login/").content.decode()
    assert '<html lang="zh-CN">' in page
    assert client.post("/language/", {"to": "en"}).status_code == 403
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    sent = {"to": "en", "next": "//evil.example/", "csrfmiddlewaretoken": token[1]}
    assert client.post("/language/", sent)["Location"] == "/"
    english = client.get("/account/login/").content.decode()
    assert '<html lang="en">' in english
    assert "Sign in" in english


def test_a_name_that_is_not_ours_is_refused_with_the_remedy(client: Client, cast: Cast) -> None:
    answer = client.get("/account/login/", headers={"host": "<b>evil.example"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "XUNCHA_HOSTS" in page
    assert "<b>evil" not in page
