"""The five files: one hash, official page, harmless whatever the sites sent, all or nothing."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pypdf import PdfReader
from selectolax.lexbor import LexborHTMLParser
from tests.bulletin.cases import LETTER, by_batches, failed, finding, site, sources, stale
from tests.report.cases import HOSTILE, hostile

from xuncha.base.errors import InputError
from xuncha.base.types import Level, Outcome
from xuncha.bulletin.actions import FORMS, write
from xuncha.bulletin.composition import compose
from xuncha.bulletin.models import Bulletin, Sources, canonical
from xuncha.bulletin.page import pdf


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Bulletin]:
    """The quarter of the reference bulletin, written."""
    out = tmp_path_factory.mktemp("quarter") / "bulletin"
    return out, write(by_batches(), LETTER, out)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bulletin over sites whose every word was chosen by an attacker."""
    out = tmp_path_factory.mktemp("attacked") / "bulletin"
    bad = failed(
        "=1+1",
        stale(level=Level.VETO, column=f"{HOSTILE}\x00\x1b\u202e\ud800"),
        finding("element.missing", observed={"element": "=cmd|' /C calc'!A0"}),
        finding("page.abnormal", message="居民身份证 632521199001011234 电话 13800138000"),
        name=HOSTILE,
        unit="@SUM(1)",
        region="+1",
        stratum="-2",
    )
    write(sources(*hostile().sites, bad), LETTER, out)
    return out


def test_one_hash_stands_in_all_five_files(folder: tuple[Path, Bulletin]) -> None:
    out, bulletin = folder
    sha = bulletin.sha256
    assert sorted(one.name for one in out.iterdir()) == sorted(FORMS)
    record = json.loads((out / "bulletin.json").read_bytes())
    assert record["sha256"] == sha == hashlib.sha256(canonical(record["content"])).hexdigest()

    page = LexborHTMLParser((out / "bulletin.html").read_bytes())
    assert page.css_first("meta[name=sha256]").attributes["content"] == sha
    assert f"数据指纹：SHA-256 {sha}" in page.css_first("p.print").text()

    document = Document(str(out / "bulletin.docx"))
    assert document.core_properties.identifier == f"sha256:{sha}"
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        assert sha in footer.paragraphs[-1].text
    assert any(f"数据指纹：SHA-256 {sha}" in one.text for one in document.paragraphs)

    printed = PdfReader(out / "bulletin.pdf")
    assert printed.metadata is not None
    assert printed.metadata["/Keywords"] == f"sha256:{sha}"
    assert all(sha in one.extract_text() for one in printed.pages)

    book = load_workbook(out / "bulletin-annex.xlsx")
    assert book.properties.keywords == f"sha256:{sha}"
    assert sha in [row[1] for row in book["说明"].iter_rows(values_only=True)]


def test_every_figure_is_in_the_record_with_its_query(folder: tuple[Path, Bulletin]) -> None:
    content = json.loads((folder[0] / "bulletin.json").read_bytes())["content"]
    figure = content["figures"]["mean_rate(stratum=省直部门)"]
    assert figure["query"] == "mean_rate"
    assert figure["parts"] == {"rates": ["9/10", "8/10", "14/14"]}
    for one in content["paragraphs"]:
        assert set(one["figures"]) <= content["figures"].keys()


def test_the_word_file_is_an_official_page(folder: tuple[Path, Bulletin]) -> None:
    document = Document(str(folder[0] / "bulletin.docx"))
    section = document.sections[0]
    margins = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round(one.mm) for one in margins if one] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    title = next(one for one in document.paragraphs if one.text == folder[1].title)
    (run,) = title.runs
    assert run.font.size is not None
    assert run.font.size.pt == 22
    assert run._r.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"  # type: ignore[union-attr]
    assert document.styles["Normal"].paragraph_format.line_spacing.pt == 28.95  # type: ignore[attr-defined]
    body = next(one for one in document.paragraphs if one.text.startswith("第一批抽查"))
    assert body.runs[0].font.size.pt == 16  # type: ignore[union-attr]
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"  # type: ignore[union-attr]
    assert len(document.tables[0].rows) == 34
    assert len(document.tables[1].rows) == 187


def test_the_pdf_has_a4_pages_of_22_lines_of_28_characters() -> None:
    letter = replace(LETTER, basis=("字" * 200,) * 8)
    pages = PdfReader(io.BytesIO(pdf(compose(sources(site()), letter)))).pages
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)
    lines = [line for line in pages[1].extract_text().splitlines() if line.strip()]
    # The second page is full of text, and below it stand its number and the fingerprint.
    text = [line for line in lines if "—" not in line and "SHA-256" not in line]
    assert len(lines) - len(text) == 2
    assert len(text) == 22
    assert max(map(len, text)) == 28


def test_what_sites_send_stays_text(attacked: Path) -> None:
    page = LexborHTMLParser((attacked / "bulletin.html").read_bytes())
    assert not page.css("script, img, a, iframe, link, object, form, [onerror], [onmouseover]")
    assert "onerror" in page.body.text()  # type: ignore[union-attr]
    document = Document(str(attacked / "bulletin.docx"))
    assert any("onerror" in one.text for one in document.paragraphs)
    for name in ("bulletin.html", "bulletin.json"):
        text = (attacked / name).read_text("utf-8")
        assert not {"\x00", "\x1b", "\u202e"} & set(text)
        assert "632521199001011234" not in text
        assert "13800138000" not in text
    book = load_workbook(io.BytesIO((attacked / "bulletin-annex.xlsx").read_bytes()))
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "@", "\t"))
                assert "632521199001011234" not in str(cell.value)


def test_the_annex_lists_the_certain_findings_of_unqualified_sites_only(tmp_path: Path) -> None:
    bad = failed(
        "6300000001",
        stale(level=Level.VETO),
        finding("text.error", outcome=Outcome.SUSPECTED),
        finding("security.sqli", url="http://www.a.gov.cn/?id=1"),
    )
    good = site("6300000002", findings=(finding("link.dead"),))
    write(sources(bad, good), LETTER, tmp_path / "out")
    book = load_workbook(tmp_path / "out" / "bulletin-annex.xlsx")
    rows = list(book["不合格网站问题"].iter_rows(values_only=True))
    assert [(row[0], row[3]) for row in rows[1:]] == [
        ("6300000001", "column.stale"),
        ("6300000001", "security.sqli"),
    ]
    assert "id=1" not in str(rows)
    assert rows[1][9].date().isoformat() == "2016-10-08"
    every = list(book["网站及结果"].iter_rows(values_only=True))
    assert [row[6] for row in every[1:]] == ["不合格", "合格"]


def test_a_bulletin_replaces_its_older_self_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = write(sources(site()), LETTER, out)
    second = write(sources(site(), failed("2", stale(level=Level.VETO))), LETTER, out)
    assert first.sha256 != second.sha256
    assert json.loads((out / "bulletin.json").read_bytes())["sha256"] == second.sha256
    (out / "mine.txt").write_text("x")
    with pytest.raises(InputError, match="不会覆盖"):
        write(sources(site()), LETTER, out)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["out"]


def test_a_failure_leaves_the_older_bulletin_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    first = write(sources(site()), LETTER, out)

    def full(_bulletin: Bulletin, _sources: Sources) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(FORMS, "bulletin.json", full)  # type: ignore[arg-type]
    with pytest.raises(OSError, match="space"):
        write(sources(site("2")), LETTER, out)
    assert [one.name for one in tmp_path.iterdir()] == ["out"]
    assert first.sha256 in (out / "bulletin.json").read_text("utf-8")
