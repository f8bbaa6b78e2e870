"""A real browser for the written page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from xuncha.report import page as report_page
from xuncha.scoring.results import Inspection

Open = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens a written report; fails the test on whatever the page complains about or asks for."""
    said: list[str] = []
    contexts = []

    def open_(inspection: Inspection, *, fragment: str = "", **context: object) -> Page:
        file = tmp_path / "report.html"
        file.write_bytes(report_page.encode(inspection))
        contexts.append(browser.new_context(**context))  # type: ignore[arg-type]
        shown = contexts[-1].new_page()
        shown.on("console", lambda message: said.append(message.text))
        shown.on("pageerror", lambda error: said.append(str(error)))
        shown.on(
            "request",
            lambda one: one.url.startswith("file:") or said.append(f"asked for {one.url}"),
        )
        shown.goto(f"{file.as_uri()}{fragment}")
        return shown

    yield open_
    for context in contexts:
        context.close()
    assert said == []
