"""My notices in the console: read, taken, set, tried; and the keeper's post office."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.alerts.servers import hook_server
from tests.people import Cast
from tests.web.people import Desk

from xuncha.alerts.delivery import deliver
from xuncha.alerts.models import Channel, Delivery, DeliveryState, Notice, Post
from xuncha.alerts.routing import listener_of, route
from xuncha.people.events import Urgency, announce
from xuncha.people.models import AuditEntry


def tell(cast: Cast, **more: Any) -> Notice:
    now = timezone.now()
    said: dict[str, Any] = {"key": "site.down:1", "title": "<b>国土局</b>网站无法访问"}
    announce("site.down", cast.land, at=now, urgency=Urgency.HIGH, **(said | more))
    route(now)
    cache.clear()
    return Notice.objects.latest("pk")


def test_a_notice_is_counted_until_it_is_opened(cast: Cast) -> None:
    notice = tell(cast, link="/sites/", text="自9时起")
    desk = Desk(cast.wang)
    page = desk.client.get("/").content.decode()
    assert '通知 <span class="n">1</span>' in page
    assert "&lt;b&gt;国土局" in desk.client.get("/notices/").content.decode()
    assert "自9时起" in desk.text(f"/notices/{notice.pk}/")
    assert 'class="n"' not in desk.client.get("/").content.decode()
    assert Desk(cast.ma).status(f"/notices/{notice.pk}/") == 404


def test_taking_a_notice_is_one_press_and_in_the_log(cast: Cast) -> None:
    notice = tell(cast)
    said = Desk(cast.wang).send(f"/notices/{notice.pk}/take/")
    assert "已认领" in said
    assert AuditEntry.objects.filter(verb="notice.take", by=cast.wang).count() == 1
    assert Notice.objects.get().taken_at is not None


def test_all_are_marked_read_at_once(cast: Cast) -> None:
    for number in range(3):
        tell(cast, key=f"site.down:{number}")
    Desk(cast.wang).send("/notices/read/")
    assert not Notice.objects.filter(read_at=None).exists()


WISHES = {
    "pace": "digest",
    "digest_at": "09:15",
    "quiet_from": "19:30",
    "quiet_to": "07:45",
    "every": "45",
    "reach": "below",
    "language": "en",
    "hear": ["site", "site.down", "digest"],
}


def test_wishes_are_kept_as_said(cast: Cast) -> None:
    desk = Desk(cast.wang)
    assert "已保存" in desk.send("/notices/wishes/mine/", **WISHES)
    listener = listener_of(cast.wang, timezone.now())
    assert (listener.pace, listener.every, listener.language) == ("digest", 45, "en")
    assert listener.quiet_days_off is False
    assert "site.down" not in listener.muted
    assert {"site.slow", "case"} <= set(listener.muted)
    assert "09:15" in desk.client.get("/notices/wishes/mine/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"every": "soon"}, {"every": "-1"}, {"digest_at": "25:99"}, {"pace": "never"}, {"reach": "x"}],
)
def test_wishes_that_cannot_be_are_refused_and_change_nothing(
    cast: Cast, wrong: dict[str, str]
) -> None:
    before = listener_of(cast.wang, timezone.now())
    said = Desk(cast.wang).send("/notices/wishes/mine/", **(WISHES | wrong))
    assert "已保存" not in said
    after = listener_of(cast.wang, timezone.now())
    assert (after.pace, after.every, after.muted) == (before.pace, before.every, before.muted)


def test_a_channel_is_added_tried_and_removed_and_its_secret_never_shown(cast: Cast) -> None:
    desk = Desk(cast.wang)
    with hook_server() as hook:
        keeper = Desk(cast.keeper)
        keeper.send(
            "/notices/settings/",
            smtp_security="none",
            networks="127.0.0.0/8",
            ports=str(hook.port),
        )
        target = hook.url("/hook?key=K123")
        desk.send(
            "/notices/wishes/mine/channels/",
            kind="webhook",
            target=target,
            secret="a-secret-of-sixteen",
        )
        channel = Channel.objects.get()
        assert "已排队" in desk.send(f"/notices/channels/{channel.pk}/try/")
        deliver(timezone.now, timeout=2)
        assert len(hook.got) == 1
    for address in ("/notices/wishes/mine/", "/notices/log/"):
        page = desk.client.get(address).content.decode()
        assert "127.0.0.1" in page
        assert "K123" not in page
        assert "a-secret" not in page
    assert "已送达" in desk.text("/notices/log/")
    desk.send(f"/notices/channels/{channel.pk}/drop/")
    assert not Channel.objects.filter(active=True).exists()


def test_an_offices_channel_is_for_those_who_manage_its_people(cast: Cast) -> None:
    robot = {"kind": "wecom", "target": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"}
    assert Desk(cast.wang).status("/notices/wishes/office/") == 403
    Desk(cast.yang).send("/notices/wishes/office/channels/", **robot)
    channel = Channel.objects.get(listener__office=cast.gonghe)
    for other in (cast.ma, cast.wang, cast.zhou):
        answer = Desk(other).client.post(f"/notices/channels/{channel.pk}/drop/")
        assert answer.status_code == 404
    assert Channel.objects.filter(active=True).count() == 1


def test_whose_settings_nobody_knows_are_refused(cast: Cast) -> None:
    assert Desk(cast.office).status("/notices/wishes/everybody/") == 403


def test_the_keeper_sets_the_mail_server_and_the_password_is_never_shown(cast: Cast) -> None:
    keeper = Desk(cast.keeper)
    server = {
        "smtp_host": "mail.qh.gov.cn",
        "smtp_port": "465",
        "smtp_security": "tls",
        "sender": "xuncha@qh.gov.cn",
        "smtp_user": "xuncha",
        "password": "mi-ma-123456",
        "address": "https://xuncha.qh.gov.cn",
        "patience": "16",
    }
    assert "已保存" in keeper.send("/notices/settings/", **server)
    kept = Post.objects.get()
    assert "mi-ma" not in kept.smtp_sealed
    page = keeper.client.get("/notices/settings/").content.decode()
    assert "mail.qh.gov.cn" in page
    assert "mi-ma" not in page
    keeper.send("/notices/settings/", **(server | {"password": ""}))
    assert Post.objects.get().smtp_sealed == kept.smtp_sealed
    keeper.send("/notices/settings/", **(server | {"password": "", "forget": "1"}))
    assert Post.objects.get().smtp_sealed == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"smtp_host": "a b"},
        {"smtp_host": "mail.test", "sender": ""},
        {"smtp_port": "x"},
        {"networks": "everywhere"},
        {"address": "javascript:alert(1)"},
    ],
)
def test_settings_that_cannot_be_are_refused(cast: Cast, wrong: dict[str, str]) -> None:
    said = Desk(cast.keeper).send("/notices/settings/", **({"smtp_security": "none"} | wrong))
    assert "已保存" not in said
    assert not Post.objects.exists()


def test_the_settings_are_the_provinces_keepers_alone(cast: Cast) -> None:
    for user in (cast.office, cast.li, cast.ma, cast.wang):
        assert Desk(user).status("/notices/settings/") == 403


def test_what_was_put_aside_is_sent_again_by_the_keeper(cast: Cast) -> None:
    Desk(cast.wang).send("/notices/wishes/mine/channels/", kind="mail", target="wang@gonghe.gov.cn")
    channel = Channel.objects.get()
    Desk(cast.wang).send(f"/notices/channels/{channel.pk}/try/")
    Delivery.objects.update(
        state=DeliveryState.DEAD, why="550 no such user", ended_at=timezone.now(), attempt=3
    )
    row = Delivery.objects.get()
    assert "重发" in Desk(cast.keeper).text("/notices/log/")
    assert Desk(cast.wang).client.post(f"/notices/log/{row.pk}/again/").status_code == 403
    Desk(cast.keeper).send(f"/notices/log/{row.pk}/again/")
    row.refresh_from_db()
    assert (row.state, row.attempt) == (DeliveryState.QUEUED, 0)
    assert row.due_at > timezone.now() - timedelta(minutes=1)
