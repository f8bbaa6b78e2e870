"""Filings as people live them: told, returned, approved level by level, over-run, and amiss."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from tests.cases.filing import approved, at, down, probed, site_of, submitted, told
from tests.people import NOW, Cast

from xuncha.cases.kinds.outage import actions, effects
from xuncha.cases.kinds.outage.actions import ProblemsError
from xuncha.cases.kinds.outage.amiss import note_amiss
from xuncha.cases.kinds.outage.models import Filing
from xuncha.cases.kinds.outage.queries import (
    figures_at,
    filings_covering,
    filings_to_review,
    filings_visible_to,
    flagged,
    planned,
    windows_of,
)
from xuncha.findings.actions import mark_false
from xuncha.findings.models import Finding, FindingEvent, Judgement
from xuncha.findings.rules import where_hash
from xuncha.monitoring.queries import week_of
from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry, Event
from xuncha.pipeline import leaves
from xuncha.registry.models import Site, SiteState
from xuncha.registry.queries import review_chain


def again(filing: Filing) -> Filing:
    return Filing.objects.select_related("case", "site").get(pk=filing.pk)


def test_three_levels_agree_and_the_window_covers(cast: Cast) -> None:
    site = site_of(cast)
    filing = submitted(cast, site)
    assert filing.timeliness == "in_time"
    assert filings_covering(site, at(13, 9)) == []
    for one, after in ((cast.yang, cast.hainan), (cast.ma, cast.province)):
        assert list(filings_to_review(one)) == [filing]
        filing = actions.approve(cast.acting(one), filing)
        assert filing.at_office == after
    filing = actions.approve(cast.acting(cast.office), filing)
    assert (filing.case.state, filing.at_office) == ("approved", None)
    assert filings_covering(site, at(13, 8)) == [filing]
    assert filings_covering(site, at(13, 20)) == []
    assert [one.number for one in (again(filing).case,)] == ["BB2017-0001"]
    told_of = Event.objects.filter(kind="request.review").values_list("office__name", flat=True)
    assert sorted(told_of) == sorted([cast.gonghe.name, cast.hainan.name, cast.province.name])


def test_who_wrote_it_does_not_review_it_and_nobody_skips_a_level(cast: Cast) -> None:
    filing = submitted(cast, site_of(cast))
    with pytest.raises(RefusedError, match="不能越级"):
        actions.approve(cast.acting(cast.office), filing)
    with pytest.raises(PermissionDenied):
        actions.approve(cast.acting(cast.zhou), filing)
    with pytest.raises(PermissionDenied):
        actions.approve(cast.acting(cast.wang), filing)
    yang = cast.acting(cast.yang)
    mine = actions.submit(yang, actions.draft_filing(yang, filing.site, told()))
    with pytest.raises(RefusedError, match="不能审核自己"):
        actions.approve(yang, mine)


def test_it_is_returned_with_a_reason_mended_and_starts_at_the_first_level(cast: Cast) -> None:
    filing = submitted(cast, site_of(cast))
    filing = actions.approve(cast.acting(cast.yang), filing)
    with pytest.raises(RefusedError, match="写明退回的理由"):
        actions.send_back(cast.acting(cast.ma), filing, " ")
    filing = actions.send_back(cast.acting(cast.ma), filing, "恢复时间写明")
    assert filing.case.state == "returned"
    later = cast.acting(cast.wang, at(16, 9))
    filing = actions.change_filing(later, filing, told(ends=at(13, 21)))
    filing = actions.submit(later, filing)
    # It was told on the first day, whatever was mended afterwards.
    assert (filing.at_office, filing.timeliness) == (cast.gonghe, "in_time")


def test_another_absence_in_a_returned_filing_is_told_when_it_is_told(cast: Cast) -> None:
    filing = actions.send_back(cast.acting(cast.yang), submitted(cast, site_of(cast)), "时间不对")
    later = cast.acting(cast.wang, at(20, 9))
    other = told(begins=at(14, 8), ends=at(14, 20))
    filing = actions.submit(later, actions.change_filing(later, filing, other))
    assert filing.timeliness == "late"


def test_a_draft_lacks_what_a_filing_needs(cast: Cast) -> None:
    wang, site = cast.acting(cast.wang), site_of(cast)
    with pytest.raises(ProblemsError) as refused:
        actions.draft_filing(wang, site, told("volcano", begins=None, notice_url="javascript:x"))
    assert set(refused.value.problems) == {"why", "begins", "notice_url"}
    draft = actions.draft_filing(wang, site, told(reason=""))
    with pytest.raises(ProblemsError, match="写明原因"):
        actions.submit(wang, draft)
    offline = told("offline", begins=at(20), ends=at(25))
    with pytest.raises(ProblemsError, match="公告网址"):
        actions.submit(wang, actions.draft_filing(wang, site, offline))


def test_hostile_words_are_kept_as_words_or_refused(cast: Cast) -> None:
    wang, site = cast.acting(cast.wang), site_of(cast)
    said = '<script>alert(1)</script>\n=HYPERLINK("http://x")'
    assert actions.draft_filing(wang, site, told(reason=said)).reason == said
    for bad in ("x" * 2001, "零\x00", "反\u202e转"):
        try:
            kept = actions.draft_filing(wang, site, told(reason=bad)).reason
        except ProblemsError:
            continue
        assert kept == "反转"


def test_verdicts_are_suppressed_inside_the_window_and_nowhere_else(cast: Cast) -> None:
    site = site_of(cast)
    probed(site, at(12, 0), 20, True)
    probed(site, at(13, 0), 20, False)
    now = at(14)
    assert week_of(site, now).unreachable
    approved(cast, submitted(cast, site, told(ends=at(13, 12))))
    read = week_of(site, now, windows_of(site, now - timedelta(days=7), now))
    # 00:00–08:00 and 12:00–24:00 count; what lies between is shown apart.
    inside = [72 * n for n in range(20) if 480 <= 72 * n < 720]
    assert read.set_aside == len(inside) == 3
    assert read.failed == 20 - len(inside)
    assert read.unreachable


def unreachable(site, seen) -> Finding:
    return Finding.objects.create(
        site=site,
        path=site.path,
        indicator="site.unreachable",
        where="home",
        where_hash=where_hash("home"),
        level="veto",
        outcome="suspected",
        message="打不开",
        first_seen=seen,
        last_seen=seen,
    )


def judged(site, as_of, *vetoes: str) -> Judgement:
    site.verdict, site.inspected_at = "unqualified", as_of
    site.save()
    return Judgement.objects.create(
        site=site,
        path=site.path,
        as_of=as_of,
        standard="census-2015",
        verdict="unqualified",
        vetoes=list(vetoes),
    )


def test_a_site_inside_an_approved_window_is_never_a_fail(cast: Cast) -> None:
    site = site_of(cast)
    finding, verdict = unreachable(site, at(13, 9)), judged(site, at(13, 9), "site.unreachable")
    approved(cast, submitted(cast, site))
    finding.refresh_from_db()
    verdict.refresh_from_db()
    site.refresh_from_db()
    assert (finding.state, verdict.verdict, site.verdict) == ("removed", "untestable", "untestable")
    assert "BB2017-0001" in verdict.untested[0]["why"]
    assert FindingEvent.objects.get(finding=finding).what == "remove"
    assert AuditEntry.objects.filter(verb="judgement.set_aside").count() == 1


def test_what_the_absence_does_not_explain_stays(cast: Cast) -> None:
    site = site_of(cast)
    before = unreachable(site, at(13, 7))
    other = judged(site, at(13, 9), "site.unreachable", "column.stale")
    approved(cast, submitted(cast, site))
    before.refresh_from_db()
    other.refresh_from_db()
    assert (before.state, other.verdict) == ("open", "unqualified")


def test_an_over_run_reopens_by_itself_and_the_offices_are_told_once(cast: Cast) -> None:
    site = site_of(cast)
    filing = approved(cast, submitted(cast, site))
    assert effects.settle(at(13, 19)) == []
    down(site, at(13, 8))
    assert [one.pk for one in effects.settle(at(13, 20))] == [filing.pk]
    assert effects.settle(at(13, 21)) == []
    assert again(filing).case.state == "overrun"
    assert again(filing).case.closed_at is None
    heard = Event.objects.filter(kind="case.overdue").values_list("office__name", flat=True)
    assert sorted(heard) == sorted([cast.land.name, cast.gonghe.name])
    assert filings_covering(site, at(13, 20)) == []
    restored = actions.restore(cast.acting(cast.wang, at(13, 23)), again(filing), "电源已换")
    assert (restored.case.state, restored.case.closed_at) == ("restored", at(13, 23))


def test_a_site_seen_open_again_ends_its_filing_by_itself(cast: Cast) -> None:
    site = site_of(cast)
    filing = approved(cast, submitted(cast, site))
    assert effects.settle(at(13, 20, 30)) == []  # no probe has looked yet
    probed(site, at(13, 21), 1, True)
    effects.settle(at(13, 21, 5))
    assert (again(filing).case.state, again(filing).restored_at) == ("restored", at(13, 21))


def test_without_a_sign_of_life_it_is_an_over_run(cast: Cast) -> None:
    filing = approved(cast, submitted(cast, site_of(cast)))
    effects.settle(at(13, 23))
    assert again(filing).case.state == "overrun"


def test_restored_early_everything_counts_from_there(cast: Cast) -> None:
    site = site_of(cast)
    filing = approved(cast, submitted(cast, site))
    actions.restore(cast.acting(cast.wang, at(13, 12)), filing)
    assert filings_covering(site, at(13, 11, 59)) != []
    assert filings_covering(site, at(13, 12)) == []


def test_offline_takes_the_site_off_in_the_register_and_brings_it_back(cast: Cast) -> None:
    site = site_of(cast)
    asked = told("offline", begins=at(20), ends=at(25), notice_url="http://gtj.gonghe.gov.cn/gg")
    filing = approved(cast, submitted(cast, site, asked))
    assert filing.timeliness == "ahead"
    effects.settle(at(19, 23))
    site.refresh_from_db()
    assert site.state == SiteState.ACTIVE
    effects.settle(at(20, 0, 1))
    site.refresh_from_db()
    assert site.state == SiteState.OFFLINE
    with pytest.raises(ProblemsError, match="每年最多 1 次"):
        actions.draft_filing(
            cast.acting(cast.wang, at(21)), site, told("offline", begins=at(27), ends=at(28))
        )
    actions.restore(cast.acting(cast.wang, at(24)), again(filing), "改造完成")
    site.refresh_from_db()
    assert (site.state, site.until) == (SiteState.ACTIVE, None)


def test_an_outage_without_a_filing_is_a_notice_and_goes_when_told(cast: Cast) -> None:
    site = site_of(cast)
    down(site, at(13, 8), at(13, 20))
    assert note_amiss(at(14, 12)) == 0
    assert note_amiss(at(15, 1)) == 1
    assert note_amiss(at(15, 2)) == 0
    finding = Finding.objects.get()
    assert (finding.indicator, finding.level) == ("registry.filing", "notice")
    assert finding.message == "2017-11-13 08:00起约12小时无法访问，未报备"
    site.refresh_from_db()
    assert (site.open_findings, site.open_vetoes) == (1, 0)
    # Told at last: it is late now, and no more untold.
    submitted(cast, site, now=at(15, 9))
    note_amiss(at(15, 10))
    states = dict(Finding.objects.values_list("sentence", "state"))
    assert states == {"missing": "gone", "late": "open"}


def test_what_the_books_say_is_seen_once_a_day_also_when_people_settled_it(cast: Cast) -> None:
    site = site_of(cast)
    down(site, at(13, 8), at(13, 20))
    for day, hour in ((15, 1), (15, 2), (16, 1), (16, 2)):
        note_amiss(at(day, hour))
    finding = Finding.objects.get()
    assert (finding.times_seen, finding.last_seen) == (2, at(16, 1))
    mark_false(cast.acting(cast.chen, at(16, 3)), finding, "口头报备过")
    for day, hour in ((17, 1), (17, 2), (18, 1)):
        assert note_amiss(at(day, hour)) == 0
    finding.refresh_from_db()
    assert (finding.times_seen, finding.last_seen, finding.state) == (4, at(18, 1), "false_alarm")
    # The address that a finding names follows the site's.
    Site.objects.filter(pk=site.pk).update(home_url="http://new.gov.cn/")
    note_amiss(at(18, 2))
    finding.refresh_from_db()
    assert finding.url == "http://new.gov.cn/"


def test_two_alarms_of_one_outage_are_one_finding(cast: Cast) -> None:
    site = site_of(cast)
    down(site, at(13, 8), at(13, 9))
    down(site, at(13, 8), at(13, 20))
    assert [note_amiss(at(15, hour)) for hour in (1, 2)] == [1, 0]
    assert "约12小时" in Finding.objects.get().message


def test_too_many_are_flagged(cast: Cast) -> None:
    site = site_of(cast)
    filings = [
        approved(cast, submitted(cast, site, told(begins=at(day, 1), ends=at(day, 2)), at(day, 3)))
        for day in (6, 7, 8)
    ]
    assert flagged(filings) == {}
    filings.append(approved(cast, submitted(cast, site)))
    assert set(flagged(filings).values()) == {4}
    note_amiss(at(14))
    assert Finding.objects.get().message == "2017年第4季度报备4次，超过3次"


def test_an_office_sets_its_own_figures_for_all_below(cast: Cast) -> None:
    actions.set_figure(cast.acting(cast.ma), cast.hainan, "outage_after", 2, "海南州规定")
    assert figures_at(cast.land.path).outage_after == 2
    assert figures_at(cast.service.path).outage_after == 1
    with pytest.raises(PermissionDenied):
        actions.set_figure(cast.acting(cast.zhou), cast.hainan, "outage_after", 9, "越界")
    with pytest.raises(RefusedError, match="写明依据"):
        actions.set_figure(cast.acting(cast.ma), cast.hainan, "outage_after", 3, " ")
    assert AuditEntry.objects.filter(verb="figure.set").count() == 1


def test_a_neighbour_sees_nothing_and_files_nothing(cast: Cast) -> None:
    site = site_of(cast)
    filing = submitted(cast, site)
    assert list(filings_visible_to(cast.ma)) == [filing]
    assert list(filings_visible_to(cast.zhou)) == []
    zhao = cast.acting(cast.zhao)
    for verb in (
        lambda: actions.draft_filing(zhao, site, told()),
        lambda: actions.withdraw(zhao, filing),
        lambda: actions.restore(zhao, approved(cast, filing)),
    ):
        with pytest.raises(PermissionDenied):
            verb()


def test_the_public_page_shows_what_is_approved_and_not_over(cast: Cast) -> None:
    site = site_of(cast)
    filing = submitted(cast, site)
    assert list(planned(NOW, at(30))) == []
    approved(cast, filing)
    assert list(planned(NOW, at(30))) == [filing]
    assert list(planned(at(13, 20), at(30))) == []
    effects.settle(at(13, 23))
    assert list(planned(at(13, 23), at(30))) == [filing]


def test_a_filing_follows_its_site_to_the_new_offices_desk(cast: Cast, tmp_path: Path) -> None:
    site = site_of(cast)
    filing = submitted(cast, site)
    assert filing.at_office == cast.gonghe
    moved = leaves.hand_over(cast.acting(cast.office), tmp_path, site, cast.service, "机构改革")
    filing.refresh_from_db()
    chain = review_chain(moved.office)
    assert filing.at_office == chain[0]
    assert filing.level == 1
    filing.case.refresh_from_db()
    assert filing.case.office == cast.service
    assert filing.path == filing.case.path == cast.service.path
    assert "网站已划转" in filing.case.events.latest("pk").opinion
    with pytest.raises((RefusedError, PermissionDenied)):
        actions.approve(cast.acting(cast.ma), filing)
