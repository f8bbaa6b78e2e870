"""What a page's source shows of its defences, and of those who got past them."""

from __future__ import annotations

import pytest
from tests.evidence.markup import SITE, page

from xuncha.evidence.safety import Form


def forms(html: str) -> list[tuple[str, bool]]:
    found = page(html).forms
    assert found is not None
    return [(one.action.removeprefix(SITE), one.password) for one in found]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<form action="/s.jsp"><input name="q"></form>', [("/s.jsp", False)]),
        (
            '<form action="http://sso.a.gov.cn/in" method=post><input type=Password name=p></form>',
            [("http://sso.a.gov.cn/in", True)],
        ),
        ('<form name="f" action=""><input type="password"></form>', [("", True)]),
        ('<form action="javascript:void(0)"><input></form>', [("", False)]),
        ('<form onsubmit="return go()"><input type="text" id="password"></form>', [("", False)]),
        ('<div><input type="password" id="pwd"></div>', [("", True)]),
        ("<p>请输入密码（password）</p>", []),
    ],
)
def test_forms(html: str, told: list[tuple[str, bool]]) -> None:
    assert forms(html) == told


def test_a_password_belongs_to_the_form_around_it() -> None:
    html = (
        '<form action="/a"><input name="q"></form>'
        '<form action="/b"><p><input type="password"></p></form>'
    )
    assert forms(html) == [("/a", False), ("/b", True)]
    assert page("").forms == ()
    assert page(html).forms[1].place == "body>form"  # type: ignore[index]
    assert isinstance(page(html).forms[0], Form)  # type: ignore[index]


def test_a_policy_in_the_source_is_kept() -> None:
    html = '<meta http-equiv="Content-Security-Policy" content="upgrade-insecure-requests">'
    assert page(html).meta("content-security-policy") == "upgrade-insecure-requests"
    assert page('<meta http-equiv="Content-Type" content="text/html">').metas == ()


# -- comments --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "comment",
    [
        "测试账号 admin 密码：Qh@2017x",
        "conn = jdbc:mysql://10.1.2.3:3306/cms?user=root&password=x1y2z3",
        "Data Source=.;Initial Catalog=cms;User ID=sa;Pwd=sa123",
        "http://192.168.1.20:8080/manage/",
    ],
)
def test_comments_that_may_tell_too_much_are_kept(comment: str) -> None:
    (kept,) = page(f"<body><!-- {comment} --><p>正文</p></body>").remarks or ()
    assert comment[-20:] in kept


def test_other_comments_are_not_kept_and_none_is_kept_whole() -> None:
    html = "<!-- 头部开始 --><!--[if lt IE 9]><script src='/h.js'></script><![endif]-->"
    assert page(html).remarks == ()
    long = "x" * 5_000
    (kept,) = page(f"<!-- {long} password {long} -->").remarks or ()
    assert len(kept) < 400
    assert len(page("<!-- 密码 -->" * 50).remarks or ()) == 10


# -- scripts ---------------------------------------------------------------------------------------

MZ = "4D5A90000300000004000000FFFF0000B800000000000000400000000000"


def signs(html: str) -> list[tuple[str, str]]:
    found = page(html).signs
    assert found is not None
    return [(one.kind, one.url) for one in found]


WORM = f'<html></html><SCRIPT Language=VBScript><!--\nData = "{MZ}"\n//--></SCRIPT>'
TITLED = """<script>if(navigator.userAgent.toLowerCase().indexOf('baidu')==-1)
{document.title='示例县人民政府'}</script>"""
LISTED = """<script>if(/(baiduspider|sogouspider)/i.test(navigator.userAgent)){}
else{document.title = '示例县'}</script>"""
SENT = """<script>var a = navigator.userAgent; if (/baiduspider|360spider/i.test(a))
{ location.href = 'http://www.strange.com/'; }</script>"""
STRANGER = "<script src=http://js.strange.com/a.js></script>"


@pytest.mark.parametrize(
    ("html", "told"),
    [
        (WORM, ("dropper", "")),
        (WORM.replace(MZ, MZ * 4_000), ("dropper", "")),
        (TITLED, ("title", "")),
        (LISTED, ("title", "")),
        (SENT, ("spider", "http://www.strange.com/")),
        (f"<html><body>x</body></html>{STRANGER}", ("outside", "http://js.strange.com/a.js")),
        (f"{STRANGER}<!DOCTYPE html><html></html>", ("outside", "http://js.strange.com/a.js")),
    ],
)
def test_scripts_that_no_page_maker_writes(html: str, told: tuple[str, str]) -> None:
    assert signs(html) == [told]


@pytest.mark.parametrize(
    "html",
    [
        # A phone is led to the phones' pages, and a spider is not counted.
        "<script>if(/iPhone|bot/i.test(navigator.userAgent)) location.href='/wap/'</script>",
        "<script>if(!/spider|bot/i.test(navigator.userAgent)){ $.get('/count?id=1') }</script>",
        "<script>navigator.userAgent.indexOf('baiduboxapp')>0; document.title='县政府'</script>",
        "<script>document.title = '示例县人民政府';</script>",
        # A printer's or a key's plug-in.
        "<script>var s = new ActiveXObject('WScript.Shell'); s.Run('calc')</script>",
        "<html><body><script src='http://a.gov.cn/a.js'></script></body></html>\n",
        "<script src='/a.js'></script><p>没有 html 标签的页面</p>",
        "<p>木马会写出 DropFileName 和 4D5A 开头的文件</p>",
    ],
)
def test_scripts_of_every_day(html: str) -> None:
    assert signs(html) == []


def test_a_hostile_script_takes_no_time() -> None:
    many = "userAgent'baidu'" * 5_000
    assert signs(f"<script>{many}</script>") == []
