import tomllib
from collections import Counter
from importlib import resources

import pytest

from xuncha.checks.trades import is_odd, is_spam, is_trusted, table


def test_each_word_stands_once() -> None:
    raw = tomllib.loads((resources.files("xuncha.checks") / "trades.toml").read_text("utf-8"))
    of_trades = [
        word for one in raw["trade"] for key in ("own", "link", "also") for word in one.get(key, ())
    ]
    of_fighters = [*raw["against"], *raw["official"]]
    for words in (of_trades, of_fighters, raw["known"], raw["bought"]):
        assert [word for word, times in Counter(words).items() if times > 1] == []


@pytest.mark.parametrize("text", ["首存送彩金", "亚博体育官网", "高清无码", "代开发票", "六-合 彩"])
def test_what_takes_over_pages_is_spam_in_a_link_too(text) -> None:
    assert is_spam(text, "www.strange.com")


@pytest.mark.parametrize(
    "text",
    ["中国福利彩票发行管理中心", "福彩公益金公告", "域名转让", "打击网上赌博", "扫黄打非办公室"],
)
def test_words_of_offices_are_not(text) -> None:
    assert not is_spam(text, "www.strange.com")


def test_hosts() -> None:
    assert is_spam("", "royal-casino.com")
    assert is_odd("", "a12345.com")
    assert not is_odd("客服", "95598.cn")
    assert is_trusted("v.qq.com")
    assert is_trusted("www.12306.cn")
    assert not is_trusted("www.strange.com")


def test_only_what_takes_over_is_weighed_on_pages() -> None:
    assert [one.name for one in table().trades] == ["赌博", "色情", "出售或停放域名"]
