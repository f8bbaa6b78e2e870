import pytest

from xuncha.evidence.challenge import is_wall
from xuncha.evidence.wire import Transfer


def _answer(body: bytes) -> Transfer:
    return Transfer(200, None, (("content-type", "text/html"),), body, False, 0.1, "")


@pytest.mark.parametrize(
    "script",
    [
        b"document.cookie='acw_sc__v2='+arg2",
        b"document.cookie='__jsl_clearance='+go",
        b"$_ts=window['$_ts'];",
        b"$_ts.cd='qEyzrAlx'",
        b"window._$jsvmprt('474e')",
        b"a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'",
        b"document.cookie='yunsuo_session_verify=1'",
        b"fetch('/.safeline/safeline_bot_challenge')",
        b"new SafeLineChallenge('ab')",
        b"document.cookie='WAF_NC_ID=1'",
        b"document.cookie='__tst_status=1'",
        b"document.cookie='EO_Bot_Ssid=1'",
    ],
)
def test_every_wall_is_known_by_its_script(script: bytes) -> None:
    page = b"<html><SCRIPT>" + script + b"</SCRIPT></html>"
    assert is_wall(_answer(page))
    # The same words on a page that tells of them are no wall.
    assert not is_wall(_answer(b"<html><p>" + script + b"</p></html>"))
    assert not is_wall(_answer(page + b"<p>" + b"a" * 40_000))


def test_a_page_with_scripts_and_underscores_is_no_wall() -> None:
    page = b'<html><script src="/js/jquery_1_9.js"></script><a href="/art_1_2.html">1</a></html>'
    assert not is_wall(_answer(page))
