"""Domains a government website may use."""

from dataclasses import replace

from tests.snapshots import SITE, column, faults, home, snapshot

from xuncha.base.types import Site
from xuncha.evidence.snapshot import Snapshot


def at_host(host: str) -> Snapshot:
    url = f"http://{host}/"
    place: Site = replace(SITE, home_url=url)
    return snapshot(pages=[home(url=url, asked=url, answered=url)], site=place)


def test_domains() -> None:
    assert faults("domain.rule", at_host("www.example.gov.cn")) == []
    assert faults("domain.rule", at_host("示例县.政务")) == []
    assert [one.seen["kind"] for one in faults("domain.rule", at_host("www.example.com"))] == [
        "foreign"
    ]
    assert [one.seen["kind"] for one in faults("domain.rule", at_host("61.133.1.2"))] == ["address"]
    assert faults("domain.rule", at_host("www.gov.cn.evil.com"))


def test_columns_on_another_main_domain() -> None:
    columns = [column("公开", path="http://gk.other.gov.cn/"), column("动态", path="/dt/")]
    (fault,) = faults("domain.rule", snapshot(pages=[home()], columns=columns))
    assert fault.seen["host"] == "other.gov.cn"
