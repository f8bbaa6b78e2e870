"""Where the names of a site lead, asked of a real DNS server on loopback."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import dns.message
import dns.rcode
import pytest
from tests.evidence.loopback import Server, ok, serving
from tests.evidence.nameserver import Nameserver, Word, answering, nothing, says
from tests.evidence.visiting import AS_OF, PLAN

from xuncha.base.types import Site
from xuncha.checks.examination import Examined, examine
from xuncha.evidence import store
from xuncha.evidence.fetch import CurlFetcher
from xuncha.evidence.gate import Gate
from xuncha.evidence.names import MOST, Names, own
from xuncha.evidence.safety import Alias
from xuncha.evidence.snapshot import Snapshot
from xuncha.evidence.visit import visit
from xuncha.scoring.standard import load

HOST, OLD = "www.test.gov.cn", "old.test.gov.cn"
GONE = dns.rcode.NXDOMAIN


def asking(server: Nameserver, seconds: float = 3.0) -> Names:
    return Names(("127.0.0.1",), server.port, seconds)


def looked(word: Word, seconds: float = 3.0) -> Alias:
    with answering({OLD: word}) as server:
        found = asyncio.run(asking(server, seconds).look([OLD]))
    assert found is not None
    (one,) = found
    return one


def test_a_record_that_leads_to_a_name_that_does_not_exist() -> None:
    word = says(f"{OLD}. CNAME Gone.Hosting.com.", code=GONE)
    assert looked(word) == Alias(OLD, ("gone.hosting.com",), False)


def test_a_chain_is_followed_to_its_end_in_whatever_order_it_is_told() -> None:
    word = says("a.one.com. CNAME b.two.com.", f"{OLD}. CNAME a.one.com.", code=GONE)
    assert looked(word) == Alias(OLD, ("a.one.com", "b.two.com"), False)


def test_a_record_that_leads_somewhere() -> None:
    word = says(f"{OLD}. CNAME cdn.one.com.", "cdn.one.com. A 192.0.2.1")
    assert looked(word) == Alias(OLD, ("cdn.one.com",), True)


def test_a_name_without_such_a_record() -> None:
    assert looked(says(f"{OLD}. A 192.0.2.1")) == Alias(OLD, (), True)
    assert looked(says(code=GONE)) == Alias(OLD, (), False)


def test_a_name_that_exists_without_an_address_is_not_known_to_lead_anywhere() -> None:
    assert looked(says(f"{OLD}. CNAME six.one.com.")) == Alias(OLD, ("six.one.com",), None)


def bent(question: dns.message.Message) -> bytes:
    """The head of an answer, and bytes that are none."""
    return question.to_wire()[:2] + b"\x81\x83\x00\x01\xff\xff\xff\xff\x00\x00" + b"\xc0" * 40


def cut(question: dns.message.Message) -> bytes:
    """Says that the rest is to be had over TCP, where nobody is."""
    made = dns.message.make_response(question)
    made.flags |= dns.flags.TC
    return made.to_wire()


CIRCLE = (f"{OLD}. CNAME a.one.com.", f"a.one.com. CNAME {OLD}.")
LONG = (f"{OLD}. CNAME n0.one.com.", *(f"n{n}.one.com. CNAME n{n + 1}.one.com." for n in range(40)))
HOSTILE = {
    "servfail": says(code=dns.rcode.SERVFAIL),
    "servfail with a record": says(f"{OLD}. CNAME gone.com.x.", code=dns.rcode.SERVFAIL),
    "refused": says(code=dns.rcode.REFUSED),
    "silence": nothing,
    "circle": says(*CIRCLE),
    "circle to nothing": says(*CIRCLE, code=GONE),
    "to itself": says(f"{OLD}. CNAME {OLD}.", code=GONE),
    "no end": says(*LONG, code=GONE),
    "gone and there": says(f"{OLD}. CNAME a.one.com.", "a.one.com. A 192.0.2.1", code=GONE),
    "markup": says(f"{OLD}. CNAME <script>x</script>.one.com.", code=GONE),
    "formula": says(f"{OLD}. CNAME =cmd.one.com.", code=GONE),
    "bytes": says(f"{OLD}. CNAME \\000\\255\\010.one.com.", code=GONE),
    "no host": says(f"{OLD}. CNAME gone.", code=GONE),
    "the root": says(f"{OLD}. CNAME .", code=GONE),
    "bent": bent,
    "cut": cut,
    "another's answer": lambda question: says(f"{OLD}. CNAME gone.com.", code=GONE)(
        dns.message.make_query("www.else.com", "A", id=question.id)
    ),
    "empty": lambda question: b"",
}


@pytest.mark.parametrize("word", HOSTILE.values(), ids=HOSTILE)
def test_what_is_not_certain_says_nothing(word: Word) -> None:
    assert looked(word, seconds=0.4) == Alias(OLD)


def test_records_of_other_names_are_no_part_of_the_chain() -> None:
    word = says("www.else.com. CNAME gone.hosting.com.", code=GONE)
    assert looked(word) == Alias(OLD, (), False)


def test_one_question_a_name_and_a_handful_of_names() -> None:
    hosts = [f"n{number}.test.gov.cn" for number in range(20)]
    with answering({}) as server:
        found = asyncio.run(asking(server).look([*hosts, *hosts]))
    assert sorted(server.asked) == sorted(hosts[:MOST])
    assert [one.host for one in found or ()] == hosts[:MOST]


def test_addresses_and_what_can_be_no_name_are_not_asked_after() -> None:
    hosts = ["127.0.0.1", "[::1]", "localhost", "-x.gov.cn", "a..cn", f"{'a' * 64}.gov.cn"]
    with answering({}) as server:
        found = asyncio.run(asking(server).look(hosts))
    assert server.asked == []
    assert found == (Alias(hosts[-1]),)


def test_whose_names_are_asked_after() -> None:
    linked = [
        ("http://mail.test.gov.cn/a", False),
        ("http://www.else.com/", True),
        ("http://sister.test.gov.cn/", True),
        ("http://old.test.gov.cn/b.js", True),
        ("http://mail.test.gov.cn/c", False),
        ("http://www.test.gov.cn/d", True),
        ("http://www.else.gov.cn/", True),
    ]
    found = own(f"http://{HOST}/", linked, frozenset({HOST, "sister.test.gov.cn"}))
    assert found == [HOST, OLD, "mail.test.gov.cn"]


def test_no_dns_is_asked_where_something_stands_in_its_place() -> None:
    assert Gate().names == Names()
    assert Gate(hosts={HOST: ("127.0.0.1",)}).names is None
    assert Gate(ask=lambda name: ()).names is None


# -- whole visits ------------------------------------------------------------------------------


def nameless(name: str) -> tuple[str, ...]:
    raise socket.gaierror(socket.EAI_NONAME, name)


def visited(home: str, folder: Path, server: Nameserver | None, *, up: bool = True) -> Snapshot:
    gate = Gate(
        networks=["127.0.0.0/8"],
        hosts={HOST: ("127.0.0.1",)} if up else {},
        sites=[home],
        ask=nameless,
        names=asking(server) if server else None,
    )

    async def go() -> None:
        async with CurlFetcher(gate, PLAN) as fetcher:
            await visit(
                Site("6300000001", home, name="测试县人民政府"),
                plan=PLAN,
                fetcher=fetcher,
                folder=folder,
                declared=(),
                policies=None,
                registered_hosts=None,
                as_of=AS_OF,
                on_page=lambda: None,
                stop=asyncio.Event(),
            )

    folder.mkdir()
    asyncio.run(go())
    return store.load(folder)


def told(site: Snapshot) -> Examined:
    law = load("indicators-2019")
    return examine(site, {"security.dangling": law.thresholds["security.dangling"]})


PAGE = ok(
    f'<html><title>测试县</title><body><a href="http://{OLD}/">旧站</a>'
    f'<a href="http://mail.test.gov.cn/">邮箱</a><a href="http://gone.else.com/">友情链接</a></body></html>'
)


def address(server: Server) -> str:
    return server.url().replace("127.0.0.1", HOST)


def test_a_visit_asks_for_the_sites_own_names_and_tells_the_dangling_one(tmp_path: Path) -> None:
    words = {
        HOST: says(f"{HOST}. A 127.0.0.1"),
        OLD: says(f"{OLD}. CNAME gone.hosting.com.", code=GONE),
    }
    with serving({"/": PAGE}) as server, answering(words) as dns_server:
        site = visited(address(server), tmp_path / "seen", dns_server)
    assert sorted(dns_server.asked) == sorted([HOST, OLD, "mail.test.gov.cn"])
    ((_, fault),) = told(site).faults
    assert (fault.where, fault.url, fault.sentence) == (
        f"dangling:{OLD}",
        f"http://{OLD}/",
        "alias",
    )
    assert fault.seen["target"] == "gone.hosting.com"
    assert fault.suspected


def test_a_visit_without_dns_says_so(tmp_path: Path) -> None:
    with serving({"/": PAGE}) as server:
        site = visited(address(server), tmp_path / "seen", None)
    assert site.aliases is None
    assert "aliases" in site.unseen
    assert told(site).faults == ()


def test_a_site_whose_own_name_leads_nowhere(tmp_path: Path) -> None:
    words = {HOST: says(f"{HOST}. CNAME gone.hosting.com.", code=GONE)}
    with answering(words) as server:
        site = visited(f"http://{HOST}/", tmp_path / "seen", server, up=False)
    assert site.pages is None
    found = told(site)
    ((_, fault),) = found.faults
    assert (fault.where, fault.url) == (f"dangling:{HOST}", f"http://{HOST}/")
    # The rest of it was not looked at, and is not passed.
    assert [one[0] for one in found.untested] == ["security.dangling"]


def test_snapshots_of_before_are_still_read(tmp_path: Path) -> None:
    with serving({"/": PAGE}) as server:
        site = visited(address(server), tmp_path / "seen", None)
    path = tmp_path / "seen" / "snapshot.json"
    old = path.read_bytes().replace(b'"aliases":null,', b"")
    assert b'"aliases":null' not in old
    assert old != path.read_bytes()
    path.write_bytes(old)
    again = store.load(tmp_path / "seen")
    assert again.aliases is None
    assert replace(again, pages=None) == replace(site, pages=None)
