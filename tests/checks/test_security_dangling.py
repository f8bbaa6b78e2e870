import pytest
from tests.snapshots import answer, faults, home, link, page, silent, snapshot, untested

from xuncha.evidence.response import Failure
from xuncha.evidence.safety import Alias
from xuncha.evidence.snapshot import LinkKind

GONE = "http://js.gone-maker.com/a.js"
NOBODY = (silent(GONE),)


def found(*links, answers=NOBODY, **more):
    pages = [home(links=links), page("/a.html", links=links)]
    return faults("security.dangling", snapshot(pages, answers=answers, **more))


@pytest.mark.parametrize("kind", [LinkKind.SCRIPT, LinkKind.STYLE, LinkKind.FRAME])
def test_code_of_a_name_that_no_longer_exists(kind) -> None:
    (fault,) = found(link(GONE, kind=kind))
    assert fault.where == "dangling:js.gone-maker.com"
    assert fault.seen == {"host": "js.gone-maker.com", "domain": "gone-maker.com", "pages": 2}
    assert fault.suspected


@pytest.mark.parametrize(
    "given",
    [
        silent(GONE, Failure.CONNECT),
        silent(GONE, Failure.TIMEOUT),
        silent(GONE, Failure.NETWORK),
        silent(GONE, Failure.BUDGET),
        silent(GONE, hops=("http://other.com/",)),
        answer(GONE, 404),
        answer(GONE),
    ],
    ids=["closed", "slow", "our own network", "not asked", "led on", "missing", "alive"],
)
def test_a_name_that_still_exists_or_may(given) -> None:
    assert not found(link(GONE, kind=LinkKind.SCRIPT), answers=[given])


@pytest.mark.parametrize(
    "url",
    [
        "http://old.example.gov.cn/a.js",
        "http://old.qinghai.gov.cn/a.js",
        "http://bdimg.share.baidu.com/static/api/js/share.js",
        "http://www.registered.com/a.js",
    ],
)
def test_names_that_nobody_else_can_have(url) -> None:
    hosts = frozenset({"www.registered.com"})
    one = link(url, kind=LinkKind.SCRIPT)
    assert not found(one, answers=[silent(url)], registered_hosts=hosts)


@pytest.mark.parametrize("kind", [LinkKind.PAGE, LinkKind.IMAGE, LinkKind.ATTACHMENT])
def test_what_is_only_linked_is_dead_and_no_more(kind) -> None:
    assert not found(link(GONE, kind=kind))


def unclaimed(url, text, **more):
    return found(answers=[answer(url, 404, text=text, **more)])


@pytest.mark.parametrize(
    "text",
    [
        "There isn't a GitHub Pages site here. If you're trying to publish one, read the docs.",
        "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist.</Message>",
        "Fastly error: unknown domain: old.example.gov.cn",
    ],
)
def test_a_name_of_its_own_that_points_where_nobody_has_claimed_it(text) -> None:
    (fault,) = unclaimed("http://old.example.gov.cn/", text)
    assert (fault.where, fault.sentence) == ("unclaimed:old.example.gov.cn", "unclaimed")
    assert fault.suspected


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://www.other.com/", "There isn't a GitHub Pages site here."),
        ("http://old.example.gov.cn/", "404 Not Found"),
        ("http://old.example.gov.cn/", "Troubleshooting: NoSuchBucket " + "and more. " * 300),
    ],
)
def test_what_is_anothers_or_only_speaks_of_it(url, text) -> None:
    assert not unclaimed(url, text)


OLD = "http://old.example.gov.cn/"
UNREACHED = (silent(OLD),)
LOST = Alias("old.example.gov.cn", ("cdn.maker.com", "x.gone.com"), False)


def aliased(*aliases, answers=UNREACHED):
    return faults("security.dangling", snapshot([home()], answers=answers, aliases=aliases))


def test_a_name_of_its_own_whose_record_leads_to_a_name_that_does_not_exist() -> None:
    (fault,) = aliased(LOST)
    assert (fault.where, fault.url) == ("dangling:old.example.gov.cn", OLD)
    assert fault.seen == {
        "kind": "alias",
        "host": "old.example.gov.cn",
        "target": "x.gone.com",
        "domain": "gone.com",
    }
    assert fault.suspected


@pytest.mark.parametrize(
    "alias",
    [
        Alias("old.example.gov.cn", ("x.gone.com",), None),
        Alias("old.example.gov.cn", ("x.gone.com",), True),
        Alias("old.example.gov.cn", (), False),
        Alias("old.example.gov.cn"),
    ],
    ids=["no answer", "there", "no record", "nothing"],
)
def test_a_name_of_its_own_that_leads_somewhere_or_may(alias) -> None:
    assert not aliased(alias)


def test_a_name_that_answered_a_visitor_leads_somewhere() -> None:
    assert not aliased(LOST, answers=[answer(OLD, 404)])
    assert not aliased(Alias("www.example.gov.cn", ("x.gone.com",), False))


def test_a_site_that_nobody_reaches_because_its_name_leads_nowhere() -> None:
    lost = Alias("www.example.gov.cn", ("x.gone.com",), False)
    site = snapshot(None, answers=None, aliases=(lost,), unseen={"pages": "首页打不开"})
    assert [one.url for one in faults("security.dangling", site)] == ["http://www.example.gov.cn/"]
    assert [one.why for one in untested("security.dangling", site)] == ["首页打不开"]
