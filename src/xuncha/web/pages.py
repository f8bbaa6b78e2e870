"""How pages are made: Jinja2 with escaping on, one catalogue for every text, assets of our own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined

from xuncha.alerts.inbox import unread
from xuncha.base import language
from xuncha.base.language import _
from xuncha.report import words as report_words
from xuncha.web import navigation, words
from xuncha.web.address import with_query


def environment(**options: Any) -> Environment:
    """The Jinja2 environment of all pages; an unknown name in a template is an error."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(autoescape=options.pop("autoescape", True), **options)
    made.globals.update(
        _=_,
        static=static,
        url=url,
        with_query=with_query,
        language=language.current,
        words=words,
        report_words=report_words,
        now=timezone.now,
        messages=get_messages,
        outside_name=settings.OIDC_NAME if settings.OIDC_ISSUER else "",
    )
    made.filters.update(day=day, moment=moment, long_day=long_day, days_ago=days_ago, number=number)
    return made


def url(name: str, args: Sequence[object] = ()) -> str:
    """The address of a page, as `reverse` gives it; a list asks for hundreds of the same form."""
    if all(type(one) is int for one in args):
        return _form(name, len(args), get_script_prefix()).format(*args)
    return reverse(name, args=args)


@lru_cache(maxsize=500)
def _form(name: str, numbers: int, _prefix: str) -> str:
    """The address with a place for each number: digits that occur in no address stand for it."""
    given = [10**17 + place for place in range(numbers)]
    found = reverse(name, args=given)
    for one in given:
        found = found.replace(str(one), "{}")
    return found


def shell(request: HttpRequest) -> dict[str, Any]:
    """What the frame around every page shows: who is there, and where they may go."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"me": None, "places": (), "unread": 0}
    return {"me": user, "places": navigation.places(request, user), "unread": unread(user)}


def day(value: date | datetime | None) -> str:
    """``2017-12-05``, in the office's own time zone; – for nothing."""
    return f"{_local(value):%Y-%m-%d}" if value else "–"


def moment(value: datetime | None) -> str:
    """``2017-12-05 08:40``; – for nothing."""
    return f"{_local(value):%Y-%m-%d %H:%M}" if value else "–"


def long_day(value: date | datetime | None) -> str:
    """``2017年12月5日``, or ``5 December 2017``; – for nothing."""
    if not value:
        return "–"
    there = _local(value)
    if language.current() == "en":
        return f"{there.day} {there:%B} {there.year}"
    return f"{there.year}年{there.month}月{there.day}日"


def days_ago(value: date | datetime | None, now: datetime | None = None) -> str:
    """``423天前（2016-10-08）``; – for nothing."""
    if not value:
        return "–"
    there = _local(value)
    today = timezone.localdate(now)
    days = (today - (there.date() if isinstance(there, datetime) else there)).days
    said = _("今天") if days == 0 else _("{n}天前").format(n=days)
    return _("{ago}（{day}）").format(ago=said, day=day(value)) if days >= 0 else day(value)


def number(value: int | None) -> str:
    """``84,000``; – for nothing."""
    return "–" if value is None else f"{value:,}"


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) else value
