"""The daily look on real servers, and the alarms that follow: each told, and told to be over."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.loopback import Reply, Server, ok, serving
from tests.evidence.markup import page
from tests.evidence.secured import certificate, https
from tests.people import NOW, Cast
from tests.sites import registered

from xuncha.evidence.agreement import PATH, Agreement
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Phases
from xuncha.evidence.snapshot import Page
from xuncha.monitoring.actions import keep, our_node
from xuncha.monitoring.models import Alarm, Sight
from xuncha.monitoring.probing import Accessed
from xuncha.monitoring.sighting import Seen, look
from xuncha.monitoring.sights import due_sights, note, quiet_until
from xuncha.people.models import Event
from xuncha.registry.models import Site, SiteState

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HOST = "www.test.gov.cn"
NEWS = "".join(
    f"<li><a href='/gzdt/{n}.html'>关于第{n}件事的通知公告内容</a></li>" for n in range(40)
)
HOME = f"""<title>共和县国土资源局</title><h1>共和县国土资源局</h1>
<ul>{NEWS}</ul><p>主办单位：共和县国土资源局 网站标识码：6325210001 青ICP备05000001号</p>"""
GAMES = "<title>太阳城线上</title>" + "".join(
    f"<p>真人荷官在线发牌第{n}桌，注册即送彩金，欢迎光临体验</p>" for n in range(40)
)


def looked(url: str, *, ipv6: bool = False, addresses: tuple[str, ...] = ("127.0.0.1",)) -> Seen:
    async def go() -> Seen:
        gate = Gate(networks=["127.0.0.0/8", "::1/128"], hosts={HOST: addresses}, sites=[url])
        async with CurlFetcher(gate, Plan(rate=0, patience=0.01)) as fetcher:
            return await look(url, fetcher, gate, NOW, ipv6=ipv6)

    return asyncio.run(go())


@pytest.fixture
def server() -> Iterator[Server]:
    wishes = '{"schema": "site-monitoring/1", "rate": 1}'
    routes: dict[str, Reply] = {"/": ok(HOME), PATH: ok(wishes, "application/json")}
    with serving(routes) as one:
        yield one


def test_a_look_sees_name_face_and_wishes(server: Server) -> None:
    seen = looked(server.url())
    assert seen.addresses == ("127.0.0.1",)
    assert seen.page is not None
    assert seen.page.title == "共和县国土资源局"
    assert (seen.certificate_until, seen.ipv6) == (None, None)
    assert seen.agreement is not None
    assert seen.agreement.rate == 1.0
    assert server.count(PATH) == 1


def test_a_look_sees_how_long_the_certificate_holds(tmp_path: Path) -> None:
    with https(certificate(HOST, days=(-1, 6)).write(tmp_path)) as server:
        seen = looked(f"https://{HOST}:{server.port}/")
    assert seen.certificate_until is not None
    assert timedelta(days=5) < seen.certificate_until - datetime.now(UTC) < timedelta(days=7)


def test_a_look_knows_whether_ipv6_answers(server: Server) -> None:
    both = ("127.0.0.1", "::1")
    assert looked(server.url(), ipv6=True, addresses=both).ipv6 is False  # nobody listens there
    assert looked(server.url(), ipv6=True).ipv6 is None
    assert looked(server.url(), ipv6=False, addresses=both).ipv6 is None


def test_a_site_that_does_not_answer_is_not_seen(server: Server) -> None:
    server.routes["/"] = ok("no", status="403 Forbidden")
    seen = looked(server.url())
    assert (seen.open, seen.page, seen.agreement) == (False, None, None)
    assert looked("http://gone.invalid/").addresses is None


@pytest.fixture
def site(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", f"http://{HOST}/")


def seen(at: datetime, **more: Any) -> Seen:
    usual: dict[str, Any] = {"addresses": ("36.103.1.2",), "page": home(HOME), "open": True}
    return Seen(at, **(usual | more))


def home(html: str) -> Page:
    return page(html, "/", home=True)


def alarms(kind: str) -> list[bool]:
    """The alarms of a kind in their order; whether each is over."""
    rows = Alarm.objects.filter(kind=kind).order_by("id")
    return [one.ended_at is not None for one in rows]


def told(kind: str) -> list[tuple[str, bool]]:
    return list(Event.objects.filter(kind=kind).order_by("id").values_list("title", "over"))


def test_todays_news_is_no_defacement_and_a_redesign_is_none(site: Site) -> None:
    note(site, seen(NOW))
    fresh = HOME.replace("第", "新的").replace("/gzdt/", "/xwzx/")
    redesigned = (
        f"<title>国土局</title><div>{'全新的版面，全新的内容。' * 40}</div>共和县国土资源局"
    )
    for number, html in enumerate((fresh, redesigned, redesigned)):
        note(site, seen(NOW + (number + 1) * DAY, page=home(html)))
    assert not Alarm.objects.exists()


def test_another_face_twice_is_an_alarm_and_the_old_one_ends_it(site: Site) -> None:
    note(site, seen(NOW))
    sight = note(site, seen(NOW + DAY, page=home(GAMES)))
    assert alarms("face") == []
    assert sight.due_at == NOW + DAY + HOUR  # looked at again soon
    note(site, seen(NOW + DAY + HOUR, page=home(GAMES)))
    assert alarms("face") == [False]
    note(site, seen(NOW + DAY + 2 * HOUR))
    assert alarms("face") == [True]
    assert told("site.face") == [
        ("共和县国土资源局的首页内容突变", False),
        ("共和县国土资源局的首页内容突变", True),
    ]


def test_a_page_that_is_signed_by_an_intruder_is_told_at_once(site: Site) -> None:
    note(site, seen(NOW))
    note(site, seen(NOW + DAY, page=home("<title>Hacked by Nobody</title><p>hello</p>")))
    assert alarms("face") == [False]
    event = Event.objects.get(kind="site.face")
    assert event.urgency == 3
    assert event.office == site.office


def test_a_page_that_could_not_be_read_says_nothing(site: Site) -> None:
    note(site, seen(NOW))
    for hours in (24, 25, 26):
        note(site, seen(NOW + hours * HOUR, page=None))
        note(site, Seen(NOW + hours * HOUR))
    assert not Alarm.objects.exists()


def test_a_new_face_that_stays_is_the_sites_own(site: Site) -> None:
    note(site, seen(NOW))
    for hours in range(0, 96, 6):
        note(site, seen(NOW + DAY + hours * HOUR, page=home(GAMES)))
    assert alarms("face") == [True]
    note(site, seen(NOW + 9 * DAY, page=home(GAMES)))
    assert alarms("face") == [True]


def test_a_name_that_leads_elsewhere_twice_is_an_alarm(site: Site) -> None:
    note(site, seen(NOW))
    note(site, seen(NOW + DAY, addresses=("36.103.77.7",)))
    assert Sight.objects.get().doubts == {}
    for hours in (48, 49):
        note(site, seen(NOW + hours * HOUR, addresses=("5.6.7.8",)))
    assert alarms("address") == [False]
    assert "5.6.7.8" in Event.objects.get(kind="site.address").text
    note(site, seen(NOW + 50 * HOUR))
    assert alarms("address") == [True]


def test_a_certificate_is_told_at_each_step_once_and_renewed_once(site: Site) -> None:
    until = NOW + 40 * DAY
    for day in (0, 9, 10, 11, 26, 27, 33, 39, 41, 42):
        note(site, seen(NOW + day * DAY, certificate_until=until))
    assert alarms("certificate") == [False]
    assert told("site.certificate") == [
        ("共和县国土资源局的安全证书 30 天内到期", False),
        ("共和县国土资源局的安全证书 14 天内到期", False),
        ("共和县国土资源局的安全证书 7 天内到期", False),
        ("共和县国土资源局的安全证书 1 天内到期", False),
        ("共和县国土资源局的安全证书已过期", False),
    ]
    note(site, seen(NOW + 43 * DAY, certificate_until=NOW + 400 * DAY))
    assert alarms("certificate") == [True]
    assert told("site.certificate")[-1] == ("共和县国土资源局的安全证书已过期", True)


def test_ipv6_that_is_gone_twice_is_an_alarm_and_never_where_it_never_was(site: Site) -> None:
    for hours in (0, 1, 2):
        note(site, seen(NOW + hours * HOUR, ipv6=False, ipv6_line=True))
    assert alarms("ipv6") == []
    note(site, seen(NOW + DAY, ipv6=True, ipv6_line=True))
    note(site, seen(NOW + 2 * DAY, ipv6=None, ipv6_line=False))  # our own line is gone
    assert Sight.objects.get().doubts == {}
    for hours in (72, 73):
        note(site, seen(NOW + hours * HOUR, ipv6=None, ipv6_line=True))  # the address was withdrawn
    assert alarms("ipv6") == [False]
    note(site, seen(NOW + 4 * DAY, ipv6=True, ipv6_line=True))
    assert alarms("ipv6") == [True]


def probes(site: Site, begins: datetime, *faults: str, total: int = 120) -> None:
    """Probes an hour apart; "" is open."""
    for number, fault in enumerate(faults):
        at = begins + number * HOUR
        is_open = None if fault in ("blocked", "ours") else not fault
        one = Accessed(at, is_open, fault, 200, total, Phases())
        keep(our_node(at), [(site.pk, at, one)], at)


def test_a_site_that_opens_slowly_for_a_day_is_told_so_until_it_is_quick(site: Site) -> None:
    probes(site, NOW, *[""] * 20, total=4000)
    note(site, seen(NOW + 20 * HOUR))
    assert alarms("slow") == [False]
    assert "4.0" in Event.objects.get(kind="site.slow").text
    probes(site, NOW + 2 * DAY, *[""] * 20, total=900)
    note(site, seen(NOW + 3 * DAY))
    assert alarms("slow") == [True]


def test_a_site_that_keeps_us_out_is_told_the_remedy_and_when_it_is_well(
    site: Site, settings: Any
) -> None:
    settings.OWN_ADDRESSES = ("203.0.113.9",)
    probes(site, NOW, *["blocked"] * 5)
    assert alarms("blocked") == []
    probes(site, NOW + 5 * HOUR, "blocked", "ours", "blocked")
    assert alarms("blocked") == [False]
    event = Event.objects.get(kind="monitor.blocked")
    assert event.office == site.office
    assert "203.0.113.9" in event.text
    assert "Xuncha" in event.text
    assert alarms("down") == []  # kept out is not down
    probes(site, NOW + 8 * HOUR, "")
    assert alarms("blocked") == [True]
    assert told("monitor.blocked")[-1][1] is True


def test_an_outage_is_told_and_its_end_too(site: Site) -> None:
    probes(site, NOW, "", "timeout", "timeout", "timeout", "timeout")
    assert told("site.down") == [("共和县国土资源局无法访问", False)]
    assert "15 秒" in Event.objects.get().text
    probes(site, NOW + 5 * HOUR, "")
    assert told("site.down")[-1] == ("共和县国土资源局无法访问", True)


def test_who_filed_that_they_would_be_away_raises_no_alarm(site: Site) -> None:
    for number in range(4):
        at = NOW + number * HOUR
        one = Accessed(at, False, "timeout", None, 15000, Phases())
        keep(our_node(at), [(site.pk, at, one)], at, filed={site.pk})
    assert not Alarm.objects.exists()
    one = Accessed(NOW + 4 * HOUR, False, "timeout", None, 15000, Phases())
    keep(our_node(NOW), [(site.pk, NOW + 4 * HOUR, one)], NOW + 4 * HOUR)
    assert alarms("down") == [False]


def test_each_site_is_looked_at_once_a_day_and_not_in_its_quiet(cast: Cast, site: Site) -> None:
    registered(cast.land, "关停", "http://closed.gov.cn/", state=SiteState.CLOSED)
    assert due_sights(NOW, 5) == [site]
    quiet = Agreement(quiet=((NOW.time(), (NOW + HOUR).time()),))
    note(site, seen(NOW, agreement=quiet))
    assert due_sights(NOW + 23 * HOUR, 5) == []
    assert due_sights(NOW + DAY + HOUR / 2, 5) == []
    assert due_sights(NOW + DAY + HOUR, 5) == [site]
    assert quiet_until(Site.objects.get(pk=site.pk), NOW) == NOW + HOUR
