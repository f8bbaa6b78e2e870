import pytest
from tests.snapshots import answer, at, faults, home, link, page, snapshot, untested

from xuncha.evidence.safety import Exposures
from xuncha.evidence.snapshot import LinkKind


def exposed(*answers, pages=()):
    return faults("security.exposed_file", snapshot([home(), *pages], answers=answers))


@pytest.mark.parametrize(
    ("address", "magic", "kind", "suspected"),
    [
        ("/data/site.sql", "text", "database", False),
        ("/db/2017.sql.gz", "gzip", "database", False),
        ("/app/database/%23data.mdb", "other", "backup", True),
        ("/index.jsp.bak", "text", "backup", True),
        ("/conn.asp.old", "text", "backup", True),
        ("/config.php~", "text", "backup", True),
        ("/wwwroot.rar", "rar", "archive", True),
        ("/upload/web_20171205.zip", "zip", "archive", True),
        ("/www.example.gov.cn.zip", "zip", "archive", True),
        ("/example.tar.gz", "gzip", "archive", True),
        ("/%E7%BD%91%E7%AB%99%E5%A4%87%E4%BB%BD.zip", "zip", "archive", True),
        ("/ROOT.war", "zip", "archive", True),
        ("/.git/config", "text", "source", False),
        ("/zw/.svn/entries", "text", "source", False),
        ("/WEB-INF/web.xml", "text", "config", False),
        ("/web.config", "text", "config", False),
        ("/.env", "text", "config", False),
    ],
)
def test_files_that_lie_open(address, magic, kind, suspected) -> None:
    (fault,) = exposed(answer(address, magic=magic, content_type="application/octet-stream"))
    assert (fault.where, fault.seen["kind"], fault.sentence) == (at(address), kind, kind)
    assert fault.suspected is suspected


@pytest.mark.parametrize(
    ("address", "magic"),
    [
        ("/files/P020171205.zip", "zip"),
        ("/files/2017年部门预算.rar", "rar"),
        ("/files/website-guide.zip", "zip"),
        ("/files/data.zip", "zip"),
        ("/files/通知.doc", "ole"),
        ("/digital/index.css", "text"),
        ("/old/index.txt", "text"),
        ("/a.html", "text"),
        ("/download?file=backup.zip", "zip"),
    ],
)
def test_files_that_are_meant_to_be_read(address, magic) -> None:
    assert not exposed(answer(address, magic=magic))


@pytest.mark.parametrize("magic", ["html", "empty", None])
def test_an_error_page_that_answers_200_is_no_file(magic) -> None:
    assert not exposed(answer("/site.sql", magic=magic), answer("/.git/HEAD", magic=magic))


@pytest.mark.parametrize("status", [301, 403, 404, 500])
def test_a_file_that_was_refused_does_not_lie_open(status) -> None:
    assert not exposed(answer("/site.sql", status, magic="text"))


def test_another_site_s_file_is_not_this_site_s_fault() -> None:
    assert not exposed(answer("http://www.other.gov.cn/site.sql", magic="text"))


def test_a_file_that_leads_to_an_ordinary_one() -> None:
    moved = answer("/backup.zip", answered=at("/files/P02.zip"), magic="zip")
    assert not exposed(moved)


def test_who_links_there_and_what_proves_it() -> None:
    pages = [page("/a.html", links=(link("/site.sql", "数据", LinkKind.ATTACHMENT),))]
    (fault,) = exposed(answer("/site.sql", magic="text", record="cd" * 32), pages=pages)
    assert fault.source_url == at("/a.html")
    assert fault.evidence == ("cd" * 32,)


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Index of /upload", "Index of /upload\nName Last modified Size", "listing"),
        ("Directory Listing For /upload/", "Directory Listing For /upload/", "listing"),
        ("Directory listing for /", "Directory listing for /", "listing"),
        ("www.example.gov.cn - /upload/", "/upload/\n[To Parent Directory]\na.doc", "listing"),
        ("www.example.gov.cn - /upload/", "/upload/\n[转到父目录]\na.doc", "listing"),
        ("phpinfo()", "PHP Version 5.3.29\nSystem Windows NT", "phpinfo"),
        ("Apache Tomcat/7.0.55", "If you're seeing this, you've successfully", "default"),
        ("IIS7", "", "default"),
        ("IIS Windows Server", "", "default"),
        ("Welcome to nginx!", "Welcome to nginx!", "default"),
        ("Druid Stat Index", "Stat Index", "console"),
        ("Swagger UI", "", "console"),
    ],
)
def test_pages_that_visitors_should_not_meet(title, text, kind) -> None:
    (fault,) = exposed(pages=[page("/x/", text, title=title)])
    assert (fault.where, fault.seen["kind"]) == (at("/x/"), kind)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("关于修复 Apache Tomcat 漏洞的通知", "Apache Tomcat/7.0.55 存在漏洞"),
        ("IIS 服务器安全配置指南", "Internet Information Services"),
        ("政府信息公开目录", "目录 索引号"),
        ("网站备份管理办法", "backup.zip"),
        ("价格指数 - Index of prices", ""),
    ],
)
def test_pages_that_only_speak_of_such_things(title, text) -> None:
    assert not exposed(pages=[page("/a.html", text, title=title)])


def test_an_error_page_signed_by_the_server_is_no_default_page() -> None:
    assert not exposed(pages=[page("/a", status=404, title="Apache Tomcat/7.0.55 - Error report")])


def test_a_listing_in_another_order_is_the_same_directory() -> None:
    listing = {"title": "Index of /upload", "text": "Index of /upload"}
    pages = [page("/upload/", **listing), page("/upload/?C=N;O=D", **listing)]
    assert [fault.where for fault in exposed(pages=pages)] == [at("/upload/")]


def test_open_directories_are_one_problem() -> None:
    pages = [page(f"/upload/{n}/", title=f"Index of /upload/{n}") for n in range(3)]
    assert {fault.root for fault in exposed(pages=pages)} == {"listing"}


def test_source_code_shown_as_a_page() -> None:
    shown = page("/conn.asp.bak", 'Set conn = Server.CreateObject("ADODB.Connection")')
    (fault,) = exposed(pages=[shown])
    assert fault.seen["kind"] == "backup"
    assert not exposed(pages=[page("/conn.asp.bak", "您访问的页面不存在")])


# -- addresses nobody links to ---------------------------------------------------------------------


def test_what_was_known_by_its_content() -> None:
    open_file = answer("/actuator/env", magic="text", exposed="console")
    (fault,) = exposed(open_file)
    assert (fault.where, fault.seen["kind"], fault.suspected) == (
        at("/actuator/env"),
        "console",
        True,
    )
    (sure,) = exposed(answer("/.env", magic="text", exposed="config"))
    assert not sure.suspected


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (None, ["没有检查暴露路径"]),
        (Exposures(asked=9, planned=32), ["网站中途不再应答，暴露路径没有查完"]),
        (Exposures(asked=32, planned=32), []),
    ],
)
def test_what_was_not_asked_for_is_said_once(seen, why) -> None:
    site = snapshot([home(), page("/a.html")], exposures=seen)
    said = untested("security.exposed_file", site)
    assert [(one.where, one.why) for one in said] == [("exposure:paths", one) for one in why]
