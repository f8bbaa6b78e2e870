"""The news as Atom and as RSS."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from xuncha.base.language import _
from xuncha.web.public.door import public
from xuncha.web.public.news import SORTS, News, newest

_MOST = 50
_ATOM = "http://www.w3.org/2005/Atom"
#: What XML 1.0 cannot carry.
_ODD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", _ATOM)


@public()
def atom(request: HttpRequest) -> HttpResponse:
    """The newest entries (RFC 4287)."""
    feed = Element(f"{{{_ATOM}}}feed")
    news = newest(_MOST)
    home = request.build_absolute_uri(reverse("public_home"))
    _add(feed, "title", _("政府网站监管公开"))
    _add(feed, "id", home)
    _add(feed, "updated", _stamp(news[0].at if news else timezone.now()))
    _add(feed, "link", rel="self", href=request.build_absolute_uri())
    _add(feed, "link", rel="alternate", href=home)
    _add(SubElement(feed, f"{{{_ATOM}}}author"), "name", _("政府网站监管公开"))
    for one in news:
        entry = SubElement(feed, f"{{{_ATOM}}}entry")
        _add(entry, "id", f"{home}#{one.key}")
        _add(entry, "title", one.title)
        _add(entry, "updated", _stamp(one.at))
        _add(entry, "link", rel="alternate", href=request.build_absolute_uri(one.path))
        _add(entry, "category", term=one.sort, label=_(SORTS[one.sort]))
        _add(entry, "summary", one.text)
    return _answer(feed, "application/atom+xml")


@public()
def rss(request: HttpRequest) -> HttpResponse:
    """The same for readers of RSS 2.0."""
    feed = Element("rss", version="2.0")
    channel = SubElement(feed, "channel")
    home = request.build_absolute_uri(reverse("public_home"))
    for name, value in (
        ("title", _("政府网站监管公开")),
        ("link", home),
        ("description", _("通报、纠错办理结果和更正")),
        ("language", "zh-cn"),
    ):
        SubElement(channel, name).text = value
    for one in newest(_MOST):
        channel.append(_item(request, one, home))
    return _answer(feed, "application/rss+xml")


def _item(request: HttpRequest, one: News, home: str) -> Element:
    item = Element("item")
    for name, value in (
        ("title", one.title),
        ("link", request.build_absolute_uri(one.path)),
        ("description", one.text),
        ("category", _(SORTS[one.sort])),
        ("pubDate", format_datetime(one.at.astimezone(UTC))),
    ):
        SubElement(item, name).text = _clean(value)
    SubElement(item, "guid", isPermaLink="false").text = f"{home}#{one.key}"
    return item


def _add(under: Element, name: str, text: str = "", **given: str) -> None:
    made = SubElement(under, f"{{{_ATOM}}}{name}", {key: _clean(one) for key, one in given.items()})
    made.text = _clean(text) or None


def _clean(text: str) -> str:
    return _ODD.sub("", text)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _answer(feed: Element, kind: str) -> HttpResponse:
    whole = tostring(feed, encoding="utf-8", xml_declaration=True)
    return HttpResponse(whole, content_type=f"{kind}; charset=utf-8")
