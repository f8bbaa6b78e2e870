from tests.snapshots import faults, home, snapshot, untested

from xuncha.checks.registry_filing import check


def test_a_visit_says_nothing_of_filings_neither_good_nor_bad() -> None:
    site = snapshot([home()])
    assert not faults("registry.filing", site)
    assert [one.why for one in untested("registry.filing", site)] == [
        "访问看不到报备情况，由登记平台每日核对"
    ]


def test_every_sentence_says_when_or_how_often() -> None:
    for key in ("missing", "late", "offline_long", "offline_often", "many"):
        assert "{" in check.says[key]
