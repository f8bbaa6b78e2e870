from collections.abc import Iterator

from tests.scoring.cases import indicator

from xuncha.base import language
from xuncha.checks.contract import Fault
from xuncha.checks.sentences import say
from xuncha.evidence.snapshot import Snapshot


def nothing(site: Snapshot) -> Iterator[Fault]:
    yield from ()


def test_a_sentence_is_filled_with_what_was_seen() -> None:
    one = indicator("column.stale", nothing, "“{column}”栏目{days}天未更新，缺{lacks}")
    seen = {"column": "工作动态", "days": 423.0, "lacks": ["依据", "流程"]}
    assert say(one, Fault("x", seen)) == "“工作动态”栏目423天未更新，缺依据、流程"


def test_words_of_a_page_are_never_read_as_a_template() -> None:
    one = indicator("link.dead", nothing, "“{text}”打不开")
    assert say(one, Fault("x", {"text": "{0.__class__}{text}"})) == "“{0.__class__}{text}”打不开"


def test_a_value_nobody_saw_does_not_sink_the_sentence() -> None:
    assert say(indicator("link.dead", nothing, "{status}：{text}"), Fault("x", {"text": None})) == (
        "—：—"
    )


def test_a_picture_without_words_is_known_by_its_address() -> None:
    one = indicator("link.dead", nothing, "“{text}”打不开")
    gone = Fault("x", {"text": ""}, url="http://www.a.gov.cn/i/gone.png?v=1")
    assert say(one, gone) == "“/i/gone.png”打不开"


def test_our_own_words_are_said_in_the_readers_language_and_a_pages_words_never() -> None:
    one = indicator("link.dead", nothing, "“{text}”打不开：{failure}")
    seen = {"text": "附件", "failure": "页面不存在"}
    with language.speaking("en"):
        said = say(one, Fault("x", seen))
    assert "“附件”" in said
    assert "页面不存在" not in said
