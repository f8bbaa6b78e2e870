"""The draw: its arithmetic, what it refuses, and that nothing but the seed decides."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sampling.registers import province, site

from xuncha.sampling.models import DrawError, Quota
from xuncha.sampling.rules import draw, sizes

ASKED = {"campaign": "2017Q4", "seed": "20171109"}


def test_the_number_of_a_site_is_the_sha256_of_three_lines() -> None:
    (one,) = draw([site("6328000001")], **ASKED).result
    assert one.hash == hashlib.sha256(b"20171109\n2017Q4\n6328000001").hexdigest()


def test_sites_stand_in_ascending_order_of_their_numbers_within_their_stratum() -> None:
    made = draw(province(), **ASKED)
    for stratum in ("省直部门", "市州"):
        ranked = [one for one in made.result if one.stratum == stratum]
        assert [one.hash for one in ranked] == sorted(one.hash for one in ranked)
        assert [one.rank for one in ranked] == list(range(1, len(ranked) + 1))


def test_a_stratum_without_a_quota_gives_three_in_ten_rounded_up() -> None:
    # 30 % of 34 is 10.2, of 20 exactly 6.
    assert sizes(draw(province(34, 20), **ASKED).result) == {"市州": 6, "省直部门": 11}


def test_a_percentage_is_of_the_sites_that_take_part() -> None:
    register = province(10, 0)
    made = draw(register, **ASKED, percent=50, exclusions={register[0].site_code: "已关停"})
    assert sizes(made.result) == {"省直部门": 5}  # half of nine, rounded up


def test_the_front_of_the_order_fills_the_first_batch_first() -> None:
    made = draw(province(0, 10), **ASKED, quotas=[Quota.parse("市州=2+3+1")])
    assert [one.batch for one in made.result] == [1, 1, 2, 2, 2, 3, None, None, None, None]


def test_even_batches_differ_by_one_at_most_the_first_ones_larger() -> None:
    made = draw(province(0, 11), **ASKED, quotas=[Quota.parse("市州=11")], batches=3)
    assert made.quotas[0].batches == (4, 4, 3)


def test_a_re_check_takes_no_place_from_the_draw() -> None:
    register = province(0, 10)
    plain = draw(register, **ASKED)
    undrawn = plain.result[-1].site_code
    made = draw(register, **ASKED, rechecks={undrawn: "上期不合格"})
    assert made.result == plain.result
    assert made.sample() == {**plain.sample(), undrawn: 1}


def test_a_drawn_re_check_stays_in_the_batch_it_was_drawn_for() -> None:
    register = province(0, 10)
    last = [one for one in draw(register, **ASKED, batches=3).result if one.batch][-1]
    made = draw(register, **ASKED, batches=3, rechecks={last.site_code: "上期不合格"})
    assert made.sample()[last.site_code] == 3


def test_an_excluded_site_is_not_ranked_and_its_reason_is_kept() -> None:
    register = province(0, 10)
    code = register[0].site_code
    made = draw(register, **ASKED, exclusions={code: "已关停"}, rechecks={code: "上期不合格"})
    assert code not in {one.site_code for one in made.result}
    assert code not in made.sample()
    assert [(one.site_code, one.reason) for one in made.exclusions] == [(code, "已关停")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"exclusions": {"6328000001": " "}}, "6328000001 没有写理由"),
        ({"exclusions": {"6399999999": "关停"}}, "6399999999 不在网站名单里"),
        ({"rechecks": {"6399999999": "关停"}}, "6399999999 不在网站名单里"),
        (
            {"exclusions": {"6328000001": "关停"}, "manual": {"6328000001": "要看"}},
            "既被排除又被人工加入",
        ),
        ({"quotas": [Quota("县")]}, "名单里没有分层“县”：名单的分层是 市州、省直部门"),
        ({"quotas": [Quota("市州"), Quota("市州", 3)]}, "写了两次"),
        ({"quotas": [Quota("市州", 21)]}, "要抽 21 家，未排除的只有 20 家"),
        ({"quotas": [Quota("市州", 3, batches=(1, 1))]}, "各批合计 2 家，应抽 3 家"),
        ({"quotas": [Quota("市州", -1)]}, "负数"),
        ({"percent": 101}, "应在 0 到 100 之间"),
        ({"seed": "a\nb"}, "种子不能为空"),
        ({"seed": " 1"}, "种子不能为空"),
        ({"campaign": ""}, "抽查名称不能为空"),
    ],
)
def test_wishes_that_contradict_the_register_are_refused(
    more: dict[str, object], said: str
) -> None:
    with pytest.raises(DrawError, match=said):
        draw(province(), **{**ASKED, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("register", "said"),
    [
        ([], "名单里没有网站"),
        ([site("")], "第 1 家"),
        ([site("6328000001"), site("63280 0001")], "第 2 家"),
        ([site("6328000001"), site("6328000002"), site("6328000001")], "第 1 家和第 3 家"),
    ],
)
def test_a_register_that_cannot_be_ranked_is_refused(register: list[object], said: str) -> None:
    with pytest.raises(DrawError, match=said):
        draw(register, **ASKED)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["市州", "市州=", "市州=-1", "市州=3.5%", "市州=1+", "=", ""])
def test_a_quota_that_says_no_number_is_refused(text: str) -> None:
    with pytest.raises(DrawError, match="看不懂配额"):
        Quota.parse(text)


codes = st.lists(
    st.from_regex(r"[0-9]{10}", fullmatch=True), min_size=1, max_size=30, unique=True
).map(lambda found: [site(code, "甲乙丙"[int(code[0]) % 3]) for code in found])
words = st.from_regex(r"[0-9A-Za-z抽查]{1,12}", fullmatch=True)


@given(codes, words, words, st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_order_of_the_register_does_not_matter(
    register: list[object], seed: str, campaign: str, batches: int, dice: object
) -> None:
    shuffled = list(register)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    asked = {"seed": seed, "campaign": campaign, "batches": batches}
    assert draw(shuffled, **asked) == draw(register, **asked)  # type: ignore[arg-type]


@given(codes, words, st.integers(0, 100), st.integers(1, 4))
def test_every_site_is_ranked_once_and_every_quota_is_filled_exactly(
    register: list[object], seed: str, percent: int, batches: int
) -> None:
    made = draw(register, seed=seed, campaign="c", percent=percent, batches=batches)  # type: ignore[arg-type]
    assert sorted(one.site_code for one in made.result) == [one.site_code for one in made.register]
    for quota in made.quotas:
        within = [one for one in made.result if one.stratum == quota.stratum]
        drawn = [one for one in within if one.batch is not None]
        assert len(drawn) == -(-len(within) * percent // 100)
        assert within[: len(drawn)] == drawn
        assert max(quota.batches) - min(quota.batches) <= 1


@given(codes, words)
def test_a_site_more_moves_nobody_past_anybody(register: list[object], seed: str) -> None:
    fewer = draw(register[:-1] or register, seed=seed, campaign="c")  # type: ignore[arg-type]
    more = draw(register, seed=seed, campaign="c")  # type: ignore[arg-type]
    known = {one.site_code for one in fewer.result}
    assert [one.site_code for one in more.result if one.site_code in known] == [
        one.site_code for one in _by_stratum(fewer.result, more.quotas)
    ]


def _by_stratum(ranked: tuple, quotas: tuple) -> list:  # type: ignore[type-arg]
    return [one for quota in quotas for one in ranked if one.stratum == quota.stratum]


def test_over_many_seeds_every_site_is_drawn_about_as_often() -> None:
    register = province(0, 10)
    drawn = dict.fromkeys((one.site_code for one in register), 0)
    for seed in range(600):
        for code in draw(register, seed=str(seed), campaign="c").sample():
            drawn[code] += 1
    # 30 % of 600 is 180; five standard deviations are 56.
    assert all(180 - 56 < times < 180 + 56 for times in drawn.values())
