from dataclasses import replace

import pytest
from tests.snapshots import SITE, column, faults, home, page, snapshot

from xuncha.evidence.snapshot import Elements

CODE = "domain.rule"


def at_host(host):
    url = f"http://{host}/"
    return snapshot([home(url=url, asked=url, answered=url)], site=replace(SITE, home_url=url))


@pytest.mark.parametrize(
    "host", ["www.example.gov.cn", "gov.cn", "shuili.example.gov.cn", "xn--fiqs8s.xn--zfr164b"]
)
def test_official_domains(host) -> None:
    assert not faults(CODE, at_host(host))


@pytest.mark.parametrize(
    "host", ["www.example.com", "www.qhslxx.com.cn", "www.example.cn", "www.notgov.cn"]
)
def test_other_suffixes(host) -> None:
    (fault,) = faults(CODE, at_host(host))
    assert fault.where == "site"
    assert fault.seen == {"host": host, "kind": "后缀不是 .gov.cn 或 .政务"}
    assert not fault.suspected


@pytest.mark.parametrize("host", ["203.0.113.7", "[2001:db8::7]", "192.168.1.9:8080"])
def test_a_literal_address(host) -> None:
    (fault,) = faults(CODE, at_host(host))
    assert fault.seen["kind"] == "以IP地址提供服务"


def test_a_home_page_that_answers_elsewhere() -> None:
    (fault,) = faults(CODE, snapshot([home(url="http://www.example.com/")]))
    assert fault.seen["host"] == "www.example.com"


def test_a_site_that_was_not_reached_is_judged_by_its_name() -> None:
    site = replace(at_host("www.example.com"), pages=None, home=None, columns=None)
    assert faults(CODE, site)


def test_the_sites_own_pages_under_another_domain() -> None:
    own = Elements(site_code="6325210001")
    (fault,) = faults(CODE, snapshot([home(), page("http://www.other.gov.cn/", elements=own)]))
    assert fault.seen == {"host": "www.other.gov.cn", "kind": "使用多个主域名"}
    assert not fault.suspected
    assert not faults(CODE, snapshot([home(), page("http://www.other.gov.cn/")]))
    assert not faults(CODE, snapshot([home(), page("http://zwgk.example.gov.cn/", elements=own)]))


def test_a_chinese_domain_beside_the_english_one_is_allowed() -> None:
    own = Elements(site_code="6325210001")
    assert not faults(CODE, snapshot([home(), page("http://a.xn--zfr164b/", elements=own)]))


def test_registered_columns_under_another_domain_are_suspected() -> None:
    away = column("政务公开", path="http://www.qh.gov.cn/zwgk/")
    (fault,) = faults(CODE, snapshot([home()], columns=[away]))
    assert fault.suspected
    assert not faults(CODE, snapshot([home()], columns=[replace(away, via="navigation")]))
