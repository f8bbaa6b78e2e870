from datetime import datetime

from tests.checks.policies import CHINA, POLICY, TEXT, TITLE, policy
from tests.snapshots import article, at, block, faults, home, item, link, page, snapshot, untested

CODE = "reprint.late"
RULE = {"hours": 24}


def site(*pages, policies=(POLICY,)):
    return snapshot([home(), *pages], policies=policies)


def copy(path, day):
    return article(path, TEXT, title=TITLE, published=day)


def test_in_time_up_to_the_end_of_the_day() -> None:
    assert not faults(CODE, site(copy("/1.html", "2017-11-10")), **RULE)
    assert not faults(CODE, site(copy("/1.html", "2017-11-11")), **RULE)


def test_a_day_after_the_deadline() -> None:
    (fault,) = faults(CODE, site(copy("/1.html", "2017-11-15")), **RULE)
    assert fault.where == "policy:zc-1"
    assert fault.url == at("/1.html")
    assert fault.seen["date"] == "2017-11-15"
    assert fault.seen["limit"] == "2017-11-11"
    assert fault.seen["days"] == 4


def test_the_earliest_copy_counts() -> None:
    both = site(copy("/1.html", "2017-11-30"), copy("/2.html", "2017-11-10"))
    assert not faults(CODE, both, **RULE)


def test_a_deadline_of_its_own() -> None:
    longer = policy(deadline_at=datetime(2017, 11, 20, 18, tzinfo=CHINA))
    assert not faults(CODE, site(copy("/1.html", "2017-11-20"), policies=[longer]), **RULE)
    assert faults(CODE, site(copy("/1.html", "2017-11-21"), policies=[longer]), **RULE)


def test_without_a_date_it_is_not_tested() -> None:
    undated = site(article("/1.html", TEXT, title=TITLE))
    assert not faults(CODE, undated, **RULE)
    (said,) = untested(CODE, undated, **RULE)
    assert said.where == "policy:zc-1"


def test_a_list_dates_what_it_links_to() -> None:
    def listed(day):
        entries = block("国务院信息", item(TITLE, day, "http://www.gov.cn/1.htm"))
        return page("/gwy/", links=(link("http://www.gov.cn/1.htm", TITLE),), lists=(entries,))

    assert faults(CODE, site(listed("2017-11-20")), **RULE)
    assert not faults(CODE, site(listed("2017-11-10")), **RULE)


def test_what_is_missing_is_not_late() -> None:
    assert not faults(CODE, site(), **RULE)
    assert not untested(CODE, site(), **RULE)
