"""What is announced is kept once, in the caller's transaction, whatever its words are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from tests.people import NOW, Cast

from xuncha.people.events import KINDS, Urgency, announce
from xuncha.people.models import Event


def say(cast: Cast, **changed: Any) -> None:
    said: dict[str, Any] = {
        "kind": "site.down",
        "office": cast.land,
        "key": "site.down:1",
        "title": "共和县国土资源局网站无法访问",
        "at": NOW,
    }
    announce(**(said | changed))


def test_said_twice_is_said_once(cast: Cast) -> None:
    say(cast, urgency=Urgency.HIGH, link="/sites/1/")
    say(cast, title="另一种说法")
    event = Event.objects.get()
    assert (event.title, event.path) == ("共和县国土资源局网站无法访问", cast.land.path)
    assert event.routed_at is None


def test_the_end_is_its_own_row_under_the_same_key(cast: Cast) -> None:
    for over in (False, True, True):
        say(cast, over=over)
    assert sorted(Event.objects.values_list("over", flat=True)) == [False, True]


def test_what_is_undone_was_never_announced(cast: Cast) -> None:
    def undone() -> None:
        with transaction.atomic():
            say(cast)
            raise LookupError

    with pytest.raises(LookupError):
        undone()
    assert not Event.objects.exists()


def test_saying_it_again_does_not_spoil_the_callers_transaction(cast: Cast) -> None:
    say(cast)
    with transaction.atomic():
        say(cast)
        say(cast, key="site.down:2")
    assert Event.objects.count() == 2


def test_a_title_that_a_site_wrote_stays_one_harmless_line(cast: Cast) -> None:
    say(cast, title="标题\r\nBcc: all@example.org\u202e倒", text="一\r\n二\x00三")
    event = Event.objects.get()
    assert event.title == "标题 Bcc: all@example.org 倒"
    assert event.text == "一\n二 三"


def test_words_without_end_are_cut(cast: Cast) -> None:
    say(cast, title="长" * 9000, text="长" * 9000)
    event = Event.objects.get()
    assert (len(event.title), len(event.text)) == (200, 4000)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "down"},
        {"kind": "Site.Down"},
        {"kind": "site." + "x" * 40},
        {"key": ""},
        {"key": "k" * 121},
        {"link": "https://elsewhere.example/"},
        {"link": "//elsewhere.example/"},
        {"link": "/\\elsewhere.example/"},
        {"link": "/x\r\nBcc: a"},
        {"at": datetime(2017, 11, 13, 9)},  # noqa: DTZ001 (the very thing that is refused)
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        say(cast, **changed)
    assert not Event.objects.exists()


def test_every_kind_has_a_family(cast: Cast) -> None:
    from xuncha.people.events import FAMILIES

    assert {kind.partition(".")[0] for kind in KINDS} <= set(FAMILIES)
