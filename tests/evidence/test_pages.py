"""Pages in the manner of real government sites, as `xuncha look` must see them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.markup import SITE, TODAY, page

from xuncha.evidence.look import look

FOLDER = Path(__file__).parent / "pages"
EXPECTED: dict[str, Any] = tomllib.loads((FOLDER / "expected.toml").read_text("utf-8"))
FEET = EXPECTED.pop("feet")


def seen(name: str) -> dict[str, Any]:
    """One page of the folder, looked at."""
    path = EXPECTED[name].get("path", f"/zwgk/{name}.html")
    return look(page((FOLDER / f"{name}.html").read_bytes(), path), TODAY)


def test_every_page_has_its_expectations() -> None:
    """And every expectation its page."""
    assert {file.stem for file in FOLDER.glob("*.html")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_page_is(name: str) -> None:
    """Kind, title, column and the days it shows of itself."""
    told, wanted = seen(name), EXPECTED[name]
    days = told["published"]
    assert (told["kind"], told["title"], told["column"], days["visible"], days["meta"]) == (
        wanted["kind"],
        wanted["title"],
        wanted.get("column"),
        wanted.get("visible"),
        wanted.get("meta"),
    )
    assert days["used"] == (wanted.get("visible") or wanted.get("meta"))


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_page_lists(name: str) -> None:
    """Every entry with its day, the newest day, and whether nothing is there."""
    told, wanted = seen(name), EXPECTED[name]
    items = told["items"]
    shown = None if items is None else [[item["title"], item["date"]] for item in items]
    assert shown == wanted.get("items")
    assert told["newest"] == wanted.get("newest")
    assert told["blank"] == (None if wanted.get("blank") == "unknown" else "blank" in wanted)
    assert sum(item["pinned"] for item in items or ()) == wanted.get("pinned", 0)


@pytest.mark.parametrize("name", EXPECTED)
def test_what_the_footer_says(name: str) -> None:
    """Site code, records, sponsor and the official entries; None where there is no footer."""
    told, wanted = seen(name), EXPECTED[name]
    foot = FEET[wanted["foot"]]
    found = told["elements"]
    assert told["site"]["code"] == wanted.get("code", foot.get("code"))
    assert found["icp"] == wanted.get("icp", foot.get("icp"))
    for key in ("police", "sponsor", "party_sign", "error_report"):
        assert found[key] == foot.get(key)
    assert (found["sitemap"] or "").removeprefix(SITE) == foot.get("sitemap", "")


def row(name: str) -> str:
    """A page's line in docs/pages.md."""
    wanted = EXPECTED[name]
    listed = len(wanted["items"]) if "items" in wanted else "–"
    cells = (wanted["kind"], wanted["title"], wanted.get("column", "–"), wanted.get("visible", "–"))
    return f"| {name} | {' | '.join(cells)} | {wanted.get('newest', '–')} | {listed} |"


def test_the_docs_list_every_page_as_a_person_sees_it() -> None:
    lines = (Path(__file__).parents[2] / "docs" / "pages.md").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith(("| article_", "| column_"))] == [
        row(name) for name in sorted(EXPECTED) if name.startswith(("article_", "column_"))
    ]
    assert {line.split(" | ")[0][2:] for line in lines if line.startswith("| ")} >= set(EXPECTED)
