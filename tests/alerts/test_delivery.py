"""Messages on real servers: taken, refused, hung, dead in the middle; none lost, none doubled."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.alerts.servers import Hook, Post, hook_server, mail_server
from tests.people import NOW, Cast

from xuncha.alerts.channels import add_channel, drop_channel, opened, send_again, try_channel
from xuncha.alerts.delivery import claim, deliver, settle
from xuncha.alerts.hooks import signature
from xuncha.alerts.models import Channel, Delivery, DeliveryState
from xuncha.alerts.outcome import SENT
from xuncha.alerts.routing import listener_of
from xuncha.alerts.rules import LEASE, MOST_TRIES
from xuncha.alerts.settings import change_post
from xuncha.people.actions import RefusedError
from xuncha.people.models import AuditEntry, Event

MINUTE = timedelta(minutes=1)
SECRET = "a-secret-of-sixteen"


@pytest.fixture
def mail() -> Iterator[Post]:
    with mail_server() as one:
        yield one


@pytest.fixture
def hook() -> Iterator[Hook]:
    with hook_server() as one:
        yield one


def by_mail(cast: Cast, mail: Post) -> Delivery:
    change_post(
        cast.acting(cast.keeper),
        {
            "smtp_host": "127.0.0.1",
            "smtp_port": mail.port,
            "smtp_security": "none",
            "sender": "xuncha@qh.gov.cn",
        },
    )
    channel = add_channel(
        cast.acting(cast.wang), listener_of(cast.wang, NOW), "mail", target="wang@gonghe.gov.cn"
    )
    return try_channel(cast.acting(cast.wang), channel)


def by_hook(cast: Cast, hook: Hook, kind: str = "webhook", secret: str = SECRET) -> Delivery:
    change_post(cast.acting(cast.keeper), {"networks": ["127.0.0.0/8"], "ports": [hook.port]})
    channel = add_channel(
        cast.acting(cast.wang),
        listener_of(cast.wang, NOW),
        kind,
        target=hook.url("/hook?key=K123"),
        secret=secret,
    )
    return try_channel(cast.acting(cast.wang), channel)


def passed(at: datetime = NOW) -> Delivery:
    """One pass of the deliverer."""
    deliver(lambda: at, timeout=0.5)
    return Delivery.objects.get()


def test_a_letter_arrives_once_in_chinese(cast: Cast, mail: Post) -> None:
    by_mail(cast, mail)
    assert passed().state == DeliveryState.DONE
    passed(NOW + timedelta(days=1))
    [letter] = mail.letters
    assert letter["Subject"] == "巡查：测试消息"
    assert letter["To"] == "wang@gonghe.gov.cn"
    assert "小王" in letter.get_content()


def test_a_mail_server_that_is_down_loses_nothing(cast: Cast, mail: Post) -> None:
    row = by_mail(cast, mail)
    mail.mood = "busy"
    at = NOW
    for _try in range(12):
        row = passed(at)
        assert row.state == DeliveryState.QUEUED
        assert row.due_at > at
        at = row.due_at
    assert "451" in row.why
    mail.mood = "accept"
    assert passed(at).state == DeliveryState.DONE
    assert len(mail.letters) == 1
    channel = Channel.objects.get()
    assert (channel.failing_since, channel.why, channel.worked_at) == (None, "", at)


@pytest.mark.parametrize("mood", ["hang", "die"])
def test_a_server_that_hangs_or_dies_is_asked_again(cast: Cast, mail: Post, mood: str) -> None:
    by_mail(cast, mail)
    mail.mood = mood
    row = passed()
    assert row.state == DeliveryState.QUEUED
    assert row.why
    mail.mood = "accept"
    assert passed(row.due_at).state == DeliveryState.DONE
    assert len(mail.letters) == 1


def test_a_letter_that_was_taken_unheard_comes_again_under_the_same_number(
    cast: Cast, mail: Post
) -> None:
    by_mail(cast, mail)
    mail.mood = "forget"
    row = passed()
    mail.mood = "accept"
    passed(row.due_at)
    assert len({letter["Message-ID"] for letter in mail.letters}) == 1
    assert len(mail.letters) == 2


def test_a_recipient_there_is_not_is_put_aside_with_the_reason(cast: Cast, mail: Post) -> None:
    by_mail(cast, mail)
    mail.mood = "refuse"
    row = passed()
    assert row.state == DeliveryState.DEAD
    assert "550 no such user" in row.why
    event = Event.objects.get(kind="system.trouble")
    assert event.office == cast.province
    mail.mood = "accept"
    send_again(cast.acting(cast.keeper), row)
    assert passed(NOW + MINUTE).state == DeliveryState.DONE
    assert Event.objects.filter(key=event.key, over=True).exists()


def test_three_days_of_silence_are_the_end(cast: Cast, mail: Post) -> None:
    row = by_mail(cast, mail)
    mail.mood = "busy"
    Delivery.objects.update(attempt=MOST_TRIES - 1)
    row = passed()
    assert (row.state, row.attempt) == (DeliveryState.DEAD, MOST_TRIES)


def test_a_killed_worker_leaves_its_letters_to_the_next_and_writes_nothing_late(
    cast: Cast, mail: Post
) -> None:
    by_mail(cast, mail)
    [lost] = claim(5, NOW)
    assert claim(5, NOW) == []
    assert deliver(lambda: NOW + MINUTE, timeout=0.5) == 0  # the lease still holds
    assert passed(NOW + LEASE + MINUTE).state == DeliveryState.DONE
    assert settle(lost, SENT, NOW + LEASE + MINUTE) is False
    assert len(mail.letters) == 1


def test_a_webhook_is_signed_over_time_and_body(cast: Cast, hook: Hook) -> None:
    row = by_hook(cast, hook)
    assert passed().state == DeliveryState.DONE
    [got] = hook.got
    stamp = int(got.headers["x-xuncha-timestamp"])
    assert got.headers["x-xuncha-signature"] == f"sha256={signature(SECRET, stamp, got.body)}"
    by_hand = hmac.new(SECRET.encode(), f"{stamp}.".encode() + got.body, hashlib.sha256)
    assert got.headers["x-xuncha-signature"] == f"sha256={by_hand.hexdigest()}"
    assert stamp == int(NOW.timestamp())
    assert got.headers["x-xuncha-delivery"] == got.said["id"] == row.key
    assert got.said["schema"] == "xuncha.notice/1"


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ((204, b""), "done"),
        ((500, b"oops"), "queued"),
        ((429, b""), "queued"),
        ((404, b""), "queued"),
        ((410, b""), "dead"),
        ((302, b""), "dead"),
        (b"", "queued"),
        (None, "queued"),
        ((200, b"x" * 200_000), "done"),
    ],
)
def test_what_a_program_answers(cast: Cast, hook: Hook, reply: Any, state: str) -> None:
    by_hook(cast, hook)
    hook.reply = reply
    hook.more = "Location: http://169.254.169.254/\r\n"
    assert passed().state == state
    assert len(hook.got) == 1


def test_a_webhook_goes_to_no_inner_host_that_the_keeper_did_not_open(
    cast: Cast, hook: Hook
) -> None:
    by_hook(cast, hook)
    change_post(cast.acting(cast.keeper), {"networks": []})
    row = passed()
    assert row.state == DeliveryState.DEAD
    assert "127.0.0.1" in row.why
    assert hook.got == []


def test_nor_to_a_port_that_is_not_open(cast: Cast, hook: Hook) -> None:
    by_hook(cast, hook)
    change_post(cast.acting(cast.keeper), {"ports": []})
    assert passed().state == DeliveryState.DEAD
    assert hook.got == []


def test_a_wecom_robot_is_told_in_2048_bytes(cast: Cast, hook: Hook) -> None:
    row = by_hook(cast, hook, "wecom", "")
    row.message.body = "长" * 5000
    row.message.save()
    hook.reply = (200, b'{"errcode":0,"errmsg":"ok"}')
    assert passed().state == DeliveryState.DONE
    [got] = hook.got
    assert got.path == "/hook?key=K123"
    assert len(got.said["text"]["content"].encode()) <= 2048


def test_a_dingtalk_robot_is_signed(cast: Cast, hook: Hook) -> None:
    by_hook(cast, hook, "dingtalk", "SECabc")
    hook.reply = (200, b'{"errcode":0,"errmsg":"ok"}')
    assert passed().state == DeliveryState.DONE
    query = parse_qs(urlsplit(hook.got[0].path).query)
    stamp = query["timestamp"][0]
    digest = hmac.new(b"SECabc", f"{stamp}\nSECabc".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(digest).decode()]
    assert int(stamp) == int(NOW.timestamp() * 1000)
    assert query["key"] == ["K123"]


def test_a_feishu_robot_is_signed(cast: Cast, hook: Hook) -> None:
    by_hook(cast, hook, "feishu", "fs-secret")
    hook.reply = (200, b'{"code":0,"msg":"success"}')
    assert passed().state == DeliveryState.DONE
    said = hook.got[0].said
    key = f"{said['timestamp']}\nfs-secret".encode()
    expected = base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    assert said["sign"] == expected
    assert said["content"]["text"].startswith("巡查：测试消息")


@pytest.mark.parametrize(
    ("kind", "answer", "state"),
    [
        ("dingtalk", {"errcode": 310000, "errmsg": "sign not match"}, "dead"),
        ("wecom", {"errcode": 93000, "errmsg": "invalid webhook url"}, "dead"),
        ("wecom", {"errcode": 45009, "errmsg": "api freq out of limit"}, "queued"),
        ("feishu", {"code": 19021, "msg": "sign match fail"}, "dead"),
        ("feishu", ["not", "an", "object"], "queued"),
        ("feishu", {"code": "x"}, "queued"),
    ],
)
def test_a_robot_that_refuses_with_a_friendly_status_is_heard(
    cast: Cast, hook: Hook, kind: str, answer: Any, state: str
) -> None:
    by_hook(cast, hook, kind, "s")
    hook.reply = (200, json.dumps(answer).encode())
    assert passed().state == state


def test_a_secret_is_sealed_and_stands_in_no_log(cast: Cast, hook: Hook) -> None:
    row = by_hook(cast, hook)
    hook.reply = (500, b"")
    row = passed()
    channel = Channel.objects.get()
    assert opened(channel) == {"url": hook.url("/hook?key=K123"), "secret": SECRET}
    written = [channel.sealed, channel.hint, row.why, channel.why]
    written += [json.dumps([one.old, one.new, one.noun_name]) for one in AuditEntry.objects.all()]
    for text in written:
        assert SECRET not in text
        assert "K123" not in text


def test_a_channel_sealed_under_another_key_says_so(cast: Cast, hook: Hook) -> None:
    by_hook(cast, hook)
    Channel.objects.update(sealed="gAAAAA-not-ours")
    row = passed()
    assert row.state == DeliveryState.DEAD
    assert "重新添加" in row.why


def test_a_dropped_channel_forgets_its_secret_and_sends_nothing(cast: Cast, hook: Hook) -> None:
    by_hook(cast, hook)
    drop_channel(cast.acting(cast.wang), Channel.objects.get())
    assert passed().state == DeliveryState.DEAD
    assert Channel.objects.get().sealed == ""
    assert hook.got == []
    with pytest.raises(RefusedError):
        send_again(cast.acting(cast.keeper), Delivery.objects.get())


def test_the_test_button_is_no_way_to_flood_somebody(cast: Cast, hook: Hook) -> None:
    by_hook(cast, hook)
    with pytest.raises(RefusedError):
        try_channel(cast.acting(cast.wang), Channel.objects.get())


@pytest.mark.parametrize(
    ("kind", "target", "secret"),
    [
        ("mail", "not an address", ""),
        ("mail", "a@b.cn\r\nBcc: c@d.cn", ""),
        ("mail", "", ""),
        ("webhook", "ftp://x.test/", SECRET),
        ("webhook", "javascript:alert(1)", SECRET),
        ("webhook", "http://u:p@x.test/", SECRET),
        ("webhook", "http://x.test/", "short"),
        ("webhook", "http://x.test/" + "a" * 600, SECRET),
        ("pager", "http://x.test/", SECRET),
    ],
)
def test_what_no_channel_can_be_is_refused(cast: Cast, kind: str, target: str, secret: str) -> None:
    with pytest.raises(RefusedError):
        add_channel(
            cast.acting(cast.wang),
            listener_of(cast.wang, NOW),
            kind,
            target=target,
            secret=secret,
        )
    assert not Channel.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"smtp_host": "mail server; rm"},
        {"smtp_port": 0},
        {"smtp_security": "rot13"},
        {"smtp_host": "mail.example.cn", "smtp_user": "xuncha", "smtp_security": "none"},
        {"networks": ["10.0.0.0/99"]},
        {"ports": [99999]},
        {"patience": -1},
    ],
)
def test_settings_that_cannot_be_are_refused(cast: Cast, changes: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        change_post(cast.acting(cast.keeper), changes)
