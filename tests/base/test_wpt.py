"""Addresses and charsets against the published cases of the web platform and of html5lib."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from xuncha.base.charset import charset_of, decode
from xuncha.base.urls import canonical, join

DATA = Path(__file__).parents[1] / "data"
WPT = json.loads((DATA / "wpt_urls.json").read_text("utf-8"))
PAGES = json.loads((DATA / "html5lib_encodings.json").read_text("utf-8"))["cases"]

NOT_DECODED = (
    "A label in ASCII that is no valid Punycode is left as it is, which toascii.json of the same "
    "suite asks for: nobody answers for such a name, so the link is dead here as in a browser."
)
#: Cases of the suite that end otherwise here, each with the reason.
OTHERWISE = {
    "http://a.b.c.xn--pokxncvks": NOT_DECODED,
    "http://10.0.0.xn--pokxncvks": NOT_DECODED,
    "http://a.b.c.XN--pokxncvks": NOT_DECODED,
    "http://a.b.c.Xn--pokxncvks": NOT_DECODED,
    "http://10.0.0.XN--pokxncvks": NOT_DECODED,
    "http://10.0.0.xN--pokxncvks": NOT_DECODED,
    "https://xn--/": NOT_DECODED,
}
#: What marks the pages that end otherwise here, each with the reason.
PAGES_OTHERWISE = {
    "Yahoo! JAPAN": "It says EUC-JP, and its bytes are UTF-8 without a fault: bytes stand first.",
    "'<meta charset=\"ISO-8859-' + '2": "Put together by a script: nobody runs it to decode.",
}


def equivalent(url: str | None) -> str | None:
    """One spelling of the escapes, as RFC 3986 (6.2.2.1 and 6.2.2.2) has it.

    The suite keeps the spelling of the link; for us both spellings are one page.
    """

    def spell(found: re.Match[str]) -> str:
        character = chr(int(found[1], 16))
        plain = character.isascii() and (character.isalnum() or character in "-._~")
        return character if plain else found[0].upper()

    return url and re.sub("%([0-9A-Fa-f]{2})", spell, url)


def led_to(case: list[str | None]) -> str | None:
    given, base, _ = case
    assert given is not None
    return join(base, given) if base else canonical(given)


def test_addresses_lead_where_browsers_go() -> None:
    wrong = {case[0] for case in WPT["urls"] if equivalent(led_to(case)) != equivalent(case[2])}
    assert wrong == set(OTHERWISE)
    assert len(WPT["urls"]) > 850
    assert len(wrong) <= 0.01 * len(WPT["urls"])


def test_a_canonical_address_stays_as_it_is() -> None:
    found = set(filter(None, map(led_to, WPT["urls"])))
    assert [url for url in found if canonical(url) != url] == []


def test_hosts_in_unicode() -> None:
    for host, ascii_form in WPT["hosts"]:
        wanted = None if ascii_form is None else f"http://{ascii_form}/"
        assert canonical(f"http://{host}/") == wanted, host


def ends_as(page: str) -> str | None:
    """What the page is decoded with; None where neither it nor its bytes say anything."""
    seen = decode(page.encode("latin-1"))
    said = seen.source in ("meta", "bom") or (seen.source == "utf-8" and not page.isascii())
    return seen.charset if said else None


def test_declared_charsets_are_found_as_browsers_find_them() -> None:
    wrong = []
    for page, encoding in PAGES:
        # Where nothing is declared, the suite's browser has its own default.
        wanted = {charset_of(encoding)} | ({None} if encoding.lower() == "windows-1252" else set())
        if ends_as(page) not in wanted:
            wrong.append(page)
    assert len(PAGES) > 80
    assert len(wrong) == len(PAGES_OTHERWISE)
    for start, page in zip(PAGES_OTHERWISE, wrong, strict=True):
        assert start in page


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        # Written in the page's charset in a query, in UTF-8 in a path.
        ("列表.asp?类=公告", "http://a.gov.cn/x/%E5%88%97%E8%A1%A8.asp?%C0%E0=%B9%AB%B8%E6"),
        ("http:?page=2", "http://a.gov.cn/x/y.htm?page=2"),
        ("http:", "http://a.gov.cn/x/y.htm"),
        ("//b.gov.cn。", "http://b.gov.cn/"),
        ("http://Ｂ.gov.cn", "http://b.gov.cn/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http:\\\\b.gov.cn\\a", "http://b.gov.cn/a"),
        ("http://admin@b.gov.cn/", None),
        ("java\tscript:alert(1)", None),
    ],
)
def test_addresses_as_chinese_pages_and_attackers_write_them(
    href: str, leads_to: str | None
) -> None:
    assert join("http://a.gov.cn/x/y.htm", href, "gb18030") == leads_to
