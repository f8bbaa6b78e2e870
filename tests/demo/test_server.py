"""The server of the province, asked over real connections."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from xuncha.base.types import Verdict
from xuncha.demo import outside
from xuncha.demo.plan import Place
from xuncha.demo.server import Server
from xuncha.demo.truth import fresh_at_home, truth_of


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(186, 100, port=0) as running:
        yield running


@pytest.fixture(scope="module")
def places(server: Server) -> list[Place]:
    return [server.province.place(office) for office in server.province.offices]


def ask(
    server: Server, host: str, path: str, method: str = "GET"
) -> tuple[int, bytes, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request(method, path, headers={"Host": f"{host}:{server.port}"})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers
    finally:
        connection.close()


def test_each_host_is_its_own_site(server: Server, places: list[Place]) -> None:
    for place in places[::23]:
        if not place.down:
            status, body, _ = ask(server, place.office.host, "/")
            assert status == 200
            assert place.name_shown in body.decode(place.style.charset)


def test_many_questions_on_one_connection(server: Server, places: list[Place]) -> None:
    place = next(one for one in places if not one.down and one.style.code == "trs")
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    for _ in range(50):
        connection.request("GET", "/", headers={"Host": place.office.host})
        assert connection.getresponse().read()
    connection.close()


def test_head_gives_the_length_and_no_body(server: Server, places: list[Place]) -> None:
    host = next(one.office.host for one in places if not one.down)
    _, body, _ = ask(server, host, "/")
    status, nothing, headers = ask(server, host, "/", "HEAD")
    assert (status, nothing, headers["Content-Length"]) == (200, b"", str(len(body)))


def test_an_address_is_found_in_any_spelling(server: Server, places: list[Place]) -> None:
    place = next(one for one in places if not one.down and one.style.code == "aspx")
    path = place.style.column_path(place.columns[0], 0)
    assert path != path.lower()
    assert (
        ask(server, place.office.host, path)[1] == ask(server, place.office.host, path.lower())[1]
    )


@pytest.mark.parametrize(("missing", "status"), [("404", 404), ("soft", 200), ("home", 302)])
def test_missing_pages(server: Server, places: list[Place], missing: str, status: int) -> None:
    host = next(one.office.host for one in places if not one.down and one.missing == missing)
    assert ask(server, host, "/no/such/page.html")[0] == status


def test_what_stumbles_once_is_fine_the_second_time(server: Server, places: list[Place]) -> None:
    place, article = next((p, a) for p in places for a in p.articles() if a.stumbles)
    path = place.style.article_path(article)
    assert [ask(server, place.office.host, path)[0] for _ in range(3)] == [503, 200, 200]


def test_what_is_slow_comes_in_the_end(server: Server, places: list[Place]) -> None:
    place, article = next((p, a) for p in places for a in p.articles() if a.delay)
    started = time.monotonic()
    assert ask(server, place.office.host, place.style.article_path(article))[0] == 200
    assert time.monotonic() - started >= article.delay


def test_a_site_that_is_down(server: Server, places: list[Place]) -> None:
    down = {place.down: place.office.host for place in places if place.down}
    assert ask(server, down["503"], "/")[0] == 503
    if "drops" in down:
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            ask(server, down["drops"], "/")


def test_a_site_is_put_right_while_it_is_served() -> None:
    with Server(9, 40, port=0) as server:
        places = [server.province.place(office) for office in server.province.offices]
        down = next(place for place in places if place.down == "503")
        assert ask(server, down.office.host, "/")[0] == 503
        now = down.as_of + timedelta(days=6)
        server.mend(down.office.code, now)
        mended = server.province.mended(down.office, now)
        assert truth_of(mended).verdict is Verdict.QUALIFIED
        assert fresh_at_home(mended) >= 10
        status, body, _ = ask(server, down.office.host, "/")
        assert (status, mended.name_shown in body.decode(mended.style.charset)) == (200, True)
        with pytest.raises(KeyError):
            server.mend("0000000000", now)


def test_outside_hosts(server: Server) -> None:
    assert ask(server, outside.FORBIDDEN, "/photo/1.jpg")[0] == 403
    assert "百家乐" in ask(server, outside.CASINO, "/")[1].decode()
    assert ask(server, "dcs.conac.cn", "/image/red.png")[2]["Content-Type"] == "image/png"
    assert ask(server, "www.unknown-demo.com", "/")[0] == 404


def test_the_careless_search(server: Server) -> None:
    host = "www.geermu-spj.gov.cn"
    status, body, _ = ask(server, host, "/search.jsp?keyword=%3Cb%3Ehello%3C/b%3E")
    assert (status, b"<b>hello</b>" in body) == (200, True)
    status, body, _ = ask(server, host, "/search.jsp?keyword=%27")
    assert (status, b"SQLiteException" in body) == (500, True)


def test_it_is_fast_enough_to_leave_the_machine_to_the_inspection(
    server: Server, places: list[Place]
) -> None:
    place = next(one for one in places if not one.down and one.style.code == "modern")
    paths = [place.style.article_path(a) for a in place.articles() if not (a.delay or a.stumbles)]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    started, asked = time.monotonic(), 0
    for path in paths * 5:
        connection.request("GET", path, headers={"Host": place.office.host})
        connection.getresponse().read()
        asked += 1
    connection.close()
    # A tenth of what it does on a quiet machine; the client takes most of the time.
    assert asked / (time.monotonic() - started) > 300
