"""Key policies cut or changed."""

from tests.checks.reprinted import POLICY, TEXT, TITLE, reprint, said
from tests.snapshots import (
    block,
    item,
    link,
    page,
)


def test_half_of_the_text_is_altered() -> None:
    assert said(reprint(main=TEXT[: len(TEXT) // 2])) == ["reprint.altered"]
    assert said(reprint(main="首页 > 政策\n" + TEXT + "\n责任编辑：某某")) == []


def test_a_link_to_the_original_reprints_and_alters_nothing() -> None:
    entry = item(TITLE, "2017-11-28", POLICY.source_url)
    listing = page("/zc/", lists=(block("政策", entry),), links=(link(POLICY.source_url, TITLE),))
    assert said(listing) == []


def test_another_figure_is_altered_and_another_typesetting_is_not() -> None:
    assert said(reprint(main=TEXT.replace("第35项", "第36项"))) == ["reprint.altered"]
    assert said(reprint(main=TEXT.replace("　", " ").replace("，", "、"))) == []
    assert said(reprint(main=TEXT.replace("第5条", "第5条\n"))) == []
