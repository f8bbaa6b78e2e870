from dataclasses import replace
from datetime import timedelta

import pytest
from tests.snapshots import AS_OF, HOME, faults, home, link, page, snapshot, untested

from xuncha.base.types import Period
from xuncha.evidence.snapshot import Certificate, LinkKind

HTTPS = "https://www.example.gov.cn/"
MONTH = Period(days=30)
GOOD = Certificate(
    subject="CN=www.example.gov.cn",
    issuer="CN=示例签发机构",
    not_before=AS_OF - timedelta(days=300),
    not_after=AS_OF + timedelta(days=65),
    trusted=True,
    host_matches=True,
)


def at_home(address=HTTPS, **more):
    return home(**{"url": address, "asked": address, "answered": address} | more)


def found(certificate, *pages, **more):
    site = snapshot([at_home(), *pages], certificate=certificate, **more)
    said = faults("security.transport", site, expires_within=MONTH)
    assert all(f.where == f"transport:{f.seen['kind']}" == f"transport:{f.sentence}" for f in said)
    return said


def kinds(certificate, *pages, **more):
    return [fault.seen["kind"] for fault in found(certificate, *pages, **more)]


def test_a_good_certificate() -> None:
    assert kinds(GOOD) == []


@pytest.mark.parametrize(
    ("days", "kind"), [(-1, "expired"), (1, "expiring"), (30, "expiring"), (31, None)]
)
def test_the_end_of_a_certificate(days, kind) -> None:
    end = AS_OF + timedelta(days=days)
    said = found(replace(GOOD, not_after=end, trusted=days > 0))
    assert [fault.seen["kind"] for fault in said] == ([kind] if kind else [])
    if kind:
        assert said[0].seen["date"] == end.date().isoformat()
        assert said[0].url == HTTPS


def test_a_certificate_before_its_time() -> None:
    begin = AS_OF + timedelta(days=2)
    assert kinds(replace(GOOD, not_before=begin, trusted=False)) == ["early"]


def test_a_certificate_of_another_name() -> None:
    (fault,) = found(replace(GOOD, host_matches=False))
    assert fault.seen == {"kind": "host", "host": "www.example.gov.cn"}


def test_a_certificate_nobody_trusts() -> None:
    (fault,) = found(replace(GOOD, trusted=False))
    assert fault.seen == {"kind": "untrusted", "issuer": "CN=示例签发机构"}


def test_what_the_handshake_did_not_say_is_no_fault() -> None:
    unknown = Certificate(subject="", issuer="", not_before=None, not_after=None)
    assert kinds(unknown) == []


def test_the_day_of_the_visit_counts_not_the_day_dates_are_read_against() -> None:
    seen_in_2020 = AS_OF.replace(year=2020)
    assert kinds(GOOD, started=seen_in_2020) == ["expired"]


def why(*pages, **more):
    site = snapshot(pages, **more)
    return [
        (one.where, one.why) for one in untested("security.transport", site, expires_within=MONTH)
    ]


def test_a_site_without_https_has_no_certificate_to_look_at() -> None:
    assert why(home()) == [("transport:certificate", "首页不是 https，没有证书可查")]
    assert not faults("security.transport", snapshot([home()]), expires_within=MONTH)


def test_a_certificate_that_was_not_looked_at() -> None:
    assert why(at_home()) == [("transport:certificate", "没有查看证书")]


def test_a_home_page_that_leads_back_to_plain_http() -> None:
    site = snapshot([at_home(url=HOME, answered=HOME)])
    (fault,) = faults("security.transport", site, expires_within=MONTH)
    assert fault.where == "transport:downgrade"


def test_plain_parts_of_encrypted_pages_are_one_fault_with_the_first_as_example() -> None:
    script = link("http://js.example.com/a.js", kind=LinkKind.SCRIPT)
    frame = link("http://www.example.gov.cn/list.html", kind=LinkKind.FRAME)
    style = link("http://www.example.gov.cn/a.css", kind=LinkKind.STYLE)
    pages = [page(f"{HTTPS}{n}.html", links=(one,)) for n, one in enumerate((script, frame, style))]
    (fault,) = found(GOOD, *pages)
    assert fault.seen == {"kind": "mixed", "pages": 3, "example": "http://js.example.com/a.js"}
    assert fault.url == f"{HTTPS}0.html"


@pytest.mark.parametrize(
    "parts",
    [
        (link("https://js.example.com/a.js", kind=LinkKind.SCRIPT),),
        (link("http://www.example.gov.cn/a.html"),),
        (link("http://www.example.gov.cn/a.jpg", kind=LinkKind.IMAGE),),
        (link("http://127.0.0.1:8080/plugin.js", kind=LinkKind.SCRIPT),),
    ],
    ids=["https", "a link to press", "a picture", "a plug-in of one's own machine"],
)
def test_what_browsers_load_or_only_lead_to(parts) -> None:
    assert kinds(GOOD, page(f"{HTTPS}a.html", links=parts)) == []


def test_a_page_that_asks_for_everything_over_https() -> None:
    script = link("http://js.example.com/a.js", kind=LinkKind.SCRIPT)
    policy = (("content-security-policy", "upgrade-insecure-requests"),)
    assert kinds(GOOD, page(f"{HTTPS}a.html", links=(script,), headers=policy)) == []


def test_a_plain_page_may_load_plain_parts() -> None:
    script = link("http://js.example.com/a.js", kind=LinkKind.SCRIPT)
    assert not faults("security.transport", snapshot([home(links=(script,))]), expires_within=MONTH)
