import pytest
from tests.snapshots import answer, at, faults, home, link, page, snapshot

from xuncha.evidence.snapshot import LinkKind


def bad(*answers, pages=()):
    return faults("link.bad_attachment", snapshot([home(), *pages], answers=answers))


def test_an_empty_file() -> None:
    table = link("/b/申请表.doc", "申请表", LinkKind.ATTACHMENT)
    empty = answer("/b/申请表.doc", size=0, magic="empty", content_type="application/msword")
    (fault,) = bad(empty, pages=[page("/b/", links=(table,))])
    assert fault.where == at("/b/申请表.doc")
    assert fault.source_url == at("/b/")
    assert fault.sentence == "empty"
    assert fault.seen["text"] == "申请表"
    assert not fault.suspected


@pytest.mark.parametrize(
    "ending", ["pdf", "zip", "rar", "docx", "XLSX", "ofd", "doc", "xls", "wps"]
)
def test_a_page_where_a_file_is_promised(ending) -> None:
    one = answer(f"/f.{ending}", title="提示信息", text="文件不存在")
    (fault,) = bad(one)
    assert not fault.suspected
    assert fault.seen["promised"] == ending.lower()
    assert fault.seen["title"] == "提示信息"


def test_a_page_that_office_would_open_is_only_a_suspicion() -> None:
    (fault,) = bad(answer("/统计表.xls", content_type="application/vnd.ms-excel"))
    assert fault.suspected
    assert not bad(answer("/a.pdf", content_type="application/pdf"))[0].suspected


@pytest.mark.parametrize(
    ("path", "magic"),
    [
        ("/a.pdf", "pdf"),
        ("/a.doc", "ole"),
        ("/a.doc", "zip"),
        ("/a.docx", "zip"),
        ("/a.rar", "rar"),
        ("/a.xls", "text"),
        ("/a.pdf", None),
        ("/a.pdf", "other"),
    ],
)
def test_files_are_what_they_promise(path, magic) -> None:
    assert not bad(answer(path, magic=magic, content_type="application/octet-stream"))


def test_pages_promise_no_file() -> None:
    assert not bad(
        answer("http://www.b.gov.cn/a.html"),
        answer("http://www.b.gov.cn/show?file=a.pdf"),
        answer("http://www.b.gov.cn/pdf/"),
        answer("/logo.png", size=0, magic="empty"),
    )


def test_a_query_behind_the_name_does_not_hide_it() -> None:
    assert bad(answer("/a.pdf?v=1"))


def test_what_did_not_open_is_no_bad_file() -> None:
    assert not bad(answer("/a.pdf", 404), answer("/b.pdf", 403))


def test_a_file_cut_short_was_not_empty() -> None:
    assert not bad(answer("/a.zip", size=None, magic="zip"))


def test_a_page_where_the_query_of_a_download_names_a_file() -> None:
    gone = page("/file/download?id=8&name=plan.pdf", "附件读取失败")
    (fault,) = bad(pages=[gone])
    assert (fault.where, fault.seen["promised"]) == (gone.asked, "pdf")
    assert [one.seen["promised"] for one in bad(answer("/down.jsp?f=a.doc", title="提示"))] == [
        "doc"
    ]
    assert not bad(
        answer("/down.jsp?f=b.doc", magic="ole"),
        pages=[page("/view/download?file=plan.pdf", "预览"), page("/news?title=plan.pdf", "新闻")],
    )
