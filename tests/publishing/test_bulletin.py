"""The bulletin from rows: its figures and where they lead, its words, its two signatures."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from docx import Document
from openpyxl import load_workbook
from tests.cases.asking import FORM, answer_of
from tests.people import Cast, assemble
from tests.publishing.cases import (
    AS_OF,
    LETTER,
    WRITING,
    at,
    drawn,
    inspect,
    judge,
    register,
    stale,
)

from xuncha.bulletin.models import canonical
from xuncha.campaigns.actions import begin_batch
from xuncha.campaigns.models import Campaign
from xuncha.campaigns.policies import add_policy
from xuncha.cases.actions import open_case
from xuncha.cases.kinds.rectification.actions import hold_to_account
from xuncha.cases.kinds.report_request import actions as reports
from xuncha.findings.models import Finding, Judgement
from xuncha.people.actions import RefusedError
from xuncha.people.models import Event
from xuncha.publishing import actions, release
from xuncha.publishing.models import Listed, Publication, PublishedFile, Version
from xuncha.publishing.queries import (
    bulletin_of,
    bytes_of,
    content_of,
    genuine,
    latest,
    listed,
    publications_visible_to,
    published,
)
from xuncha.publishing.rules import editable
from xuncha.publishing.verdicts import rates
from xuncha.sampling.confidence import Interval


@pytest.fixture
def quarter(cast: Cast) -> Campaign:
    """Drawn, inspected, reviewed."""
    register(cast)
    campaign = drawn(cast)
    inspect(cast, campaign)
    return campaign


def begun(cast: Cast, campaign: Campaign, **more: str) -> Publication:
    return actions.draft(at(cast, cast.li), campaign, LETTER | more)


def compiled(cast: Cast, publication: Publication) -> Version:
    publication.refresh_from_db()
    return actions.compile_text(at(cast, cast.li), publication, publication.turn)


def signed(cast: Cast, publication: Publication) -> Publication:
    for user in (cast.chen, cast.leader):
        publication.refresh_from_db()
        release.sign(at(cast, user), publication, publication.turn)
    publication.refresh_from_db()
    return publication


def text_of(version: Version) -> str:
    return "\n".join(one.lead + one.text for one in bulletin_of(version).paragraphs)


def test_the_text_carries_the_figures_of_the_reference(cast: Cast, quarter: Campaign) -> None:
    version = compiled(cast, begun(cast, quarter))
    text = text_of(version)
    assert "本次抽查从2017年11月10日至12月5日，分三批次共抽查186家政府网站（登记202家" in text
    assert "省直部门网站34家" in text
    assert "市州网站152家" in text
    assert "省直部门网站平均合格率90%（合计31/34，91.2%）" in text
    assert "市州网站平均合格率80%（合计122/152，80.3%）" in text
    assert "认定33家网站不合格" in text
    assert "全省正在运行的政府网站共186家" in text
    assert "请于2017年12月18日前将整改情况书面报送省政府信息与政务公开办公室。" in text
    assert version.wrongs == []
    assert bulletin_of(version).content() == content_of(version)
    assert bulletin_of(version).sha256 == version.sha256


def test_each_figure_leads_to_as_many_sites_as_it_says(cast: Cast, quarter: Campaign) -> None:
    version = compiled(cast, begun(cast, quarter))
    bulletin = bulletin_of(version)
    followed = 0
    for name, figure in bulletin.figures.items():
        rows = listed(version.compilation, figure)
        if rows is None or not isinstance(figure.value, int):
            continue
        if figure.query in ("batches", "problem_places", "problem_count", "suspected_places"):
            continue
        assert rows.count() == figure.value, name
        followed += 1
    assert followed > 8
    stale_home = bulletin.figures["problem_sites(kind=stale)"]
    rows = listed(version.compilation, stale_home)
    assert rows is not None
    one = rows.first()
    assert one is not None
    assert Finding.objects.get(pk=one.problems["stale"][0]).site_id == one.site_id
    rate = listed(version.compilation, bulletin.figures["rate(stratum=市州,batch=2)"])
    assert rate is not None
    assert rate.count() == 60


def test_a_veto_without_its_second_person_names_nobody_and_blocks(
    cast: Cast, quarter: Campaign
) -> None:
    one = Finding.objects.order_by("id").first()
    assert one is not None
    Finding.objects.filter(pk=one.pk).update(state="open")
    publication = begun(cast, quarter)
    version = compiled(cast, publication)
    assert "另有1家网站初判不合格" in text_of(version)
    listed_names = {row[2] for row in bulletin_of(version).annexes[0].rows}
    assert one.site.name not in listed_names
    assert any("待复核" in wrong for wrong in version.wrongs)
    publication.refresh_from_db()
    with pytest.raises(RefusedError, match="不一致"):
        release.sign(at(cast, cast.chen), publication, publication.turn)


def test_what_was_a_false_alarm_or_came_later_is_not_counted(cast: Cast, quarter: Campaign) -> None:
    good = quarter.sample.filter(stratum="省直部门", batch=3).first()
    assert good is not None
    more: dict[str, Any] = {"level": "deduct", "points": 1}
    for n, (state, first, last) in enumerate(
        [
            ("false_alarm", AS_OF, WRITING),
            ("removed", AS_OF, WRITING),
            ("open", WRITING, WRITING),
            ("gone", AS_OF.replace(year=2016), AS_OF.replace(year=2016)),
        ]
    ):
        stale(
            good.site, where=f"w{n}", where_hash=f"{n}", indicator="link.dead", state=state,
            first_seen=first, last_seen=last, **more,
        )  # fmt: skip
    version = compiled(cast, begun(cast, quarter))
    assert "problem_sites(kind=links)" not in bulletin_of(version).figures
    # What was repaired since was there all the same.
    Finding.objects.filter(indicator="home.stale").update(
        state="gone", gone_at=WRITING, second_by=cast.chen
    )
    version = compiled(cast, Publication.objects.get())
    assert "认定33家网站不合格" in text_of(version)


def test_words_change_and_figures_do_not(cast: Cast, quarter: Campaign) -> None:
    publication = begun(cast, quarter)
    version = compiled(cast, publication)
    paragraphs = bulletin_of(version).paragraphs
    place = next(n for n, one in enumerate(paragraphs) if "第一批抽查" in one.text)
    shown = editable(paragraphs[place])
    assert "【1：62】" in shown

    def change(text: str) -> Version:
        publication.refresh_from_db()
        return actions.edit(at(cast, cast.li), publication, publication.turn, place, text)

    for wrong, word in (
        (shown.replace("【1：62】", ""), "不能去掉"),
        (shown.replace("【1：62】", "62"), "不能去掉"),
        (shown + "【1：62】", "两次"),
        (shown + "【99：62】", "不要自己添加"),
        (shown + "另有3家网站很好。", "不能手写"),
        (shown + "合格率达到95%。", "不能手写"),
        (shown + "有三家网站很好。", "不能手写"),
    ):
        with pytest.raises(RefusedError, match=word):
            change(wrong)
    # Typing another number into the braces changes nothing of it.
    after = change(f"分批看，{shown}".replace("【1：62】", "【1：99】"))
    assert (after.number, after.compilation) == (2, version.compilation)
    text = bulletin_of(after).paragraphs[place].text
    assert text.startswith("分批看，第一批抽查62家，合格率77.4%（48/62）")
    assert after.wrongs == []
    assert after.sha256 != version.sha256
    figures = [one.figure for one in bulletin_of(after).paragraphs[place].marks]
    assert figures == [one.figure for one in paragraphs[place].marks]


def test_the_offices_own_paragraphs_count_nothing(cast: Cast, quarter: Campaign) -> None:
    with pytest.raises(RefusedError, match="不能手写"):
        begun(cast, quarter, praise="海西州对200家网站作了自查。")
    publication = begun(
        cast,
        quarter,
        praise="海西州建立了值班读网制度。",
        requests="严格落实《政府网站发展指引》。",
        basis="《关于做好政府网站季度抽查工作的通知》（国办秘函〔2016〕48号）",
    )
    text = text_of(compiled(cast, publication))
    assert "好的做法。海西州建立了值班读网制度。" in text
    assert "严格落实《政府网站发展指引》。" in text
    assert text.startswith("各市、自治州人民政府")
    assert "根据《关于做好政府网站季度抽查工作的通知》（国办秘函〔2016〕48号）要求" in text


def test_two_people_of_two_roles_sign_and_only_then_it_is_published(
    cast: Cast, quarter: Campaign
) -> None:
    publication = begun(cast, quarter)
    compiled(cast, publication)
    publication.refresh_from_db()
    with pytest.raises(PermissionDenied):
        release.sign(at(cast, cast.li), publication, publication.turn)
    release.sign(at(cast, cast.chen), publication, publication.turn, "数字已核对")
    publication.refresh_from_db()
    assert publication.state == "signing"
    with pytest.raises(RefusedError, match="已经签过"):
        release.sign(at(cast, cast.chen), publication, publication.turn)
    publication.refresh_from_db()
    with pytest.raises(RefusedError, match="还差1个签名"):
        release.publish(at(cast, cast.office), publication, publication.turn)
    # An edit makes a version that nobody has signed.
    paragraphs = bulletin_of(latest(publication)).paragraphs
    place = next(n for n, one in enumerate(paragraphs) if one.role == "body")
    text = f"{editable(paragraphs[place])}特此通报。"
    actions.edit(at(cast, cast.li), publication, publication.turn, place, text)
    publication.refresh_from_db()
    assert publication.state == "draft"
    assert not latest(publication).signatures.exists()
    signed(cast, publication)
    with pytest.raises(PermissionDenied):
        release.publish(at(cast, cast.li), publication, publication.turn)
    release.publish(at(cast, cast.office), publication, publication.turn)
    assert list(published()) == [publication]
    assert Event.objects.filter(kind="bulletin.published").count() == 1
    publication.refresh_from_db()
    for deed in (
        lambda: actions.edit(at(cast, cast.li), publication, publication.turn, 1, text),
        lambda: compiled(cast, publication),
        lambda: release.publish(at(cast, cast.office), publication, publication.turn),
    ):
        with pytest.raises(RefusedError, match="不能这样办理"):
            deed()


def test_the_writer_does_not_sign_their_own(cast: Cast, quarter: Campaign) -> None:
    publication = begun(cast, quarter)
    actions.compile_text(at(cast, cast.chen), publication, 0)
    publication.refresh_from_db()
    with pytest.raises(RefusedError, match="由别人签"):
        release.sign(at(cast, cast.chen), publication, publication.turn)


def test_the_published_forms_are_one_bulletin_and_a_stranger_can_tell(
    cast: Cast, quarter: Campaign
) -> None:
    publication = begun(cast, quarter)
    compiled(cast, publication)
    signed(cast, publication)
    release.publish(at(cast, cast.office), publication, publication.turn)
    publication.refresh_from_db()
    files = {one.name: bytes_of(one) for one in PublishedFile.objects.all()}
    said = json.loads(files["bulletin.json"])
    assert said["sha256"] == hashlib.sha256(canonical(said["content"])).hexdigest()
    assert said["sha256"] == publication.sha256
    document = Document(io.BytesIO(files["bulletin.docx"]))
    assert document.core_properties.identifier == f"sha256:{publication.sha256}"
    book = load_workbook(io.BytesIO(files["bulletin-annex.xlsx"]))
    assert [len(list(sheet.rows)) for sheet in book.worksheets[1:3]] == [34, 187]
    for name, written in files.items():
        found = genuine(hashlib.sha256(written).hexdigest())
        assert found is not None, name
        assert found[0] == publication
    assert genuine(publication.sha256) == (publication, None)
    assert genuine(hashlib.sha256(files["bulletin.pdf"] + b" ").hexdigest()) is None
    release.correct(at(cast, cast.office), publication, "附件1第3行网站名称应为……")
    assert publication.corrections.count() == 1


def test_an_earlier_quarter_gives_the_trend_and_what_became_of_the_failures(
    cast: Cast, quarter: Campaign
) -> None:
    before = drawn(
        cast,
        "2017年第三季度抽查",
        begin=date(2017, 7, 1),
        end=date(2017, 9, 30),
        quotas={"省直部门": "34", "市州": "152"},
        batch_count=1,
    )
    batch = before.batches.get()
    moment = AS_OF.replace(month=9)
    begin_batch(cast.acting(cast.li, moment), batch, 7, moment, "census-2015")
    for n, row in enumerate(before.sample.order_by("site_code")):
        one = judge(row.site, bad=n % 2 == 0)
        type(one).objects.filter(pk=one.pk).update(as_of=moment, judged_at=moment)
    text = text_of(compiled(cast, begun(cast, quarter)))
    # 153 of 186 now, 93 of 186 before.
    assert "合格率比上期（50%，93/186）提高32.3个百分点，抽查比例持平。" in text
    assert "上期不合格网站复查情况。上期不合格的93家网站，本期复查93家" in text


def test_who_was_held_to_account_and_which_yearly_reports_are_public_is_counted(
    cast: Cast, quarter: Campaign
) -> None:
    li = at(cast, cast.li)
    case = open_case(li, "rectification", cast.land, title="整改")
    for measure, people, day in (
        ("transfer", 1, date(2017, 11, 30)),
        ("talk", 2, date(2017, 12, 1)),
        ("talk", 1, date(2017, 12, 4)),
        # Before the period: another bulletin's.
        ("dismissal", 1, date(2017, 9, 30)),
    ):
        hold_to_account(li, case, measure, people=people, on=day, reason="多次退回")
    row = reports.draft_ask(li, "年度报表", FORM, yearly="oversight", year=2016)
    reports.issue(li, row, offices=(cast.hainan, cast.haixi), due=date(2017, 12, 18))
    answer = answer_of(row, cast.hainan)
    answer = reports.submit_answer(at(cast, cast.ma), answer, {"found": "3"})
    office = at(cast, cast.office)
    reports.publish(office, reports.accept_answer(office, answer))
    text = text_of(compiled(cast, begun(cast, quarter)))
    assert "对有关单位和责任人约谈3人次、调离、免职1人次" in text
    assert "应公开年度报表2份，已公开1份，公开率50%" in text


def test_reprints_are_counted_by_the_policies_of_the_spot_check(
    cast: Cast, quarter: Campaign
) -> None:
    said = {"title": "国务院通知", "number": "国发〔2017〕50号", "issuer": "国务院"}
    where = {"published_at": "2017-11-10 09:00", "source_url": "http://www.gov.cn/a.htm"}
    policy = add_policy(cast.acting(cast.li), cast.province, said | where | {"scope": "省直部门"})
    assert "转载率" not in text_of(compiled(cast, begun(cast, quarter)))
    Campaign.objects.filter(pk=quarter.pk).update(policies=[policy.pk])
    quarter.refresh_from_db()
    late, missing, unseen = (
        row.site for row in quarter.sample.filter(stratum="省直部门").order_by("pk")[:3]
    )
    seen = {"policy": "国发〔2017〕50号", "title": "国务院通知"}
    more = {
        "level": "notice",
        "state": "open",
        "observed": seen,
        "where": "policy:国发〔2017〕50号",
    }
    stale(late, indicator="reprint.late", where_hash="a", **more)
    stale(missing, indicator="reprint.missing", where_hash="b", **more)
    Judgement.objects.filter(site=unseen).update(
        untested=[{"indicator": "reprint.missing", "why": "转载期限未到", "where": ""}]
    )
    publication = Publication.objects.get()
    text = text_of(compiled(cast, publication))
    # 34 departments, of one it is not known; one has none, and one's came late.
    assert "重要政策信息1项，应转载33篇次，已转载32篇次" in text


def test_the_interval_is_said_only_where_a_part_was_drawn(cast: Cast) -> None:
    register(cast)
    campaign = drawn(cast, quotas={"省直部门": "4", "市州": "10"}, batch_count=1)
    from tests.publishing.cases import judge

    from xuncha.campaigns.actions import begin_batch

    begin_batch(cast.acting(cast.li, AS_OF), campaign.batches.get(), 1, AS_OF, "census-2015")
    for row in campaign.sample.all():
        judge(row.site, bad=False)
    text = text_of(compiled(cast, begun(cast, campaign)))
    whole = rates(campaign)[-1].interval
    assert isinstance(whole, Interval)
    assert whole.low < whole.high == 186
    assert "按不放回抽样精确推算，全部网站的合格率有95%的把握在" in text
    assert "至100%之间" in text


def test_a_hole_is_a_number_and_a_name_and_nothing_else(cast: Cast, quarter: Campaign) -> None:
    row = quarter.sample.filter(stratum="市州", batch=1).order_by("-rank").first()
    assert row is not None
    stale(
        row.site,
        indicator="security.sqli",
        where="http://s.gov.cn/?gjcx=x#gjcx",
        where_hash="h",
        level="notice",
        url="http://s.gov.cn/?gjcx=x",
        observed={"parameter": "gjcx", "proof": "abc.json"},
        message="“gjcx”有注入漏洞",
        evidence=["sha256:feed"],
    )
    publication = begun(cast, quarter)
    compiled(cast, publication)
    signed(cast, publication)
    release.publish(at(cast, cast.office), publication, publication.turn)
    written = b"".join(
        bytes_of(one) for one in PublishedFile.objects.all() if not one.name.endswith(("x", "pdf"))
    ).decode()
    assert "存在安全隐患" in written
    for secret in ("gjcx", "abc.json", "s.gov.cn/?", "feed"):
        assert secret not in written


def test_bulletins_are_their_own_parts_business(cast: Cast, quarter: Campaign) -> None:
    begun(cast, quarter)
    assert publications_visible_to(cast.li).count() == 1
    assert not publications_visible_to(cast.zhou).exists()
    with pytest.raises(RefusedError, match="已有通报"):
        begun(cast, quarter)


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_make_one_bulletin_and_the_other_is_told(
    transactional_db: None,
) -> None:
    cast = assemble()
    register(cast)
    campaign = drawn(cast)
    inspect(cast, campaign)
    publication = begun(cast, campaign)
    compiled(cast, publication)
    signed(cast, publication)
    said: list[str] = []

    def work() -> None:
        try:
            release.publish(at(cast, cast.office), publication, publication.turn)
            said.append("published")
        except RefusedError as refused:
            said.append(str(refused))
        finally:
            connection.close()

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert said.count("published") == 1
    assert any("不能这样办理" in one or "刚刚改动" in one for one in said)
    assert PublishedFile.objects.count() == len(release.FORMS)


@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_do_not_overwrite_one_another(transactional_db: None) -> None:
    cast = assemble()
    register(cast)
    campaign = drawn(cast)
    inspect(cast, campaign)
    publication = begun(cast, campaign)
    said: list[str] = []

    def work() -> None:
        try:
            actions.compile_text(at(cast, cast.li), publication, 0)
            said.append("done")
        except RefusedError as refused:
            said.append(str(refused))
        finally:
            connection.close()

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert said.count("done") == 1
    assert any("刚刚改动" in one for one in said)
    assert Version.objects.count() == 1
    assert Listed.objects.count() == 186
