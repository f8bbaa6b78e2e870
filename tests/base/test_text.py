import pytest

from xuncha.base import text as texts
from xuncha.base.text import mask, mask_address

RESIDENT = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"身份证{RESIDENT}", "身份证1101**********002X"),
        ("电话13912345678。", "电话139****5678。"),
        ("卡号6222021001116245702", "卡号6222***********5702"),
        ("2017年12月5日第13912号", "2017年12月5日第13912号"),
    ],
)
def test_numbers_of_people_cannot_be_read(text, shown) -> None:
    assert mask(text) == shown
    assert mask(shown) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"http://a.gov.cn/q?sfz={RESIDENT}&x=1", "http://a.gov.cn/q?sfz=1101**********002X&x=1"),
        (f"http://a.gov.cn/{RESIDENT}.pdf", "http://a.gov.cn/1101**********002X.pdf"),
        ("http://a.gov.cn/q?mobile=13912345678", "http://a.gov.cn/q?mobile=139****5678"),
        ("http://a.gov.cn/l#领取人13912345678", "http://a.gov.cn/l#领取人139****5678"),
        # Numbers of articles look like telephones, and must lead to the article.
        ("http://a.gov.cn/art/13912345678.html", "http://a.gov.cn/art/13912345678.html"),
        (
            "http://a.gov.cn/t20171205_15912345678.html",
            "http://a.gov.cn/t20171205_15912345678.html",
        ),
        ("http://a.gov.cn/q?id=13912345678", "http://a.gov.cn/q?id=13912345678"),
    ],
)
def test_addresses_stay_open_unless_they_name_a_person(url, shown) -> None:
    assert mask_address(url) == shown


@pytest.mark.parametrize(
    "number",
    [
        "632125198001010019",
        "６３２１２５１９８００１０１００１９",
        "131081 19990723 5238",
        "6222020200112233441",
        "6222 0202 0011 2233",
        "6222-020 2001-12233",
        "62220202 0011-2233",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
    ],
)
def test_whatever_hides_a_number_is_looked_into(number: str) -> None:
    """Every form that the searches take must pass the look that spares them."""
    assert texts.has_long_number(f"联系方式：{number}。")


@pytest.mark.parametrize(
    "shown", ["", "2017-11-02 2017-11-03", "0971-1234567", "青ICP备12000001号", "第6321270002号"]
)
def test_dates_landlines_and_short_numbers_are_no_persons(shown: str) -> None:
    """Nearly every page has these; they cost no search."""
    assert not texts.has_long_number(shown)


@pytest.mark.parametrize(("shown", "blank"), [("", True), (" \u3000\u200b\n" * 200, True)])
def test_what_nobody_sees_is_blank(shown: str, blank: bool) -> None:
    """Zero-width characters are no text, however many."""
    assert texts.is_blank(shown) is blank
    assert not texts.is_blank(shown + "县")
