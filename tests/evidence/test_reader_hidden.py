"""Links that people do not get to see, in the ways they are hidden on real pages."""

from __future__ import annotations

import pytest
from tests.evidence.markup import page

LINK = '<a href="http://www.strange.com/">网站</a>'


def hidden(html: str) -> list[str]:
    return [one.hidden for one in page(html).links if "strange" in one.url]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        (f'<div style="clip:rect(0,0,0,0);position:absolute">{LINK}</div>', "zero-size"),
        (f'<a style="line-height:0px; font-size:0px;"{LINK[2:]}', "zero-size"),
        (
            (
                f"<script>document.write('<div style=\"display:none\">')</script>{LINK}"
                "<script>document.write('</div>')</script>"
            ),
            "display:none",
        ),
        (
            (
                f"<script>document.write(\"<div style='position:fixed;left:-999px'>\");</script>"
                f'<ul><li>{LINK}</li></ul><script>document.write("</div>");</script>'
            ),
            "off-screen",
        ),
        (
            (
                f'<div id="zz">{LINK}</div>'
                '<script>document.getElementById("zz").style.display = "none";</script>'
            ),
            "display:none",
        ),
        (
            (
                f"<span id='b1'>{LINK}</span>"
                "<script>document.getElementById('b1').style.visibility='hidden'</script>"
            ),
            "display:none",
        ),
        ('<iframe src="http://www.strange.com/" width="0" height="0"></iframe>', "zero-size"),
        (f'<div style="width: 0px; height: 0px;">{LINK}</div>', "zero-size"),
        (
            f'<div style="left:expression(1-900);top:expression(3-999)">{LINK}</div>',
            "off-screen",
        ),
        ('<iframe src="http://www.strange.com/" height=0 width="5"></iframe>', "zero-size"),
        ("<iframe src=http://www.strange.com/ width=1px height=1px></iframe>", "zero-size"),
        (
            f"<marquee height=1 width=4 scrollamount=3000>{LINK}</marquee>",
            "zero-size",
        ),
    ],
)
def test_ways_to_hide(html: str, why: str) -> None:
    assert hidden(html) == [why]


@pytest.mark.parametrize(
    "html",
    [
        f'<p style="font-size:12px;color:#333">{LINK}</p>',
        f'<div style="transform:scale(0.8)">{LINK}</div>',
        f'<div style="clip:rect(0px,200px,200px,0px)">{LINK}</div>'.replace("rect(0px", "rect(5px"),
        f"<script>document.write('<div class=\"a\">')</script>{LINK}",
        # Opened and closed by one script: nothing of the page stands in it.
        f"<script>document.write('<div style=\"display:none\"></div>')</script>{LINK}",
        # Opened and never closed: a mistake that browsers mend, not a way to hide.
        f"<script>document.write('<div style=\"display:none\">')</script>{LINK}",
        (
            f"<script>document.write('<div style=\"display:none\">')</script><p>x</p>"
            f"<script>document.write('</div>')</script>{LINK}"
        ),
        f"""<div id="zz">{LINK}</div>
        <script>function f(){{ document.getElementById('zz').style.display = 'none' }}</script>""",
        f'<div id="zz">{LINK}</div><script>function f(){{ $("#zz").hide() }}</script>',
        '<iframe src="http://www.strange.com/" width="100%" height="0"></iframe>',
        '<iframe src="http://www.strange.com/"></iframe>',
        '<iframe src="http://www.strange.com/" width="226" height="3"></iframe>',
        f'<div style="width:0px">{LINK}</div>',
        f'<div style="height:0;width:100%">{LINK}</div>',
    ],
)
def test_what_people_see(html: str) -> None:
    assert hidden(html) == [""]


def test_what_a_script_hides_is_still_read_as_part_of_the_page() -> None:
    html = (
        '<div id="t">栏目一</div><script>document.getElementById("t").style.display="none"</script>'
    )
    assert "栏目一" in page(html).text
