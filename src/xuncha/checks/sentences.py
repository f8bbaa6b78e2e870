"""What a fault says, in the language in use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from xuncha.base.language import N_, _, current
from xuncha.checks.contract import Fault, Indicator, Value

#: So much of an address is enough to know a file by.
_TAIL = 60


def say(indicator: Indicator, fault: Fault) -> str:
    """The indicator's sentence for `fault`, filled with what was seen.

    A value that was not seen is shown as "—": one careless template must not sink a site.
    """
    return say_again(indicator, fault.sentence, fault.seen, fault.url)


def say_again(
    indicator: Indicator, sentence: str, seen: Mapping[str, Value], url: str | None
) -> str:
    """The same of a fault that was kept: which sentence, the values in it, where it is."""
    template = indicator.says.get(sentence) or indicator.says.get("") or indicator.name
    if seen.get("text") == "" and url:
        # A picture or a link without words is known by its address.
        seen = {**seen, "text": urlsplit(url).path[-_TAIL:] or url}
    return _(template).format_map(_Shown(seen))


#: Values that are our own words, kept in Chinese and said in the language in use. All others are a
#: page's: a link that says 附件 is quoted as it says, whatever the catalogue knows.
_OURS = frozenset({"kind", "failure", "why", "type", "element", "label"})
#: Spans of time, as `base.types.Period` writes them.
_SPANS = frozenset({"limit", "within"})
_SPAN = re.compile(r"([0-9]+)(年|个月|周|天)")
_UNITS = {"年": N_("{n}年"), "个月": N_("{n}个月"), "周": N_("{n}周"), "天": N_("{n}天")}
_SINGLE = (N_("1年"), N_("1个月"), N_("1周"), N_("1天"))


def span(value: str) -> str:
    """A span of time in the language in use; anything else as it is."""
    if _SPAN.sub("", value):
        return value
    found = [_(part[0]) if part[1] == "1" else _(_UNITS[part[2]]).format(n=part[1])
             for part in _SPAN.finditer(value)]  # fmt: skip
    return ("" if current() == "zh" else " ").join(found)


class _Shown(dict[str, str]):
    """The seen values as a reader wants them."""

    def __init__(self, seen: Mapping[str, Value]) -> None:
        super().__init__({key: _said(key, _shown(value)) for key, value in seen.items()})

    def __missing__(self, key: str) -> str:
        return "—"


def _said(key: str, text: str) -> str:
    return _(text) if key in _OURS else span(text) if key in _SPANS else text


def _shown(value: Value) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
