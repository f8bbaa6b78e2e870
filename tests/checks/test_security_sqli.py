import pytest
from tests.snapshots import examined, home, link, page, snapshot


@pytest.mark.parametrize(
    "site",
    [
        snapshot([home(links=(link("/show.asp?id=1"),)), page("/show.asp?id=1")]),
        snapshot(None, answers=None, home=None),
    ],
    ids=["site with parameters", "site that was not reached"],
)
def test_without_authorisation_it_is_not_tested_rather_than_passed(site) -> None:
    said = examined("security.sqli", site)
    assert said.untested == (("security.sqli", "", "未获授权"),)
    assert not said.faults
