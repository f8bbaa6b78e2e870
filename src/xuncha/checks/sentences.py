"""What a fault says, in the language in use."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from xuncha.base.language import _
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
_OURS = frozenset({"kind", "failure", "why", "type", "element"})


class _Shown(dict[str, str]):
    """The seen values as a reader wants them."""

    def __init__(self, seen: Mapping[str, Value]) -> None:
        super().__init__(
            {
                key: _(_shown(value)) if key in _OURS else _shown(value)
                for key, value in seen.items()
            }
        )

    def __missing__(self, key: str) -> str:
        return "—"


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
