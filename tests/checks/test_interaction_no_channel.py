"""Entries to consultation."""

import pytest
from tests.snapshots import column, faults, home, link, page, snapshot
from tests.snapshots import untested as not_tested


@pytest.mark.parametrize("name", ["县长信箱", "政务咨询", "网上留言", "我要咨询", "互动交流"])
def test_an_entry_to_consultation_is_enough(name: str) -> None:
    assert faults("interaction.no_channel", snapshot(pages=[home(links=(link("/x", name),))])) == []
    assert faults("interaction.no_channel", snapshot([home()], columns=[column(name)])) == []


@pytest.mark.parametrize("name", ["网上信访", "纪检举报", "民意征集", "在线访谈", "工作动态", ""])
def test_petitions_and_reports_are_no_consultation(name: str) -> None:
    (fault,) = faults("interaction.no_channel", snapshot(pages=[home(links=(link("/x", name),))]))
    assert fault.where == "site"


def test_a_headline_about_a_mailbox_is_no_entry() -> None:
    words = "我县县长信箱全年共收到群众来信三百余件办结率达百分之九十八"
    assert faults("interaction.no_channel", snapshot(pages=[home(links=(link("/x", words),))]))


def test_without_a_home_page_the_channel_is_not_tested() -> None:
    assert not_tested("interaction.no_channel", snapshot(pages=[page("/a.html")]))
