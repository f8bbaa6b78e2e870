"""Where a word of ours stands, as a browser reads the page, and what counts as getting out."""

from __future__ import annotations

import pytest

from xuncha.evidence.probes import javascript, reflection, xss
from xuncha.evidence.probes.forms import invited
from xuncha.evidence.probes.likeness import Seen, folded
from xuncha.evidence.probes.reflection import Place
from xuncha.evidence.probes.target import is_action, target_of

WORD = "xqword"
HOME = "http://www.a.gov.cn/dir/page.jsp?id=3"


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<p>xqword</p>", Place("text")),
        ("<p>XQWORD</p>", Place("text")),
        ("<textarea>xqword</textarea>", Place("raw", "textarea")),
        ("<title>xqword</title>", Place("raw", "title")),
        ("<!-- xqword -->", Place("comment")),
        ("<input value='xqword'>", Place("attribute", "value")),
        ("<div xqword>", Place("name")),
        ("<a onclick=\"go('xqword')\">", Place("event", "'")),
        ("<a href=xqword>", Place("address", "begins")),
        ('<script>var a = "xqword"</script>', Place("script", '"')),
        ("<script>var a = xqword</script>", Place("script", "word")),
        ("<script>// xqword\n</script>", Place("script", "//")),
        ('<script type="application/json">["xqword"]</script>', Place("script", "data")),
    ],
)
def test_every_kind_of_place_is_known(html: str, place: Place) -> None:
    assert place in reflection.places(html, WORD)


@pytest.mark.parametrize(
    "html",
    [
        "<p>&lt;xqword onxqword=1&gt;</p>",
        "<textarea><xqword onxqword=1></textarea>",
        "<!-- <xqword onxqword=1> -->",
        '<input value="<xqword onxqword=1>">',
        "<script>var a = '<xqword onxqword=1>'</script>",
        "<xqword>",
    ],
)
def test_what_stays_text_is_no_element(html: str) -> None:
    assert not xss.shows(Seen(200, html), "text", WORD)


@pytest.mark.parametrize(
    ("script", "runs"),
    [
        ("var a = ''-xqword-''", True),
        (r"var a = '\'-xqword-\''", False),
        (r"var a = '\\'-xqword-\\''", True),
        ("var a = /'xqword'/", False),
        ("a = 1 / 2; b = '/'; xqword", True),
        ("/* xqword */ var a", False),
        ('var a = "it\'s"; // xqword', False),
        ("`a ${1} xqword`", False),
        ("return /[/']/.test(x) ? 'xqword' : 1", False),
        ("`a ${xqword} b`", True),
        (r"`a \${xqword} b`", False),
        ("/* a */-xqword-1 */", True),
    ],
)
def test_a_word_runs_only_where_it_stands_in_code(script: str, runs: bool) -> None:
    assert javascript.is_code(script, WORD) is runs


def test_only_what_a_browser_shows_as_a_page_counts() -> None:
    out = "<xqword onxqword=1>"
    assert xss.shows(Seen(200, out), "text", WORD)
    for kind in ("application/json", "text/plain", "application/rss+xml", "image/svg+xml"):
        assert not xss.shows(Seen(200, out, kind=kind), "text", WORD)


def test_an_echo_is_no_difference_however_it_is_spelt() -> None:
    for spelt in ("ab'c12345", "ab&#39;c12345", "ab\\'c12345", "ab''c12345", "ab%27c12345"):
        assert folded(f"you asked {spelt}", "ab'c12345", "ab") == "you asked ab"
    # A date of the page's own is not taken for what was sent.
    assert folded("on 5 May", "5'", "5") == "on 5 May"


def test_a_page_invites_by_links_forms_and_scripts() -> None:
    html = """
      <a href="show.jsp?id=3&amp;t=%C9%F3">x</a><a href="plain.html">y</a><a href="a.pdf?x=1">z</a>
      <form action="/find"><input name="q"><input type=hidden name=s value=7>
        <select name=k><option>one<option selected value=two>2</select>
        <input type=radio name=r value=a><input type=radio name=r value=b>
        <input type=submit name=go value=Search></form>
      <form method=post action=/post><input name=q></form>
      <form action=/login><input name=user><input type=password name=word></form>
      <button onclick="location='/by.do?n=4'">go</button>
    """
    urls = {one.url for one in invited(Seen(200, html), HOME)}
    assert urls == {
        "http://www.a.gov.cn/dir/show.jsp?id=3&t=%C9%F3",
        "http://www.a.gov.cn/dir/plain.html",
        "http://www.a.gov.cn/find?q=a&s=7&k=two&r=a&go=Search",
        "http://www.a.gov.cn/by.do?n=4",
    }


@pytest.mark.parametrize(
    ("path", "acts"),
    [
        ("/admin/delUser.do?id=1", True),
        ("/sendMail.jsp", True),
        ("/user/logout", True),
        ("/post/12/like", True),
        ("/x?action=delete", True),
        ("/x?id=1&Submit=Submit", False),
        ("/x?id=1&submit=%E6%9F%A5%E8%AF%A2", False),
        ("/x?id=1&submit=%E5%88%A0%E9%99%A4", True),
        ("/x?id=1&Submit=Delete", True),
        ("/index.php?page=user-info.php&user=a", False),
        ("/search_like.php?q=a", False),
        ("/model/show.jsp?id=1", False),
        ("/payment/list.jsp", True),
        ("/displaying.jsp?id=1", False),
    ],
)
def test_what_does_something_is_told_by_its_words(path: str, acts: bool) -> None:
    assert is_action(target_of(f"http://www.a.gov.cn{path}")) is acts


def test_programs_behind_one_address_are_told_apart_and_numbers_are_not() -> None:
    def key(query: str) -> tuple[str, ...]:
        return target_of(f"http://www.a.gov.cn/i.php?{query}").key

    assert key("page=news.php&id=1") != key("page=find.php&id=1")
    assert key("page=news.php&id=1") == key("page=news.php&id=2")
