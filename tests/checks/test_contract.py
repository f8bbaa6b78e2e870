"""被试指标: 只为本测试而设。

依据: 无。

第二段。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xuncha.checks.contract import Fault, Indicator, NotTested, catalogue, indicator
from xuncha.evidence.snapshot import Snapshot


def made(check, **more) -> Indicator:
    return indicator("test.contract", **{"says": "有错"} | more)(check)


def of_site(site, *, days: int, words: tuple[str, ...]):
    yield Fault("site")


def of_page(page, site):
    yield Fault(page.url)


def of_target(target, site, *, limit: int):
    yield Fault(target.url)


@pytest.mark.parametrize("code", ["test.other", "contract", "test.contract.more", "test-contract"])
def test_a_code_that_is_not_its_file_s_name_is_refused(code) -> None:
    with pytest.raises(ValueError, match=re.escape(f"checks/{code.replace('.', '_')}.py")):
        indicator(code, says="有错")(of_site)


def test_a_function_that_stands_nowhere_is_refused() -> None:
    places: dict[str, object] = {"__name__": "nowhere"}
    exec("def check(site): yield", places)
    with pytest.raises(ValueError, match="test_contract"):
        made(places["check"])


def test_name_meaning_and_basis_come_from_the_file_s_own_words() -> None:
    one = made(of_site)
    assert (one.code, one.name, one.meaning) == ("test.contract", "被试指标", "只为本测试而设。")
    assert one.basis == "依据: 无。\n\n第二段。"


def test_what_is_asked_follows_from_the_first_argument() -> None:
    kinds = [(one.each_page, one.each_target) for one in map(made, (of_site, of_page, of_target))]
    assert kinds == [(False, False), (True, False), (False, True)]


def test_thresholds_are_the_keyword_only_arguments() -> None:
    assert made(of_site).arguments == ("days", "words")
    assert made(of_page).arguments == ()
    assert made(of_target).arguments == ("limit",)


def test_what_is_not_said_is_the_usual() -> None:
    one = made(of_site)
    assert (one.needs, one.mode, one.gathers) == (("pages",), "auto", False)
    assert dict(one.says) == {"": "有错"}
    several = made(of_site, says={"": "有错", "late": "晚了"}, needs=("columns",), gathers=True)
    assert several.says["late"] == "晚了"
    assert (several.needs, several.gathers) == (("columns",), True)


def test_two_indicators_are_never_the_same_one() -> None:
    assert made(of_site) != made(of_site)


def test_what_a_check_says_cannot_be_changed_afterwards() -> None:
    with pytest.raises(AttributeError):
        Fault("site").where = "elsewhere"
    with pytest.raises(AttributeError):
        NotTested("无").why = ""


ONE = """
@indicator("sample.one", says="有错")
def check(site):
    yield Fault("site")
"""


def test_a_file_in_the_folder_is_all_it_takes(shelf) -> None:
    shelf.put("sample_one", ONE, name="样本甲")
    shelf.put("sample_aside", "WORDS = ('没有指标',)")
    found = catalogue()
    assert found["sample.one"].name == "样本甲"
    assert not any("aside" in code for code in found)
    assert list(found) == sorted(found)


def test_a_file_under_a_wrong_name_stops_the_catalogue(shelf) -> None:
    shelf.put("sample_two", ONE)
    with pytest.raises(ValueError, match="sample_one"):
        catalogue()


def test_the_shelf_is_empty_again() -> None:
    assert "sample.one" not in catalogue()


@pytest.mark.parametrize("one", catalogue().values(), ids=list(catalogue()))
def test_every_indicator_that_comes_with_xuncha_can_be_shown(one) -> None:
    assert one.name
    assert "\n" not in one.name
    assert one.meaning.endswith("。")
    assert re.match("依据[:：]", one.basis)
    assert all(one.says.values())
    assert one.says
    assert one.check.__doc__
    fields = set(Snapshot.__dataclass_fields__)
    assert set(one.needs) <= fields, "needs names an attribute a snapshot does not have"


@pytest.mark.parametrize("code", catalogue())
def test_every_indicator_has_its_own_test(code) -> None:
    assert Path(__file__).with_name(f"test_{code.replace('.', '_')}.py").is_file()
