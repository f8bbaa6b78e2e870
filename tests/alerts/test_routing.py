"""Who hears of what: one's own business, the office above after silence, and the end of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from tests.people import NOW, Cast

from xuncha.alerts.channels import add_channel, change_wishes, office_listener
from xuncha.alerts.gathering import gather
from xuncha.alerts.inbox import notices_of, read, take, unread
from xuncha.alerts.models import Delivery, Listener, Message, Notice
from xuncha.alerts.routing import escalate, listener_of, route
from xuncha.alerts.rules import SETTLE
from xuncha.alerts.settings import change_post
from xuncha.base.calendar import Calendar
from xuncha.people.actions import change_person
from xuncha.people.events import Urgency, announce
from xuncha.people.models import Event, User

CALENDAR = Calendar.shipped()
HOUR = timedelta(hours=1)


def say(cast: Cast, number: int = 1, **changed: Any) -> None:
    said: dict[str, Any] = {
        "kind": "site.down",
        "office": cast.land,
        "key": f"site.down:{number}",
        "title": f"网站{number}无法访问",
        "urgency": Urgency.HIGH,
        "at": NOW,
    }
    announce(**(said | changed))


def told(user: User) -> list[str]:
    return [one.event.title for one in notices_of(user)]


def mailed(cast: Cast, user: User, **wishes: Any) -> Listener:
    """A person with a mail server, a channel, and no quiet but what is said."""
    change_post(cast.acting(cast.keeper), {"smtp_host": "127.0.0.1", "sender": "x@test.gov.cn"})
    listener = listener_of(user, NOW)
    add_channel(cast.acting(user), listener, "mail", target=f"{user.username}@qh.gov.cn")
    usual = {"quiet_from": None, "quiet_to": None, "quiet_days_off": False, "every": 0}
    return change_wishes(cast.acting(user), listener, usual | wishes)


def test_an_event_is_the_business_of_its_office_and_of_nobody_next_door(cast: Cast) -> None:
    say(cast)
    assert route(NOW) == 1
    assert route(NOW) == 0
    assert told(cast.wang) == ["网站1无法访问"]
    for other in (cast.yang, cast.ma, cast.li, cast.zhou, cast.zhao):
        assert told(other) == []


def test_where_nobody_is_the_office_above_hears(cast: Cast) -> None:
    change_person(cast.acting(cast.office), cast.wang, is_active=False)
    say(cast)
    route(NOW)
    assert told(cast.yang) == ["网站1无法访问"]
    assert told(cast.ma) == []


def test_who_asks_for_everything_below_hears_it_too(cast: Cast) -> None:
    for user in (cast.li, cast.zhou):
        change_wishes(cast.acting(user), listener_of(user, NOW), {"reach": "below"})
    say(cast)
    route(NOW)
    assert (told(cast.wang), told(cast.li)) == (["网站1无法访问"], ["网站1无法访问"])
    assert told(cast.zhou) == []


def test_what_somebody_muted_they_do_not_hear_and_the_office_above_does(cast: Cast) -> None:
    change_wishes(cast.acting(cast.wang), listener_of(cast.wang, NOW), {"muted": ["site.down"]})
    say(cast)
    say(cast, 2, kind="site.slow")
    route(NOW)
    assert told(cast.wang) == ["网站2无法访问"]
    assert told(cast.yang) == ["网站1无法访问"]


def test_the_end_is_told_to_exactly_those_who_were_told(cast: Cast) -> None:
    mailed(cast, cast.wang)
    say(cast)
    route(NOW)
    gather(NOW + SETTLE, CALENDAR)
    change_person(cast.acting(cast.office), cast.zhao, office=cast.land)  # came later
    say(cast, over=True, at=NOW + HOUR)
    route(NOW + HOUR)
    gather(NOW + HOUR + SETTLE, CALENDAR)
    assert [one.subject for one in Message.objects.order_by("id")] == [
        "网站1无法访问",
        "已恢复：网站1无法访问",
    ]
    assert told(User.objects.get(pk=cast.zhao.pk)) == []


def test_who_was_not_told_yet_hears_of_neither(cast: Cast) -> None:
    mailed(cast, cast.wang, quiet_from=time(8), quiet_to=time(12))
    say(cast)
    route(NOW)
    gather(NOW + SETTLE, CALENDAR)
    say(cast, over=True, at=NOW + HOUR)
    route(NOW + HOUR)
    gather(NOW + 6 * HOUR, CALENDAR)
    assert not Message.objects.exists()
    assert len(told(cast.wang)) == 2  # the inbox keeps both


def test_many_at_once_are_one_message_and_the_next_waits_its_turn(cast: Cast) -> None:
    mailed(cast, cast.wang, every=60)
    for number in range(1, 41):
        say(cast, number, group="10.0.0.8")
    route(NOW)
    assert gather(NOW, CALENDAR) == 0  # the others may be falling too
    assert gather(NOW + SETTLE, CALENDAR) == 1
    say(cast, 41)
    route(NOW + 10 * SETTLE)
    assert gather(NOW + 12 * SETTLE, CALENDAR) == 0
    assert gather(NOW + HOUR + SETTLE, CALENDAR) == 1
    assert Message.objects.order_by("id")[0].subject == "网站无法访问40项"
    assert Delivery.objects.count() == 2


def test_a_message_for_nobody_is_none_and_a_new_channel_is_not_flooded(cast: Cast) -> None:
    say(cast)
    route(NOW)
    assert gather(NOW + HOUR, CALENDAR) == 0
    mailed(cast, cast.wang)
    assert gather(NOW + HOUR, CALENDAR) == 0
    assert not Message.objects.exists()


def test_an_offices_own_robot_hears_what_its_people_hear(cast: Cast) -> None:
    listener = office_listener(cast.land)
    add_channel(
        cast.acting(cast.yang), listener, "wecom", target="https://qyapi.weixin.qq.com/x?key=k"
    )
    say(cast)
    route(NOW)
    assert Notice.objects.filter(listener=listener).count() == 1


def climbing(cast: Cast, at: datetime) -> int:
    return escalate(at, CALENDAR)


def test_what_nobody_takes_climbs_level_by_level_in_working_hours(cast: Cast) -> None:
    say(cast)
    route(NOW)
    assert climbing(cast, NOW + 7 * HOUR) == 0
    assert climbing(cast, NOW + 8 * HOUR) == 1
    assert climbing(cast, NOW + 23 * HOUR) == 0  # the night is nobody's silence
    assert climbing(cast, NOW + 32 * HOUR) == 1
    assert (told(cast.yang), told(cast.ma)) == (["网站1无法访问"], ["网站1无法访问"])
    assert told(cast.li) == []
    assert notices_of(cast.yang)[0].escalated_from == cast.land


def test_what_somebody_took_climbs_no_higher(cast: Cast) -> None:
    say(cast)
    route(NOW)
    take(cast.acting(cast.wang, NOW + HOUR), notices_of(cast.wang)[0])
    assert climbing(cast, NOW + 100 * HOUR) == 0


def test_what_is_over_or_does_not_press_never_climbs(cast: Cast) -> None:
    say(cast)
    say(cast, 2, urgency=Urgency.NORMAL)
    route(NOW)
    say(cast, over=True)
    route(NOW)
    assert climbing(cast, NOW + 100 * HOUR) == 0


def test_the_keeper_may_switch_climbing_off(cast: Cast) -> None:
    change_post(cast.acting(cast.keeper), {"patience": 0})
    say(cast)
    route(NOW)
    assert climbing(cast, NOW + 100 * HOUR) == 0


def test_who_climbed_to_hears_the_end(cast: Cast) -> None:
    say(cast)
    route(NOW)
    climbing(cast, NOW + 8 * HOUR)
    say(cast, over=True, at=NOW + 9 * HOUR)
    route(NOW + 9 * HOUR)
    assert [one.event.over for one in notices_of(cast.yang)] == [True, False]


def test_the_inbox_counts_what_was_not_opened(cast: Cast) -> None:
    say(cast)
    say(cast, 2)
    route(NOW)
    assert unread(cast.wang) == 2
    read(cast.acting(cast.yang), notices_of(cast.wang))  # another's press opens nothing
    assert notices_of(cast.wang).filter(read_at=None).count() == 2
    read(cast.acting(cast.wang), notices_of(cast.wang))
    assert unread(cast.wang) == 0


def test_two_routers_tell_once(cast: Cast) -> None:
    say(cast)
    event = Event.objects.get()
    route(NOW)
    Event.objects.filter(pk=event.pk).update(routed_at=None)  # as if it died in between
    route(NOW)
    assert Notice.objects.filter(listener__user=cast.wang).count() == 1


@pytest.fixture(autouse=True)
def _no_old_counts() -> None:
    from django.core.cache import cache

    cache.clear()
