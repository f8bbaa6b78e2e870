"""One message to a program (a signed webhook) or into a group chat (WeCom, DingTalk, Feishu).

The robots are spoken to directly, not through a library: they say "refused" in an answer of status
200, which has to be read, or what was refused would count as told.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote_plus

from xuncha.alerts.models import ChannelKind
from xuncha.alerts.outcome import SENT, Outcome, later, never
from xuncha.base.language import _
from xuncha.evidence.gate import Gate
from xuncha.evidence.post import Answer, post

#: Statuses that say "not so, and not later either".
_FINAL: Final = frozenset({400, 405, 410, 413, 415, 422})
#: Codes of the robots for "too often": that passes.
_BUSY: Final = frozenset({45009, 45033, 130101, 410100, 9499, 11232, 99991400})
#: Bytes of text a WeCom robot takes; the others take more.
_WECOM_BYTES: Final = 2048


@dataclass(frozen=True, slots=True)
class Call:
    """What is to be told, and to whom."""

    url: str
    secret: str
    subject: str
    body: str
    items: list[dict[str, Any]]
    #: The same on every try.
    key: str
    at: datetime


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """What a receiver computes to know us: HMAC-SHA-256 over time and body, hexadecimal."""
    signed = str(timestamp).encode() + b"." + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def call(kind: str, one: Call, gate: Gate, now: datetime, *, timeout: float) -> Outcome:
    """Tell it; `timeout` in seconds. Never raises for what the other side does."""
    url, payload, headers, judge = _SPEAK[kind](one, now)
    answer = post(
        url, payload, (("Content-Type", "application/json"), *headers), gate, timeout=timeout
    )
    if answer.shut:
        return never(answer.why)
    if answer.status is None:
        return later(_("没有答复：{why}").format(why=answer.why))
    return judge(answer)


_Judge = Callable[[Answer], Outcome]
_Spoken = tuple[str, bytes, tuple[tuple[str, str], ...], _Judge]


def _webhook(one: Call, now: datetime) -> _Spoken:
    payload = {
        "schema": "xuncha.notice/1",
        "id": one.key,
        "at": one.at.isoformat(),
        "subject": one.subject,
        "text": one.body,
        "items": one.items,
    }
    body = json.dumps(payload, ensure_ascii=False).encode()
    stamp = int(now.timestamp())
    headers = (
        ("User-Agent", "Xuncha"),
        ("X-Xuncha-Delivery", one.key),
        ("X-Xuncha-Timestamp", str(stamp)),
        ("X-Xuncha-Signature", f"sha256={signature(one.secret, stamp, body)}"),
    )
    return one.url, body, headers, _by_status


def _wecom(one: Call, _now: datetime) -> _Spoken:
    text = _cut(_text(one), _WECOM_BYTES)
    payload = {"msgtype": "text", "text": {"content": text}}
    return one.url, _packed(payload), (), _by_code("errcode", "errmsg")


def _dingtalk(one: Call, now: datetime) -> _Spoken:
    url = one.url
    if one.secret:
        stamp = round(now.timestamp() * 1000)
        sign = _hmac64(one.secret.encode(), f"{stamp}\n{one.secret}".encode())
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(sign)}"
    payload = {"msgtype": "text", "text": {"content": _cut(_text(one), 18_000)}}
    return url, _packed(payload), (), _by_code("errcode", "errmsg")


def _feishu(one: Call, now: datetime) -> _Spoken:
    payload: dict[str, Any] = {
        "msg_type": "text",
        "content": {"text": _cut(_text(one), 18_000)},
    }
    if one.secret:
        stamp = int(now.timestamp())
        # Here the text is the key, and nothing is what is signed.
        sign = _hmac64(f"{stamp}\n{one.secret}".encode(), b"")
        payload |= {"timestamp": str(stamp), "sign": sign}
    return one.url, _packed(payload), (), _by_code("code", "msg")


_SPEAK: Final[Mapping[str, Callable[[Call, datetime], _Spoken]]] = {
    ChannelKind.WEBHOOK: _webhook,
    ChannelKind.WECOM: _wecom,
    ChannelKind.DINGTALK: _dingtalk,
    ChannelKind.FEISHU: _feishu,
}


def _by_status(answer: Answer) -> Outcome:
    status = answer.status or 0
    if 200 <= status < 300:
        return SENT
    why = _("对方答复 {status}").format(status=status)
    if 300 <= status < 400:
        return never(_("{why}，不跟随跳转").format(why=why))
    return never(why) if status in _FINAL else later(why)


def _by_code(field: str, words: str) -> _Judge:
    def judge(answer: Answer) -> Outcome:
        outcome = _by_status(answer)
        if not outcome.sent:
            return outcome
        try:
            said = json.loads(answer.body)
            code = int(said.get(field, 0))
        except (AttributeError, TypeError, ValueError):
            return later(_("对方的答复读不懂"))
        if code == 0:
            return SENT
        why = _("对方拒收：{code} {text}").format(code=code, text=str(said.get(words, ""))[:120])
        return later(why) if code in _BUSY else never(why)

    return judge


def _text(one: Call) -> str:
    return f"{one.subject}\n\n{one.body}"


def _cut(text: str, size: int) -> str:
    """At most so many bytes of UTF-8, whole characters."""
    raw = text.encode()
    return text if len(raw) <= size else raw[: size - 3].decode("utf-8", "ignore") + "…"


def _packed(payload: Mapping[str, Any]) -> bytes:
    return json.dumps(payload, ensure_ascii=False).encode()


def _hmac64(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
