"""Bytes to text: what each page costs, and pages in UTF-8 with a few broken characters."""

from __future__ import annotations

import gc

import pytest

from xuncha.base.charset import decode

CHINESE = "县人民政府关于印发年度工作要点的通知，请认真贯彻执行。"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5"])
def test_a_body_is_let_go_as_soon_as_it_is_read(charset: str) -> None:
    body = (CHINESE * 500).encode(charset, "ignore") + b"\xff"
    gc.collect()
    gc.disable()
    try:
        decode(body)
        decode(body, cut=True)
        # Whatever waits for the collector keeps the whole body until it comes.
        assert gc.collect() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize("broken", range(1, 5))
def test_half_characters_in_utf_8(broken: int) -> None:
    half = CHINESE.encode()[:-1]
    seen = decode(b"<p>".join([half] * broken) + (CHINESE * 3).encode())
    assert seen.charset == "utf-8"
    assert seen.text.count("\ufffd") == broken


def test_a_character_cut_at_the_cap() -> None:
    body = "公告".encode()[:-1]
    assert decode(body, cut=True).charset == "utf-8"
