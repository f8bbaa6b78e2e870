"""What a fault says, in the language in use."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from xuncha.base.language import _
from xuncha.checks.contract import Fault, Indicator, Value


def say(indicator: Indicator, fault: Fault) -> str:
    """The indicator's sentence for `fault`, filled with what was seen.

    A value that was not seen is shown as "—": one careless template must not sink a site.
    """
    template = indicator.says.get(fault.sentence) or indicator.says.get("") or indicator.name
    seen = dict(fault.seen)
    if seen.get("text") == "" and fault.url:
        # A picture or a link without words is known by its address.
        seen["text"] = urlsplit(fault.url).path[-_TAIL:] or fault.url
    return _(template).format_map(_Shown(seen))


#: So much of an address is enough to know a file by.
_TAIL = 60


class _Shown(dict[str, str]):
    """The seen values as a reader wants them."""

    def __init__(self, seen: Mapping[str, Value]) -> None:
        super().__init__({key: _shown(value) for key, value in seen.items()})

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
