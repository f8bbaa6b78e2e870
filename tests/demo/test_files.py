"""What the province hands in is read by the program as any office's files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from xuncha.base.calendar import Calendar
from xuncha.bulletin.messages import read_messages
from xuncha.cli.demo import _report
from xuncha.demo import files
from xuncha.demo.compare import read_truth
from xuncha.demo.province import Province
from xuncha.demo.server import Server
from xuncha.evidence.gate import read_hosts
from xuncha.policies.files import read_policies
from xuncha.registry.register import read_columns, read_sites
from xuncha.sampling.published import verify
from xuncha.sampling.queries import read as read_draw


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> files.Files:
    return files.write(Province(186, 100, 8186), tmp_path_factory.mktemp("province"))


def test_the_register_and_its_columns(written: files.Files) -> None:
    sites = read_sites(written.sites)
    assert len(sites) == 186
    columns = read_columns(written.columns, sites)
    assert 50 <= len(columns) <= 100
    assert all(8 <= len(rows) <= 30 for rows in columns.values())


def test_the_draw_can_be_repeated(written: files.Files) -> None:
    drawn = read_draw(written.draw)
    assert verify(drawn, read_sites(written.sites)) == ()
    assert list(drawn.sample().values()).count(1) == 62
    assert len(drawn.sample()) == 186


def test_every_host_has_an_address(written: files.Files) -> None:
    hosts = read_hosts(written.hosts)
    for site in read_sites(written.sites):
        host = site.home_url.removeprefix("http://").partition(":")[0]
        assert hosts[host] in (("127.0.0.1",), ("127.0.0.2",))


def test_policies_have_a_day_and_a_text(written: files.Files) -> None:
    found = read_policies(written.policies)
    assert len(found) == 3
    for one in found:
        assert one.text
        assert one.deadline_at is not None
        assert (one.deadline_at - one.published_at).total_seconds() == 24 * 3600


def test_forty_messages_all_closed_and_one_late(tmp_path: Path) -> None:
    """They come in as through the form; what the register says of them is what is counted."""
    with Server(186, 100) as server:
        written = files.write(server.province, tmp_path)
        _report(written)
    messages = read_messages(written.messages)
    assert len(messages) == files.MESSAGES
    calendar = Calendar.shipped()
    days = [one.working_days() for one in messages]
    assert all(one is not None for one in days)
    late = [m for m, took in zip(messages, days, strict=True) if (took or 0) > files.MESSAGE_DAYS]
    assert [one.site_name for one in late] == ["青海水利信息网"]
    assert all(calendar.is_working(one.received) for one in messages)


def test_the_truth_names_the_sites_of_the_register(written: files.Files) -> None:
    truth = read_truth(written.truth)
    assert [one.site_code for one in truth.sites] == [
        one.site_code for one in read_sites(written.sites)
    ]


def test_the_same_bytes_every_time(written: files.Files, tmp_path: Path) -> None:
    again = files.write(Province(186, 100, 8186), tmp_path)
    for path in ("sites", "columns", "policies", "reports", "hosts", "draw", "truth"):
        one, other = getattr(written, path), getattr(again, path)
        assert one.read_bytes() == other.read_bytes(), path
