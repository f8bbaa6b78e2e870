"""Filings on the pages of the console and on the public one."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from tests.cases.filing import approved, at, down, site_of, submitted, told
from tests.people import NOW, Cast
from tests.web.people import Desk, words

from xuncha.cases.kinds.outage import effects
from xuncha.cases.kinds.outage.models import Filing
from xuncha.registry.models import Site

pytestmark = pytest.mark.django_db
HOSTILE = '"><script>alert(1)</script>=1+1'


@pytest.fixture
def site(cast: Cast) -> Site:
    site = site_of(cast)
    site.site_code = "6325210003"
    site.save()
    return site


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


def form(site: Site, **more: str) -> dict[str, str]:
    values = {
        "site": str(site.pk),
        "why": "outage",
        "begins": "2017-11-13T08:00",
        "ends": "2017-11-13T20:00",
        "reason": "机房空调故障",
        "then": "submit",
    }
    return values | more


def test_the_unit_files_three_levels_agree_and_everyone_reads_it(cast: Cast, site: Site) -> None:
    wang = Desk(cast.wang)
    assert "已提交审批" in wang.send("/filings/new/", **form(site, notice="空调维修，请谅解"))
    filing = Filing.objects.get()
    where = f"/filings/{filing.pk}/"
    for who, said in ((cast.yang, "转上一级"), (cast.ma, "转上一级"), (cast.office, "已批准")):
        desk = Desk(who)
        assert "共和县国土资源局" in desk.text("/filings/?turn=review")
        version = Filing.objects.get().case.version
        answer = desk.send(f"{where}decide/", decision="approve", version=version)
        assert said in answer
    public = words(Client().get("/public/status/").content.decode())
    assert "空调维修，请谅解" in public
    assert "机房空调故障" not in public
    assert "空调维修" in words(Client().get("/public/sites/6325210003/").content.decode())


def test_a_page_that_is_out_of_date_decides_nothing(cast: Cast, site: Site) -> None:
    filing = submitted(cast, site)
    answer = Desk(cast.yang).send(f"/filings/{filing.pk}/decide/", decision="approve", version=0)
    assert "已有变化" in answer
    assert Filing.objects.get().at_office == cast.gonghe


def test_what_is_wrong_is_shown_beside_its_field(cast: Cast, site: Site) -> None:
    desk = Desk(cast.wang)
    answer = desk.send("/filings/new/", **form(site, begins="昨天", why="volcano", reason=HOSTILE))
    assert "请填写日期和时间" in answer
    assert "请选择报备种类" in answer
    assert not Filing.objects.exists()
    page = desk.client.post("/filings/new/", form(site, reason=HOSTILE, then="save"), follow=True)
    assert "<script>alert" not in page.content.decode()
    assert HOSTILE in words(page.content.decode())


@pytest.mark.parametrize(
    "moment", ["2017-13-45T99:00", "9" * 400, "2017-11-13T08:00+99:00", "\x00"]
)
def test_moments_that_cannot_be_are_refused_politely(cast: Cast, site: Site, moment: str) -> None:
    assert "请填写日期和时间" in Desk(cast.wang).send("/filings/new/", **form(site, ends=moment))


def test_an_over_run_is_shouted_on_the_page_and_ended_there(cast: Cast, site: Site) -> None:
    filing = approved(cast, submitted(cast, site))
    down(site, at(13, 8))
    effects.settle(at(13, 20))
    with time_machine.travel(at(13, 21), tick=False):
        desk = Desk(cast.wang)
        assert "报备时间已过，网站还没有恢复" in desk.text(f"/filings/{filing.pk}/")
        assert "报备超时" in desk.text("/")
        assert "超过预计时间" in words(Client().get("/public/status/").content.decode())
        version = Filing.objects.get().case.version
        early = desk.send(f"/filings/{filing.pk}/restore/", at="2017-11-12T00:00", version=version)
        assert "恢复时间应在报备开始之后" in early
        said = desk.send(f"/filings/{filing.pk}/restore/", at="2017-11-13T20:30", version=version)
        assert "已报告恢复" in said
    assert Filing.objects.get().restored_at == at(13, 20, 30)


def test_files_are_saved_and_never_shown(cast: Cast, site: Site) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    filing, desk = submitted(cast, site), Desk(cast.wang)
    page = SimpleUploadedFile("evil.html", b"<script>")
    assert "不收这类文件" in desk.send(f"/filings/{filing.pk}/files/", file=page)
    disguised = SimpleUploadedFile("a.pdf", b"<html>")
    assert "内容不是 pdf 文件" in desk.send(f"/filings/{filing.pk}/files/", file=disguised)
    desk.send(f"/filings/{filing.pk}/files/", file=SimpleUploadedFile("证明.pdf", b"%PDF-1.4 x"))
    kept = filing.case.files.get()
    answer = desk.client.get(f"/filings/{filing.pk}/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.4 x"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    other = Desk(cast.zhao)
    assert other.status(f"/filings/{filing.pk}/files/{kept.pk}/") == 404


def test_filters_narrow_and_say_so(cast: Cast, site: Site) -> None:
    approved(cast, submitted(cast, site))
    late = submitted(cast, site, told(begins=at(2), ends=at(3)))
    desk = Desk(cast.ma)
    assert desk.names("/filings/?turn=now") == ["共和县国土资源局"]
    assert desk.names("/filings/?timeliness=late&q=国土") == ["共和县国土资源局"]
    assert desk.names("/filings/?why=power") == []
    assert desk.names("/filings/?turn=many") == []
    assert "逾期" in desk.text(f"/filings/{late.pk}/")


def test_the_figures_of_an_office_are_set_on_their_page(cast: Cast, site: Site) -> None:
    desk = Desk(cast.ma)
    said = desk.send("/filings/figures/", name="outage_after", value="2", reason="海南州规定")
    assert "海南州规定" in said
    assert "故障须在发生后2个工作日内" in Desk(cast.wang).text("/filings/new/")
    refused = desk.send("/filings/figures/", name="outage_after", value="9999", reason="x")
    assert "超出" in refused
    assert Desk(cast.zhou).client.get("/filings/figures/").content.decode().count("海南州规定") == 0


def test_the_site_page_shows_filings_and_leaves_filed_probes_out(cast: Cast, site: Site) -> None:
    filing = approved(cast, submitted(cast, site))
    text = Desk(cast.ma).text(f"/sites/{site.pk}/")
    assert "报备了什么？" in text
    assert f"{filing.begins + timedelta(hours=8):%Y-%m-%d} 08:00" in text
