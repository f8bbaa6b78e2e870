"""The faces of an official document: what an office has, and what is used where it has not.

方正小标宋 and 仿宋_GB2312 are sold, not given, so they are named here and never shipped.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import quoteattr

from docx.oxml.ns import qn

XIAO = "方正小标宋简体"
FANG = "仿宋_GB2312"
HEI = "黑体"
KAI = "楷体_GB2312"
SONG = "宋体"
LATIN = "Times New Roman"

#: Behind each face the ones a reader's machine may have instead, free ones last.
_BEHIND = {
    XIAO: ("小标宋", "华文中宋", "Noto Serif CJK SC"),
    FANG: ("仿宋", "华文仿宋", "FandolFang R", "Noto Serif CJK SC"),
    HEI: ("SimHei", "Noto Sans CJK SC"),
    KAI: ("楷体", "华文楷体", "AR PL UKai CN"),
    SONG: ("SimSun", "Noto Serif CJK SC"),
}
_TABLE = "/word/fontTable.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def set_face(fonts: Any, face: str) -> None:
    """Set the run properties' fonts: Chinese in `face`, figures in the Latin face.

    The hint makes “ ” and — Chinese, which Word otherwise takes from the Latin face.
    """
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), LATIN)
    fonts.set(qn("w:eastAsia"), face)
    fonts.set(qn("w:hint"), "eastAsia")


def speak_chinese(document: Any) -> None:
    """Say that the text is Chinese: a program without the faces then looks for Chinese ones."""
    for root in (document.styles.element, document.settings.element):
        for name in ("w:lang", "w:themeFontLang"):
            for language in root.iter(qn(name)):
                language.set(qn("w:eastAsia"), "zh-CN")


def fall_back(document: Any) -> None:
    """Write the font table: each face with the names to try where it is missing."""
    package = document.part.package
    for name, link in list(package.rels.items()):
        # The picture of the empty template is not this document's.
        if link.reltype.endswith("/thumbnail"):
            del package.rels[name]
    for part in package.iter_parts():
        if str(part.partname) == _TABLE:
            part._blob = _table()  # noqa: SLF001 (python-docx keeps the part as bytes)


def _table() -> bytes:
    fonts = "".join(
        f"<w:font w:name={quoteattr(face)}><w:altName w:val={quoteattr(','.join(behind))}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for face, behind in _BEHIND.items()
    )
    latin = f"<w:font w:name={quoteattr(LATIN)}><w:altName w:val='Liberation Serif'/></w:font>"
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{declared}<w:fonts xmlns:w="{_W}">{fonts}{latin}</w:fonts>'.encode()
