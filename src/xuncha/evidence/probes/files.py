"""AUTHORISATION.toml: the letters that allow probing, as the office writes them down."""

from __future__ import annotations

import ipaddress
import tomllib
from datetime import datetime, time
from pathlib import Path
from typing import Any

import msgspec

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.evidence.probes.authorisation import LOCAL, MOST_REQUESTS, USUAL, ScanAuthorisation


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    hosts: list[str]
    granted_by: str
    document: str
    valid_from: Any
    valid_until: Any
    max_rate: float = USUAL
    max_requests: int = MOST_REQUESTS
    methods: tuple[str, ...] = ("GET",)
    exclude: list[str] = []
    paths: list[str] = []
    addresses: list[str] = []
    #: "00:00-06:00"; a letter that names no hours is valid around the clock.
    window: str = ""
    contact: str = ""
    requested_by: str = ""
    approved_by: str = ""
    letter: str = ""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    authorisation: list[_Entry] = []


def read_authorisations(path: Path) -> tuple[ScanAuthorisation, ...]:
    """The entries of `path`; days without a time begin at midnight and end at the next.

    Raises InputError for what cannot be read, and for a field that is missing, unknown or wrong:
    a letter that is not understood allows nothing.
    """
    try:
        whole = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        entries = msgspec.convert(whole, _File).authorisation
    except OSError as error:
        raise InputError(
            str(path), _("无法读取（{why}）").format(why=error.strerror), _("请检查路径与权限")
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InputError(
            path.name,
            _("不合格式（{why}）").format(why=error),
            _("字段见 docs/files.md 的授权文件"),
        ) from error
    return tuple(_entry(path, number, one) for number, one in enumerate(entries, start=1))


def _entry(path: Path, number: int, one: _Entry) -> ScanAuthorisation:
    try:
        for address in one.addresses:
            ipaddress.ip_network(address, strict=False)
        return ScanAuthorisation(
            hosts=tuple(one.hosts),
            granted_by=one.granted_by,
            document=one.document,
            valid_from=_moment(one.valid_from),
            valid_until=_moment(one.valid_until, end=True),
            max_rate=one.max_rate,
            max_requests=one.max_requests,
            methods=one.methods,
            exclude=tuple(one.exclude),
            paths=tuple(one.paths),
            addresses=tuple(one.addresses),
            window=_window(one.window),
            contact=one.contact,
            requested_by=one.requested_by,
            approved_by=one.approved_by,
            letter=one.letter,
        )
    except ValueError as error:
        raise InputError(
            path.name,
            _("第 {number} 项授权读不懂（{why}）").format(number=number, why=error),
            _("字段见 docs/files.md 的授权文件"),
        ) from error


def _moment(word: object, *, end: bool = False) -> datetime:
    """A TOML date or time, or either as text; a closing day is included whole."""
    text = str(word).strip()
    when = datetime.fromisoformat(text)
    if end and len(text) <= len("2026-01-01"):
        when = datetime.combine(when.date(), time.max)
    return when if when.tzinfo else when.replace(tzinfo=LOCAL)


def _window(word: str) -> tuple[time, time] | None:
    if not word.strip():
        return None
    begin, dash, end = word.replace("—", "-").replace("–", "-").partition("-")
    if not dash:
        raise ValueError(word)
    closing = end.strip()
    return (
        time.fromisoformat(begin.strip()),
        time.max if closing in ("24:00", "00:00") else time.fromisoformat(closing),
    )
