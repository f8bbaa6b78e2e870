from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.snapshots import AS_OF, HOME, faults, home, link, metas, page, snapshot, untested

from xuncha.base.types import Period
from xuncha.evidence.safety import Certificate, Form, Transport
from xuncha.evidence.snapshot import LinkKind

HTTPS = "https://www.example.gov.cn/"
LAW = {"expires_within": Period(days=30), "https_from": date(2020, 1, 1)}
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
    said = faults("security.transport", site, **LAW)
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
    return [(one.where, one.why) for one in untested("security.transport", site, **LAW)]


def test_a_site_without_https_has_no_certificate_to_look_at() -> None:
    assert why(home()) == [("transport:certificate", "首页不是 https，没有证书可查")]
    assert not faults("security.transport", snapshot([home()]), **LAW)


def test_a_certificate_that_was_not_looked_at() -> None:
    assert why(at_home()) == [("transport:certificate", "没有查看证书")]


def test_a_home_page_that_leads_back_to_plain_http() -> None:
    site = snapshot([at_home(url=HOME, answered=HOME)])
    (fault,) = faults("security.transport", site, **LAW)
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
        (link("http://www.example.gov.cn/a.jpg", kind=LinkKind.IMAGE, place="body>p>a"),),
        (link("http://127.0.0.1:8080/plugin.js", kind=LinkKind.SCRIPT),),
    ],
    ids=["https", "a link to press", "a link to a picture", "a plug-in of one's own machine"],
)
def test_what_browsers_load_or_only_lead_to(parts) -> None:
    assert kinds(GOOD, page(f"{HTTPS}a.html", links=parts)) == []


def test_a_page_that_asks_for_everything_over_https() -> None:
    script = link("http://js.example.com/a.js", kind=LinkKind.SCRIPT)
    policy = (("content-security-policy", "upgrade-insecure-requests"),)
    assert kinds(GOOD, page(f"{HTTPS}a.html", links=(script,), headers=policy)) == []


def test_a_plain_page_may_load_plain_parts() -> None:
    script = link("http://js.example.com/a.js", kind=LinkKind.SCRIPT)
    assert not faults("security.transport", snapshot([home(links=(script,))]), **LAW)


def test_a_page_whose_source_asks_for_everything_over_https() -> None:
    script = link("http://js.example.com/a.js", kind=LinkKind.SCRIPT)
    tags = metas(**{"Content-Security-Policy": "upgrade-insecure-requests"})
    assert kinds(GOOD, page(f"{HTTPS}a.html", links=(script,), metas=tags)) == []


@pytest.mark.parametrize("place", ["body>div.a>img", "video", "body>table#t"])
def test_pictures_that_browsers_still_show_are_told_apart(place) -> None:
    picture = link("http://www.example.gov.cn/a.jpg", kind=LinkKind.IMAGE, place=place)
    (fault,) = found(GOOD, page(f"{HTTPS}a.html", links=(picture,)))
    assert fault.seen == {"kind": "mixed_passive", "pages": 1, "example": picture.url}


# -- forms -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "form", "kind"),
    [
        (HTTPS, Form("http://www.example.gov.cn/search"), "form"),
        (HTTPS, Form("http://www.example.gov.cn/login", password=True), "password"),
        (HTTPS, Form("https://www.example.gov.cn/login", password=True), None),
        (HTTPS, Form("", password=True), None),
        (HTTPS, Form("http://127.0.0.1:9999/sign", password=True), None),
        (HOME, Form("", password=True), "password"),
        (HOME, Form("https://www.example.gov.cn/login", password=True), "password"),
        (HOME, Form("http://www.example.gov.cn/search"), None),
    ],
)
def test_what_visitors_send_in_the_clear(address, form, kind) -> None:
    said = found(GOOD, page(f"{address}login.html", forms=(form,)))
    assert [fault.seen["kind"] for fault in said] == ([kind] if kind else [])
    if kind:
        assert said[0].seen["example"] == (form.action or f"{address}login.html")


def test_a_page_whose_forms_were_not_looked_at() -> None:
    assert kinds(GOOD, page(f"{HTTPS}a.html", forms=None)) == []


# -- the host --------------------------------------------------------------------------------------


def of_host(transport, year=2024, **more):
    site = snapshot([at_home(**more)], certificate=GOOD, transport=transport, started=AS_OF)
    said = faults("security.transport", replace(site, as_of=AS_OF.replace(year=year)), **LAW)
    return {fault.seen["kind"]: fault.seen.get("found") for fault in said}


def test_a_site_is_told_to_offer_https_only_from_the_day_that_is_expected() -> None:
    plain = {"url": HOME, "asked": HOME, "answered": HOME}
    assert set(of_host(Transport(https=False), **plain)) == {"no_https"}
    assert set(of_host(Transport(https=True, leads_on=False), **plain)) == {"no_redirect"}
    assert of_host(Transport(https=False), 2017, **plain) == {}
    assert of_host(Transport(https=None), **plain) == {}


@pytest.mark.parametrize("leads_on", [True, None])
def test_a_host_that_guards_its_visitors(leads_on) -> None:
    assert of_host(Transport(True, leads_on, ("TLSv1.2", "TLSv1.3"))) == {}
    assert of_host(Transport(True, leads_on, None)) == {}


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        (("TLSv1",), "TLS 1.0"),
        (("TLSv1", "TLSv1.1", "TLSv1.2"), "TLS 1.0、TLS 1.1"),
        (("TLSv1.1", "TLSv1.2"), "TLS 1.1"),
    ],
)
def test_protocols_that_were_withdrawn(versions, told) -> None:
    assert of_host(Transport(True, True, versions)) == {"old_tls": told}


@pytest.mark.parametrize(
    ("key", "told"),
    [("rsa 1024", "RSA 1024"), ("ec 192", "EC 192"), ("rsa 2048", None), ("ec 256", None)],
)
def test_keys_that_can_be_found_out(key, told) -> None:
    assert [fault.seen.get("found") for fault in found(replace(GOOD, key=key))] == (
        [told] if told else []
    )


def test_signatures_that_can_be_forged() -> None:
    assert kinds(replace(GOOD, signature="sha1")) == ["weak_signature"]
    assert kinds(replace(GOOD, signature="sha256")) == []


@pytest.mark.parametrize(
    ("problem", "suspected"), [("self-signed", False), ("root", True), ("issuer", True)]
)
def test_an_authority_that_only_some_know_is_for_a_person_to_judge(problem, suspected) -> None:
    (fault,) = found(replace(GOOD, trusted=False, problem=problem))
    assert (fault.seen["kind"], fault.suspected) == ("untrusted", suspected)


def test_national_cryptography_is_not_assessed_and_never_fails() -> None:
    weak = replace(GOOD, national=True, trusted=False, problem="issuer", key="", host_matches=False)
    assert kinds(weak) == []
    site = snapshot([at_home()], certificate=weak)
    assert [one.why for one in untested("security.transport", site, **LAW)] == [
        "国密（SM2）证书，未能评定"
    ]
    only = snapshot([at_home()], transport=Transport(True, None, None, national=True))
    assert [one.why for one in untested("security.transport", only, **LAW)] == [
        "只提供国密（TLCP）加密，未能评定"
    ]
    assert not faults("security.transport", only, **LAW)
