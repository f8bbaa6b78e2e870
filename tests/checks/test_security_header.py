import pytest
from tests.snapshots import HOME, faults, home, page, snapshot, untested

KEPT = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "SAMEORIGIN"}
HTTPS = "https://www.example.gov.cn/"


def missing(*more, address=HOME):
    given = {**KEPT, **dict(more)}
    headers = tuple((name, value) for name, value in given.items() if value is not None)
    return {
        fault.where.removeprefix("header:")
        for fault in faults("security.header", snapshot([at_home(address, headers)]))
    }


def at_home(address, headers):
    return home(url=address, asked=address, answered=address, headers=headers)


def test_nothing_set_at_all() -> None:
    found = faults("security.header", snapshot([home(headers=(("server", "nginx"),))]))
    assert {fault.seen["header"] for fault in found} == {
        "X-Content-Type-Options",
        "X-Frame-Options",
    }
    assert {fault.where for fault in found} == {
        "header:X-Content-Type-Options",
        "header:X-Frame-Options",
    }
    assert {fault.url for fault in found} == {HOME}


def test_all_set() -> None:
    assert missing() == set()


@pytest.mark.parametrize("name", ["x-frame-options", "X-FRAME-OPTIONS"])
def test_names_are_read_in_any_case(name) -> None:
    assert missing(("X-Frame-Options", None), (name, "Deny")) == set()


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        ("default-src 'self'; frame-ancestors 'self'", True),
        ("frame-ancestors 'none'", True),
        ("default-src 'self', frame-ancestors 'self' https://*.gov.cn", True),
        ("default-src 'self'", False),
        ("frame-ancestors *", False),
        ("script-src 'self'; frame-src 'none'", False),
    ],
)
def test_a_policy_may_guard_the_frames_instead(policy, kept) -> None:
    found = missing(("X-Frame-Options", None), ("Content-Security-Policy", policy))
    assert found == (set() if kept else {"X-Frame-Options"})


def test_browsers_do_not_know_allowall_and_the_fault_quotes_it() -> None:
    headers = (("x-content-type-options", "nosniff"), ("x-frame-options", "ALLOWALL"))
    (fault,) = faults("security.header", snapshot([home(headers=headers)]))
    assert (fault.sentence, fault.seen["found"]) == ("useless", "ALLOWALL")


@pytest.mark.parametrize(
    ("value", "kept"),
    [("max-age=31536000; includeSubDomains", True), ("max-age=0", False), (None, False)],
)
def test_only_https_can_be_made_to_last(value, kept) -> None:
    hsts = ("Strict-Transport-Security", value)
    assert missing(hsts, address=HTTPS) == (set() if kept else {"Strict-Transport-Security"})
    assert missing(hsts, address=HOME) == set()


def test_a_header_said_twice_counts_once() -> None:
    headers = (
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
        ("x-frame-options", "SAMEORIGIN"),
    )
    assert not faults("security.header", snapshot([home(headers=headers)]))


def test_only_the_home_page_speaks() -> None:
    good = home(headers=tuple(KEPT.items()))
    assert not faults("security.header", snapshot([good, page("/a.html")]))


def test_a_home_page_that_was_not_read_is_not_tested() -> None:
    site = snapshot((), unseen={"home": "首页打不开，未能检查"})
    assert untested("security.header", site)[0].why == "首页打不开，未能检查"
