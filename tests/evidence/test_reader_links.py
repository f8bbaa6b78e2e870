"""Where a page leads: the same for a reading and for a link check."""

from __future__ import annotations

import pytest
from tests.evidence.markup import leads, page

from xuncha.evidence.snapshot import LinkKind


class TestLinks:
    """Where a page leads, as a browser would go."""

    def test_elements_that_lead_on(self) -> None:
        """Each with what it promises."""
        html = (
            '<body background="bg.jpg"><a href="a.html">一</a><img src="b.png">'
            '<iframe src="c.html"></iframe>'
            '<a href="d.pdf">二</a><script src="e.js"></script><link rel="stylesheet" href="f.css">'
            '<map><area href="g.html"></map><select><option value="http://www.b.gov.cn/">'
            "外</option></select>"
            '<input type="button" onclick="window.open(\'h.html\')"><embed src="i.swf">'
            '<img src="blank.gif" data-original="j.jpg">'
            '<a href="#" onclick="location.href=\'k.html\'">三</a>'
        )
        assert leads(html) == {
            "/zwgk/bg.jpg": LinkKind.IMAGE,
            "/zwgk/a.html": LinkKind.PAGE,
            "/zwgk/b.png": LinkKind.IMAGE,
            "/zwgk/c.html": LinkKind.FRAME,
            "/zwgk/d.pdf": LinkKind.ATTACHMENT,
            "/zwgk/e.js": LinkKind.SCRIPT,
            "/zwgk/f.css": LinkKind.STYLE,
            "/zwgk/g.html": LinkKind.PAGE,
            "http://www.b.gov.cn/": LinkKind.PAGE,
            "/zwgk/h.html": LinkKind.PAGE,
            "/zwgk/i.swf": LinkKind.ATTACHMENT,
            "/zwgk/j.jpg": LinkKind.IMAGE,
            "/zwgk/k.html": LinkKind.PAGE,
        }

    def test_what_is_no_address(self) -> None:
        """Mail, telephones, scripts, anchors, and templates that nobody filled in."""
        assert not leads(
            '<a href="mailto:a@b.cn">1</a><a href="tel:0971">2</a><a href="javascript:void(0)">'
            "3</a>"
            '<a href="#top">4</a><a href="{{item.url}}">5</a><a href="">6</a><a>7</a>'
            '<img src="data:image/png;base64,AAAA"><a href="JavaScript:;">8</a><a href="${url}">'
            "9</a>"
        )

    def test_a_frameset(self) -> None:
        """Its frames are the page."""
        html = '<frameset rows="80,*"><frame src="top.asp"><frame src="main.asp"></frameset>'
        assert leads(html, "/") == {"/top.asp": LinkKind.FRAME, "/main.asp": LinkKind.FRAME}

    @pytest.mark.parametrize(
        "html",
        [
            '<meta http-equiv="refresh" content="0;url=/web/index.html">',
            "<META HTTP-EQUIV=Refresh CONTENT=\"3; URL='/web/index.html'\">",
            '<script>window.location.href = "/web/index.html";</script>',
            '<script>top.location.replace("/web/index.html")</script>',
        ],
    )
    def test_an_entrance_that_leads_on(self, html: str) -> None:
        """By a meta tag or a script that runs at once."""
        assert list(leads(html, "/")) == ["/web/index.html"]

    def test_base(self) -> None:
        """Addresses are relative to what the page says."""
        html = '<head><base href="/web/"></head><a href="a.html">甲</a><img src="b.png">'
        assert set(leads(html)) == {"/web/a.html", "/web/b.png"}

    def test_a_menu_that_a_script_writes(self) -> None:
        """Literal strings are read, nothing is run."""
        html = (
            "<div class='nav'><script>document.write('<ul><li><a href=\"/xwzx/\">新闻中心</a>"
            "</li>');"
            "document.writeln(\"<li><a href='/zwgk/'>政务公开</a></li></ul>\");</script></div>"
        )
        assert set(leads(html)) == {"/xwzx/", "/zwgk/"}
        assert [link.text for link in page(html).links] == ["新闻中心", "政务公开"]

    def test_gbk(self) -> None:
        """A page without a word about its charset; a query goes out in it, a path in UTF-8."""
        html = (
            '<title>某县政府</title><a href="list.asp?lm=公告">公告</a><a href="公告/a.html">甲</a>'
        )
        said = page(html.encode("gb18030"))
        assert (said.title, said.charset) == ("某县政府", "gb18030")
        assert set(leads(html.encode("gb18030"))) == {
            "/zwgk/list.asp?lm=%B9%AB%B8%E6",
            "/zwgk/%E5%85%AC%E5%91%8A/a.html",
        }

    @pytest.mark.parametrize(
        ("script", "hidden"),
        [
            ('document.getElementById("x").style.display="none";', "display:none"),
            ("document.getElementById('x').style.visibility = 'hidden'", "display:none"),
            ('$("#x").hide();', "display:none"),
            ('function shut(){document.getElementById("x").style.display="none"}', ""),
            ('document.getElementById("y").style.display="none";', ""),
            ('document.getElementById("x").style.display="block";', ""),
        ],
    )
    def test_links_that_a_script_takes_away(self, script: str, hidden: str) -> None:
        """Only at once counts: what a click closes was seen."""
        html = f'<div id="x"><a href="http://b.com/">甲</a></div><script>{script}</script>'
        assert [link.hidden for link in page(html).links] == [hidden]

    def test_hidden_links_say_why(self) -> None:
        """By a style, by a rule of the page, by a size."""
        html = (
            "<style>.gone{position:absolute;left:-9999px}</style>"
            '<div style="display:none"><a href="http://bad.example/1">一</a></div>'
            '<div class="gone"><a href="http://bad.example/2">二</a></div>'
            '<marquee width="1" height="1"><a href="http://bad.example/3">三</a></marquee>'
            '<p><a href="http://good.example/4">四</a></p>'
        )
        assert [link.hidden for link in page(html).links] == [
            "display:none",
            "off-screen",
            "zero-size",
            "",
        ]

    def test_templates_and_noscript(self) -> None:
        """Their links are real, their words are not seen."""
        html = (
            '<body><noscript><a href="/n.html">请启用脚本</a></noscript>'
            '<template><a href="/t.html">模板</a></template><p>正文</p>'
        )
        assert set(leads(html)) == {"/n.html", "/t.html"}
        assert page(html).text == "正文"


@pytest.mark.parametrize(
    "script",
    [
        'function go(){location.href="/web/index.html";}',
        '$("#in").on("click", () => window.location.href = "/web/index.html");',
        'if (isPhone()) location.href="/web/index.html";',
        'function a(){return 1}\nfunction go(){ if(1){} window.location="/web/index.html"; }',
    ],
)
def test_an_entrance_that_waits_does_not_lead_on(script: str) -> None:
    """The address is known, and that the script does not go there by itself."""
    seen = page(f"<script>{script}</script>", "/")
    assert all(not link.place.endswith("script") for link in seen.links)


def test_a_script_that_leads_on_after_its_functions() -> None:
    """What stands outside every function happens at once."""
    seen = page('<script>function a(){b()}\nlocation.href="/web/index.html";</script>', "/")
    assert [link.place.rpartition(">")[2] for link in seen.links] == ["script"]
