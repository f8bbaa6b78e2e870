"""Awkward words in the page: signs, endless ones, other directions, and the clause beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.report.cases import finding, hostile, inspection, quarter, site
from tests.report.conftest import Open

from xuncha.base import language
from xuncha.base.types import Level
from xuncha.checks.contract import catalogue

#: What turns everything behind it round, until its paragraph or its own element ends.
RIGHT_TO_LEFT = "\u202e"


@pytest.fixture
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("zh")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("?a=1&b=2", 1),
        ("<title>", 1),
        ("o'clock", 1),
        ('"quoted"', 1),
        ("c:\\windows", 1),
        ("链接打不开", 1),  # the problem's name, which the sentence does not say
        ("&amp;", 0),
        ("u003c", 0),
    ],
)
def test_signs_and_names_are_found_as_they_are_read(opened: Open, text: str, found: int) -> None:
    bad = finding(
        "link.dead",
        url="http://www.a.gov.cn/?a=1&b=2",
        message='<title> o\'clock "quoted" C:\\windows',
    )
    page = opened(inspection(site(findings=(bad,)), site("6325210002")))
    page.get_by_label("查找").fill(text)
    expect(page.locator("tbody.site:not([hidden])")).to_have_count(found)


@pytest.mark.parametrize("width", [1366, 1024, 768, 390])
def test_endless_words_do_not_widen_the_page(opened: Open, width: int) -> None:
    endless = "a" * 300
    long = site(
        endless,
        name=endless,
        unit=endless,
        region=endless,
        stratum=endless,
        kind=endless,
        home_url=f"http://{endless}/",
        findings=(finding("link.dead", message=endless, column=endless, root=endless),),
    )
    for run in (hostile(), inspection(long, site())):
        page = opened(run, viewport={"width": width, "height": 800})
        for button in page.locator("button.name").all():
            button.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_sentence_cannot_turn_round_what_stands_behind_it(opened: Open) -> None:
    bad = finding("link.dead", message=f"{RIGHT_TO_LEFT}abc", points=Decimal("0.1"))
    page = opened(inspection(site(findings=(bad,))))
    page.locator("button.name").click()
    line = page.locator("ul.findings p")
    expect(line.locator("bdi")).to_have_text(f"{RIGHT_TO_LEFT}abc")
    expect(line.locator("small")).to_have_text("扣 0.1 分")
    assert page.evaluate("""() => {
        const line = document.querySelector("ul.findings p");
        const left = (name) => line.querySelector(name).getBoundingClientRect().left;
        return left("bdi") < left("small");
    }""")


def test_an_indicator_says_what_it_means_and_what_it_rests_on(opened: Open) -> None:
    one = catalogue()["column.stale"]
    page = opened(inspection(site(findings=(finding("column.stale", Level.VETO),))))
    page.locator("button.name").click()
    expect(page.locator(".group .clause")).to_contain_text(one.meaning)
    expect(page.locator(".group .clause dd")).to_have_text(one.basis.removeprefix("依据: "))


def test_printed_sites_start_where_the_page_has_room(opened: Open) -> None:
    page = opened(quarter(30, 40), viewport={"width": 794, "height": 1123})
    page.locator("button.name").first.click()
    page.emulate_media(media="print")
    inside = page.locator("tbody.open > tr.more").evaluate(
        "one => getComputedStyle(one).breakInside"
    )
    assert inside == "auto"


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("width", [1366, 390])
def test_the_english_page_is_english_and_as_well_set(opened: Open, width: int) -> None:
    run = inspection(
        site(
            "6325210001",
            name="Land office",
            unit="Land office",
            region="Hainan",
            stratum="prefecture",
            kind="office",
            findings=(finding("link.dead", message="does not open", observed={"status": 404}),),
        )
    )
    page = opened(run, viewport={"width": width, "height": 800})
    page.locator("button.name").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    # The names of a standard and of its documents are Chinese in every language.
    page.locator(".head p, .clause dd").evaluate_all("ones => ones.forEach((one) => one.remove())")
    assert not re.findall(r"[\u3400-\u9fff]+", page.locator("body").inner_text())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page).violations_count == 0
