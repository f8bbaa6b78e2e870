from tests.checks.policies import POLICY, TEXT, TITLE, policy
from tests.snapshots import article, at, faults, home, link, page, snapshot

from xuncha.evidence.snapshot import LinkKind, PageKind

CODE = "reprint.altered"
RULE = {"hours": 24}


def found(*pages, policies=(POLICY,)):
    return faults(CODE, snapshot([home(), *pages], policies=policies), **RULE)


def test_a_faithful_copy() -> None:
    assert not found(article("/1.html", TEXT, title=TITLE))
    assert not found(article("/1.html", f"编者按\n{TEXT}\n（此件公开发布）", title=TITLE))


def test_spaces_quotes_and_full_width_digits_change_nothing() -> None:
    other = TEXT.replace("2018年6月", "２０１８ 年 ６ 月").replace("，", ",")
    assert not found(article("/1.html", other, title=TITLE))


def test_a_copy_cut_short() -> None:
    (fault,) = found(article("/1.html", TEXT[: len(TEXT) // 2], title=TITLE))
    assert fault.where == "policy:zc-1"
    assert fault.url == at("/1.html")
    assert 40 < fault.seen["share"] < 60
    assert not fault.suspected


def test_another_figure_is_for_a_person_to_compare() -> None:
    (fault,) = found(article("/1.html", TEXT.replace("2018年6月底", "2019年9月底"), title=TITLE))
    assert fault.sentence == "changed"
    assert "2018年6月底" in fault.seen["quote"]
    assert fault.suspected


def test_the_most_faithful_copy_counts() -> None:
    assert not found(
        article("/1.html", TEXT[:80], title=TITLE), article("/2.html", TEXT, title=TITLE)
    )


def test_the_rest_may_stand_in_a_file() -> None:
    file = link("/1.pdf", "全文", LinkKind.ATTACHMENT)
    (fault,) = found(article("/1.html", TEXT[:80], title=TITLE, links=(file,)))
    assert fault.suspected


def test_without_the_official_text_nothing_can_be_compared() -> None:
    assert not found(article("/1.html", "全文见附件", title=TITLE), policies=[policy(text=None)])


def test_a_topic_of_that_name_is_no_text_to_compare() -> None:
    assert not found(page("/zt/", title=TITLE, kind=PageKind.COLUMN))


def test_a_page_whose_own_text_was_not_seen_is_not_compared() -> None:
    assert not found(article("/1.html", "", title=TITLE))
