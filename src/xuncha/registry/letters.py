"""What a leave to probe a site must say, read from a form field by field."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, time
from typing import Any, Final

from xuncha.base.language import _
from xuncha.registry import fields
from xuncha.registry.fields import Problem, UnfitError

#: Requests a second that no letter can exceed; the prober cuts what is above.
CEILING: Final = 5.0
MOST_REQUESTS: Final = 50_000
#: What a form shows before anybody has filled it in (security.md 4.3 no. 1).
USUAL: Final[Mapping[str, str]] = {
    "opens": "00:00",
    "closes": "06:00",
    "max_rate": "1",
    "max_requests": "5000",
}
_MOST_LINES: Final = 50
#: A letter that names more than so much of the Internet names no address.
_WIDEST: Final = {4: 16, 6: 32}
_PORT = re.compile(r"(?P<name>[^:]+)(?P<port>:[0-9]{1,5})?")


def cleaned(
    said: Mapping[str, str], names: Collection[str]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What the form says, and what is wrong with it; `names` are the site's own hosts."""
    readers: Mapping[str, Callable[[str], Any]] = {
        "hosts": lambda value: _hosts(value, names),
        "addresses": _addresses,
        "exclude": _paths,
        "paths": _paths,
        "issued_by": _needed,
        "document": _needed,
        "contact": _needed,
        "valid_from": _day,
        "valid_until": _day,
        "opens": _clock,
        "closes": _clock,
        "max_rate": _rate,
        "max_requests": _most,
    }
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, read in readers.items():
        try:
            values[name] = read(said.get(name, USUAL.get(name, "")))
        except UnfitError as error:
            problems.append(Problem(name, error.problem, error.remedy))
    if not problems and values["valid_until"] < values["valid_from"]:
        problems.append(Problem("valid_until", _("早于生效日期"), _("请核对两个日期")))
    if not problems and values["opens"] == values["closes"]:
        problems.append(Problem("closes", _("与每日开始相同"), _("请写明每日的时段")))
    return values, tuple(problems)


def _lines(value: str) -> list[str]:
    found = [line for one in value.splitlines() if (line := fields.text(one, 253))]
    if len(found) > _MOST_LINES:
        raise UnfitError(_("超过 {most} 行").format(most=_MOST_LINES), _("请缩短"))
    return list(dict.fromkeys(found))


def _hosts(value: str, names: Collection[str]) -> list[str]:
    """Only names under which the register has this very site: no letter reaches another's."""
    found = []
    for line in _lines(value):
        parts = _PORT.fullmatch(line)
        name = fields.host(parts["name"]) if parts else ""
        if parts is None or name not in names:
            raise UnfitError(
                _("“{host}”不是这个网站登记的域名").format(host=line[:80]),
                _("可写：{hosts}").format(hosts="、".join(sorted(names))),
            )
        found.append(name + (parts["port"] or ""))
    return found or _missing()


def _addresses(value: str) -> list[str]:
    found = []
    for line in _lines(value):
        try:
            network = ipaddress.ip_network(line, strict=False)
        except ValueError:
            network = None
        if network is None or network.prefixlen < _WIDEST[network.version]:
            raise UnfitError(
                _("“{value}”不是地址或过宽").format(value=line[:40]),
                _("请写网站所在的 IP 地址或网段，每行一个"),
            )
        found.append(str(network.network_address) if network.num_addresses == 1 else str(network))
    return found or _missing()


def _paths(value: str) -> list[str]:
    found = _lines(value)
    for line in found:
        if not line.startswith("/"):
            raise UnfitError(
                _("“{value}”不是路径").format(value=line[:40]), _("请以 / 开头，每行一个")
            )
    return found


def _needed(value: str) -> str:
    return fields.text(value) or _missing()


def _day(value: str) -> date:
    return date.fromisoformat(fields.day(value.strip() or _missing()))


def _clock(value: str) -> time:
    try:
        return time.fromisoformat(value.strip()[:5])
    except ValueError:
        raise UnfitError(
            _("“{value}”不是时刻").format(value=value[:20]), _("请写作 06:00 的样子")
        ) from None


def _rate(value: str) -> float:
    return _number(value, 0.01, CEILING)


def _most(value: str) -> int:
    return int(_number(value, 1, MOST_REQUESTS))


def _number(value: str, least: float, most: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0
    if not least <= number <= most:
        raise UnfitError(
            _("“{value}”不在 {least} 到 {most} 之间").format(
                value=value[:20], least=f"{least:g}", most=f"{most:g}"
            ),
            _("请改为范围内的数"),
        )
    return number


def _missing() -> Any:
    raise UnfitError(_("没有填写"), _("请填写"))
