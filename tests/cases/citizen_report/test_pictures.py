"""A citizen's picture is drawn anew; what is no picture, too large or a bomb is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, ImageFile
from tests.cases.citizen_report.sending import PLACE, photo

from xuncha.cases.kinds.citizen_report.pictures import MOST_BYTES, redraw
from xuncha.people.actions import RefusedError


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, rows: bytes) -> bytes:
    """A PNG whose header says what it likes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


#: 900 megapixels in a few kilobytes.
BOMB = png(30_000, 30_000, zlib.compress(b"\0" * 4_000_000, 9))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_it_is_drawn_anew_upright_and_without_exif(form: str) -> None:
    data = photo(form)
    assert PLACE in data
    kept = redraw(data)
    assert PLACE not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG"
        assert image.width > image.height  # turned as its EXIF said
        assert max(image.size) <= 2532
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_clear_becomes_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(redraw(out.getvalue()))) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "不是图片"),
        (b"GIF89a" + b"\0" * 40, "不是图片"),
        (b"%PDF-1.4\n", "不是图片"),
        (b"\xff\xd8\xff\xe0", "不是图片|损坏"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20, "不是图片|损坏"),
        (b"<!doctype html><script>alert(1)</script>", "不是图片"),
        (BOMB, "损坏或过大"),
        (png(20_000, 10_000, b"x"), "损坏或过大"),
        (png(100, 100, b"not compressed"), "损坏或过大"),
        (photo()[:3000], "损坏或过大"),
        (b"\xff\xd8\xff" + b"\0" * MOST_BYTES, "超过 8 MB"),
    ],
)
def test_what_is_no_picture_or_too_much_is_refused(
    data: bytes, why: str, lenient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As WeasyPrint leaves it for the whole process.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
    with pytest.raises(RefusedError, match=why):
        redraw(data)


def test_a_script_behind_a_picture_does_not_survive() -> None:
    kept = redraw(photo("PNG", (64, 64)) + b"<script>alert(1)</script>")
    assert b"script" not in kept
