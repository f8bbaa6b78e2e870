"""Signing in through an identity service: a real one on loopback, and the console as it is run."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from playwright.sync_api import Browser
from tests.web.identity import CLIENT, SECRET, Identity, identity

SOURCE = Path(__file__).parents[2] / "src"
#: The province, two who work there, and one whose account is switched off.
PEOPLE = """
from datetime import UTC, datetime
from xuncha.cli.up import prepare
prepare()
from xuncha.people.actions import Actor, add_person, change_person, found_province
system = Actor(None, datetime.now(UTC))
root = found_province(system, "青海省人民政府办公厅", "630000")
for name in ("xiaoli", "xiaoma", "gone"):
    made = add_person(system, root, name, "leader", name=name)
change_person(system, made, is_active=False)
"""


@pytest.fixture(scope="module")
def service() -> Iterator[Identity]:
    with identity() as one:
        yield one


@pytest.fixture(scope="module")
def console(
    service: Identity, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, dict[str, str]]]:
    """The console's address and its environment."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("XUNCHA_")}
    environment = kept | {
        "XUNCHA_DATA": str(tmp_path_factory.mktemp("outside")),
        "XUNCHA_OIDC_ISSUER": service.address,
        "XUNCHA_OIDC_CLIENT": CLIENT,
        "XUNCHA_OIDC_SECRET": SECRET,
        "XUNCHA_OIDC_NAME": "全省统一认证",
        "DJANGO_SETTINGS_MODULE": "xuncha.settings",
        "PYTHONPATH": str(SOURCE),
    }
    subprocess.run([sys.executable, "-c", PEOPLE], env=environment, check=True)
    serve = [sys.executable, "-m", "xuncha.web.serve", "127.0.0.1", "0"]
    with subprocess.Popen(serve, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        line = program.stdout.readline()
        found = re.search(r"http://\S+?(?=/)", line)
        assert found, line
        try:
            yield found[0], environment
        finally:
            program.terminate()


@pytest.fixture(autouse=True)
def honest(service: Identity) -> None:
    """Every test begins with a service that does not lie."""
    fresh = replace(Identity(key=service.key), address=service.address)
    service.__dict__.update(fresh.__dict__)


@pytest.fixture
def reader(console: tuple[str, dict[str, str]]) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers["Accept-Language"] = "zh"
        yield session


def ask(reader: requests.Session, at: str, after: str = "") -> requests.Response:
    """Press the button on the sign-in page and follow wherever it leads."""
    begun = leave(reader, at, after)
    return reader.get(onward(begun)) if "http-equiv" in begun.text else begun


def leave(reader: requests.Session, at: str, after: str = "") -> requests.Response:
    """Press the button on the sign-in page."""
    page = reader.get(f"{at}/account/login/", params={"next": after} if after else {}).text
    assert "用全省统一认证登录" in page
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    said = {"csrfmiddlewaretoken": token[1], "next": after}
    return reader.post(f"{at}/account/oidc/office/login/", data=said, headers={"Referer": at})


def onward(page: requests.Response) -> str:
    """The address at the service that the page leads on to."""
    found = re.search(r'content="0; url=([^"]+)"', page.text)
    assert found
    return html.unescape(found[1])


def inside(reader: requests.Session, at: str) -> bool:
    return reader.get(f"{at}/", allow_redirects=False).status_code == 200


def test_an_account_that_exists_comes_in_and_where_it_wanted(
    service: Identity, reader: requests.Session, console: tuple[str, dict[str, str]]
) -> None:
    at, environment = console
    answer = ask(reader, at, "/sites/")
    assert answer.url == f"{at}/sites/"
    assert "xiaoli" in answer.text
    linked = "from xuncha.people.models import AuditEntry as A; print(list(A.objects.filter("
    linked += "verb='person.outside').values_list('noun_name', flat=True)))"
    told = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {linked}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "['xiaoli']"
    # The second time the person outside is known by number, whatever they are called there now.
    service.name = "somebody else"
    with requests.Session() as again:
        assert ask(again, at).url == f"{at}/"
        assert inside(again, at)


def test_a_name_given_to_somebody_new_does_not_open_the_account(
    service: Identity, reader: requests.Session, console: tuple[str, dict[str, str]]
) -> None:
    at, _environment = console
    with requests.Session() as first:
        service.sub, service.name = "p-200", "xiaoma"
        ask(first, at)
        assert inside(first, at)
    service.sub = "p-201"
    answer = ask(reader, at)
    assert "没有可用的账号" in answer.text
    assert not inside(reader, at)


@pytest.mark.parametrize("name", ["stranger", "", "gone"])
def test_nobody_signs_up(
    service: Identity, reader: requests.Session, console: tuple[str, dict[str, str]], name: str
) -> None:
    at, environment = console
    service.sub, service.name = f"p-300-{name}", name
    answer = ask(reader, at)
    assert answer.url == f"{at}/account/login/"
    assert "没有可用的账号" in answer.text
    assert not inside(reader, at)
    count = "from xuncha.people.models import User as U; print(U.objects.count())"
    told = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup(); {count}"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "3"


@pytest.mark.parametrize(
    "lie",
    [
        {"forger": rsa.generate_private_key(65537, 2048)},
        {"algorithm": "none"},
        {"algorithm": "HS256"},
        {"claims": {"nonce": "another"}},
        {"claims": {"nonce": None}},
        {"claims": {"iss": "http://127.0.0.1:1"}},
        {"claims": {"aud": "another"}},
        {"claims": {"aud": [CLIENT, "another"], "azp": "another"}},
        {"claims": {"exp": 1_500_000_000}},
        {"claims": {"exp": None}},
        {"state": "another"},
        {"userinfo_sub": "p-999"},
        {"said": {"issuer": "https://another.example"}},
        {"said": {"jwks_uri": "http://127.0.0.1:1/"}},
        {"down": True},
    ],
    # Not the key itself: its name would differ from one process of the tests to the next.
    ids=lambda lie: "forger" if "forger" in lie else str(lie),
)
def test_a_service_that_lies_lets_nobody_in(
    service: Identity,
    reader: requests.Session,
    console: tuple[str, dict[str, str]],
    lie: dict[str, object],
) -> None:
    at, _environment = console
    service.__dict__.update(lie)
    answer = ask(reader, at)
    assert answer.url == f"{at}/account/login/"
    assert re.search("登录没有完成|暂时不可用", answer.text)
    assert not inside(reader, at)


def test_an_answer_nobody_asked_for_lets_nobody_in(
    service: Identity, reader: requests.Session, console: tuple[str, dict[str, str]]
) -> None:
    at, _environment = console
    with requests.Session() as other:
        code = other.get(onward(leave(other, at)), allow_redirects=False).headers["Location"]
    # Their answer, opened in another's browser.
    assert "登录没有完成" in reader.get(code).text
    assert not inside(reader, at)


def test_it_is_begun_by_a_button_alone_and_sends_nobody_elsewhere(
    service: Identity, reader: requests.Session, console: tuple[str, dict[str, str]]
) -> None:
    at, _environment = console
    assert reader.get(f"{at}/account/oidc/office/login/").status_code == 405
    assert reader.post(f"{at}/account/oidc/office/login/").status_code == 403
    assert ask(reader, at, "https://elsewhere.example/").url == f"{at}/"


def test_a_service_without_a_certificate_is_refused() -> None:
    environment = os.environ | {
        "XUNCHA_OIDC_ISSUER": "http://sso.example.gov.cn",
        "PYTHONPATH": str(SOURCE),
    }
    told = subprocess.run(
        [sys.executable, "-m", "xuncha.settings"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode != 0
    assert "https://" in told.stderr


def test_a_browser_finds_the_way_there_and_back(
    service: Identity, console: tuple[str, dict[str, str]], browser: Browser
) -> None:
    at, _environment = console
    window = browser.new_context(locale="zh-CN")
    page = window.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{at}/account/login/?next=/sites/")
    page.get_by_role("button", name="用全省统一认证登录").click()
    page.wait_for_url(f"{at}/sites/")
    window.close()
    assert complaints == []
