import pytest

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
