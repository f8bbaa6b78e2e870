"""The register against the world; the regions that go on with old codes; files and figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from tests.people import Cast
from tests.registry.forms import LAND

from xuncha.base.errors import InputError
from xuncha.people.actions import RefusedError
from xuncha.registry import actions, queries, regions
from xuncha.registry.divisions import import_regions
from xuncha.registry.documents import MOST_DOCUMENTS, attach, detach, path_of
from xuncha.registry.figures import set_figure
from xuncha.registry.models import Region
from xuncha.registry.reality import Registered, Seen, mismatches
from xuncha.registry.regions import Division

HOME = "http://gtj.gonghe.gov.cn/"


@pytest.mark.parametrize(
    ("registered", "seen", "kinds"),
    [
        (Registered("active", HOME), Seen(True, HOME), []),
        (Registered("active", HOME), Seen(None), []),
        (Registered("active", HOME), Seen(False), ["dead"]),
        (Registered("exempt", HOME), Seen(False), []),
        (Registered("offline", HOME), Seen(True, HOME), ["offline_alive"]),
        (Registered("closed", HOME), Seen(False), []),
        (Registered("closed", HOME), Seen(True, HOME), ["alive"]),
        (Registered("moved", HOME, successor_url="http://www.qh.gov.cn/"),
         Seen(True, "http://www.qh.gov.cn/gtj/"), []),
        (Registered("moved", HOME, successor_url="http://www.qh.gov.cn/"),
         Seen(True, "http://www.casino.com/"), ["alive"]),
        (Registered("active", HOME), Seen(True, "http://zrzy.qh.gov.cn/"), ["moved"]),
        (Registered("active", HOME), Seen(True, "https://www.gonghe.gov.cn/gtj/"), []),
        (Registered("active", HOME, "6325210001"), Seen(True, HOME, "6325210002"), ["code"]),
        (Registered("active", HOME, "6325210001"), Seen(True, HOME, None), []),
    ],
)  # fmt: skip
def test_the_register_and_the_world(registered: Registered, seen: Seen, kinds: list[str]) -> None:
    assert [one.kind for one in mismatches(registered, seen)] == kinds


def test_a_merged_region_keeps_its_old_code_valid() -> None:
    known = regions.shipped()
    assert known["632521"][0].name == "共和县"
    old = regions.on("630122", date(2018, 1, 1), known)
    assert old is not None
    assert old.name == "湟中县"
    now = regions.today("630122", date(2021, 1, 1), known)
    assert now is not None
    assert (now.code, now.name) == ("630106", "湟中区")
    assert regions.on("999999", date(2018, 1, 1), known) is None


def test_mergers_that_lead_in_a_circle_end() -> None:
    until = date(2000, 1, 1)
    known = {
        "100000": (Division("100000", "甲", until=until, successor="200000"),),
        "200000": (Division("200000", "乙", until=until, successor="100000"),),
    }
    assert regions.today("100000", date(2020, 1, 1), known) is not None


def test_an_office_adds_what_changed_in_its_regions(cast: Cast, tmp_path: Path) -> None:
    path, keeper = tmp_path / "变动.csv", cast.acting(cast.keeper)
    path.write_text("区划代码,名称,上级代码,启用日期\n632521,共和市,632500,2030-01-01\n", "utf-8")
    with pytest.raises(PermissionDenied):
        import_regions(cast.acting(cast.ma), path)
    assert import_regions(keeper, path) == import_regions(keeper, path) == 1
    assert Region.objects.count() == 1
    later, before = (queries.region_on("632521", date(year, 6, 1)) for year in (2031, 2020))
    assert later is not None
    assert before is not None
    assert (later.name, before.name) == ("共和市", "共和县")


@pytest.mark.parametrize("line", ["6325,共和市,", "632521,,", "632521,共和市,明天"])
def test_a_region_that_is_none_is_named_by_its_row(cast: Cast, tmp_path: Path, line: str) -> None:
    path = tmp_path / "变动.csv"
    path.write_text(f"区划代码,名称,启用日期\n{line}\n", "utf-8")
    with pytest.raises(InputError, match="第 2 行"):
        import_regions(cast.acting(cast.keeper), path)
    assert not Region.objects.exists()


def draft(cast: Cast) -> Any:
    return actions.draft_request(cast.acting(cast.wang), "register", cast.land, new=LAND)


def test_a_file_is_kept_with_its_request_for_those_who_see_it(cast: Cast) -> None:
    request, wang = draft(cast), cast.acting(cast.wang)
    document = attach(wang, request, r"C:\资料\开办 申请.PDF", b"%PDF-1.4 ...")
    assert document.name == "开办 申请.pdf"
    assert path_of(document.sha256).read_bytes() == b"%PDF-1.4 ..."
    assert queries.documents_visible_to(cast.ma).get() == document
    assert not queries.documents_visible_to(cast.zhou).exists()
    with pytest.raises(PermissionDenied):
        attach(cast.acting(cast.zhou), request, "x.pdf", b"%PDF-")
    detach(wang, document)
    assert not request.documents.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.html", b"<script>"),
        ("x.svg", b"<svg onload=1>"),
        ("x.exe", b"MZ"),
        ("x.pdf", b"<html>"),
        (".pdf", b"%PDF-"),
        ("../../etc/passwd", b"%PDF-"),
        ("", b"%PDF-"),
        ("x.pdf", b""),
    ],
)
def test_files_a_browser_would_run_are_refused(cast: Cast, name: str, data: bytes) -> None:
    with pytest.raises(RefusedError):
        attach(cast.acting(cast.wang), draft(cast), name, data)


def test_no_file_is_added_under_review_nor_one_too_many(cast: Cast) -> None:
    request, wang = draft(cast), cast.acting(cast.wang)
    for number in range(MOST_DOCUMENTS):
        attach(wang, request, f"{number}.pdf", b"%PDF-")
    with pytest.raises(RefusedError, match="附件"):
        attach(wang, request, "more.pdf", b"%PDF-")
    actions.submit(wang, request)
    with pytest.raises(RefusedError, match="提交后"):
        attach(wang, request, "more.pdf", b"%PDF-")


def test_a_figure_of_ones_own_needs_the_keeper_and_a_reason(cast: Cast) -> None:
    assert queries.figures().review_days == 5
    for person in (cast.ma, cast.office):
        with pytest.raises(PermissionDenied):
            set_figure(cast.acting(person), "review_days", 3, "本省规定")
    keeper = cast.acting(cast.keeper)
    for name, value, reason in (
        ("review_days", 0, "x"),
        ("no_such", 3, "x"),
        ("review_days", 3, ""),
    ):
        with pytest.raises(RefusedError):
            set_figure(keeper, name, value, reason)
    set_figure(keeper, "review_days", 3, "青海省规定")
    assert queries.figures().review_days == 3
