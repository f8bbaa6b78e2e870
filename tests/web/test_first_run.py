"""The first run: one page founds the province office, and only while nobody has an account."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.people import PASSWORD, Cast

from xuncha.people.models import AuditEntry, Office, Role, User
from xuncha.web import firstrun

pytestmark = pytest.mark.django_db
FILLED = {
    "office": "青海省人民政府办公厅",
    "region": "630000",
    "name": "省办",
    "username": "shengban",
    "password": PASSWORD,
    "again": PASSWORD,
}


@pytest.fixture
def key() -> str:
    return firstrun.key()


def test_every_door_leads_to_the_first_page(client: Client) -> None:
    answer = client.get("/", follow=True)
    assert [address for address, _status in answer.redirect_chain][-1] == "/begin/"


def test_without_the_printed_key_nobody_founds_anything(client: Client, key: str) -> None:
    assert client.get("/begin/").status_code == 403
    assert client.post("/begin/", FILLED | {"key": key + "x"}).status_code == 403
    assert not Office.objects.exists()


def test_it_founds_the_office_and_signs_its_first_person_in(client: Client, key: str) -> None:
    assert client.get(f"/begin/?key={key}").status_code == 200
    answer = client.post("/begin/", FILLED | {"key": key})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get()
    assert (user.office.name, user.role) == ("青海省人民政府办公厅", Role.ORGANISER)
    assert AuditEntry.objects.filter(verb="person.add", noun_name="shengban").exists()
    assert "青海省人民政府办公厅" in client.get("/").content.decode()
    assert not firstrun.key_file().exists()


@pytest.mark.parametrize("password", ["1234567890", "shengban-2", "password12", "kurz"])
def test_a_password_that_is_easily_guessed_is_refused(
    client: Client, key: str, password: str
) -> None:
    said = FILLED | {"key": key, "password": password, "again": password}
    assert client.post("/begin/", said).status_code == 200
    assert not User.objects.exists()


def test_two_different_passwords_are_refused_in_the_office_s_language(
    client: Client, key: str
) -> None:
    answer = client.post("/begin/", FILLED | {"key": key, "again": PASSWORD + "!"})
    assert "两次输入的密码不同" in answer.content.decode()
    assert not User.objects.exists()


def test_once_there_is_an_account_the_page_is_gone(client: Client, cast: Cast, key: str) -> None:
    answer = client.post("/begin/", FILLED | {"key": key})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert Office.objects.filter(parent=None).get() == cast.province
