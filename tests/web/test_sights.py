"""A notice tested again: how the page looked before stands beside how it looks now."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.evidence.loopback import Server, ok, serving
from tests.people import Cast, assemble
from tests.sites import registered
from tests.web.people import BACKEND, Desk

from xuncha.cases.kinds.rectification.models import NoticeItem
from xuncha.cases.models import Case
from xuncha.evidence.browser import find_browser
from xuncha.findings.actions import confirm
from xuncha.findings.models import Finding, Problem
from xuncha.people.models import User
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.models import InspectionRun
from xuncha.pipeline.orders import Place
from xuncha.pipeline.shift import Shift

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "<title>共和县国土资源局</title><h1>共和县国土资源局</h1><a href='/m.html'>说明</a>"
BROKEN = "<title>说明</title><p style='height:900px'>办事</p><div>标题：${title1} ${date}</div>"
MENDED = "<title>说明</title><h1>办事说明</h1><div>标题：土地登记 2017-12-01</div>"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/": ok(HOME), "/m.html": ok(BROKEN)}) as running:
        yield running


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def work(data: Path) -> None:
    place = Place(data, ("127.0.0.1/32",), {"www.test.gov.cn": ("127.0.0.1",)})
    assert asyncio.run(Shift(place, now=lambda: datetime.now(UTC)).work()) == 1


def noticed(cast: Cast, server: Server, data: Path) -> Case:
    """A page that nobody filled in was found, confirmed, and stands in a notice."""
    site = registered(cast.land, "共和县国土资源局", server.url())
    run = start_run(
        cast.acting(cast.li, datetime.now(UTC)),
        cast.province,
        [site],
        standard="census-2015",
        title="共和县检查",
        options={"visits": 1, "rate": 20.0},
    )
    InspectionRun.objects.filter(pk=run.pk).update(options=run.options | {"render": "always"})
    work(data)
    finding = Finding.objects.get(indicator="page.abnormal")
    confirm(cast.acting(cast.li, datetime.now(UTC)), finding)
    problem = Problem.objects.get(lead=finding)
    new = {"office": cast.land.pk, "days": 10, "id": problem.pk}
    assert "已下发" in Desk(cast.li).send("/cases/new/", **new)
    return Case.objects.get()


def retested(cast: Cast, case: Case, data: Path, **options: Any) -> str:
    """小王 has it tested again; the page of the notice as she sees it then."""
    Desk(cast.wang).send(f"/cases/{case.pk}/retest/")
    InspectionRun.objects.filter(title__contains=case.number).update(
        options={"visits": 1, "rate": 20.0} | options
    )
    work(data)
    return Desk(cast.wang).client.get(f"/cases/{case.pk}/").content.decode()


def get(user: User, address: str) -> Any:
    client = Client()
    client.force_login(user, BACKEND)
    return client.get(address)


@pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")
def test_a_mended_page_is_shown_beside_what_it_was(cast: Cast, server: Server, data: Path) -> None:
    case = noticed(cast, server, data)
    page = Desk(cast.wang).client.get(f"/cases/{case.pk}/").content.decode()
    assert "还没有复查" in page
    server.routes["/m.html"] = ok(MENDED)
    page = retested(cast, case, data)
    assert "复查通过" in page
    pictures = re.findall(r'src="(/cases/\d+/sights/\d+/(?:before|after)\.png)"', page)
    assert len(pictures) == 2
    before, after = (get(cast.wang, one) for one in pictures)
    for answer in (before, after):
        assert answer["Content-Type"] == "image/png"
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert answer.content.startswith(b"\x89PNG")
    assert before.content != after.content
    item = NoticeItem.objects.get()
    kept = data / item.after_proof / "evidence" / item.after.removeprefix("sha256:")
    assert after.content == kept.read_bytes()
    for one in pictures:
        assert get(cast.zhou, one).status_code == 404
    assert get(cast.wang, pictures[0].replace("before", "source")).status_code == 404
    # Lost, it is said to be lost; and what is no picture is never sent as one.
    kept.write_bytes(b"<html></html>")
    assert get(cast.wang, pictures[1]).status_code == 404
    assert "指纹不符" in Desk(cast.wang).text(f"/cases/{case.pk}/")


@pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")
def test_what_is_still_there_is_framed_and_where_no_browser_is_that_is_said(
    cast: Cast, server: Server, data: Path
) -> None:
    case = noticed(cast, server, data)
    page = retested(cast, case, data, render="always")
    item = NoticeItem.objects.get()
    assert "仍存在" in page
    assert item.after in Finding.objects.get(indicator="page.abnormal").evidence
    server.routes["/m.html"] = ok(MENDED)
    page = retested(cast, case, data, render="never")
    assert "已消除" in page
    assert "未截图" in page
    assert NoticeItem.objects.get().after == ""
