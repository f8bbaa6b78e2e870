"""What each kind of request may ask, what it must have, and what to look at twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from xuncha.base.language import _
from xuncha.base.urls import host_of, is_government
from xuncha.registry.columns import columns
from xuncha.registry.fields import SITE_FIELDS, Problem, UnfitError, day, text

#: What each kind of request may say, and how it is read.
_ASKED: Final[Mapping[str, Mapping[str, Callable[[object], Any]]]] = {
    "columns": {"columns": columns},
    "exempt": {"until": day},
    "offline": {"first": day, "until": day},
    "move": {"successor": lambda value: text(value, 10).lower()},
}
_FORMS: Final = ("register", "supplement", "change")


def readers(request_kind: str) -> Mapping[str, Callable[[object], Any]]:
    """The fields a kind of request may carry, each with what cleans it."""
    if request_kind in _FORMS:
        return {name: field.clean for name, field in SITE_FIELDS.items()}
    return _ASKED.get(request_kind, {})


def clean(
    request_kind: str, new: Mapping[str, object]
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """What a request asks, as it is kept, and what is wrong with the rest."""
    known = readers(request_kind)
    cleaned: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in new.items():
        if name not in known:
            problems.append(
                Problem(str(name)[:40], _("这类申请没有此项"), _("请删去或改用其他申请"))
            )
            continue
        try:
            cleaned[name] = known[name](value)
        except UnfitError as error:
            problems.append(Problem(name, error.problem, error.remedy))
    return cleaned, tuple(problems)


def missing(request_kind: str, new: Mapping[str, Any], reason_given: bool) -> tuple[Problem, ...]:
    """What a request still lacks before it can be submitted."""
    if request_kind == "change":
        needed = [name for name in new if SITE_FIELDS[name].needed and not new[name]]
        if not new:
            return (Problem("reason", _("没有要变更的内容"), _("请至少修改一项")),)
    elif request_kind in _FORMS:
        needed = [n for n, field in SITE_FIELDS.items() if field.needed and not new.get(n)]
    else:
        needed = [name for name in readers(request_kind) if name not in new]
    problems = [Problem(name, _("未填写"), _("请填写")) for name in needed]
    if not reason_given:
        problems.append(Problem("reason", _("未填写"), _("请写明理由")))
    return tuple(problems)


def cautions(new: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reviewer should look at twice: allowed, yet seldom right (国办函〔2018〕55号)."""
    hosts = [host_of(new["home_url"])] if new.get("home_url") else []
    hosts += [one["host"] for one in new.get("domains", ())]
    return tuple(
        _("{host} 不在 .gov.cn 或 .政务 之下").format(host=name)
        for name in dict.fromkeys(hosts)
        if not is_government(name)
    )
