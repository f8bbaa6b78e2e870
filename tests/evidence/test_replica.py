"""Archived pages made visible again: what strangers wrote asks for nothing and does nothing."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from tests.evidence.loopback import Server, ok, serving

from xuncha.evidence.replica import POLICY, Part, replica
from xuncha.evidence.sheets import cleaned

URL = "http://www.test.gov.cn/gk/"
PIXEL = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,"
PIXEL += b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def shown(html: str, parts: dict[str, Part] | None = None, fault: str = "") -> str:
    return replica(html, URL, parts or {}, said="存档", within="框架：", fault=fault)


def hostile(out: str) -> str:
    """A page that tries every way out to `out` that HTML and CSS know."""
    return f"""<!DOCTYPE html><html manifest="{out}/m"><head><base href="{out}/base/">
<meta http-equiv="refresh" content="0;url={out}/refresh"><link rel=stylesheet href="{out}/a.css">
<link rel="dns-prefetch preconnect prefetch preload" as=image href="{out}/early">
<link rel=icon href="{out}/icon"><script src="{out}/s.js"></script>
<script>document.title="ran";fetch("{out}/fetch");location="{out}/go"</script>
<style>@import "{out}/i.css";@import url({out}/j.css);@font-face{{font-family:x;src:url({out}/f)}}
body{{font-family:x;background:url({out}/bg)}}p{{background:u\\72l({out}/escaped)}}
li{{list-style-image:image-set("{out}/set" 1x)}}</style></head>
<body onload="document.title='ran'" background="{out}/body"><p>正文</p><li>条
<img src="{out}/img" srcset="{out}/set 2x" onerror="document.title='ran'" lowsrc="{out}/low">
<picture><source srcset="{out}/pic"><img></picture><input type=image src="{out}/input">
<svg onload="document.title='ran'"><image href="{out}/svg"/><use href="{out}/u#a"/>
<script>document.title="ran"</script>
<a href="javascript:document.title='ran'"><text>x</text></a></svg>
<math><mtext><style><img src=x onerror="document.title='ran'"></style></mtext></math>
<noscript><p title="</noscript><img src=x onerror=document.title='ran'>"></noscript>
<iframe src="{out}/frame" srcdoc="<script>parent.document.title='ran'</script>"></iframe>
<object data="{out}/object"></object><embed src="{out}/embed"><video src="{out}/v" poster="{out}/p">
</video><audio src="{out}/audio" autoplay></audio>
<a id=go href="{out}/link" ping="{out}/ping">去</a>
<form action="{out}/form"><input name=p autofocus onfocus="document.title='ran'"><button>送</button>
</form><template><img src="{out}/t"></template><textarea></textarea><script>document.title="ran"
</script><table background="{out}/table"><td background="{out}/td">格</td></table>
<div style="background:url('{out}/style')" onclick="document.title='ran'">尾</div></body></html>"""


def test_nothing_of_a_hostile_page_is_left_that_acts() -> None:
    told = shown(hostile("http://evil.example.cn"))
    assert "正文" in told
    assert "尾" in told
    names = {one.lower() for one in re.findall(r"<([a-zA-Z]+)", told)}
    assert not names & {
        "script", "svg", "math", "iframe", "object", "embed", "link", "base", "form", "video",
        "audio", "source", "template", "image", "use",
    }  # fmt: skip
    keys = {one.lower() for one in re.findall(r"\s([a-zA-Z-]+)=\"", told)}
    assert not {one for one in keys if one.startswith("on")}
    assert not keys & {
        "href",
        "action",
        "srcset",
        "ping",
        "poster",
        "srcdoc",
        "manifest",
        "http-equiv",
    }


def test_no_request_leaves_and_no_script_runs_in_a_real_browser(browser: Browser) -> None:
    """Both walls, each alone: the page written anew, and the policy over the page as it was."""
    with serving({}) as evil:
        out = evil.url("", "127.0.0.1")
        page = hostile(out)
        headers = f"Content-Security-Policy: {POLICY}\r\n"
        at = {"/anew": ok(shown(page)), "/policed": ok(shown(page), headers=headers)}
        with serving(at) as own:
            for path in at:
                _looked_at(browser, own, path)
        assert evil.asked == []


def _looked_at(browser: Browser, own: Server, path: str) -> None:
    window = browser.new_page()
    window.set_default_timeout(5_000)
    window.goto(own.url(path, "127.0.0.1"))
    window.get_by_text("去", exact=True).click()
    window.wait_for_timeout(400)
    assert window.url.endswith(path)
    assert window.title() == ""
    assert "正文" in window.inner_text("body")
    window.close()


def test_the_policy_alone_stops_scripts_and_requests(browser: Browser) -> None:
    with serving({}) as evil:
        page = hostile(evil.url("", "127.0.0.1")).replace("<base", "<x-base")
        headers = f"Content-Security-Policy: {POLICY}\r\nX-DNS-Prefetch-Control: off\r\n"
        with serving({"/": ok(page, headers=headers)}) as own:
            window = browser.new_page()
            window.goto(own.url("/", "127.0.0.1"))
            window.wait_for_timeout(400)
            assert window.title() == ""
            assert window.url == own.url("/", "127.0.0.1")
            window.close()
        assert evil.asked == []


def test_style_and_pictures_of_the_archive_stand_in_the_page() -> None:
    parts = {
        "http://www.test.gov.cn/css/a.css": Part(text="h1{background:url(../i/p.gif)}</style><b>"),
        "http://www.test.gov.cn/i/p.gif": Part(raw=PIXEL),
        "http://www.test.gov.cn/i/false.gif": Part(raw=b"<svg onload=alert(1)>"),
    }
    told = shown(
        "<link rel=stylesheet href=/css/a.css><h1>题</h1><img src=../i/p.gif alt=图>"
        "<img src=../i/false.gif><img src=../i/lost.gif>",
        parts,
    )
    assert told.count("data:image/gif;base64,R0lGODlh") == 2
    assert "\\3c /style>" in told
    assert told.count("<img>") == 2
    assert 'alt="图"' in told


def test_what_points_to_the_fault_is_framed() -> None:
    told = shown(
        '<a href="gone.html" id="x">坏</a><a href="/gk/gone.html">又</a><a href="/">好</a>',
        fault="http://www.test.gov.cn/gk/gone.html",
    )
    assert told.count("data-fault") == 3  # once in the rules
    assert '<a data-fault id="fault" ' in told


def test_frames_are_named_and_not_unfolded() -> None:
    told = shown('<frameset rows="9,*"><frame src="top.htm"><frame src="http://b.cn/"></frameset>')
    assert "框架：http://www.test.gov.cn/gk/top.htm" in told
    assert "存档" in told
    assert "<frame" not in told


@pytest.mark.parametrize(
    "giant",
    [
        "<div>" * 200_000,
        "<p style='" + "url(" * 300_000 + "'>",
        "<style>" + "@import " * 200_000 + "</style>",
        "<b " + "a=1 " * 400_000 + ">",
        "<style>" + "url('" * 300_000,
    ],
)
def test_giants_cost_no_more_than_their_length(giant: str) -> None:
    told = shown(giant)
    assert len(told) < 20_000_000


def test_pictures_repeated_without_end_are_counted() -> None:
    part = Part(raw=PIXEL + b"\0" * 100_000)
    told = shown('<img src="/p.gif">' * 2_000, {"http://www.test.gov.cn/p.gif": part})
    assert len(told) < 8_000_000


def test_a_sheet_keeps_its_rules_and_loses_its_addresses() -> None:
    told = cleaned(
        "@import 'a.css'; p{color:red;background:URL( \"x.png\" ) no-repeat}", lambda _: ""
    )
    assert told == " p{color:red;background:none no-repeat}"
