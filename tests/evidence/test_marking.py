"""Pictures are written anew, and their pages hide people's numbers."""

from __future__ import annotations

import asyncio
import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from tests.evidence.test_render import HOME, PROGRAM, Shelf, page

from xuncha.evidence.marking import keep
from xuncha.evidence.render import Budget, Rendered, Renderer


def png(size: tuple[int, int] = (40, 20), note: str = "") -> bytes:
    out, about = io.BytesIO(), PngImagePlugin.PngInfo()
    about.add_text("Comment", note)
    Image.new("RGB", size, "red").save(out, "PNG", pnginfo=about)
    return out.getvalue()


def test_only_what_can_be_seen_is_kept(tmp_path: Path) -> None:
    name = keep(png(note="13912345678") + b"<script>", tmp_path / "evidence")
    assert name is not None
    raw = (tmp_path / "evidence" / name.removeprefix("sha256:")).read_bytes()
    assert name == f"sha256:{hashlib.sha256(raw).hexdigest()}.png"
    assert b"13912345678" not in raw
    assert b"script" not in raw
    with Image.open(io.BytesIO(raw)) as seen:
        assert (seen.size, seen.convert("RGB").getpixel((5, 5))) == ((40, 20), (255, 0, 0))
    # The same sight is the same file.
    assert keep(png(note="another"), tmp_path / "evidence") == name
    assert len(list((tmp_path / "evidence").iterdir())) == 1


@pytest.mark.parametrize(
    "bad", [b"", b"<html>", png()[:60], png((5000, 10)), b"GIF89a" + b"\0" * 99]
)
def test_what_is_no_picture_is_not_kept(bad: bytes, tmp_path: Path) -> None:
    assert keep(bad, tmp_path) is None
    assert not list(tmp_path.iterdir())


def all_shown(*sights: tuple[str, tuple[str, ...]], seconds: float = 20) -> list[Rendered | None]:
    """Pages, each with the words to mark in it, one after the other in one browser."""
    urls = [f"{HOME}{number}.html" for number in range(len(sights))]
    shelf = Shelf({url: page(body) for url, (body, _mark) in zip(urls, sights, strict=True)})

    async def once() -> list[Rendered | None]:
        assert PROGRAM is not None
        async with Renderer(shelf, PROGRAM, Budget(seconds=seconds)) as one:
            return [
                await one.render(url, picture=True, mark=[mark])
                for url, (_body, mark) in zip(urls, sights, strict=True)
            ]

    return asyncio.run(once())


def shown(body: str, *mark: str, seconds: float = 20) -> Rendered | None:
    return all_shown((body, mark), seconds=seconds)[0]


@pytest.mark.skipif(PROGRAM is None, reason="no Chromium on this machine")
class TestMarks:
    """In a page, after its scripts."""

    def test_numbers_of_people_are_starred(self) -> None:
        numbers = {
            "13912345678": "139****5678",
            "11010519491231002X": "110***********002X",
            "6222021001116245702": "622************5702",
            "20171205": "20171205",
        }
        told = all_shown(*((f"<p>电话{number}", ()) for number in numbers))
        starred = all_shown(*((f"<p>电话{stars}", ()) for stars in numbers.values()))
        for number, one, other in zip(numbers, told, starred, strict=True):
            assert one is not None
            assert other is not None
            assert one.picture == other.picture
            assert number in one.html

    def test_what_is_not_there_is_not_marked(self) -> None:
        body = "<p>甲</p><script>var s='乙'</script><p style=display:none>丙</p>"
        words = {"甲": True, "乙": False, "丙": False, "": False}
        for seen, there in zip(
            all_shown(*((body, (word,)) for word in words)), words.values(), strict=True
        ):
            assert seen is not None
            assert seen.marked is there

    def test_a_heading_is_marked_and_not_the_menu_that_leads_there(self) -> None:
        body = "<a href=/t>公告</a><h2 style='background:#0080ff;margin-top:400px'>公告</h2>"
        seen = shown(body, "公告")
        assert seen is not None
        assert seen.picture is not None
        with Image.open(io.BytesIO(seen.picture)) as picture:
            reds = [
                y
                for y in range(picture.height)
                if picture.convert("RGB").getpixel((picture.width // 2, y)) == (208, 0, 0)
            ]
        assert min(reds) > 300

    def test_a_page_that_meddles_loses_its_frame_and_no_more(self) -> None:
        body = (
            "<p>甲</p><script>Array.prototype.find=Array.prototype.map=()=>{throw 1};"
            "Object.defineProperty(document,'body',{get(){return null}})</script>"
        )
        seen = shown(body, "甲", seconds=6)
        assert seen is None or not seen.marked
