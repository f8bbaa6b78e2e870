"""The review of findings at people's desks: the queue, decisions, explanations, precision."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.findings.found import blank, dead, of, visited
from tests.people import Cast
from tests.sites import registered
from tests.web.people import Desk

from xuncha.findings.models import Explanation, Finding, Problem
from xuncha.registry.models import Site


@pytest.fixture
def site(cast: Cast) -> Site:
    made = registered(cast.land, "共和县国土资源局", "http://gtj.gonghe.gov.cn/")
    visited(made, [*(dead(n) for n in range(40)), blank(1)])
    return made


def problem(code: str) -> Problem:
    return Problem.objects.get(indicator=code)


def judged(desk: Desk, finding: Finding, decision: str, **more: object) -> str:
    address = reverse("finding_judge", args=[finding.pk])
    return desk.send(address, decision=decision, version=finding.version, **more)


def test_the_queue_shows_one_line_a_cause_the_veto_first(cast: Cast, site: Site) -> None:
    desk = Desk(cast.li)
    assert len(desk.names("/review/")) == 2
    page = desk.text("/review/")
    assert page.index("单项否决") < page.index("40")
    assert "共2项" in page
    assert desk.names("/review/?indicator=link.dead&office=") == desk.names("/review/")[1:]
    assert Desk(cast.zhou).names("/review/") == []
    assert Desk(cast.wang).status("/review/") == 403


def test_a_decision_for_the_whole_cause_leads_on_to_the_next(cast: Cast, site: Site) -> None:
    desk, lead = Desk(cast.li), problem("link.dead").lead
    assert lead is not None
    after = reverse("problem", args=[problem("column.blank").pk])
    page = judged(desk, lead, "confirm", whole="1", queue=problem("link.dead").pk, next=after)
    assert "已确认40处" in page
    assert "lm1" in page
    assert desk.names("/review/") == [n for n in desk.names("/review/") if "栏目" in n]
    assert "40" in desk.text("/review/?turn=confirmed")


def test_a_false_alarm_needs_its_reason_and_shows_it(cast: Cast, site: Site) -> None:
    desk, one = Desk(cast.li), of(site, "link.dead")[0]
    assert "请写明理由" in judged(desk, one, "false_alarm", reason=" ")
    page = judged(desk, one, "false_alarm", reason="<b>已恢复</b>")
    assert "已标为误报1处" in page
    assert "<b>已恢复</b>" in page  # as text: the desk takes the page's own marks away
    raw = desk.client.get(reverse("finding", args=[one.pk])).content.decode()
    assert "<b>已恢复" not in raw


def test_the_second_person_finds_what_waits_for_them(cast: Cast, site: Site) -> None:
    one = of(site, "column.blank")[0]
    judged(Desk(cast.li), one, "confirm")
    own = Desk(cast.li).text(reverse("finding", args=[one.pk]))
    assert "小李已确认，待第二人复核" in own
    one.refresh_from_db()
    assert "另一人复核" in judged(Desk(cast.li), one, "confirm")
    chen = Desk(cast.chen)
    assert len(chen.names("/review/?turn=second")) == 1
    assert "已确认1处" in judged(chen, one, "confirm")
    assert chen.names("/review/?turn=second") == []


def test_who_comes_too_late_is_told(cast: Cast, site: Site) -> None:
    one = of(site, "link.dead")[0]
    judged(Desk(cast.li), one, "confirm")
    page = judged(Desk(cast.chen), one, "false_alarm", reason="误报")
    assert "该问题已由小李办为“已确认”" in page


@pytest.mark.parametrize("version", ["", "x", "-1", "9999999999999999999999"])
def test_a_version_that_is_none_decides_nothing(cast: Cast, site: Site, version: str) -> None:
    one = of(site, "link.dead")[0]
    desk = Desk(cast.li)
    desk.send(reverse("finding_judge", args=[one.pk]), decision="confirm", version=version)
    assert of(site, "link.dead")[0].state == "open"
    answer = desk.client.post(
        reverse("finding_judge", args=[one.pk]), {"decision": "bribe", "version": "0"}
    )
    assert answer.status_code == 404


def test_a_unit_explains_and_the_office_answers(cast: Cast, site: Site) -> None:
    one, wang = of(site, "column.blank")[0], Desk(cast.wang)
    address = reverse("finding_explain", args=[one.pk])
    assert "截止日期" in wang.send(address, kind="explain", text="一年一报", until="下月")
    bad = SimpleUploadedFile("x.html", b"<script>alert(1)</script>")
    assert "不收这类文件" in wang.send(address, kind="appeal", text="不属实", file=bad)
    page = wang.send(
        address,
        kind="explain",
        text="一年一报",
        until="2027-01-31",
        file=SimpleUploadedFile("说明.pdf", b"%PDF-1.4\n"),
    )
    assert "已提交，等候答复" in page
    asked = Explanation.objects.get()
    file = asked.files.get()
    answer = wang.client.get(reverse("explanation_file", args=[asked.pk, file.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content) == b"%PDF-1.4\n"
    desk = Desk(cast.chen)
    assert len(desk.names("/review/?turn=asking")) == 1
    here = reverse("finding", args=[one.pk])
    page = desk.send(reverse("explanation_answer", args=[asked.pk]), decision="accept", next=here)
    assert "已说明，至2027-01-31" in page
    assert 'class="struck"' in desk.client.get(here).content.decode()
    assert "一年一报" in wang.text(here)


def test_the_precision_of_indicators_is_shown_and_restored_by_a_reviewer(
    cast: Cast, site: Site
) -> None:
    visited(site, [dead(n, root=f"r{n}") for n in range(20)])
    for one in of(site, "link.dead"):
        if one.state == "open":
            judged(Desk(cast.li), one, "false_alarm", reason="误报")
    page = Desk(cast.wang).text("/indicators/")
    assert "须人工确认" in page
    assert "0.0%–16.1%" in page
    assert Desk(cast.li).client.post(reverse("indicator_restore")).status_code == 403
    said = Desk(cast.chen).send(
        reverse("indicator_restore"), indicator="link.dead", reason="检查已修正"
    )
    assert "已恢复自动判定" in said
