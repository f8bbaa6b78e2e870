"""The gate before a foreign scanner: what goes through, and what it says of what it found."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import pytest
from tests.bed.cases import HOST, Case, framed
from tests.bed.runs import hosted, letter
from tests.bed.served import Bed, Reply, serving

from xuncha.evidence.gate import Gate
from xuncha.evidence.probes import wapiti
from xuncha.evidence.probes.course import Grade
from xuncha.evidence.probes.gateproxy import GateProxy, Passed, harmful
from xuncha.evidence.probes.killswitch import KillSwitch, pull

PAGE = Case("/a", lambda _asked: Reply(framed("<p>same</p>")), "q=a", "q")


def through(bed: Bed, folder: Path, *requests: tuple[str, str], **more: object) -> Passed:
    """Ask these (method, address) through the gate, one after the other."""

    async def go() -> Passed:
        gate = Gate(networks=["127.0.0.0/8"], hosts={HOST: ("127.0.0.1",)}, sites=[bed.url(HOST)])
        kill = KillSwitch([folder])
        async with GateProxy(gate, letter(**more), kill, "run", pace=0.0) as proxy:
            for method, url in requests:
                await asyncio.to_thread(_ask, proxy.port, method, url)
            return proxy.passed

    return asyncio.run(go())


def _ask(port: int, method: str, url: str) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(f"{method} {url} HTTP/1.1\r\nHost: x\r\nX-Evil: 1\r\n\r\n".encode())
        answer = b""
        while part := line.recv(65_536):
            answer += part
        return answer


def test_a_harmless_question_goes_through_with_our_name_on_it(tmp_path: Path) -> None:
    with serving(hosted([PAGE])) as bed:
        passed = through(bed, tmp_path, ("GET", bed.url(HOST, "/a?q=1'")), ("HEAD", bed.url(HOST)))
        assert passed.sent == 2
        assert [(one.method, one.target, one.run) for one in bed.log] == [
            ("GET", "/a?q=1'", "run"),
            ("HEAD", "/", "run"),
        ]


@pytest.mark.parametrize(
    ("method", "address", "why"),
    [
        ("POST", "/a", "method"),
        ("DELETE", "/a", "method"),
        ("GET", "/a?q=1' OR 47=47", "payload"),
        ("GET", "/a?q=1'%20%6fR%2047=47", "payload"),
        ("GET", "/a?q=1%2527%2520oR%252047", "payload"),
        ("GET", "/a?q=1;x", "payload"),
        ("GET", "/a?q=1-- ", "payload"),
        ("GET", "/a?q=1' UNION SELECT 1", "payload"),
        ("GET", "/a?q=SLEEP(7)", "payload"),
        ("GET", "/a?q=../../etc/passwd", "payload"),
        ("GET", "/admin/delete?id=1", "action"),
        ("GET", "/private/a", "scope"),
        ("GET", "http://www.other.gov.cn/a", "scope"),
        ("GET", "https://www.other.gov.cn/a", "scope"),
    ],
)
def test_everything_else_is_refused(tmp_path: Path, method: str, address: str, why: str) -> None:
    with serving(hosted([PAGE])) as bed:
        url = address if "://" in address else bed.url(HOST, address)
        url = url.replace(" ", "%20")
        passed = through(bed, tmp_path, (method, url), exclude=("/private/",))
        assert (passed.refused, bed.log) == ({why: 1}, [])
        assert passed.log[0][1:] == (method, url, why)


def test_the_switch_and_the_number_of_requests_bind_it_too(tmp_path: Path) -> None:
    with serving(hosted([PAGE])) as bed:
        asked = [("GET", bed.url(HOST, "/a"))] * 3
        assert through(bed, tmp_path, *asked, max_requests=2).refused == {"spent": 1}
        pull(tmp_path)
        assert through(bed, tmp_path, *asked).refused == {"switch": 3}
    assert len(bed.log) == 2


def test_words_that_only_look_harmful_pass() -> None:
    assert not harmful("http://www.a.gov.cn/search?q=order+for+oral+history&page=1")
    assert not harmful("http://www.a.gov.cn/show.jsp?id=3'%20AND%20'1'='1")


def test_what_it_says_is_only_a_suspicion(tmp_path: Path) -> None:
    entry = {
        "http_request": "GET /a?id=1%27 HTTP/1.1\nhost: www.a.gov.cn\n",
        "path": "/a",
        "parameter": "id",
    }
    report = tmp_path / "r.json"
    report.write_text(json.dumps({"vulnerabilities": {"SQL Injection": [entry], "CSRF": [entry]}}))
    (hole,) = wapiti.read(report)
    assert (hole.indicator, hole.path, hole.parameter) == (
        "security.sqli",
        "http://www.a.gov.cn/a",
        "id",
    )
    assert hole.grade is Grade.SUSPECTED


@pytest.mark.parametrize("text", ["", "[]", "null", '{"vulnerabilities": 3}', "\0"])
def test_what_is_no_report_has_no_holes(tmp_path: Path, text: str) -> None:
    (tmp_path / "r.json").write_text(text)
    assert list(wapiti.read(tmp_path / "r.json")) == []
