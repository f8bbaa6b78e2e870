"""What a document says, by what its first bytes show it to be. Pure."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Iterator

import olefile
import pypdf
import xlrd

from xuncha.base import charset
from xuncha.evidence.documents import oldword

#: No longer text is read, nor more pages, sheets and rows than any honest document has.
MAX_CHARS, _PAGES, _SHEETS, _ROWS = 400_000, 80, 40, 20_000
#: Parts of a packed document, and bytes of all of them unpacked.
_PARTS, _UNPACKED = 400, 24_000_000
_WORDS = re.compile(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml$")
_CELLS = re.compile(r"xl/(?:sharedStrings|worksheets/sheet\d+)\.xml$")
_SLIDES = re.compile(r"ppt/slides/slide\d+\.xml$")
#: What parts the paragraphs, the cells and the rows of their XML.
_BREAK = re.compile(r"</w:p>|<w:br[ /]|</a:p>|</row>|</si>")
_GAP = re.compile(r"(?:</w:p>\s{0,9})?</w:tc>|</c>|<w:tab/>")
_TAG = re.compile(r"<[^<>]*>")


def of(body: bytes) -> str:
    """The words of a document, "" where there are none or nothing here can read them.

    Lines and cells stay apart. Never raises for what a document holds; one that is too large, or
    packs more than it may, is read as far as its bounds.
    """
    try:
        found = _reader(body)(body)
    # Each library has errors of its own for what a hostile document makes it do.
    except Exception:
        return ""
    return found[:MAX_CHARS]


def _reader(body: bytes) -> Callable[[bytes], str]:
    if body.startswith(b"PK\x03\x04"):
        return _packed
    if body.startswith(b"%PDF"):
        return _pdf
    if body.startswith(olefile.MAGIC):
        return _compound
    return _plain


def _plain(body: bytes) -> str:
    if b"\0" in body[:4096] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    text = charset.decode(body, "", cut=True).text
    return _stripped(text) if text.lstrip()[:1] == "<" else text


def _packed(body: bytes) -> str:
    """OOXML: only the parts that hold words are unpacked, and no further than the bound."""
    said, left = [], _UNPACKED
    with zipfile.ZipFile(io.BytesIO(body)) as pack:
        names = [one.filename for one in pack.infolist()[: 10 * _PARTS]]
        wanted = [n for n in names if any(p.match(n) for p in (_WORDS, _CELLS, _SLIDES))]
        for name in wanted[:_PARTS]:
            with pack.open(name) as part:
                data = part.read(left)
            left -= len(data)
            said.append(_stripped(data.decode("utf-8", "replace")))
            if left <= 0:
                break
    return "\n".join(said)


def _stripped(xml: str) -> str:
    text = _TAG.sub("", _BREAK.sub("\n", _GAP.sub("\t", xml)))
    return html.unescape(text)


def _pdf(body: bytes) -> str:
    said, length = [], 0
    for page in pypdf.PdfReader(io.BytesIO(body), strict=False).pages[:_PAGES]:
        text = page.extract_text()
        said.append(text)
        length += len(text)
        if length > MAX_CHARS:
            break
    return "\n".join(said)


def _compound(body: bytes) -> str:
    """What Word, Excel and WPS wrote before 2007."""
    with olefile.OleFileIO(io.BytesIO(body)) as file:
        if file.exists("WordDocument"):
            return oldword.text(file)
    return "\n".join(_rows(body))


def _rows(body: bytes) -> Iterator[str]:
    book = xlrd.open_workbook(file_contents=body, on_demand=True, logfile=io.StringIO())
    for name in book.sheet_names()[:_SHEETS]:
        sheet = book.sheet_by_name(name)
        for at in range(min(sheet.nrows, _ROWS)):
            yield "\t".join(_cell(value) for value in sheet.row_values(at))
        book.unload_sheet(name)


def _cell(value: object) -> str:
    """A number as people see it: a telephone number is no decimal fraction."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e18:
        return str(int(value))
    return str(value)
