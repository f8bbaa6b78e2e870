"""The policies every site is expected to reprint, as the office hands them in (policies.json)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from xuncha.base.errors import InputError, reason
from xuncha.base.language import _
from xuncha.base.types import Policy

#: Office time: a time written without a zone is China's.
CHINA = ZoneInfo("Asia/Shanghai")


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    title: str
    source_url: str
    published_at: str
    issuer: str = ""
    id: str = ""
    deadline_at: str | None = None
    scope: list[str] = []
    text: str | None = None


def read_policies(path: Path) -> tuple[Policy, ...]:
    """The policies of a JSON file; times without a zone are China's.

    Raises InputError for a missing file, broken JSON, a field that is missing, unknown or of the
    wrong kind, a repeated id, and an empty title.
    """
    try:
        lines = msgspec.json.decode(path.read_bytes(), type=list[_Line])
    except OSError as error:
        raise InputError(
            str(path), _("无法读取（{why}）").format(why=reason(error)), _("请检查路径与权限")
        ) from error
    except msgspec.DecodeError as error:
        raise InputError(
            path.name,
            _("不合格式（{why}）").format(why=error),
            _("每项须有 title、source_url、published_at，其余字段见 docs/files.md"),
        ) from error
    policies = tuple(_policy(path, number, line) for number, line in enumerate(lines, start=1))
    _refuse_repetition(path, policies)
    return policies


def _policy(path: Path, number: int, line: _Line) -> Policy:
    if not line.title.strip():
        raise InputError(
            path.name,
            _("第 {number} 项没有标题").format(number=number),
            _("请填写 title"),
        )
    return Policy(
        id=line.id or line.title,
        title=line.title.strip(),
        source_url=line.source_url,
        published_at=_moment(path, number, line.published_at),
        issuer=line.issuer,
        deadline_at=_moment(path, number, line.deadline_at) if line.deadline_at else None,
        scope=tuple(line.scope),
        text=line.text,
    )


def _moment(path: Path, number: int, word: str) -> datetime:
    try:
        when = datetime.fromisoformat(word)
    except ValueError as error:
        raise InputError(
            path.name,
            _("第 {number} 项的时间“{word}”读不懂").format(number=number, word=word),
            _("请写作 2017-11-10T09:00+08:00"),
        ) from error
    return when if when.tzinfo else when.replace(tzinfo=CHINA)


def _refuse_repetition(path: Path, policies: tuple[Policy, ...]) -> None:
    ids = [policy.id for policy in policies]
    for one in ids:
        if ids.count(one) > 1:
            raise InputError(
                path.name,
                _("“{id}”重复").format(id=one),
                _("每项政策只列一次，或给以不同的 id"),
            )
