"""Who is named, for what, in which words; and who never is."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.bulletin.cases import (
    BATCHES,
    LETTER,
    SUSPECTED,
    by_batches,
    failed,
    finding,
    prose,
    site,
    sources,
    stale,
    text,
)
from tests.report.cases import quarter

from xuncha.base.types import Level
from xuncha.bulletin import queries
from xuncha.bulletin.composition import compose
from xuncha.bulletin.confirmation import confirm
from xuncha.bulletin.models import Sources
from xuncha.bulletin.rules import KINDS, examples, kind_of, standing

HAINAN = {"name": "海南州国土资源局网站", "unit": "海南州国土资源局"}
ABSURD = finding("date.absurd", column="工作动态", observed={"date": "2106-03-02"})


def test_the_reference_sentence_a_stale_column_with_an_absurd_date() -> None:
    one = failed("6325210001", stale(level=Level.VETO), ABSURD)
    assert (
        "如：共和县国土资源局网站“工作动态”栏目超过1年未更新，最后更新时间为2016年10月8日，"
        "且信息日期显示为“2106-03-02”。" in text(sources(one))
    )


def test_an_absurd_date_belongs_to_the_column_in_whose_folder_it_stands() -> None:
    def told(article: str, column: str = "http://www.a.gov.cn/zwgk/gzdt/") -> bool:
        strange = finding("date.absurd", where=article, observed={"date": "2106-03-02"})
        old = stale(level=Level.VETO, where=f"column:{column}")
        return "，且信息日期显示为“2106-03-02”" in text(sources(failed("1", old, strange)))

    assert told("http://www.a.gov.cn/zwgk/gzdt/201610/t1.html")
    assert told("http://www.a.gov.cn/gzdt/1.html", "http://www.a.gov.cn/gzdt/index.html")
    assert not told("http://www.a.gov.cn/zwgk/tzgg/t1.html")
    # No folder of its own: any page of the site would seem to belong to it.
    assert not told("http://www.a.gov.cn/1.html", "http://www.a.gov.cn/")
    assert not told("http://www.a.gov.cn/html/1.html", "http://www.a.gov.cn/html/list.asp?id=3")


def test_the_kinds_that_disqualify_stand_first_however_rare() -> None:
    hijacked, header = finding("link.hijacked"), finding("security.header", Level.NOTICE)
    blank = failed("9", finding("column.blank", Level.VETO), hijacked)
    s = sources(blank, *(site(str(n), findings=(hijacked, header, header)) for n in range(5)))
    assert [kind.key for kind in queries.kinds_found(s)] == ["blank", "security"]


def test_tags_are_counted_and_not_listed() -> None:
    def told(*tags: str) -> str:
        missing = [finding("tag.missing", Level.NOTICE, observed={"tag": tag}) for tag in tags]
        return text(sources(failed("6325000001", stale(level=Level.VETO), *missing)))

    assert "缺少页面标签SiteName" in told("SiteName", "SiteName")
    assert "缺少SiteName等3种页面标签" in told("SiteName", "PubDate", "ColumnName")


def test_the_reference_sentence_two_blank_columns() -> None:
    blank = [
        finding("column.blank", column=name, level=Level.VETO)
        for name in ("国务院信息", "省政府信息")
    ]
    written = text(sources(failed("6325000001", *blank, **HAINAN)))
    assert "海南州国土资源局网站“国务院信息”和“省政府信息”栏目为空白栏目" in written


def test_the_reference_sentence_several_stale_columns() -> None:
    people = stale(800, "2015-09-27", column="人物", level=Level.VETO)
    sound = stale(750, "2015-11-16", column="音频", level=Level.VETO)
    written = text(sources(failed("6326000001", sound, people, name="果洛州文化体育局")))
    assert (
        "果洛州文化体育局网站（共和县国土资源局）“人物”和“音频”栏目更新不及时，"
        "其中“人物”栏目超过2年未更新，最后更新时间为2015年9月27日" in written
    )


@pytest.mark.parametrize(
    ("newest", "said"),
    [
        ("2016-12-05", "超过11个月未更新"),
        ("2016-12-04", "超过1年未更新"),
        ("2017-11-05", "30天未更新"),
        ("2017-11-04", "超过1个月未更新"),
    ],
)
def test_an_age_is_never_said_longer_than_it_is(newest: str, said: str) -> None:
    assert said in text(sources(failed("1", stale(30, newest, level=Level.VETO))))


def test_a_unit_whose_fault_is_only_suspected_is_named_nowhere() -> None:
    down = finding("site.unreachable", Level.VETO, outcome=SUSPECTED, where="home")
    pending = failed("6325000001", down, vetoes=("site.unreachable",), **HAINAN)
    doubtful = site(
        "6325000002", name="省人防网站", unit="省人防办", findings=(stale(outcome=SUSPECTED),)
    )
    s = sources(pending, doubtful, failed("6325000003", stale(level=Level.VETO)))
    bulletin = compose(s, LETTER)
    written = prose(bulletin)
    assert "国土资源局" in written
    assert "海南州国土资源局" not in written
    assert "人防" not in written
    assert "另有1家网站初判不合格，所依据的问题尚属疑似，正在复核，不列入名单。" in written
    bad, every = bulletin.annexes
    assert [row[4] for row in bad.rows] == ["6325000003"]
    assert [row[5] for row in every.rows] == ["待复核", "合格", "不合格"]
    assert "待复核" in every.note
    facts = [fact.site_code for one in bulletin.paragraphs for fact in one.facts]
    assert set(facts) == {"6325000003"}


def test_what_a_person_confirmed_is_named_and_nothing_else_of_the_site() -> None:
    down = finding("site.unreachable", Level.VETO, outcome=SUSPECTED, observed={"visits": 20})
    typo = finding("text.error", Level.NOTICE, outcome=SUSPECTED)
    pending = failed("6325000001", down, typo, vetoes=("site.unreachable",), **HAINAN)
    sure = confirm(sources(pending).inspection, ["6325000001"])
    written = text(Sources(sure))
    assert "不合格的网站是：海南州国土资源局网站。" in written
    assert "如：海南州国土资源局网站首页打不开。" in written
    assert "1家网站的1处疑似问题" in written
    assert "待复核" not in str(compose(Sources(sure), LETTER).annexes)


def test_a_suspected_veto_beside_a_certain_one_is_not_told() -> None:
    down = finding("site.unreachable", Level.VETO, outcome=SUSPECTED)
    both = failed("6325000001", stale(level=Level.VETO), down)
    bulletin = compose(sources(both), LETTER)
    assert "site.unreachable" not in str(bulletin.content())
    assert "打不开" not in str(bulletin.content())


def test_a_score_that_only_a_suspicion_pushed_down_is_pending() -> None:
    doubtful = finding("site.unreachable", outcome=SUSPECTED, points=Decimal(20))
    dead = finding("link.dead", points=Decimal(25))
    low = failed("1", doubtful, dead, score=Decimal(55), vetoes=())
    sure = failed("2", dead, score=Decimal(55), vetoes=())
    assert standing(low, None) == "pending"
    assert standing(sure, None) == "unqualified"


def test_the_worst_are_the_examples_and_a_remark_at_a_good_site_is_none() -> None:
    links = next(kind for kind in KINDS if kind.key == "links")
    dead = finding("link.dead")
    s = [
        site("1", findings=(dead,) * 9),
        failed("2", dead, finding("column.blank", Level.VETO)),
        site("3", findings=(finding("link.dead", Level.NOTICE),)),
        site("4", findings=(dead,)),
        site("5", findings=(dead, dead)),
    ]
    assert [one.site_code for one, _found in examples(s, links, None)] == ["2", "1", "5"]


def test_security_is_told_without_a_place_and_leaks_without_a_name() -> None:
    url = "http://www.a.gov.cn/list.asp?id=1"
    hole = finding("security.sqli", where=url, url=url, column="id")
    leak = finding("privacy.leak", where=url, url=url, observed={"kind": "身份证"})
    s = sources(failed("1", stale(level=Level.VETO), hole, leak))
    written = compose(s, LETTER)
    assert "共和县国土资源局网站存在安全隐患" in prose(written)
    assert "SQL" not in str(written.content())
    assert "sqli" not in str(written.content())
    assert url not in str(written.content())
    named = compose(s, replace(LETTER, names_holes=True))
    assert "共和县国土资源局网站存在SQL注入漏洞" in prose(named)
    assert url not in str(named.content())
    assert "隐患。1家网站存在此类问题，共1处，其中不合格网站1家。\n" in prose(written)


def test_every_code_has_its_kind() -> None:
    assert kind_of("security.sqli").key == "holes"
    assert kind_of("security.header").key == "security"
    assert kind_of("link.hijacked").key == "security"
    assert kind_of("link.dead").key == "links"
    assert kind_of("E01").key == "other"


def test_without_a_draw_nothing_is_said_of_batches_or_averages() -> None:
    written = text(replace(by_batches(), batches={}))
    assert "批" not in written
    assert "平均" not in written
    assert "省直部门网站合格率91.2%（31/34）。" in written


def test_every_number_in_the_text_is_a_figures_or_a_facts() -> None:
    for s in (by_batches(BATCHES), Sources(quarter())):
        bulletin = compose(s, LETTER)
        known = {figure.shown for figure in bulletin.figures.values()}
        for one in bulletin.paragraphs:
            left = one.text
            for fact in one.facts:
                left = left.replace(fact.words, "")
            # What the letter says: its own dates and quarter.
            left = re.sub(r"\d{4}年(第|\d+月\d+日)|至\d+月\d+日", "", left)
            for number in re.findall(r"\d[\d.]*%?", left):
                assert number in known or one.role in ("date", "attachments"), (number, left)


def test_the_reference_of_the_office_can_be_written() -> None:
    letter = replace(
        LETTER,
        basis=("《…通知》（国办秘函〔2016〕48号）", "《…通报》（国办秘函〔2017〕32号）"),
        report_by=LETTER.day.replace(day=18),
        report_to="省政府信息与政务公开办公室",
        addressees="各市、自治州人民政府：",
    )
    written = text(by_batches(), letter)
    assert written.startswith("各市、自治州人民政府：\n根据《…通知》（国办秘函〔2016〕48号）和《…")
    assert "现将2017年第四季度全省政府网站抽查有关情况通报如下：" in written
    assert "本次抽查从2017年11月10日至12月5日，分三批次共抽查186家政府网站。" in written
    assert "其中，省直部门网站34家，市州网站152家。" in written
    assert "请于2017年12月18日前将整改情况书面报送省政府信息与政务公开办公室。" in written
    assert written.endswith("青海省人民政府办公厅\n2017年12月12日")


def test_the_office_chooses_whom_it_puts_forward_of_those_that_failed() -> None:
    sites = [
        failed(f"632500000{n}", stale(days=423 + n, level=Level.VETO), name=f"{n}县网站", unit="")
        for n in range(9)
    ]
    s = replace(sources(*sites), named=("6325000000", "6325000004"))
    written = text(s)
    assert "其中，0县网站、4县网站等网站问题突出" in written
    assert written.index("如：4县网站") < written.index("；0县网站") < written.index("；8县网站")


def test_a_site_that_passed_is_not_held_up_though_it_is_asked_for() -> None:
    passed = site("1", name="甲县网站", findings=(stale(),))
    s = sources(passed, failed("2", stale(days=500, level=Level.VETO), name="乙县网站"))
    assert "如：乙县网站" in text(replace(s, named=("1",)))
