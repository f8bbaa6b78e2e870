"""Bytes to text as a reader of Chinese government pages needs it.

The order is: byte order mark, strict UTF-8, the header's charset, the page's own `<meta>`, and
GB18030. Strict UTF-8 stands before what is declared because declarations are wrong far more often
than a page in another charset is valid UTF-8 by chance.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Literal

from xuncha.base.prescan import declared

Source = Literal["bom", "utf-8", "header", "meta", "fallback"]

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEADER = re.compile(r"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body as text, with what was done to it."""

    text: str
    #: Lower-case name, also understood by Python: "utf-8", "gb18030", "big5hkscs" …
    charset: str
    #: What decided.
    source: Source
    #: Share of the characters that could not be read (U+FFFD), 0 to 1.
    damaged: float


def decode(body: bytes, content_type: str = "", *, cut: bool = False) -> Decoded:
    """Read ``body``; never raises.

    ``content_type`` is the response header. ``cut`` says that the body ends at a cap, so that half
    a character at its end is no damage.
    """
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], charset, "bom", cut)
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        if _is_utf8(body, (error.start, error.end, error.reason), cut):
            return _read(body, "utf-8", "utf-8", cut)
    else:
        if "\0" not in text[:4] and not text.isascii():
            return Decoded(text, "utf-8", "utf-8", _damage(text))
    return _as_declared(body, content_type, cut)


def _as_declared(body: bytes, content_type: str, cut: bool) -> Decoded:
    if (named := _HEADER.search(content_type)) and (charset := charset_of(named[1])):
        return _read(body, charset, "header", cut)
    if charset := next(filter(None, map(charset_of, declared(body))), None):
        # A meta that could be read is not in UTF-16, whatever it says (HTML Standard).
        return _read(body, "utf-8" if charset.startswith("utf-16") else charset, "meta", cut)
    if body.isascii():
        return _read(body, "utf-8", "utf-8", cut)
    return _read(body, "gb18030", "fallback", cut)


def _read(body: bytes, charset: str, source: Source, cut: bool) -> Decoded:
    text = codecs.getincrementaldecoder(charset)("replace").decode(body, not cut)
    return Decoded(text, charset, source, _damage(text))


def _damage(text: str) -> float:
    # Looking for the character is far cheaper than counting it, and hardly a page has it.
    return text.count("\ufffd") / len(text) if "\ufffd" in text else 0.0


# -- UTF-8 with a few broken characters --------------------------------------------------------

#: How many broken characters are looked past, and how many bytes of good ones prove UTF-8.
_LOOKS = 4
_PROOF = 90
_ASCII = bytes(range(0x80))


def _is_utf8(body: bytes, first: tuple[int, int, str], cut: bool) -> bool:
    """Whether ``body`` is UTF-8 after all, though strict reading failed at ``first``.

    Programs that shorten a text by bytes leave half characters in UTF-8 pages. GBK text, read as
    UTF-8, breaks within a few characters, so a long valid run means UTF-8.
    """
    begin, (start, end, reason) = 0, first
    for _ in range(_LOOKS):
        if cut and begin + end == len(body) and reason == "unexpected end of data":
            return True
        if len(body[begin : begin + start].translate(None, _ASCII)) >= _PROOF:
            return True
        begin += end
        fault = _fault(body[begin:])
        if fault is None:
            return len(body[begin:].translate(None, _ASCII)) >= _PROOF
        start, end, reason = fault
    return False


def _fault(body: bytes) -> tuple[int, int, str] | None:
    """Where ``body`` is no UTF-8 and why; None when it is.

    Not as an error: an error that is kept holds the frame that holds it, and with it the body.
    """
    try:
        body.decode()
    except UnicodeDecodeError as error:
        return error.start, error.end, error.reason
    return None


# -- labels ------------------------------------------------------------------------------------

_LABELS = {
    label: charset
    for charset, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8",
        # GB2312 and GBK are subsets, and pages use characters beyond the one they declare.
        "gb18030": """gb18030 gbk gb2312 gb_2312 gb_2312-80 chinese csgb2312 csiso58gb231280
            iso-ir-58 x-gbk cp936 ms936 windows-936 euc-cn gb2312-80""",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
        "utf-16-le": "utf-16 utf-16le unicode ucs-2 csunicode iso-10646-ucs-2 unicodefeff",
        "utf-16-be": "utf-16be unicodefffe",
        "cp1252": """iso-8859-1 iso8859-1 iso_8859-1 iso88591 latin1 l1 windows-1252 cp1252 x-cp1252
            ascii us-ascii ansi_x3.4-1968 cp819 ibm819 iso-ir-100 csisolatin1 iso_8859-1:1987""",
        "iso8859-2": "iso-8859-2 iso8859-2 iso_8859-2 iso88592 latin2 l2 csisolatin2 iso-ir-101",
        "cp1251": "windows-1251 cp1251 x-cp1251",
        "koi8-r": "koi8-r koi8 koi koi8_r cskoi8r",
        "cp932": "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j csshiftjis ms932",
        "euc-jp": "euc-jp x-euc-jp cseucpkdfmtjapanese",
        "iso2022-jp": "iso-2022-jp csiso2022jp",
        "cp949": """euc-kr ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 korean
            cseuckr csksc56011987 iso-ir-149""",
    }.items()
    for label in labels.split()
}


def charset_of(label: str) -> str | None:
    """The charset a label of the Encoding Standard stands for; None for one we do not read."""
    return _LABELS.get(label.strip().lower())
