"""Wrong writings from a lexicon."""

from tests.snapshots import at, faults, page, snapshot

WORDS = {"lexicon": {"人名政府": "人民政府", "国务员": "国务院", "政协委员员会": "政协委员会"}}


def test_each_wrong_writing_once_a_page_and_only_suspected() -> None:
    site = snapshot(
        pages=[page("/a", "示例县人名政府公告，人名政府。"), page("/b", "示例县人民政府")]
    )
    (fault,) = faults("text.error", site, **WORDS)
    assert fault.where == at("/a") + "#人名政府"
    assert fault.suspected
    assert fault.seen["right"] == "人民政府"
    assert "示例县人名政府" in str(fault.seen["quote"])


def test_a_right_writing_that_holds_the_wrong_one() -> None:
    lexicon = {"lexicon": {"人大常": "人大常委会"}}
    assert faults("text.error", snapshot(pages=[page("/a", "县人大常委会")]), **lexicon) == []
    assert faults("text.error", snapshot(pages=[page("/a", "县人大常会")]), **lexicon)


def test_a_line_of_the_template_has_one_root() -> None:
    pages = [page(f"/{n}", "主办：示例县人名政府") for n in range(3)]
    found = faults("text.error", snapshot(pages=pages), **WORDS)
    assert len({one.root for one in found}) == 1


def test_a_quote_shows_no_personal_data() -> None:
    site = snapshot(pages=[page("/a", "人名政府 联系人13812345678")])
    (fault,) = faults("text.error", site, **WORDS)
    assert "13812345678" not in str(fault.seen)
