"""The console in a real browser: the stories of the office, from the first page on."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from tests.evidence.loopback import ok, serving
from tests.people import NOW, PASSWORD, Cast
from tests.registry.forms import LAND
from tests.sites import registered
from tests.web.browsing import PHONE, Windows, barriers, overflow, work

from xuncha.registry.models import Candidate, Request, Site
from xuncha.web import firstrun

pytestmark = pytest.mark.django_db(transaction=True)


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def fill_in(page: Page, **changed: str) -> None:
    """The form of a new site, as 小王 fills it in."""
    for name, value in LAND.items():
        if name == "kind":
            page.locator("#kind").select_option(value)
        elif isinstance(value, str):
            page.locator(f"[name='{name}']").fill(changed.get(name, value))
    for part, value in LAND["head"].items():
        page.locator(f"[name='head.{part}']").fill(value)
    for part, value in LAND["contacts"][0].items():
        page.locator(f"[name='contact0.{part}']").fill(value)


def test_the_first_run_founds_the_office(windows: Windows) -> None:
    page = windows.open(path=f"/begin/?key={firstrun.key()}")
    page.get_by_label("省级单位名称").fill("青海省人民政府办公厅")
    page.get_by_label("姓名").fill("省办")
    page.get_by_label("账号").fill("shengban")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_label("再输入一次").fill(PASSWORD)
    assert barriers(page) == []
    page.get_by_role("button", name="建立并进入").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青海省人民政府办公厅")
    expect(page.get_by_role("link", name="从Excel导入登记表")).to_be_visible()


def test_sign_in_with_a_second_factor(windows: Windows, cast: Cast) -> None:
    page = windows.open("xiaoli", path="/account/")
    page.get_by_role("link", name="开启两步验证").click()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    expect(page.locator("img.qr")).to_be_visible()
    secret = page.locator("#secret").inner_text()
    page.get_by_label("验证码").fill(code(secret))
    page.get_by_role("button", name="开启").click()
    expect(page.locator(".codes li")).to_have_count(10)
    spare = page.locator(".codes li").first.inner_text()
    page.get_by_role("button", name="退出").click()

    later = windows.open("xiaoli")
    expect(later.get_by_role("heading", level=1)).to_have_text("两步验证")
    later.get_by_label("验证码").fill(spare)
    later.get_by_role("button", name="登录").click()
    expect(later.get_by_role("heading", level=1)).to_have_text("青海省人民政府办公厅")


def test_register_return_resubmit_and_three_levels_approve(windows: Windows, cast: Cast) -> None:
    wang = windows.open("xiaowang", path="/requests/")
    wang.get_by_role("link", name="新登记网站").click()
    fill_in(wang, icp="沪备1号")
    wang.get_by_role("button", name="保存并提交审核").click()
    expect(wang.locator(".field.wrong .errors")).to_contain_text("不是 ICP 备案号")
    wang.locator("[name=icp]").fill(LAND["icp"])
    wang.get_by_role("button", name="保存并提交审核").click()
    expect(wang.get_by_role("status")).to_contain_text("已提交审核")
    where = wang.url.removeprefix(windows.address)

    yang = windows.open("xiaoyang")
    yang.get_by_role("link", name="审核：新登记 共和县国土资源局").click()
    yang.get_by_label("意见（退回时必填）").fill("联系人电话请核对")
    yang.get_by_role("button", name="退回修改").click()
    expect(yang.get_by_role("status")).to_contain_text("已退回")

    wang.goto(windows.url("/"))
    wang.get_by_role("link", name="修改：共和县国土资源局").click()
    expect(wang.locator(".steps")).to_contain_text("联系人电话请核对")
    wang.get_by_role("link", name="修改", exact=True).click()
    wang.locator("[name='contact0.phone']").fill("0974-8512399")
    wang.get_by_role("button", name="保存并提交审核").click()

    for name, words in (
        ("xiaoyang", "已同意，转上一级审核"),
        ("xiaoma", "已同意，转上一级审核"),
        ("shengban", "已批准并生效"),
    ):
        reviewer = windows.open(name, path=where)
        reviewer.get_by_role("button", name="同意").click()
        expect(reviewer.get_by_role("status")).to_contain_text(words)
    site = Site.objects.get()
    assert (site.state, site.contacts[0]["phone"]) == ("active", "0974-8512399")
    wang.goto(windows.url(f"/sites/{site.pk}/"))
    expect(wang.locator("main")).to_contain_text(str(site.site_code))


def test_an_import_with_errors_is_mended_on_the_page_and_taken_whole(
    windows: Windows, cast: Cast
) -> None:
    page = windows.open("shengban", path="/import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="网站基本信息表").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.active
    assert sheet
    heads = [cell.value for cell in sheet[1]]
    row = {
        "网站名称": "共和县国土资源局",
        "首页网址": "http://gtj.gonghe.gov.cn/",
        "网站标识码": "6325210001",
        "网站类型": "部门网站",
        "主办单位": "共和县国土资源局",
        "填报单位": "共和县国土资源局",
        "状态": "正常",
        "ICP备案号": "沪备1号",
    }
    sheet.append([row.get(str(head)) for head in heads])
    file = io.BytesIO()
    book.save(file)
    page.get_by_label("文件（Excel或CSV）").set_input_files(
        {"name": "登记.xlsx", "mimeType": "application/octet-stream", "buffer": file.getvalue()}
    )
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_role("alert")).to_contain_text("什么都没有写入")
    assert barriers(page) == []
    wrong = page.locator(".field.wrong")
    expect(wrong.filter(has_text="ICP备案号")).to_contain_text("不是 ICP 备案号")
    wrong.filter(has_text="ICP备案号").locator("input").fill("青ICP备05000030号-1")
    page.get_by_role("button", name="改好了，再检查一遍").click()
    page.get_by_role("button", name="导入1行").click()
    expect(page.get_by_role("status")).to_contain_text("已导入")
    expect(page.locator("a.name")).to_have_text("共和县国土资源局")
    assert Site.objects.get().icp == "青ICP备05000030号-1"


def test_a_missed_site_becomes_a_registered_one(windows: Windows, cast: Cast) -> None:
    missed = Candidate.objects.create(
        host="gtj.gonghe.gov.cn",
        url="http://gtj.gonghe.gov.cn/",
        office=cast.hainan,
        path=cast.hainan.path,
        clues={"title": "共和县国土资源局", "suffix": ".gov.cn"},
        first_seen=NOW,
        last_seen=NOW,
    )
    ma = windows.open("xiaoma", path=f"/candidates/{missed.pk}/")
    ma.get_by_label("由哪个单位补录").select_option("共和县国土资源局")
    ma.get_by_role("button", name="交办补录").click()
    expect(ma.get_by_role("heading", level=1)).to_contain_text("补录")
    asked = Request.objects.get()
    wang = windows.open("xiaowang", path=f"/requests/{asked.pk}/edit/")
    fill_in(wang)
    wang.get_by_role("button", name="保存并提交审核").click()
    for name in ("xiaoyang", "xiaoma", "shengban"):
        reviewer = windows.open(name, path=f"/requests/{asked.pk}/")
        reviewer.get_by_role("button", name="同意").click()
    ma.goto(windows.url(f"/candidates/{missed.pk}/"))
    expect(ma.locator(".headline .mark")).to_contain_text("已补录")


def test_an_inspection_is_started_from_the_list_and_watched(
    windows: Windows, cast: Cast, tmp_path: Path
) -> None:
    home = "<title>共和县国土资源局</title><h1>共和县国土资源局</h1><a href='/no.html'>通知</a>"
    with serving({"/": ok(home)}) as server:
        registered(cast.land, "共和县国土资源局", server.url())
        page = windows.open("xiaoli", path="/sites/")
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.get_by_role("button", name="检查选中的").click()
        page.get_by_text("访问方式（一般不用改）").click()
        page.get_by_label("首页访问次数").fill("1")
        page.get_by_label("每秒请求数").fill("20")
        page.get_by_label("不用浏览器核对").check()
        page.get_by_role("button", name="开始检查").click()
        expect(page.locator("#progress")).to_contain_text("进行中")
        work(tmp_path)
        expect(page.locator("#progress")).to_contain_text("检查已结束", timeout=30_000)
        page.get_by_role("link", name="刷新列表").click()
        page.get_by_role("link", name="共和县国土资源局").click()
        page.get_by_role("link", name=re.compile("打不开")).first.click()
        expect(page.get_by_role("heading", name="证据")).to_be_visible()
        expect(page.locator("main")).to_contain_text("GET /no.html HTTP/1.1")
        assert barriers(page) == []
        nearby = page.locator("[rel=next], [rel=prev]").first
        where, key = nearby.get_attribute("href"), nearby.get_attribute("data-key")
        page.keyboard.press(key or "")
        page.wait_for_url(f"**{where}")


MAIN = ["/", "/sites/", "/findings/", "/requests/", "/runs/", "/candidates/", "/offices/"]
MORE = ["/audit/", "/account/", "/import/", "/runs/new/?all=1", "/requests/new/register/"]


@pytest.fixture
def some(cast: Cast) -> Site:
    """A site with a request, so that the pages have something to show."""
    from xuncha.registry import actions

    asked = actions.draft_request(cast.acting(cast.wang), "register", cast.land, new=LAND)
    actions.submit(cast.acting(cast.wang), asked)
    return registered(cast.gonghe, "共和县人民政府", "http://www.gonghe.gov.cn/")


@pytest.mark.looks
@pytest.mark.parametrize("viewport", [{"width": 1366, "height": 768}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_barrier_or_is_wider_than_the_window(
    windows: Windows, some: Site, viewport: dict[str, int], scheme: str
) -> None:
    page = windows.open("shengban", viewport=viewport, color_scheme=scheme)
    asked = Request.objects.get()
    for path in [*MAIN, *MORE, f"/sites/{some.pk}/", f"/requests/{asked.pk}/"]:
        page.goto(windows.url(path))
        assert barriers(page) == [], path
        assert overflow(page) == 0, path


@pytest.mark.looks
def test_the_reader_switches_to_english_and_back(windows: Windows, some: Site) -> None:
    page = windows.open("xiaoli", path="/sites/?state=active")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sites")
    assert page.url.endswith("/sites/?state=active")
    for path in [*MAIN, "/account/", f"/sites/{some.pk}/"]:
        page.goto(windows.url(path))
        chrome = page.locator("nav.places").all_text_contents()
        chrome += page.locator(".foot button, h2, thead th").all_inner_texts()
        assert not [text for text in chrome if re.search("[\u4e00-\u9fff]", text)], path
    page.get_by_role("button", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


@pytest.mark.looks
def test_the_keyboard_alone_is_enough(windows: Windows, some: Site) -> None:
    page = windows.open("xiaoli", path="/sites/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("人民政府")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sites/?q=*")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("共和县人民政府")
