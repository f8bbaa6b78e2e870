"""The Word file as an office program lays it out: 22 lines of 28 characters, the faces it names."""

from __future__ import annotations

import io
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

from pypdf import PdfReader
from tests.bulletin.cases import LETTER, site, sources

from xuncha.bulletin.composition import compose
from xuncha.bulletin.document import docx


def test_libreoffice_sets_22_lines_of_28_characters(tmp_path: Path) -> None:
    letter = replace(LETTER, basis=("字" * 200,) * 8, number="青政办秘函〔2017〕100号")
    written = docx(compose(sources(site()), letter))
    (tmp_path / "bulletin.docx").write_bytes(written)
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
            "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "bulletin.docx"),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )  # fmt: skip
    pages = PdfReader(tmp_path / "bulletin.pdf").pages
    assert (round(pages[0].mediabox.width), round(pages[0].mediabox.height)) == (595, 842)
    lines = [line.strip() for line in pages[1].extract_text().splitlines() if line.strip()]
    text = [line for line in lines if "字" in line]
    assert max(map(len, text)) == 28
    # The second page is full; below the text stand its number and the fingerprint.
    assert len([line for line in lines if "—" not in line and "SHA-256" not in line]) == 22
    styles = zipfile.ZipFile(io.BytesIO(written)).read("word/document.xml").decode()
    for face in ("方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"):
        assert f'w:eastAsia="{face}"' in styles
