"""An import behind the page: it says how far it is, is one person's, and whole or nothing."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.people import Cast

from xuncha.registry.models import Site
from xuncha.registry.transfer.preview import folder
from xuncha.web.office import importjobs

pytestmark = pytest.mark.django_db(transaction=True)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HEAD = "网站标识码,网站名称,首页网址,主办单位"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the end: every file is a large one."""
    monkeypatch.setattr(importjobs, "PATIENCE", 0)


def table(rows: int = 1200, wrong: int = 0) -> SimpleUploadedFile:
    lines = [HEAD]
    for n in range(1, rows + 1):
        url = "不是网址" if n == wrong else f"http://s{n}.gov.cn/"
        lines.append(f"632521{n:04d},第{n}家,{url},某局")
    return SimpleUploadedFile("登记.csv", "\n".join(lines).encode())


def follow(client: Client, answer: HttpResponse) -> str:
    """Wait as the page does; where it leads in the end."""
    address = answer["Location"]
    until = time.monotonic() + 60
    while address.endswith("/wait/"):
        assert time.monotonic() < until
        page = client.get(address)
        if page.status_code == 302:
            address = page["Location"]
            break
        assert "行" in page.content.decode()
        time.sleep(0.05)
    return str(address)


def test_a_large_file_is_waited_for_on_a_page_of_its_own(
    cast: Cast, client: Client, impatient: None
) -> None:
    client.force_login(cast.office, BACKEND)
    sent = client.post("/import/", {"kind": "sites", "file": table()})
    assert sent["Location"].endswith("/wait/")
    preview = follow(client, sent)
    assert "导入1,200行" in client.get(preview).content.decode()
    assert not Site.objects.exists()
    taken = client.post(f"{preview}take/")
    assert taken["Location"].endswith("/wait/")
    assert follow(client, taken) == "/sites/"
    assert Site.objects.count() == 1200
    assert "已导入：" in client.get("/sites/").content.decode()


def test_a_small_file_is_shown_at_once(cast: Cast, client: Client) -> None:
    client.force_login(cast.office, BACKEND)
    sent = client.post("/import/", {"kind": "sites", "file": table(2)})
    assert not sent["Location"].endswith("/wait/")
    assert "导入2行" in client.get(sent["Location"]).content.decode()


def test_htmx_asks_for_the_progress_alone_and_is_led_on(
    cast: Cast, client: Client, impatient: None
) -> None:
    client.force_login(cast.office, BACKEND)
    sent = client.post("/import/", {"kind": "sites", "file": table()})
    until = time.monotonic() + 60
    asked = client.get(sent["Location"], headers={"hx-request": "true"})
    while "HX-Redirect" not in asked:
        assert time.monotonic() < until
        assert asked.content.decode().lstrip().startswith('<div id="progress"')
        asked = client.get(sent["Location"], headers={"hx-request": "true"})
    assert asked["HX-Redirect"].startswith("/import/")


def test_an_import_that_fails_writes_nothing_and_says_why(
    cast: Cast, client: Client, impatient: None
) -> None:
    client.force_login(cast.office, BACKEND)
    preview = follow(client, client.post("/import/", {"kind": "sites", "file": table()}))
    # The last line's address is registered by somebody else meanwhile.
    other = Client()
    other.force_login(cast.office, BACKEND)
    last = SimpleUploadedFile(
        "一.csv", f"{HEAD}\n6325219999,别家,http://s1200.gov.cn/,某局".encode()
    )
    follow(
        other,
        other.post(
            follow(other, other.post("/import/", {"kind": "sites", "file": last})) + "take/"
        ),
    )
    assert Site.objects.count() == 1
    assert follow(client, client.post(f"{preview}take/")) == "/import/"
    assert "预览之后登记已有变化" in client.get("/import/").content.decode()
    assert Site.objects.count() == 1


def test_it_is_nobody_else_s_business(cast: Cast, client: Client, impatient: None) -> None:
    client.force_login(cast.office, BACKEND)
    sent = client.post("/import/", {"kind": "sites", "file": table()})
    other = Client()
    other.force_login(cast.ma, BACKEND)
    answer = other.get(sent["Location"])
    assert answer.status_code in (302, 403)
    assert "1,200" not in other.get("/import/").content.decode()
    follow(client, sent)


def test_a_thread_that_ended_with_its_process_is_told_of(cast: Cast, client: Client) -> None:
    client.force_login(cast.office, BACKEND)
    name = "a" * 32
    job = importjobs.Job(name, cast.office.pk, "take", rows=3, total=9, at=time.time() - 600)
    folder().mkdir(parents=True, exist_ok=True)
    path: Path = folder() / f"{name}.job"
    path.write_bytes(msgspec.json.encode(job))
    assert client.get(f"/import/{name}/wait/")["Location"] == "/import/"
    assert "什么都没有写入" in client.get("/import/").content.decode()
