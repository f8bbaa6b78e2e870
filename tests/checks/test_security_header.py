import pytest
from tests.snapshots import HOME, faults, home, page, snapshot, untested

from xuncha.evidence.snapshot import Meta

KEPT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "script-src 'self'",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(self)",
}
ADVISED = ("Content-Security-Policy", "Referrer-Policy", "Permissions-Policy")
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
    assert {fault.where: fault.seen["header"] for fault in found} == {
        "header:X-Content-Type-Options": "X-Content-Type-Options",
        "header:X-Frame-Options": "X-Frame-Options",
        "header:advice": "、".join(ADVISED),
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
    given = KEPT | {"X-Frame-Options": "ALLOWALL"}
    headers = tuple(given.items())
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
    headers = (*KEPT.items(), ("x-frame-options", "SAMEORIGIN"))
    assert not faults("security.header", snapshot([home(headers=headers)]))


def test_only_the_home_page_speaks() -> None:
    good = home(headers=tuple(KEPT.items()))
    assert not faults("security.header", snapshot([good, page("/a.html")]))


def test_a_home_page_that_was_not_read_is_not_tested() -> None:
    site = snapshot((), unseen={"home": "首页打不开，未能检查"})
    assert untested("security.header", site)[0].why == "首页打不开，未能检查"


# -- cookies and banners ---------------------------------------------------------------------------


def told(*headers, address=HOME):
    usual = KEPT | {"Strict-Transport-Security": "max-age=31536000"}
    said = {name.lower() for name, _value in headers}
    given = [(n.lower(), v) for n, v in usual.items() if n.lower() not in said]
    return faults("security.header", snapshot([at_home(address, (*given, *headers))]))


@pytest.mark.parametrize(
    ("cookie", "address", "lacks"),
    [
        ("JSESSIONID=ab12; Path=/", HOME, "HttpOnly"),
        ("JSESSIONID=ab12; Path=/", HTTPS, "HttpOnly、Secure"),
        ("JSESSIONID=ab12; Path=/; HttpOnly", HTTPS, "Secure"),
        ("PHPSESSID=x; path=/; secure", HTTPS, "HttpOnly"),
        ("ASP.NET_SessionId=x; path=/", HOME, "HttpOnly"),
        ("ASPSESSIONIDQQCCDDBB=ABCD; path=/", HOME, "HttpOnly"),
        ("connect.sid=s%3Ax; Path=/; HttpOnly; Secure; SameSite=None", HTTPS, "SameSite"),
        ("SHIROJSESSIONID=x; Path=/", HOME, "HttpOnly"),
        ("user_token=abc", HOME, "HttpOnly"),
        (".ASPXAUTH=abc", HOME, "HttpOnly"),
    ],
)
def test_a_session_s_cookie_without_its_guards(cookie, address, lacks) -> None:
    (fault,) = told(("Set-Cookie", cookie), address=address)
    name = cookie.partition("=")[0]
    assert fault.where == f"header:cookie:{name}"
    assert (fault.seen["cookie"], fault.seen["lacks"]) == (name, lacks)
    assert cookie.partition("=")[2].partition(";")[0] not in str(dict(fault.seen))


@pytest.mark.parametrize(
    ("cookie", "address"),
    [
        ("JSESSIONID=ab12; Path=/; HttpOnly", HOME),
        ("JSESSIONID=ab12; Path=/; HTTPONLY; secure; SameSite=Lax", HTTPS),
        ("__Host-session=ab12; Path=/; HttpOnly; Secure", HTTPS),
        ("JSESSIONID=; Max-Age=0", HOME),
        ("XSRF-TOKEN=ab12; Path=/", HTTPS),
        ("csrf_token=ab12", HOME),
        ("lang=zh; Path=/", HTTPS),
        ("Hm_lvt_ab=1512", HTTPS),
        ("visited=1", HTTPS),
        ("acw_tc=ab; Path=/", HTTPS),
        ("insert_cookie=1234; path=/", HTTPS),
        ("residence=1", HTTPS),
        ("inside=1", HTTPS),
        ("nonsense", HTTPS),
        ("=", HTTPS),
    ],
)
def test_cookies_that_guard_or_stand_for_nobody(cookie, address) -> None:
    assert not told(("set-cookie", cookie), address=address)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("server", "nginx/1.28.0", "nginx/1.28.0"),
        ("Server", "Apache/2.4.62 (Unix) OpenSSL/3.0.1", "Apache/2.4.62"),
        ("X-Powered-By", "PHP/8.3.1", "PHP/8.3.1"),
        ("X-AspNet-Version", "4.0.30319", "4.0.30319"),
        ("x-aspnetmvc-version", "5.2", "5.2"),
    ],
)
def test_a_header_that_tells_the_version(name, value, found) -> None:
    (fault,) = told((name, value))
    assert (fault.sentence, fault.seen["found"]) == ("banner", found)
    assert fault.where.lower() == f"header:banner:{name}".lower()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("server", "nginx"),
        ("server", "Apache"),
        ("server", "Microsoft-IIS/10.0"),
        ("server", "Apache-Coyote/1.1"),
        ("server", "WAF/2.0"),
        ("server", "******"),
        ("x-powered-by", "ASP.NET"),
        ("via", "nginx/1.28.0"),
    ],
)
def test_a_header_that_tells_nothing_of_use(name, value) -> None:
    assert not told((name, value))


# -- how much a value guards ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ADVISED)
def test_what_is_only_advised_is_one_fault_however_much_of_it_is_missing(name) -> None:
    headers = tuple((key, value) for key, value in KEPT.items() if key != name)
    (fault,) = faults("security.header", snapshot([home(headers=headers)]))
    assert (fault.where, fault.sentence, fault.seen["header"]) == ("header:advice", "advice", name)


def test_a_policy_in_the_page_itself_is_a_policy() -> None:
    headers = tuple((k, v) for k, v in KEPT.items() if k != "Content-Security-Policy")
    metas = (Meta("content-security-policy", "script-src 'self'"),)
    assert not faults("security.header", snapshot([home(headers=headers, metas=metas)]))


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("Content-Security-Policy", "default-src * data:", "*"),
        ("Content-Security-Policy", "script-src 'self' 'unsafe-inline'", "'unsafe-inline'"),
        ("Content-Security-Policy", "default-src 'self' https:", "https:"),
        ("Strict-Transport-Security", "max-age=3600", "max-age=3600"),
        ("Strict-Transport-Security", "max-age=31536000; preload", "preload"),
        (
            "Strict-Transport-Security",
            "max-age=15768000; includeSubDomains; preload",
            "preload",
        ),
        ("Referrer-Policy", "unsafe-url", "unsafe-url"),
        ("Referrer-Policy", "no-referrer, unsafe-url", "unsafe-url"),
        ("Permissions-Policy", "camera=*", "camera=*"),
        ("Permissions-Policy", "fullscreen=*, geolocation=(self *)", "geolocation=(self *)"),
    ],
)
def test_a_guard_that_is_set_and_gives_itself_away(name, value, found) -> None:
    (fault,) = told((name, value), address=HTTPS)
    assert (fault.where, fault.sentence) == (f"header:weak:{name}", "weak")
    assert fault.seen["found"] == found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Security-Policy", "script-src 'self' 'unsafe-inline' 'nonce-abc'"),
        ("Content-Security-Policy", "script-src 'strict-dynamic' https: 'unsafe-inline' 'nonce-a'"),
        ("Content-Security-Policy", "default-src *; script-src 'self'"),
        ("Content-Security-Policy", "script-src 'unsafe-inline', script-src 'self'"),
        ("Content-Security-Policy", "frame-ancestors 'self'"),
        ("Content-Security-Policy", "style-src 'unsafe-inline'; default-src 'none'"),
        ("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload"),
        ("Strict-Transport-Security", "max-age=15552000"),
        ("Referrer-Policy", "unsafe-url, strict-origin"),
        ("Referrer-Policy", "some-future-word"),
        ("Permissions-Policy", "fullscreen=*, camera=(self)"),
        ("Permissions-Policy", ""),
    ],
)
def test_a_guard_that_holds(name, value) -> None:
    assert not told((name, value), address=HTTPS)


@pytest.mark.parametrize(
    ("origin", "credentials", "is_open"),
    [
        ("*", "true", True),
        ("null", "true", True),
        ("https://partner.com", "true", True),
        ("https://other.example.gov.cn", "true", False),
        ("*", "", False),
        ("https://partner.com", "false", False),
    ],
)
def test_strangers_may_not_read_what_visitors_see(origin, credentials, is_open) -> None:
    found = told(
        ("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Credentials", credentials)
    )
    assert [one.sentence for one in found] == (["strangers"] if is_open else [])
