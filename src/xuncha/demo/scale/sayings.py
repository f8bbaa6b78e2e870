"""What each made-up finding saw, under the keys that its check writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from xuncha.demo.scale.dice import COLUMN_NAMES, FAULTS


class Sight(NamedTuple):
    """Where and when a finding was made."""

    #: Any number; the same gives the same words.
    page: int
    url: str
    at: datetime


def _dead(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    text = _TEXTS[sight.page % len(_TEXTS)]
    if sight.page % 5 == 0:
        return "", {"status": None, "failure": "没有响应", "text": text}
    return "status", {"status": 404, "failure": "页面不存在", "text": text}


def _attachment(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    return "", {"text": f"附件{sight.page % 9 + 1}", "promised": "pdf"}


def _stale(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    name, type_ = COLUMN_NAMES[sight.page % 4]
    newest, days = _since(sight, 190)
    seen = {"column": name, "type": type_.value, "newest": newest, "days": days}
    return "", seen | {"limit": ("2周", "6个月", "6个月", "1年")[sight.page % 4]}


def _blank(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    name, type_ = COLUMN_NAMES[sight.page % len(COLUMN_NAMES)]
    return "", {"column": name, "type": type_.value, "why": "没有信息"}


def _element(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    return "", {"element": ("网站标识码", "公安备案", "找错入口")[sight.page % 3]}


def _tag(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    tag = ("ColumnType", "PubDate", "Description")[sight.page % 3]
    seen = {"tag": tag, "kind": "column", "label": "栏目页"}
    return "", seen | {"pages": sight.page % 60 + 1, "example": sight.url}


def _misspelt(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    wrong, right, quote = _SLIPS[sight.page % len(_SLIPS)]
    return "", {"wrong": wrong, "right": right, "quote": quote}


def _leak(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    seen = {"kind": "mobile", "count": sight.page % 20 + 1}
    return "mobile", seen | {"example": "139****0001"}


def _transport(_sight: Sight) -> tuple[str, Mapping[str, Any]]:
    return "no_https", {}


def _home(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    newest, days = _since(sight, 15)
    return "none", {"count": 0, "newest": newest, "days": days, "limit": "2周"}


def _letter(sight: Sight) -> tuple[str, Mapping[str, Any]]:
    asked, days = _since(sight, 95)
    return "", {"title": "咨询办理材料", "asked": asked, "days": days, "limit": "3个月"}


_TEXTS: Final = ("通知公告", "办事指南下载", "某某文件解读", "网上调查", "更多")
_SLIPS: Final = (
    ("布署", "部署", "会议对下一步工作进行了布署"),
    ("帐号", "账号", "请使用统一身份认证帐号登录"),
    ("其它", "其他", "法律法规规定的其它事项"),
)
_SAYS: Final[Mapping[str, Callable[[Sight], tuple[str, Mapping[str, Any]]]]] = {
    "link.dead": _dead,
    "link.bad_attachment": _attachment,
    "column.stale": _stale,
    "column.blank": _blank,
    "element.missing": _element,
    "tag.missing": _tag,
    "text.error": _misspelt,
    "privacy.leak": _leak,
    "security.transport": _transport,
    "home.stale": _home,
    "interaction.overdue": _letter,
}
#: What a finding of each kind says and saw, by the place of its kind in FAULTS.
SAYS: Final[Sequence[Callable[[Sight], tuple[str, Mapping[str, Any]]]]] = tuple(
    _SAYS[one[0]] for one in FAULTS
)


def _since(sight: Sight, least: int) -> tuple[str, int]:
    """A day so far back that a limit has passed, and how far."""
    days = least + sight.page
    return (sight.at - timedelta(days=days)).date().isoformat(), days
