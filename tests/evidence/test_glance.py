"""What an answer is at first sight."""

from __future__ import annotations

import pytest
from tests.evidence.markup import response

from xuncha.evidence.glance import answer_of, is_page

_WORD = '<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>填表说明</body></html>'
_SHEET = "<html><head><meta name=ProgId content=Excel.Sheet></head><table></table></html>"


@pytest.mark.parametrize("body", [_WORD, _SHEET])
def test_a_document_saved_as_a_page_is_the_document_it_is_called(body: str) -> None:
    said = response(body, "/a.doc", "application/msword")
    assert answer_of(said).magic == "other"
    assert not is_page(said)


def test_a_page_is_a_page_whoever_wrote_it() -> None:
    assert answer_of(response(_WORD, "/a.doc", "text/html")).magic == "html"
    assert (
        answer_of(response("<html>请登录</html>", "/a.doc", "application/msword")).magic == "html"
    )
    assert is_page(response(_WORD, "/a.html"))
