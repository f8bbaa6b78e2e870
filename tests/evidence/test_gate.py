"""What the address gate lets through."""

import asyncio
from pathlib import Path

import pytest

from xuncha.base.errors import InputError
from xuncha.evidence.gate import Gate, GateError, Passage, read_hosts

PRIVATE = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "168.63.129.16",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "203.0.113.9",
    "224.0.0.1",
    "239.1.1.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "fc00::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["8.8.8.8", "61.135.169.121", "172.32.0.1", "100.128.0.1", "2400:3200::1", "240e::1"]


def pass_through(gate: Gate, host: str, port: int = 80) -> Passage:
    return asyncio.run(gate.open(host, port))


@pytest.mark.parametrize("address", PRIVATE)
def test_closed_addresses_are_refused_whatever_name_leads_there(address: str) -> None:
    gate = Gate(hosts={"www.a.gov.cn": (address,)})
    with pytest.raises(GateError, match="不对外开放"):
        pass_through(gate, "www.a.gov.cn")


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_open_and_pinned(address: str) -> None:
    gate = Gate(hosts={"www.a.gov.cn": (address,)})
    assert pass_through(gate, "WWW.a.gov.cn").addresses == (address,)


def test_one_private_address_among_public_ones_closes_the_host() -> None:
    gate = Gate(hosts={"www.a.gov.cn": ("8.8.8.8", "10.0.0.1")})
    with pytest.raises(GateError):
        pass_through(gate, "www.a.gov.cn")


def test_only_the_named_network_is_opened() -> None:
    hosts = {"a.gov.cn": ("10.1.0.5",), "b.gov.cn": ("10.2.0.5",)}
    gate = Gate(networks=["10.1.0.0/16"], hosts=hosts)
    assert pass_through(gate, "a.gov.cn").addresses == ("10.1.0.5",)
    with pytest.raises(GateError):
        pass_through(gate, "b.gov.cn")


def test_a_literal_address_is_no_host_unless_its_network_is_open() -> None:
    with pytest.raises(GateError, match=r"8\.8\.8\.8"):
        pass_through(Gate(), "8.8.8.8")
    assert pass_through(Gate(networks=["127.0.0.0/8"]), "127.0.0.1").addresses == ("127.0.0.1",)
    assert pass_through(Gate(networks=["::1/128"]), "[::1]").addresses == ("::1",)


def test_a_bare_machine_name_is_not_asked_of_the_local_resolver() -> None:
    with pytest.raises(GateError, match="localhost"):
        pass_through(Gate(), "localhost")


@pytest.mark.parametrize(
    "name",
    [
        "-www.a.gov.cn",
        "+www.a.gov.cn",
        "*.a.gov.cn",
        "a,b.gov.cn",
        "a;b.gov.cn",
        "a.gov.cn..",
        ".",
        "a b.gov.cn",
        "a.gov.cn\0",
        "甲.政务",
        "a" * 250 + ".gov.cn",
    ],
)
def test_a_name_that_is_none_is_not_given_to_those_who_read_it_otherwise(name: str) -> None:
    """A name that begins with "-" is an order to libcurl: to forget the pinned address."""
    with pytest.raises(GateError):
        pass_through(Gate(hosts={name: ("8.8.8.8",)}), name)


@pytest.mark.parametrize("name", ["a_b.gov.cn", "xn--fiq.xn--zfr164b", "3.a.gov.cn", "a--b.gov.cn"])
def test_names_as_they_are_in_use(name: str) -> None:
    assert pass_through(Gate(hosts={name: ("8.8.8.8",)}), name).host == name


def test_a_name_is_asked_once_whatever_it_would_answer_later() -> None:
    """A name that turns to another address after it was checked is still where it was."""
    asked: list[str] = []

    def turning(name: str) -> tuple[str, ...]:
        asked.append(name)
        return ("8.8.8.8",) if len(asked) == 1 else ("10.0.0.1",)

    gate = Gate(ask=turning)

    async def go() -> list[Passage]:
        return [await gate.open("www.a.gov.cn", port) for port in (80, 80, 443)]

    assert {one.addresses for one in asyncio.run(go())} == {("8.8.8.8",)}
    assert asked == ["www.a.gov.cn"]


def test_so_many_names_that_one_is_forgotten_and_checked_anew() -> None:
    answers = {"a.gov.cn": "8.8.8.8", "b.gov.cn": "8.8.4.4", "c.gov.cn": "1.2.4.8"}
    gate = Gate(ask=lambda name: (answers[name],), remember=2)

    async def go() -> None:
        for name in answers:
            await gate.open(name, 80)
        answers["a.gov.cn"] = "10.0.0.1"
        with pytest.raises(GateError):
            await gate.open("a.gov.cn", 80)

    asyncio.run(go())


@pytest.mark.parametrize("port", [22, 25, 3306, 6379, 9200])
def test_ports_of_other_services_stay_shut(port: int) -> None:
    hosts = {"www.a.gov.cn": ("8.8.8.8",)}
    with pytest.raises(GateError, match=str(port)):
        pass_through(Gate(hosts=hosts), "www.a.gov.cn", port)


def test_the_port_of_a_registered_home_page_is_open() -> None:
    gate = Gate(hosts={"www.a.gov.cn": ("8.8.8.8",)}, sites=["http://www.a.gov.cn:18888/"])
    assert pass_through(gate, "www.a.gov.cn", 18888).port == 18888


def test_hosts_file(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("﻿# demo\n127.0.0.1 A.gov.cn b.gov.cn # two\n\n::1 a.gov.cn\n", "utf-8")
    assert read_hosts(path) == {"a.gov.cn": ("127.0.0.1", "::1"), "b.gov.cn": ("127.0.0.1",)}


@pytest.mark.parametrize("line", ["a.gov.cn 127.0.0.1", "127.0.0.1", "999.1.1.1 a.gov.cn"])
def test_a_wrong_line_of_the_hosts_file_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "hosts"
    path.write_text(f"127.0.0.1 ok.gov.cn\n{line}\n", "utf-8")
    with pytest.raises(InputError) as error:
        read_hosts(path)
    assert "hosts" in str(error.value)
    assert "2" in str(error.value)


def test_a_missing_hosts_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        read_hosts(tmp_path / "nowhere")
