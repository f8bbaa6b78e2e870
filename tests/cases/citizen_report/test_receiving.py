"""What comes in: one row each, neutral text, a private link, no floods, no riddle twice."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from tests.cases.citizen_report.sending import PAGE, photo, send
from tests.people import NOW, Cast

from xuncha.cases.kinds.citizen_report import pictures
from xuncha.cases.kinds.citizen_report.actions import Sent, UsedError, receive
from xuncha.cases.kinds.citizen_report.models import CitizenReport, Intake
from xuncha.cases.kinds.citizen_report.queries import by_token
from xuncha.people.actions import Actor, RefusedError

pytestmark = pytest.mark.django_db


def test_a_report_is_kept_as_it_was_sent_and_found_by_its_secret_alone(cast: Cast) -> None:
    sent = Sent(PAGE, "inaccurate", "日期写成了2106年", "13897001234", picture=photo())
    report, token = receive(Actor(None, NOW, "10.1.2.3"), sent, "one")
    assert report.number.startswith("20171113")
    assert len(report.number) == 16
    assert (report.url, report.text, report.contact) == (PAGE, sent.text, "13897001234")
    assert report.intake == Intake.WAITING
    assert by_token(token) == report
    assert by_token(report.number) is None
    assert by_token("") is None
    assert token not in str(report.__dict__.values())
    assert "10.1.2.3" not in report.sender
    kept = pictures.path_of(report.picture).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == report.picture


def test_a_solved_riddle_opens_the_door_once(cast: Cast) -> None:
    sent = Sent(PAGE, "typo", "错字")
    receive(Actor(None, NOW), sent, "one")
    with pytest.raises(UsedError):
        receive(Actor(None, NOW), sent, "one")
    assert CitizenReport.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"url": ""}, "网址"),
        ({"category": "sql"}, "问题类型"),
        ({"category": ""}, "问题类型"),
        ({"url": "http://a.gov.cn/" + "x" * 2100}, "超过"),
        ({"text": "一行\n" * 10_000}, "超过"),
        ({"text": "a\x00b"}, "不能显示"),
        ({"contact": "x" * 200}, "超过"),
    ],
)
def test_what_does_not_fit_is_refused_with_words(
    cast: Cast, said: dict[str, str], why: str
) -> None:
    with pytest.raises(RefusedError, match=why):
        send(**said)
    assert not CitizenReport.objects.exists()


def test_one_address_cannot_flood(cast: Cast) -> None:
    for _ in range(10):
        send()
    with pytest.raises(RefusedError, match="频繁"):
        send()
    send(address="10.9.9.9")
    send(NOW + timedelta(minutes=11))
    assert CitizenReport.objects.count() == 12


def test_what_nobody_sees_is_left_out(cast: Cast) -> None:
    assert send(text="\u202egnp.exe\u200b错了").text == "gnp.exe错了"
