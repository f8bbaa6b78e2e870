import json
from datetime import UTC, date, datetime
from importlib import resources

import pytest
from tests.snapshots import HOME, answer, at, faults, home, link, page, snapshot

from xuncha.checks import libraries
from xuncha.cli.main import main
from xuncha.evidence.snapshot import LinkKind

TODAY = datetime(2026, 3, 1, tzinfo=UTC)


def outdated(*pages, started=TODAY, **more):
    return faults("security.outdated", snapshot(pages, started=started, **more))


def versions(*pages, **more):
    return {(f.seen["component"], f.seen["version"]) for f in outdated(*pages, **more)}


def script(address):
    return link(address, kind=LinkKind.SCRIPT)


@pytest.mark.parametrize(
    ("header", "value", "told"),
    [
        ("server", "Microsoft-IIS/6.0", {("Microsoft-IIS", "6.0")}),
        ("server", "Microsoft-IIS/7.5", {("Microsoft-IIS", "7.5")}),
        ("server", "Apache-Coyote/1.1", {("Apache-Coyote", "1.1")}),
        ("server", "Apache/2.2.15 (CentOS) PHP/5.3.3", {("Apache", "2.2.15"), ("PHP", "5.3.3")}),
        ("Server", "nginx/1.4.6 (Ubuntu)", {("nginx", "1.4.6")}),
        ("x-powered-by", "PHP/5.6.40", {("PHP", "5.6.40")}),
        ("x-aspnet-version", "1.1.4322", {("ASP.NET", "1.1.4322")}),
        ("server", "Microsoft-IIS/10.0", set()),
        ("server", "nginx/1.28.0", set()),
        ("server", "Apache/2.4.62", set()),
        ("x-powered-by", "PHP/8.3.1", set()),
        ("x-powered-by", "ASP.NET", set()),
        ("x-aspnet-version", "4.0.30319", set()),
        ("server", "nginx", set()),
        ("server", "Apache", set()),
        ("server", "openresty/1.15.8.1", set()),
        ("via", "Apache/2.2.15", set()),
    ],
)
def test_what_the_server_says_of_itself(header, value, told) -> None:
    assert versions(home(headers=((header, value),))) == told


@pytest.mark.parametrize(
    ("address", "version"),
    [
        ("/js/jquery-1.8.3.min.js", "1.8.3"),
        ("/js/jquery.1.4.2.js", "1.4.2"),
        ("/js/jquery1.42.min.js", "1.4.2"),
        ("http://cdn.example.com/jquery/1.7.2/jquery.min.js", "1.7.2"),
        ("http://cdn.example.com/npm/jquery@2.2.4/dist/jquery.min.js", "2.2.4"),
        ("/jquery.min.js?v=1.11.1", "1.11.1"),
        ("/js/jquery-3.4.1.slim.min.js", "3.4.1"),
    ],
)
def test_a_script_library_by_its_address(address, version) -> None:
    (fault,) = outdated(home(), page("/a.html", links=(script(address),)))
    assert (fault.seen["component"], fault.seen["version"]) == ("jQuery", version)
    assert (fault.where, fault.sentence) == ("component:jquery", "named")
    assert fault.seen["weakness"].startswith("CVE-")
    assert (fault.url, fault.source_url) == (at(address), at("/a.html"))
    assert fault.suspected


@pytest.mark.parametrize(
    "address",
    [
        "/js/jquery-3.7.1.min.js",
        "/js/jquery.min.js",
        "/js/jquery.min.js?v=20171205",
        "/js/jquery.min.js?t=1.2",
        "/js/jquery.SuperSlide.2.1.1.js",
        "/js/jquery.cookie-1.4.1.js",
        "/js/jquery.lazyload.1.9.3.min.js",
        "/js/myjquery-1.4.js",
        "/news/jquery-1.8.3.html",
        f"/js/jquery-1.{'9' * 5000}.js",
    ],
)
def test_other_scripts_are_not_the_library(address) -> None:
    assert not outdated(home(links=(script(address),)))


def test_a_link_to_download_the_library_is_not_its_use() -> None:
    assert not outdated(home(links=(link("/jquery-1.8.3.min.js", kind=LinkKind.ATTACHMENT),)))


def test_one_component_is_one_fault_told_by_its_oldest_version() -> None:
    pages = [
        home(links=(script("/a/jquery-1.10.2.js"),)),
        page("/b.html", links=(script("/b/jquery-1.9.1.js"), script("/b/jquery-1.2.6.js"))),
        page("/c.html", links=(script("/c/jquery-3.7.0.js"),)),
    ]
    assert versions(*pages) == {("jQuery", "1.2.6")}


def test_the_page_for_a_missing_address_signs_with_its_server() -> None:
    signed = "HTTP Status 404 - /x.html\ntype Status report\nApache Tomcat/6.0.35"
    gone = page("/x.html", signed, status=404, title="Apache Tomcat/6.0.35 - Error report")
    (fault,) = outdated(home(), missing=(gone,))
    assert fault.seen == {"component": "Apache Tomcat", "version": "6.0.35"}
    assert fault.where == "component:apache tomcat"


def test_what_an_article_says_of_servers_is_not_what_the_site_runs() -> None:
    assert not outdated(home(), page("/a.html", "关于 Apache Tomcat/6.0.35 漏洞的通报 PHP/5.2.17"))


def test_a_version_is_judged_by_the_day_of_the_visit() -> None:
    pages = [home(headers=(("x-powered-by", "PHP/5.6.30"),))]
    assert not outdated(*pages, started=datetime(2017, 12, 5, tzinfo=UTC))
    assert versions(*pages, started=datetime(2019, 1, 1, tzinfo=UTC)) == {("PHP", "5.6.30")}


def test_the_server_is_told_once_for_the_whole_site() -> None:
    pages = [home(), *(page(f"/{n}.html") for n in range(5))]
    served = [page(one.url, headers=(("server", "Microsoft-IIS/6.0"),)) for one in pages]
    (fault,) = outdated(*served)
    assert (fault.where, fault.url) == ("component:microsoft-iis", HOME)


# -- the table of libraries ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/js/bootstrap-3.3.5.min.js", ("Bootstrap", "3.3.5")),
        ("http://cdn.example.com/libs/angular.js/1.4.6/angular.min.js", ("angularjs", "1.4.6")),
        ("/js/moment-2.10.2.js", ("moment.js", "2.10.2")),
        ("/js/handlebars-1.3.0.js", ("handlebars", "1.3.0")),
    ],
)
def test_other_libraries_by_their_address(address, told) -> None:
    assert told in versions(home(links=(script(address),)))


@pytest.mark.parametrize(
    ("begins", "told"),
    [
        ("/*! jQuery v1.8.3 jquery.com | jquery.org/license */", ("jQuery", "1.8.3")),
        ("/*!\n * jQuery JavaScript Library v1.4.2\n * http://jquery.com/", ("jQuery", "1.4.2")),
        ("/*!\n * Bootstrap v3.3.7 (http://getbootstrap.com)\n", ("Bootstrap", "3.3.7")),
    ],
)
def test_a_library_by_the_words_its_file_begins_with(begins, told) -> None:
    pages = [home(links=(script("/js/all.js"),))]
    assert versions(*pages, answers=[answer("/js/all.js", magic="text", banner=begins)]) == {told}
    dead = answer("/js/all.js", 404, magic="text", banner=begins)
    assert versions(*pages, answers=[dead]) == set()


@pytest.mark.parametrize(
    "begins",
    [
        "/*! jQuery v3.7.1 | (c) OpenJS Foundation and other contributors */",
        "/* 本页用到 jQuery 1.8.3 */ $(function(){})",
        "/*! layer-v3.1.1 Web */",
        "var version='1.8.3';",
    ],
)
def test_files_that_are_no_old_library(begins) -> None:
    found = versions(
        home(links=(script("/js/all.js"),)),
        answers=[answer("/js/all.js", magic="text", banner=begins)],
    )
    assert found == set()


@pytest.mark.parametrize(
    "address",
    [
        "/v2.0.1/jquery.min.js",
        "/site/1.2.3/js/bootstrap.min.js",
        "/js/2017.12.05/moment.js",
        "/js/bootstrap-table-1.2.3.min.js",
        "/js/bootstrap.min.js?v=3.3.5",
        "/js/vue.min.js",
    ],
)
def test_numbers_of_a_site_s_own_are_no_version(address) -> None:
    assert not outdated(home(links=(script(address),)))


def test_the_table_is_whole_and_says_whence_it_comes() -> None:
    text = (resources.files("xuncha.checks") / "libraries.json").read_text("utf-8")
    told = json.loads(text)
    assert told["licence"] == "Apache-2.0"
    assert date.fromisoformat(told["day"]) > date(2026, 1, 1)
    assert "Retire.js" in told["source"]
    assert len(libraries.table()) > 50
    for one in libraries.table().values():
        assert all(weak.since <= weak.below for weak in one.weak), one.name


def test_a_weakness_is_known_from_its_year_on() -> None:
    assert libraries.weakness("jQuery", "3.4.1", date(2019, 6, 1)) is None
    known = libraries.weakness("jquery", "3.4.1", date(2021, 1, 1))
    assert known is not None
    assert known.name.startswith("CVE-2020-")
    assert libraries.weakness("jQuery", "3.7.1", date(2026, 1, 1)) is None
    assert libraries.weakness("jQuery", "unknown", date(2026, 1, 1)) is None
    assert libraries.weakness("没有这个库", "1.0", date(2026, 1, 1)) is None


REPOSITORY = {
    "some.js": {
        "vulnerabilities": [
            {"below": "2.0.0", "severity": "high", "identifiers": {"CVE": ["CVE-2019-0001"]}},
            {"below": "9.0.0", "severity": "low", "identifiers": {}},
        ],
        "extractors": {"filename": ["some-(§§version§§)(.min)?\\.js", "(broken"], "func": ["x"]},
    },
    "quiet.js": {"extractors": {"func": ["y"]}},
}


def test_a_newer_table_is_drawn_from_the_project_s_file(tmp_path, capsys) -> None:
    given, out = tmp_path / "jsrepository.json", tmp_path / "libraries.json"
    given.write_text(json.dumps(REPOSITORY), "utf-8")
    assert main(["libraries", str(given), "--day", "2026-10-01", "--out", str(out)]) == 0
    told = json.loads(out.read_text("utf-8"))
    assert told["day"] == "2026-10-01"
    (one,) = told["libraries"]
    assert (one["name"], one["files"]) == ("some.js", ["some-(§§version§§)(.min)?\\.js"])
    assert one["weak"] == [["0", "2.0.0", "2019-12-31", "CVE-2019-0001"]]


@pytest.mark.parametrize("text", ["{}", "[]", "no", '{"a": {"b": 1}}'])
def test_what_is_no_such_file_is_refused_and_nothing_is_written(text, tmp_path, capsys) -> None:
    given, out = tmp_path / "x.json", tmp_path / "libraries.json"
    given.write_text(text, "utf-8")
    assert main(["libraries", str(given), "--day", "2026-10-01", "--out", str(out)]) == 1
    assert "Retire.js" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("junk", ["a", "/*!", " \n *", "0.", "(function(", '.version="', "jquery-"])
def test_hostile_addresses_and_files_find_nothing_and_end(junk) -> None:
    assert libraries.in_words(junk * 400) is None
    assert libraries.in_address(f"http://a.cn/{junk * 400}.js") is None
