"""Archives that people attach: opened within caps, or refused with the reason."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from xuncha.people.actions import RefusedError
from xuncha.registry.archives import MOST_ENTRIES, look_through


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as book:
        for name, data in files.items():
            book.writestr(name, data)
    return out.getvalue()


BOMB = packed({"a.txt": b"\0" * 60_000_000})
LYING = BOMB.replace(struct.pack("<I", 60_000_000), struct.pack("<I", 1_000))


def overlapping() -> bytes:
    """Two names in the list for the same bytes."""
    one = packed({"a.txt": b"word " * 100_000})
    end = one.index(b"PK\x05\x06")
    begin = one.index(b"PK\x01\x02")
    entry = one[begin:end]
    tail = bytearray(one[end:])
    tail[8:12] = struct.pack("<HH", 20, 20)
    tail[12:16] = struct.pack("<I", len(entry) * 20)
    return one[:begin] + entry * 20 + bytes(tail)


def encrypted() -> bytes:
    raw = bytearray(packed({"a.txt": b"secret"}))
    raw[6] |= 1
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (BOMB, "解开后过大"),
        (LYING, "打不开或已损坏|解开后过大"),
        (packed({"in.zip": BOMB}), "解开后过大"),
        (packed({"1.zip": packed({"2.zip": packed({"3.txt": b"x"})})}), "太多层"),
        (packed({f"{n}": b"" for n in range(MOST_ENTRIES + 1)}), "超过2000个"),
        (packed({"a.rar": b"Rar!\x1a\x07\x01\x00"}), "不能检查的压缩文件"),
        (packed({"../../etc/passwd": b"root"}), "指向包外"),
        (packed({"C:\\boot.ini": b"x"}), "指向包外"),
        (overlapping(), "相互重叠"),
        (encrypted(), "已加密"),
        (b"PK\x03\x04 no archive at all", "打不开"),
        (packed({"a.txt": b"x" * 999})[:-30], "打不开"),
    ],
    ids=str.split("bomb lying nested deep many rar outside drive overlap locked noise cut"),
)
def test_what_must_not_be_opened_is_refused_with_the_reason(data: bytes, why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        look_through("附件.zip", data)


@pytest.mark.parametrize(
    "data",
    [
        packed({"报告.txt": "整改完成。".encode() * 20_000, "图.png": b"\x89PNG" + bytes(5_000)}),
        packed({"表.xlsx": packed({"xl/a.xml": b"<a/>" * 50_000})}),
        packed({}),
        b"%PDF-1.4 no archive",
    ],
)
def test_what_offices_send_is_taken(data: bytes) -> None:
    look_through("附件.zip", data)


def test_a_document_may_hold_packed_pictures() -> None:
    look_through("通知.docx", packed({"word/media/1.emz": b"\x1f\x8b\x08" + bytes(100)}))
