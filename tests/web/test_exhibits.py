"""The proof of a finding as the console shows it: real visits, real archives, hostile pages."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.evidence.loopback import Server, ok, serving
from tests.evidence.test_replica import PIXEL
from tests.people import Cast, assemble
from tests.sites import registered
from tests.web.people import BACKEND, Desk

from xuncha.evidence.browser import find_browser
from xuncha.evidence.replica import POLICY
from xuncha.findings.models import Finding
from xuncha.people.models import User
from xuncha.pipeline.actions import start_run
from xuncha.pipeline.orders import Place
from xuncha.pipeline.shift import Shift

pytestmark = pytest.mark.django_db(transaction=True)

ID = "632521199003071234"
SECRET = "s3ss10nk3y"
HOME = f"""<html><head><title>共和县国土资源局</title></head><body><h1>共和县国土资源局</h1>
<script>alert("共和")</script><p>联系人身份证 {ID}</p>{"<p>国土资源工作动态</p>" * 9000}
<a href="/gone.html">通知</a> <a href="/m.html">说明</a></body></html>"""
BROKEN = "<title>说明</title><p style='height:900px'>办事</p><div>标题：${title1} ${date}</div>"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def server() -> Iterator[Server]:
    home = ok(
        HOME.encode("gb18030"),
        "text/html; charset=gb2312",
        headers=f"Set-Cookie: JSESSIONID={SECRET}; Path=/\r\nX-Powered-By: 13800138000\r\n",
    )
    with serving({"/": home, "/m.html": ok(BROKEN)}) as running:
        yield running


@pytest.fixture
def data(tmp_path: Path, settings: Any) -> Path:
    settings.DATA = tmp_path
    return tmp_path


def inspect(cast: Cast, server: Server, data: Path, render: str = "never") -> None:
    site = registered(cast.land, "共和县国土资源局", server.url())
    run = start_run(
        cast.acting(cast.li, datetime.now(UTC)),
        cast.province,
        [site],
        standard="census-2015",
        title="共和县检查",
        options={"visits": 1, "rate": 20.0, "render": "never", "max_pages": 50},
    )
    run.options["render"] = render
    run.save()
    place = Place(data, ("127.0.0.1/32",), {"www.test.gov.cn": ("127.0.0.1",)})
    assert asyncio.run(Shift(place, now=lambda: datetime.now(UTC)).work()) == 1


def get(user: User, address: str) -> Any:
    client = Client(raise_request_exception=True)
    client.force_login(user, BACKEND)
    return client.get(address)


def digests(one: Finding) -> list[str]:
    return [name.removeprefix("sha256:") for name in one.evidence if not name.endswith(".png")]


def test_a_dead_link_shows_both_exchanges_and_nothing_of_them_lives(
    cast: Cast, server: Server, data: Path
) -> None:
    inspect(cast, server, data)
    dead = Finding.objects.get(indicator="link.dead")
    gone, home = digests(dead)
    page = get(cast.wang, f"/findings/{dead.pk}/").content.decode()
    for words in ("GET /gone.html HTTP/1.1", "HTTP/1.1 404", "&lt;p&gt;not here&lt;/p&gt;"):
        assert words in page
    page = get(cast.wang, f"/findings/{dead.pk}/?record={home}").content.decode()
    assert "&lt;script&gt;alert(&#34;共和&#34;)" in page
    assert 'alert("' not in page
    assert "gb18030" in page
    assert "以下只是开头部分" in page
    assert len(page.encode()) < 300_000
    for hidden in (ID, SECRET, "set-cookie", "13800138000"):
        assert hidden not in page.lower()
    assert "138****8000" in page
    assert gone in page


def test_the_whole_source_is_plain_text_in_a_sandbox(
    cast: Cast, server: Server, data: Path
) -> None:
    inspect(cast, server, data)
    dead = Finding.objects.get(indicator="link.dead")
    answer = get(cast.wang, f"/findings/{dead.pk}/{digests(dead)[1]}.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    said = answer.content.decode()
    assert said == HOME.replace(ID, "6325**********1234")


def test_the_archived_page_is_seen_in_a_sandbox(cast: Cast, server: Server, data: Path) -> None:
    inspect(cast, server, data)
    dead = Finding.objects.get(indicator="link.dead")
    gone, home = digests(dead)
    address = f"/findings/{dead.pk}/{home}.html"
    page = get(cast.wang, f"/findings/{dead.pk}/?record={home}")
    assert f'src="{address}#fault" sandbox=""' in page.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    answer = get(cast.wang, address)
    assert answer["Content-Security-Policy"] == POLICY
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    said = answer.content.decode()
    assert "<h1>共和县国土资源局</h1>" in said
    assert 'data-fault id="fault"' in said
    for hidden in (ID, SECRET, "<script", "alert("):
        assert hidden not in said
    assert get(cast.zhou, address).status_code == 404
    assert get(cast.wang, f"/findings/{dead.pk}/{gone[:-1]}z.html").status_code == 404


@pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")
def test_the_archived_page_wears_the_style_it_was_seen_in(
    cast: Cast, server: Server, data: Path
) -> None:
    server.routes["/m.html"] = ok(f"<link rel=stylesheet href=/s.css>{BROKEN}<img src=/i.gif>")
    server.routes["/s.css"] = ok("p{color:rgb(1,2,3)}", "text/css")
    server.routes["/i.gif"] = ok(PIXEL, "image/gif")
    inspect(cast, server, data, "always")
    broken = Finding.objects.get(indicator="page.abnormal")
    assert len([one for one in broken.evidence if one.endswith(".part")]) == 2
    (record,) = [one[7:] for one in broken.evidence if len(one) == 71]
    said = get(cast.wang, f"/findings/{broken.pk}/{record}.html").content.decode()
    assert "p{color:rgb(1,2,3)}" in said
    assert "data:image/gif;base64," in said
    assert "记录2" not in Desk(cast.wang).text(f"/findings/{broken.pk}/")


@pytest.mark.skipif(find_browser() is None, reason="no Chromium on this machine")
def test_a_picture_is_served_as_one_and_only_as_one(cast: Cast, server: Server, data: Path) -> None:
    inspect(cast, server, data, "always")
    broken = Finding.objects.get(indicator="page.abnormal")
    (name,) = [one for one in broken.evidence if one.endswith(".png")]
    address = f"/findings/{broken.pk}/{name.removeprefix('sha256:')}"
    assert f'src="{address}"' in get(cast.wang, f"/findings/{broken.pk}/").content.decode()
    answer = get(cast.wang, address)
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    kept = data / broken.proof / "evidence" / name.removeprefix("sha256:")
    assert answer.content == kept.read_bytes()
    assert get(cast.zhou, address).status_code == 404
    # A page under a picture's name is no picture, though its fingerprint be right.
    page = b"<html><script>alert(1)</script></html>"
    false = hashlib.sha256(page).hexdigest()
    (kept.parent / f"{false}.png").write_bytes(page)
    Finding.objects.filter(pk=broken.pk).update(evidence=[f"sha256:{false}.png"])
    assert get(cast.wang, f"/findings/{broken.pk}/{false}.png").status_code == 404
    assert "指纹不符" in Desk(cast.wang).text(f"/findings/{broken.pk}/")


def test_lost_and_damaged_evidence_is_said(cast: Cast, server: Server, data: Path) -> None:
    inspect(cast, server, data)
    dead = Finding.objects.get(indicator="link.dead")
    first = digests(dead)[0]
    file = data / dead.proof / "evidence" / f"{first}.warc.gz"
    sealed = file.read_bytes()
    address = f"/findings/{dead.pk}/"
    file.write_bytes(gzip.compress(gzip.decompress(sealed).replace(b"not here", b"all well")))
    assert "指纹不符" in Desk(cast.wang).text(address)
    assert "all well" not in Desk(cast.wang).text(address)
    assert get(cast.wang, f"{address}{first}.txt").status_code == 404
    file.unlink()
    assert "已不在检查文件夹中" in Desk(cast.wang).text(address)
    # What is no WARC at all, though its name be right.
    for noise in (b"", b"\x1f\x8b noise", b"WARC/1.0\r\n"):
        name = hashlib.sha256(noise).hexdigest()
        (file.parent / f"{name}.warc.gz").write_bytes(noise)
        Finding.objects.filter(pk=dead.pk).update(evidence=[f"sha256:{name}"])
        assert "指纹不符或无法读取" in Desk(cast.wang).text(address)


def test_only_the_findings_own_evidence_within_the_data_folder_is_shown(
    cast: Cast, server: Server, data: Path
) -> None:
    inspect(cast, server, data)
    dead = Finding.objects.get(indicator="link.dead")
    other = Finding.objects.exclude(pk=dead.pk).exclude(evidence=[]).first()
    name = digests(dead)[0]
    assert get(cast.wang, f"/findings/{dead.pk}/{name}.txt").status_code == 200
    assert get(cast.zhou, f"/findings/{dead.pk}/{name}.txt").status_code == 404
    assert other is not None
    assert name not in digests(other)
    assert get(cast.wang, f"/findings/{other.pk}/{name}.txt").status_code == 404
    for wrong in (name.upper(), name[:63], f"{name}0", "..", f"..%2f{name}"):
        assert get(cast.wang, f"/findings/{dead.pk}/{wrong}.txt").status_code == 404
    # A hole in a running system: not for everybody who may see the site.
    Finding.objects.filter(pk=dead.pk).update(indicator="security.sqli")
    assert get(cast.li, f"/findings/{dead.pk}/{name}.txt").status_code == 404
    assert get(cast.chen, f"/findings/{dead.pk}/{name}.txt").status_code == 200
    outside = data.parent / "elsewhere"
    (data / dead.proof).rename(outside)
    Finding.objects.filter(pk=dead.pk).update(indicator="link.dead", proof="../elsewhere")
    assert get(cast.wang, f"/findings/{dead.pk}/{name}.txt").status_code == 404
    assert "已不在检查文件夹中" in Desk(cast.wang).text(f"/findings/{dead.pk}/")
