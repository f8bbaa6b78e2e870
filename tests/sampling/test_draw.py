"""The draw: repeatable by anyone, and every tampering seen."""

import hashlib
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuncha.base.types import Site
from xuncha.sampling import queries, rules
from xuncha.sampling.actions import publish
from xuncha.sampling.published import decode, encode, verify
from xuncha.sampling.rules import Draw, DrawError, Quota, draw

REDRAW = Path(__file__).parents[2] / "docs" / "redraw.py"


def register(provincial: int = 12, county: int = 25) -> list[Site]:
    sites = [
        Site(f"63000000{n:02}", f"http://p{n}.gov.cn/", f"省厅{n}", stratum="省直部门")
        for n in range(provincial)
    ]
    sites += [
        Site(f"63250000{n:02}", f"http://c{n}.gov.cn/", f"县局{n}", stratum="市州")
        for n in range(county)
    ]
    return sites


def drawn(sites: list[Site] | None = None, **more: object) -> Draw:
    wishes: dict[str, object] = {"campaign": "2017Q4", "seed": "20171109"}
    return draw(sites or register(), **(wishes | more))  # type: ignore[arg-type]


def test_the_number_is_what_the_rule_says() -> None:
    words = "20171109\n2017Q4\n6300000001"
    expected = hashlib.sha256(words.encode()).hexdigest()
    assert rules.number("20171109", "2017Q4", "6300000001") == expected


def test_the_smallest_numbers_are_drawn() -> None:
    result = drawn(quotas=[Quota("省直部门", 4), Quota("市州", 5)])
    codes = [site.site_code for site in register() if site.stratum == "省直部门"]
    order = sorted(codes, key=lambda code: rules.number("20171109", "2017Q4", code))
    picked = [one.site_code for one in result.result if one.stratum == "省直部门" and one.batch]
    assert picked == order[:4]


def test_batches_are_filled_in_order() -> None:
    result = drawn(quotas=[Quota.parse("省直部门=10+1+1"), Quota.parse("市州=50%")], batches=3)
    by_batch = [one.batch for one in result.result if one.stratum == "省直部门"]
    assert by_batch == [1] * 10 + [2, 3]
    # Half of 25, rounded up to 13, in three even batches.
    assert {q.stratum: q.batches for q in result.quotas}["市州"] == (5, 4, 4)


def test_thirty_percent_is_rounded_up() -> None:
    assert sum(drawn().quotas[0].batches) + sum(drawn().quotas[1].batches) == 4 + 8


def test_the_excluded_take_no_part_and_the_reason_is_published(tmp_path: Path) -> None:
    result = drawn(exclusions={"6300000003": "临时下线"}, quotas=[Quota("省直部门", 11)])
    assert "6300000003" not in result.sample()
    _, table = publish(result, tmp_path / "draw.json")
    assert "6300000003,省厅3,未参加,临时下线" in table.read_text("utf-8-sig")


def test_rechecks_and_additions_take_no_place_of_the_draw() -> None:
    plain = drawn()
    left = next(one.site_code for one in plain.result if one.batch is None)
    more = drawn(rechecks={left: "上季度不合格"})
    assert more.result == plain.result
    assert left in more.sample()
    assert len(more.sample()) == len(plain.sample()) + 1


@given(st.randoms())
def test_the_order_of_the_register_does_not_matter(dice: random.Random) -> None:
    shuffled = register()
    dice.shuffle(shuffled)
    assert encode(drawn(shuffled)) == encode(drawn())


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20))
def test_whatever_the_seed_the_draw_repeats(seed: str) -> None:
    result = drawn(seed=seed)
    assert verify(decode(encode(result)), register()) == ()
    assert len(result.sample()) == 12


def test_a_published_draw_comes_back(tmp_path: Path) -> None:
    result = drawn(exclusions={"6300000003": "关停"}, batches=2)
    path, _ = publish(result, tmp_path / "sub" / "draw.json")
    assert queries.read(path) == result


def tampered(result: Draw) -> list[tuple[str, Draw]]:
    first = next(one for one in result.result if one.batch)
    last = next(one for one in result.result if one.batch is None)
    swapped = tuple(
        replace(one, batch=None) if one == first else replace(one, batch=1) if one == last else one
        for one in result.result
    )
    return [
        ("a site put in for another", replace(result, result=swapped)),
        ("a site left out", replace(result, result=result.result[1:])),
        ("another seed", replace(result, seed="1")),
        (
            "a number changed",
            replace(result, result=(replace(first, hash="0" * 64), *result.result[1:])),
        ),
        (
            "a site excluded afterwards",
            replace(result, exclusions=(rules.Exclusion(first.site_code, "关停"),)),
        ),
        (
            "a smaller quota",
            replace(result, quotas=(replace(result.quotas[0], count=1), *result.quotas[1:])),
        ),
        ("a site off the register", replace(result, register=result.register[1:])),
    ]


@pytest.mark.parametrize("number", range(7))
def test_every_tampering_is_seen_by_program_and_script(number: int, tmp_path: Path) -> None:
    what, bad = tampered(drawn())[number]
    assert verify(bad), what
    path = tmp_path / "draw.json"
    path.write_bytes(encode(bad))
    script = subprocess.run([sys.executable, str(REDRAW), str(path)], capture_output=True)
    assert script.returncode != 0, what


def test_the_script_of_twenty_lines_agrees(tmp_path: Path) -> None:
    assert len(REDRAW.read_text("utf-8").splitlines()) <= 20
    result = drawn(exclusions={"6300000003": "关停"}, batches=3, quotas=[Quota("市州", 20)])
    path, _ = publish(result, tmp_path / "draw.json")
    script = subprocess.run([sys.executable, "-I", str(REDRAW), str(path)], capture_output=True)
    assert (script.returncode, script.stdout.decode()) == (0, "一致\n")


def test_a_register_that_differs_is_told() -> None:
    others = register()
    others[0] = replace(others[0], stratum="市州")
    assert any("省厅0" in line for line in verify(drawn(), others))


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": ""},
        {"seed": "a\nb"},
        {"campaign": " 2017Q4"},
        {"quotas": [Quota("省直部门", 13)]},
        {"quotas": [Quota("乡镇", 1)]},
        {"quotas": [Quota("市州", 1), Quota("市州", 2)]},
        {"quotas": [Quota("市州", 5, batches=(2, 2))]},
        {"quotas": [Quota("市州", percent=130)]},
        {"exclusions": {"9999999999": "x"}},
        {"rechecks": {"9999999999": "x"}},
        {"manual": {"6300000001": "x"}, "exclusions": {"6300000001": "y"}},
    ],
)
def test_wishes_that_cannot_be_met_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(DrawError):
        drawn(**wrong)


@pytest.mark.parametrize("text", ["省直部门", "=", "市州=-1", "市州=3.5", "市州=1+", "市州=1e9"])
def test_quotas_that_cannot_be_read(text: str) -> None:
    with pytest.raises(DrawError, match="分层="):
        Quota.parse(text)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"schema": "other/1"}', b"\xff\xfe"])
def test_files_that_are_no_draw(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "draw.json"
    path.write_bytes(data)
    with pytest.raises(DrawError, match=r"draw\.json"):
        queries.read(path)


def test_names_are_no_formulas(tmp_path: Path) -> None:
    sites = [*register(), Site("6325000099", "http://x.gov.cn/", "=cmd|x", stratum="市州")]
    _, table = publish(drawn(sites, quotas=[Quota("市州", 26)]), tmp_path / "draw.json")
    assert "'=cmd|x" in table.read_text("utf-8-sig")
