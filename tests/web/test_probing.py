"""Leave to probe in the browser: the section of a site's page, the form, the buttons."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.people import Cast
from tests.pipeline.probed import PARAMETER, ground
from tests.registry.forms import LEAVE
from tests.sites import registered
from tests.web.people import Desk

from xuncha.findings.models import Finding
from xuncha.pipeline.leaves import is_stopped
from xuncha.pipeline.models import InspectionRun
from xuncha.registry.models import ScanAuthorisation, Site

SCAN = b"%PDF-1.4 letter"


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    """A data folder of its own, for the switches."""
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def land(cast: Cast) -> Site:
    return registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")


def filled(**changed: Any) -> dict[str, Any]:
    """The form with its defaults, for a letter that holds today."""
    today = timezone.localdate().isoformat()
    usual = {"opens": "00:00", "closes": "06:00", "max_rate": "1", "max_requests": "5000"}
    scan = SimpleUploadedFile("批复.pdf", SCAN)
    return LEAVE | usual | {"valid_from": today, "valid_until": today, "letter": scan} | changed


def test_one_asks_another_approves_and_either_revokes(cast: Cast, land: Site) -> None:
    office, chen, page = Desk(cast.office), Desk(cast.chen), f"/sites/{land.pk}/"
    assert "没有授权，SQL注入和跨站脚本两项记为未检。" in office.text(page)
    assert "00:00" in office.client.get(f"{page}probing/new/").content.decode()
    assert "已提出，请另一人批准" in office.send(f"{page}probing/new/", **filled())
    row = ScanAuthorisation.objects.get()
    assert (row.max_rate, row.max_requests, row.opens.hour, row.closes.hour) == (1, 5000, 0, 6)
    approve, revoke = f"/probing/{row.pk}/approve/", f"/probing/{row.pk}/revoke/"
    # Who asked is shown no button, and is refused without one.
    assert approve not in office.client.get(page).content.decode()
    assert "请由另一人批准" in office.send(approve, next=page)
    assert approve in chen.client.get(page).content.decode()
    assert "省办 → 老陈" in chen.send(approve)
    letter = chen.client.get(f"/probing/{row.pk}/letter/")
    assert b"".join(letter.streaming_content) == SCAN  # type: ignore[attr-defined]
    assert letter["Content-Disposition"].startswith("attachment")
    assert "请写明撤销的理由" in office.send(revoke, reason=" ", next=page)
    assert "已撤销" in office.send(revoke, reason="网站迁移")


def test_the_form_comes_back_with_what_was_written_and_what_is_wrong(
    cast: Cast, land: Site
) -> None:
    address = f"/sites/{land.pk}/probing/new/"
    office = Desk(cast.office)
    said = filled(hosts="www.golmud.gov.cn", contact='"><b>王小</b>')
    html = office.client.post(address, said).content.decode()
    assert "“www.golmud.gov.cn”不是这个网站登记的域名" in html
    assert "<b>王小</b>" not in html
    assert "&lt;b&gt;王小" in html
    without = {key: value for key, value in filled().items() if key != "letter"}
    assert "请上传批准文件的扫描件" in office.send(address, **without)
    assert not ScanAuthorisation.objects.exists()


def test_the_section_is_for_those_who_may_know(cast: Cast, land: Site) -> None:
    page = f"/sites/{land.pk}/"
    for user in (cast.li, cast.leader):
        assert "安全检测授权" not in Desk(user).text(page)
    unit = Desk(cast.wang).text(page)
    assert "立即停止检测这个网站" in unit
    assert "提出授权" not in unit
    assert "立即停止全部检测" not in Desk(cast.ma).text(page)
    assert Desk(cast.li).status(f"{page}probing/new/") == 403


def test_the_unit_stops_it_and_those_above_let_it_go_on(cast: Cast, land: Site, data: Path) -> None:
    page = f"/sites/{land.pk}/"
    assert "对这个网站的安全检测已停止" in Desk(cast.wang).send(f"{page}probing/stop/")
    assert is_stopped(data, land)
    assert Desk(cast.wang).client.post(f"{page}probing/resume/").status_code == 403
    assert "已解除停止" in Desk(cast.ma).send(f"{page}probing/resume/")
    assert not is_stopped(data, land)
    assert "全部安全检测已停止" in Desk(cast.office).send("/probing/stop/", next=page)
    assert is_stopped(data)
    assert Desk(cast.ma).client.post("/probing/resume/").status_code == 403
    Desk(cast.office).send("/probing/resume/", next=page)
    assert not is_stopped(data)


def test_a_run_probes_only_when_it_is_ticked_by_who_may(cast: Cast, land: Site) -> None:
    said = {"id": land.pk, "standard": "census-2015", "title": "安全检测", "probing": "1"}
    assert (
        'name="probing"' in Desk(cast.chen).client.get(f"/runs/new/?id={land.pk}").content.decode()
    )
    assert (
        'name="probing"'
        not in Desk(cast.li).client.get(f"/runs/new/?id={land.pk}").content.decode()
    )
    assert Desk(cast.li).client.post("/runs/new/", said).status_code == 403
    assert not InspectionRun.objects.exists()
    Desk(cast.chen).send("/runs/new/", **said)
    assert InspectionRun.objects.get().probes


@pytest.mark.django_db(transaction=True)
def test_what_would_be_asked_is_shown_before_anybody_approves(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        row, office = here.leave(approved=False), Desk(here.cast.office)
        page = f"/probing/{row.pk}/"
        assert "还没有列出" in office.text(page)
        assert "正在访问网站列出检测内容" in office.send(f"{page}plan/")
        assert "正在列出" in office.text(page)
        here.work()
        for who in (here.cast.office, here.cast.chen, here.cast.wang):
            text = Desk(who).text(page)
            assert f"/search?{PARAMETER}=budget" in text, who
            assert "每秒不超过5次" in text
        assert f"{page}approve/" in Desk(here.cast.chen).client.get(page).content.decode()
        assert f"{page}approve/" not in office.client.get(page).content.decode()
        assert f"{page}plan/" not in Desk(here.cast.wang).client.get(page).content.decode()
        assert Desk(here.cast.li).status(page) == 403
        assert Desk(here.cast.zhou).status(page) == 404
        assert here.probes == []


@pytest.mark.django_db(transaction=True)
def test_a_proof_is_repeated_by_one_click_and_stands_beside_the_first(tmp_path: Path) -> None:
    with ground(tmp_path) as here:
        row = here.leave()
        here.order(probing=True)
        here.work()
        finding = Finding.objects.get(indicator="security.xss")
        page, chen = f"/findings/{finding.pk}/", Desk(here.cast.chen)
        assert "现在原样重做" in chen.text(page)
        assert "现在原样重做" not in Desk(here.cast.wang).text(page)
        assert "已排队重做" in chen.send(f"{page}replay/")
        assert "正在重做" in chen.text(page)
        here.work()
        for who in (here.cast.chen, here.cast.wang):
            text = Desk(who).text(page)
            assert "漏洞仍在" in text
            assert "2/2 条判据成立" in text
        # What came back is text, then and now.
        html = chen.client.get(page).content.decode()
        assert not re.search(r"<xq[a-z]{8}zv", html)
        assert len(re.findall(r"&lt;xq[a-z]{8}zv", html)) >= 4
        for who, status in ((here.cast.li, 403), (here.cast.wang, 403), (here.cast.zhou, 404)):
            assert Desk(who).client.post(f"{page}replay/").status_code == status
        chen.send(f"/probing/{row.pk}/revoke/", reason="网站报告异常")
        assert "现在不能重做" in chen.text(page)
        assert "现在原样重做" not in chen.text(page)
