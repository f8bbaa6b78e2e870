"""Sheets are read by their plain form and as XML alike; what is not plain is left to the XML."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.registry.tables import written

from xuncha.base.errors import InputError
from xuncha.registry.transfer import plainsheet, xlsx
from xuncha.registry.transfer.cells import plain
from xuncha.registry.transfer.plainsheet import NotPlainError, plain_rows
from xuncha.registry.transfer.reading import read_rows
from xuncha.registry.transfer.writing import write_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
X14AC = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"
HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="{MAIN}" xmlns:x14ac="{X14AC}">'
SHARED = ["甲", "乙 丙", "<&>"]


def book(folder: Path, sheet: str, shared: str = "") -> Path:
    """An XLSX of this sheet's whole part, and of these shared strings."""
    path = written(folder, ["x"], [])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    if shared:
        parts["xl/sharedStrings.xml"] = shared.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def strings(*texts: str) -> str:
    """A part of shared strings, their texts as XML."""
    inner = "".join(f"<si>{one}</si>" for one in texts)
    return f'<?xml version="1.0"?><sst xmlns="{MAIN}" count="9">{inner}</sst>'


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    """What the reader finds, and what it finds when nothing counts as plain."""

    def never(*_given: object) -> object:
        raise NotPlainError

    found = outcome(path)
    with monkeypatch.context() as patch:
        patch.setattr(xlsx, "plain_rows", never)
        patch.setattr(xlsx, "plain_strings", never)
        return found, outcome(path)


def outcome(path: Path) -> object:
    try:
        return list(read_rows(path))
    except InputError as error:
        return str(error)


#: As Excel, WPS, LibreOffice, openpyxl and other writers write rows.
PLAIN = [
    '<row r="1" spans="1:3" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c></row>',
    (
        '<row r="1" customFormat="false" ht="12.8" hidden="false"><c r="A1" s="0" t="s"><v>1</v>'
        '</c><c r="B1" s="0"/><c r="C1" s="0" t="n"><v>13997000001</v></c></row>'
    ),
    '<row r="2"><c r="B2" t="inlineStr"><is><t>甲</t></is></c><c r="E2"><v>1.5E3</v></c></row>',
    (
        '<row><c t="inlineStr"><is><t xml:space="preserve"> 甲 </t></is></c><c /><c></c>'
        '<c t="b"><v>1</v></c><c t="str"><v>a&amp;b &#x4E59;&#20057;&lt;&quot;&apos;</v></c></row>'
    ),
    '<row r="1"/><row r="5" ht="3" />\n  <row r="7">\n <c r="A7"><v>1</v></c>\n</row>\n',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>甲\r\n乙\r丙</t></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t></t></is></c><c r="B1" t="s"><v>2</v></c></row>',
    "",
]
#: Well-formed, but only an XML parser may say what it means; or broken.
OTHER = [
    '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[</row></sheetData>]]></t></is></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c></row><!-- <row r="2"><c><v>2</v></c></row> -->',
    '<row r="1"><c r="A1"><v>1</v></c><!-- </row></sheetData> --></row>',
    '<row r="1"><?x y?><c r="A1"><v>1</v></c></row>',
    '<row xmlns="urn:other" r="1"><c r="A1"><v>1</v></c></row>',
    '<row r="1"><c t="n" r="A1"><v>1</v></c></row>',
    "<row r='1'><c r='A1'><v>1</v></c></row>",
    '<row r="1"><c r="A1" t="inlineStr"/></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&evil;</t></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>a & b</t></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>\x01</t></is></c></row>',
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&#0;</t></is></c></row>',
    '<row r="1"><c r="A1"><v>1</v></c>',
    '<row r="1"><c r="A1"><v>1</v></row>',
    '<row r="x"><c r="A1"><v>1</v></c></row>',
    '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
    '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    '<row r="1"><c r="A1" t="s"><v>77</v></c></row>',
    "word",
]


@pytest.mark.parametrize("rows", [*PLAIN, *OTHER])
def test_the_plain_form_and_the_xml_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: str
) -> None:
    sheet = f"{HEAD}<sheetData>{rows}</sheetData></worksheet>"
    texts = [f"<t>{one}</t>" for one in ("甲", " 乙 丙", "&lt;&amp;&gt;")]
    found, as_xml = both(book(tmp_path, sheet, strings(*texts)), monkeypatch)
    assert found == as_xml


@pytest.mark.parametrize("rows", PLAIN)
def test_what_spreadsheets_write_is_plain(rows: str, tmp_path: Path) -> None:
    part = tmp_path / "sheet.xml"
    part.write_bytes(f"{HEAD}<sheetData>{rows}</sheetData><x/></worksheet>".encode())
    with part.open("rb") as file:
        assert len(list(plain_rows(file, SHARED))) == rows.count("<row")


@pytest.mark.parametrize(
    "head",
    [
        f'<x:worksheet xmlns:x="{MAIN}" xmlns="urn:other">',
        '<worksheet xmlns="urn:other">',
        f'<worksheet xmlns="{MAIN}"><!-- <sheetData> -->',
        f'<worksheet xmlns="{MAIN}"><broken>',
        f'<?xml version="1.0" encoding="GB18030"?><worksheet xmlns="{MAIN}">',
    ],
)
def test_a_head_that_is_not_beyond_doubt_is_left_to_the_xml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str
) -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c></row>'
    closing = "</x:worksheet>" if head.startswith("<x:") else "</worksheet>"
    sheet = f"{head}<sheetData>{row}</sheetData>{closing}"
    part = tmp_path / "sheet.xml"
    part.write_bytes(sheet.encode())
    with part.open("rb") as file, pytest.raises(NotPlainError):
        list(plain_rows(file, SHARED))
    found, as_xml = both(book(tmp_path, sheet), monkeypatch)
    assert found == as_xml


@pytest.mark.parametrize(
    "texts",
    [
        ["<t>甲</t>", '<t xml:space="preserve"> 乙 </t>', "<t/>", "<t>&amp;</t>"],
        ["<r><t>甲</t></r><r><t>乙</t></r>", "<t>丙</t><rPh sb='0' eb='1'><t>bing</t></rPh>"],
        ["<t>甲<!-- --></t>"],
    ],
)
def test_shared_strings_are_read_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, texts: list[str]
) -> None:
    cells = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(len(texts)))
    sheet = f"{HEAD}<sheetData><row>{cells}</row></sheetData></worksheet>"
    found, as_xml = both(book(tmp_path, sheet, strings(*texts)), monkeypatch)
    assert found == as_xml
    assert isinstance(found, list)


def test_a_row_that_never_ends_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plainsheet, "_MOST_ROW", 1000)
    part = tmp_path / "sheet.xml"
    part.write_bytes(f"{HEAD}<sheetData><row>{'<c/>' * 10**6}".encode())
    with part.open("rb") as file:
        with pytest.raises(NotPlainError):
            list(plain_rows(file, SHARED))
        assert file.tell() < 2**20


TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["C"]), st.sampled_from(" \t\n&<>\"'")),
    max_size=30,
).map(str.strip)


@given(st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=8))
def test_whatever_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("sheet") / "x.xlsx"
    with path.open("wb") as out:
        write_xlsx(out, "表", ["a", "b", "c"], rows)
    found = dict(xlsx.xlsx_rows(path))
    for number, row in enumerate(rows, start=2):
        assert [plain(one) for one in [*found[number], "", "", ""][:3]] == row


def test_what_libreoffice_makes_of_the_export_is_read_back_plainly(tmp_path: Path) -> None:
    header, rows = ["网站名称", "说明"], [["共和县", "a&b <c> “丁”"], ["", "0123456789"]]
    path = written(tmp_path, header, rows)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    again = tmp_path / "out" / path.name
    assert [cells for _n, cells in read_rows(again)] == [header, rows[0], rows[1]]
    with zipfile.ZipFile(again) as made, made.open("xl/worksheets/sheet1.xml") as part:
        assert len(list(plain_rows(part, ["?"] * 9))) == 3
