"""What our monitor says of itself, to people and to programs."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client
from tests.people import Cast

from xuncha.evidence.agreement import PATH, read


def test_the_document_says_who_visits_from_where_and_how_often(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.OWN_ADDRESSES = ("203.0.113.9", "2001:db8::9")
    settings.OWN_CONTACT = "jiance@qh.gov.cn"
    answer = client.get("/.well-known/site-monitor.json")
    said = json.loads(answer.content)
    assert said["schema"] == "site-monitor/1"
    assert said["operator"] == "青海省人民政府办公厅"
    assert said["addresses"] == ["203.0.113.9", "2001:db8::9"]
    assert said["contact"] == "jiance@qh.gov.cn"
    assert said["accesses_a_day"] == 20
    assert any("Xuncha" in one for one in said["user_agents"])
    assert said["page"].endswith("/public/monitoring/")
    assert "sessionid" not in answer.cookies


def test_the_page_says_the_same_in_both_languages(cast: Cast, client: Client) -> None:
    page = client.get("/public/monitoring/").content.decode()
    assert "每天 20 次" in page
    assert PATH in page
    client.cookies["lang"] = "en"
    assert "20 times a day" in client.get("/public/monitoring/").content.decode()


def test_the_example_it_shows_is_one_that_is_understood(cast: Cast, client: Client) -> None:
    from html import unescape

    page = client.get("/public/monitoring/").content.decode()
    example = json.loads(unescape(page.partition("<pre>")[2].partition("</pre>")[0]))
    found = read(example)
    assert found is not None
    assert (found.rate, len(found.quiet)) == (2.0, 1)


def test_neither_takes_anything(cast: Cast, client: Client) -> None:
    for address in ("/.well-known/site-monitor.json", "/public/monitoring/"):
        assert client.post(address, {}).status_code == 405
