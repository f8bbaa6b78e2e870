"""A site that tells spiders from people, asked as both."""

from pathlib import Path

from tests.evidence.loopback import Asked, moved, ok, serving
from tests.evidence.visiting import visited

from xuncha.checks.examination import examine
from xuncha.evidence.response import Reach

PEOPLE = "<html><title>测试县</title><body><p>县政府召开会议</p></body></html>"
SPIDERS = "<html><title>时时彩_百家乐</title><body><p>北京赛车 老虎机</p></body></html>"


def is_spider(asked: Asked) -> bool:
    return "Baiduspider" in asked.headers["user-agent"]


def kinds(seen: object) -> list[object]:
    return [fault.seen["kind"] for _, fault in examine(seen, {"security.cloaking": {}}).faults]  # type: ignore[arg-type]


def test_a_page_for_spiders_alone(tmp_path: Path) -> None:
    with serving({"/": lambda asked: ok(SPIDERS if is_spider(asked) else PEOPLE)}) as server:
        seen = visited(server, tmp_path)
        spiders = [one for one in server.asked if is_spider(one)]
    assert seen.home is not None
    assert seen.home.title == "测试县"
    assert seen.spider is not None
    assert seen.spider.page is not None
    assert seen.spider.page.title == "时时彩_百家乐"
    # One request, and every other as ourselves.
    assert [one.path for one in spiders] == ["/"]
    assert spiders[0].headers["referer"].startswith("https://www.baidu.com/")
    assert kinds(seen) == ["content"]


def test_spiders_that_are_led_away(tmp_path: Path) -> None:
    away = moved("http://www.bet365.com/")
    with serving({"/": lambda asked: away if is_spider(asked) else ok(PEOPLE)}) as server:
        seen = visited(server, tmp_path)
    assert seen.spider is not None
    assert (seen.spider.onward, seen.spider.page) == ("http://www.bet365.com/", None)
    assert kinds(seen) == ["redirect"]


def test_a_site_that_keeps_spiders_out(tmp_path: Path) -> None:
    no = ok("no", status="403 Forbidden")
    with serving({"/": lambda asked: no if is_spider(asked) else ok(PEOPLE)}) as server:
        seen = visited(server, tmp_path)
    assert seen.spider is not None
    assert seen.spider.reach is Reach.BLOCKED
    assert kinds(seen) == []


def test_a_site_that_is_the_same_for_all(tmp_path: Path) -> None:
    with serving({"/": ok(PEOPLE)}) as server:
        seen = visited(server, tmp_path)
    assert kinds(seen) == []
