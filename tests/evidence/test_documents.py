"""The words of attached documents, and what hostile ones must not do."""

from __future__ import annotations

import asyncio
import io
import zipfile
import zlib
from pathlib import Path

import pytest
from tests.evidence import attached
from tests.evidence.loopback import ok
from tests.evidence.visiting import home, inspected

from xuncha.evidence.documents import Desk
from xuncha.evidence.documents.words import MAX_CHARS, of

#: A made-up person of a made-up county; the check digit is right.
NUMBER = "431081199003071235"

DOCUMENTS = {
    "docx": attached.word(("姓名", "身份证号"), ("王某", NUMBER), text="补助发放名单"),
    "xlsx": attached.sheet(("姓名", "身份证号"), ("王某", NUMBER), ("电话", 13807350001)),
    "pdf": attached.pdf(f"ID {NUMBER}"),
    "doc": attached.old_word(f"补助发放名单\r王某\x07{NUMBER}\x07\r"),
    "xls": attached.old_sheet(("name", "id"), ("wang", NUMBER)),
    "csv": f"姓名,身份证号\n王某,{NUMBER}\n".encode("gb18030"),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_number_a_person_reads_is_read(kind: str) -> None:
    assert NUMBER in of(DOCUMENTS[kind])


def test_cells_stay_apart() -> None:
    assert f"王某\t{NUMBER}" in of(DOCUMENTS["docx"])
    assert f"王某\t{NUMBER}\t" in of(DOCUMENTS["doc"])
    assert "13807350001" in of(DOCUMENTS["xlsx"]).split()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7\n",
        b"PK\x03\x04" + bytes(100),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        DOCUMENTS["docx"][:-200],
        DOCUMENTS["doc"][:1500],
        attached.compound({"WordDocument": bytes(64), "1Table": b""}),
    ],
)
def test_what_is_broken_has_no_words(body: bytes) -> None:
    assert of(body) == ""


def bomb() -> bytes:
    """A .docx of 60 MB of text in 60 KB."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as pack,
        pack.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(60):
            part.write(b"<w:p>" + b"x" * 1_000_000 + b"</w:p>")
    return held.getvalue()


def test_a_bomb_is_read_as_far_as_its_bound() -> None:
    body = bomb()
    assert len(body) < 100_000
    assert len(of(body)) == MAX_CHARS


def asked(*bodies: bytes, timeout: float = 120) -> list[str | None]:
    async def ask() -> list[str | None]:
        desk = Desk(timeout)
        try:
            return [await desk.text(body) for body in bodies]
        finally:
            await desk.close()

    return asyncio.run(ask())


def test_the_process_answers_one_document_after_the_other() -> None:
    said = asked(DOCUMENTS["pdf"], b"%PDF-1.7\n", bomb(), DOCUMENTS["docx"])
    assert [said[0] is not None and NUMBER in said[0], said[1]] == [True, ""]
    assert said[2] == "" or (said[2] is not None and len(said[2]) == MAX_CHARS)
    assert said[3] is not None
    assert NUMBER in said[3]


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    # 100,000 objects that lead to one another, and a page whose drawing never ends.
    drawn = zlib.compress(b"q " * 30_000_000)
    slow = attached.pdf("x").replace(b"/Length", b"/Filter /FlateDecode /Length")
    head, _, tail = slow.partition(b"stream\n")
    slow = head + b"stream\n" + drawn + b"\nendstream" + tail.partition(b"endstream")[2]
    said = asked(slow, DOCUMENTS["docx"], timeout=8)
    assert said[0] in (None, "")
    assert said[1] is not None
    assert NUMBER in said[1]


def test_a_visit_reads_what_pages_attach_and_names_the_leak(tmp_path: Path) -> None:
    routes = {
        "/": home("/f/list.docx", "/f/plan.pdf", "/f/broken.xls"),
        "/f/list.docx": ok(DOCUMENTS["docx"], "application/msword"),
        "/f/plan.pdf": ok(attached.pdf("plan for 2017"), "application/pdf"),
        "/f/broken.xls": ok(b"\xd0\xcf\x11\xe0" + bytes(50), "application/vnd.ms-excel"),
    }
    seen = inspected(dict(routes), tmp_path)
    said = [seen.answer(f"/f/{name}").document for name in ("list.docx", "plan.pdf", "broken.xls")]
    assert said[0] is not None
    assert NUMBER in said[0]
    assert said[1:] == ["plan for 2017", ""]
    (leak,) = [one for one in seen.result.findings if one.indicator == "privacy.leak"]
    assert (leak.url or "").endswith("/f/list.docx")
    assert NUMBER not in (tmp_path / "result.json").read_text("utf-8")
