"""report.html in a real browser: what an inspector does with it, what a site cannot do to it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.report.cases import HOSTILE, SHA, finding, hostile, inspection, quarter, site
from tests.report.conftest import Open

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.report import page as report_page
from xuncha.scoring.results import Finding, Inspection, Untested


def dead(n: int, root: str = "") -> Finding:
    return finding(
        "link.dead",
        where=f"http://www.a.gov.cn/{n}.html",
        url=f"http://www.a.gov.cn/{n}.html",
        source_url="http://www.a.gov.cn/list.html",
        observed={"status": 404, "text": f"第{n}号文件", "page": "home"},
        message=f"链接“第{n}号文件”打不开（404）",
        points=Decimal("0.1"),
        evidence=(f"sha256:{SHA}",),
        root=root,
    )


def three() -> Inspection:
    """One site that fails, one that passes with dead links, one that could not be seen."""
    stale = finding("column.stale", Level.VETO, column="工作动态", message="“工作动态”423天未更新")
    doubt = finding("text.error", Level.NOTICE, outcome=Outcome.SUSPECTED, message="疑为错字")
    return inspection(
        site("6325210001", name="乙局", findings=(doubt, *(dead(n) for n in range(3)))),
        site(
            "6325210002",
            name="甲局",
            region="海北州",
            stratum="省直部门",
            verdict=Verdict.UNQUALIFIED,
            score=None,
            vetoes=("column.stale",),
            findings=(stale,),
        ),
        site("6325210003", name="丙局", verdict=Verdict.UNTESTABLE, score=None),
    )


def names(page: Page) -> list[str]:
    return page.locator("tbody.site:not([hidden]) button.name").all_inner_texts()


def test_what_fails_stands_first_and_every_verdict_has_a_word(opened: Open) -> None:
    page = opened(three())
    assert names(page) == ["甲局", "丙局", "乙局"]
    assert page.locator("#table .verdict").all_inner_texts() == ["✗ 不合格", "⊘ 无法检查", "✓ 合格"]


@pytest.mark.parametrize(
    ("field", "value", "left"),
    [
        ("verdict", "qualified", ["乙局"]),
        ("stratum", "省直部门", ["甲局"]),
        ("region", "海北州", ["甲局"]),
        ("problem", "link.dead", ["乙局"]),
        ("problem", "family:信息更新", ["甲局"]),
        ("problem", "veto:column.stale", ["甲局"]),
    ],
)
def test_the_table_filters(opened: Open, field: str, value: str, left: list[str]) -> None:
    page = opened(three())
    page.locator(f"[name={field}]").select_option(value)
    assert names(page) == left
    expect(page.locator("#count")).to_contain_text("显示 1 家（共 3 家）")


@pytest.mark.parametrize(
    ("text", "left"),
    [("甲局", ["甲局"]), ("第2号", ["乙局"]), ("A.GOV.CN 打不开", ["乙局"]), ("没有的字", [])],
)
def test_free_text_finds_sites_and_what_is_said_of_them(
    opened: Open, text: str, left: list[str]
) -> None:
    page = opened(three())
    page.get_by_label("查找").fill(text)
    assert names(page) == left
    if not left:
        expect(page.locator("#count")).to_have_text("没有符合条件的网站。请放宽或清除筛选条件。")


def test_what_is_counted_is_what_is_filtered_for(opened: Open) -> None:
    page = opened(three())
    expect(page.locator("#count")).to_have_text("显示 3 家（共 3 家），问题 4 个，疑似 1 个")
    page.locator("[name=problem]").select_option("link.dead")
    expect(page.locator("#count")).to_have_text("显示 1 家（共 3 家），问题 3 个，疑似 0 个")
    page.get_by_role("button", name="清除").click()
    expect(page.locator("#count")).to_have_text("显示 3 家（共 3 家），问题 4 个，疑似 1 个")


def test_the_table_sorts_both_ways_and_says_so(opened: Open) -> None:
    page = opened(three())
    head = page.locator("th[data-key=faults]")
    head.get_by_role("button").click()
    assert names(page) == ["乙局", "甲局", "丙局"]
    expect(head).to_have_attribute("aria-sort", "descending")
    head.get_by_role("button").click()
    assert names(page) == ["丙局", "甲局", "乙局"]
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.locator("th[data-key=score]").get_by_role("button").click()
    assert names(page)[0] == "乙局"  # a site without a score is never the lowest one


def test_a_view_can_be_sent_as_a_link(opened: Open) -> None:
    page = opened(three())
    page.locator("[name=problem]").select_option("link.dead")
    page.locator("th[data-key=name]").get_by_role("button").click()
    fragment = page.evaluate("location.hash")
    page.close()
    again = opened(three(), fragment=fragment)
    assert names(again) == ["乙局"]
    expect(again.locator("th[data-key=name]")).to_have_attribute("aria-sort", "ascending")


def test_a_line_of_a_chart_leads_to_its_sites(opened: Open) -> None:
    page = opened(three())
    page.locator(".chart a", has_text="栏目更新不及时").first.click()
    assert names(page) == ["甲局"]
    expect(page.locator("#sites")).to_be_focused()


def test_a_site_opens_to_its_proof_with_the_keyboard_alone(opened: Open) -> None:
    page = opened(three())
    page.get_by_role("button", name="乙局").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="乙局")).to_have_attribute("aria-expanded", "true")
    first = page.locator("ul.findings > li").first
    expect(first).to_contain_text("链接“第0号文件”打不开（404）")
    expect(first).to_contain_text("所在页首页")
    links = first.get_by_role("link")
    assert [links.nth(n).get_attribute("href") for n in range(3)] == [
        "http://www.a.gov.cn/0.html",
        "http://www.a.gov.cn/list.html",
        f"evidence/{SHA}.warc.gz",
    ]
    page.keyboard.press("Enter")
    expect(first).to_be_hidden()


def test_one_cause_in_many_places_is_one_line(opened: Open) -> None:
    many = [dead(n, "template:div.nav > a") for n in range(45)]
    page = opened(inspection(site(findings=(dead(99), *many))))
    page.locator("button.name").click()
    cause = page.locator(".group details")
    expect(cause.locator("summary")).to_have_text("模板同一处：div.nav > a 45 处")
    expect(page.locator("ul.findings > li:visible")).to_have_count(1)
    cause.locator("summary").click()
    expect(cause.locator("ul.findings > li")).to_have_count(20)
    cause.get_by_role("button", name="再显示 20 处（还有 25 处）").click()
    cause.get_by_role("button", name="再显示 5 处（还有 5 处）").click()
    expect(cause.locator("ul.findings > li")).to_have_count(45)
    expect(cause.get_by_role("button")).to_have_count(0)


def test_a_picture_of_a_fault_is_linked_not_loaded(opened: Open) -> None:
    seen = replace(dead(1), evidence=(f"sha256:{SHA}", f"sha256:{SHA}.png", "sha256:../x.png"))
    page = opened(inspection(site(findings=(seen,))))
    page.locator("button.name").click()
    proofs = page.locator("a[href^='evidence']")
    assert [one.get_attribute("href") for one in proofs.all()] == [
        f"evidence/{SHA}.warc.gz",
        f"evidence/{SHA}.png",
    ]
    expect(proofs.nth(1)).to_have_text("截图")
    assert page.locator("img").count() == 0


def test_places_are_told_beside_problems(opened: Open) -> None:
    menu = [dead(n, "template:div.nav > a") for n in range(300)]
    seen = replace(dead(400), observed={"sources": 12})
    page = opened(inspection(site(findings=(seen, *menu))))
    expect(page.locator("#count")).to_have_text("显示 1 家（共 1 家），问题 2 个，疑似 0 个")
    page.locator("button.name").click()
    expect(page.locator(".group > summary")).to_contain_text("2 个问题 · 312 处")
    expect(page.locator(".group details > summary")).to_contain_text("300 处")
    expect(page.locator("ul.findings > li:visible")).to_contain_text("12 处")


def test_what_was_not_tested_and_what_broke_is_told(opened: Open) -> None:
    unseen = (Untested("security.sqli", "未获授权"),)
    page = opened(inspection(site(untested=unseen, errors=(("tag.missing", "KeyError"),))))
    page.locator("button.name").click()
    page.get_by_text("未检 1 项").click()
    expect(page.locator(".panel")).to_contain_text("未获授权")
    page.get_by_text("检测出错 1 项").click()
    expect(page.locator(".panel")).to_contain_text("KeyError")


def test_words_chosen_by_an_attacker_stay_words(opened: Open) -> None:
    page = opened(hostile())
    for button in page.locator("button.name").all():
        button.click()
    for summary in page.locator("summary:visible").all():
        summary.click()
    page.get_by_label("查找").fill("onerror")
    expect(page.locator("tbody.site:visible")).to_have_count(1)
    expect(page.locator(".panel:visible")).to_contain_text(HOSTILE)
    assert page.evaluate("window.hurt") is None
    assert page.locator("img, [onerror], [onmouseover], iframe").count() == 0
    assert page.locator("a[href^='javascript' i]").count() == 0
    proofs = [one.get_attribute("href") for one in page.locator("a[href^='evidence']").all()]
    assert proofs == [f"evidence/{SHA}.warc.gz"]


def test_the_page_may_load_nothing_and_runs_no_foreign_script(opened: Open) -> None:
    page = opened(three())
    policy = page.locator("meta[http-equiv]").get_attribute("content") or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    html = report_page.encode(three()).decode()
    assert not re.search(r"(?:src|srcset|@import|url\()\s*=?\s*[\"']?https?:", html)


@pytest.mark.parametrize("width", [1366, 390])
def test_axe_finds_nothing(opened: Open, width: int) -> None:
    page = opened(quarter(30, 40), viewport={"width": width, "height": 800})
    page.locator("button.name").first.click()
    page.locator(".panel details:not([open]) > summary").first.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1920, 1366, 768, 390])
def test_nothing_is_wider_than_the_screen(opened: Open, width: int) -> None:
    page = opened(quarter(30, 40), viewport={"width": width, "height": 800})
    page.locator("button.name").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_a_summary_of_every_site_remains(opened: Open) -> None:
    page = opened(three(), java_script_enabled=False)
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("noscript .note")).to_be_visible()
    page.locator("tbody.site", has_text="乙局").locator("summary").click()
    expect(page.get_by_text("链接打不开：3 个，扣 0.3 分")).to_be_visible()


def test_a_quarter_opens_filters_and_sorts_without_a_wait(opened: Open) -> None:
    page = opened(quarter())
    timing = "performance.timing.loadEventEnd - performance.timing.navigationStart"
    assert page.evaluate(timing) < 3000
    spent = page.evaluate(
        """() => {
            const start = performance.now();
            const field = document.querySelector("[name=q]");
            for (const text of ["通", "通知", "第7项"]) {
                field.value = text;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }
            document.querySelector("th[data-key=faults] button").click();
            return performance.now() - start;
        }"""
    )
    assert spent < 1500


def test_an_inspection_of_nothing_is_a_page_too(opened: Open) -> None:
    page = opened(inspection())
    expect(page.locator("h1")).to_have_text("政府网站检查报告")
    expect(page.locator("#count")).to_contain_text("没有符合条件的网站")
