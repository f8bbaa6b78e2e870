"""The makes of content management systems in the demonstration, one module each."""

from __future__ import annotations

from collections.abc import Mapping

from xuncha.demo.plan import Style
from xuncha.demo.styles.aspx import Aspx
from xuncha.demo.styles.frames import Frames
from xuncha.demo.styles.gbk import Gbk
from xuncha.demo.styles.jcms import Jcms
from xuncha.demo.styles.jsp import Jsp
from xuncha.demo.styles.modern import Modern
from xuncha.demo.styles.numerals import Numerals
from xuncha.demo.styles.trs import Trs

#: Every make by its name.
STYLES: Mapping[str, Style] = {
    style.code: style
    for style in (Trs(), Jsp(), Aspx(), Jcms(), Frames(), Gbk(), Modern(), Numerals())
}
