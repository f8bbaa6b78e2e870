from decimal import Decimal
from pathlib import Path

import pytest
from tests.scoring.cases import INDICATORS, LAW, standard, written

from xuncha.base.errors import InputError
from xuncha.base.types import ColumnType, Level, Period
from xuncha.scoring.standard import StandardError, load


def test_thresholds_come_in_the_types_the_check_asks_for(tmp_path: Path) -> None:
    thresholds = standard(tmp_path).thresholds
    assert thresholds["column.stale"] == {
        "max_age": {ColumnType.NEWS: Period(days=14), ColumnType.OTHER: Period(months=12)}
    }
    assert thresholds["element.missing"] == {"elements": ("网站标识码",)}


def test_a_row_keeps_the_figures_exact(tmp_path: Path) -> None:
    row = standard(tmp_path).rows["L02"]
    assert (row.points, row.cap, row.level) == (Decimal("0.1"), Decimal("2.5"), Level.DEDUCT)


def test_a_province_overlays_only_what_differs(tmp_path: Path) -> None:
    written(tmp_path)
    over = 'extends = "law.toml"\nid = "qinghai"\n[row.C03]\ncount = 2\n'
    over += '[indicator."column.stale".thresholds.max_age]\n"动态要闻" = "10d"\n'
    law = load(written(tmp_path, over, "qinghai.toml"), INDICATORS)
    assert (law.id, law.title, law.rows["C03"].count) == ("qinghai", "试行评分表", 2)
    ages = law.thresholds["column.stale"]["max_age"]
    assert ages == {ColumnType.NEWS: Period(days=10), ColumnType.OTHER: Period(months=12)}


MISTAKES = {
    "an unknown indicator": (
        '[indicator."element.missing"]',
        '[indicator."element.mising"]',
        'indicator."element.mising"',
        "没有这个指标",
    ),
    "an unknown threshold": (
        "seconds = 15,",
        "seconds = 15, colour = 1,",
        'indicator."site.unreachable".thresholds.colour',
        "不认识这个键",
    ),
    "a missing threshold": (
        "seconds = 15, percent = 1",
        "seconds = 15",
        'indicator."site.unreachable".thresholds.percent',
        "请补上",
    ),
    "a threshold of the wrong type": (
        "seconds = 15",
        'seconds = "fast"',
        'indicator."site.unreachable".thresholds.seconds',
        "应为整数",
    ),
    "a number where true is no number": (
        "seconds = 15",
        "seconds = true",
        'indicator."site.unreachable".thresholds.seconds',
        "应为整数",
    ),
    "a period that is none": (
        '"2w"',
        '"fortnight"',
        'indicator."column.stale".thresholds.max_age.动态要闻',
        "2w、6m、1y",
    ),
    "an unknown column type": (
        '"其他" = "1y"',
        '"其它" = "1y"',
        'indicator."column.stale".thresholds.max_age.其它',
        "动态要闻",
    ),
    "a list that is no list": (
        '["网站标识码"]',
        '"网站标识码"',
        'indicator."element.missing".thresholds.elements',
        "应为",
    ),
    "a missing key": ("pass_mark = 60", "", "pass_mark", "缺少这个键"),
    "a misspelt key": ("pass_mark", "pass_mrak", "pass_mark", "缺少这个键"),
    "an unknown level": ('"bonus"', '"bonnus"', 'row."H01".level', "应为"),
    "an unknown confidence": ('"second-hand"', '"hearsay"', 'row."C06".confidence', "memory"),
    "an unknown row": ('"N01" }', '"N99" }', 'indicator."element.missing".rows."0".row', "N01"),
    "a row for people only": (
        '"N01" }',
        '"E01" }',
        'indicator."element.missing".rows."0".row',
        "人工",
    ),
    "points that are text": ("points = 3", 'points = "3"', 'row."C06".points', "应为"),
    "negative points": ("points = 3", "points = -3", 'row."C06".points', "不小于0"),
    "a deduction without a price": ("points = 3\n", "", 'row."C06".points', "扣几分"),
    "a count of none": ("count = 3", "count = 0", 'row."C03".count', "正整数"),
}


@pytest.mark.parametrize(("old", "new", "key", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, key: str, remedy: str
) -> None:
    assert old in LAW
    path = written(tmp_path, LAW.replace(old, new, 1))
    with pytest.raises(StandardError) as caught:
        load(path, INDICATORS)
    assert (caught.value.file, caught.value.key) == (path, key)
    assert remedy in caught.value.remedy


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(StandardError, match="TOML"):
        load(written(tmp_path, "id = "), INDICATORS)


def test_a_name_nobody_knows_is_answered_with_the_known_ones() -> None:
    with pytest.raises(StandardError, match="census-2015、indicators-2019"):
        load("census-2051", INDICATORS)


def test_standards_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    written(tmp_path, 'extends = "b.toml"', "a.toml")
    with pytest.raises(StandardError, match="成环"):
        load(written(tmp_path, 'extends = "a.toml"', "b.toml"), INDICATORS)


def test_the_office_keeps_its_lexicons_in_tables_beside_its_standard(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(
        "错误写法,正确写法,类别\n张叁县长,张三县长,领导人\n", "utf-8"
    )
    (tmp_path / "own.toml").write_text(
        'extends = "indicators-2019"\n'
        '[indicator."text.error".thresholds]\nlexicons = ["names.csv"]\n',
        "utf-8",
    )
    lexicon = load(str(tmp_path / "own.toml")).thresholds["text.error"]["lexicon"]
    assert lexicon["张叁县长"] == "张三县长"
    assert lexicon["国务员"] == "国务院"


def test_a_lexicon_that_is_missing_or_misspelt_says_which(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[indicator."text.error".thresholds]\nlexicons = ["names.csv"]\n', "utf-8")
    with pytest.raises(InputError, match=r"names\.csv"):
        load(str(own))
    own.write_text('[indicator."text.error".thresholds]\nlexicons = "names.csv"\n', "utf-8")
    with pytest.raises(StandardError, match="lexicons"):
        load(str(own))
