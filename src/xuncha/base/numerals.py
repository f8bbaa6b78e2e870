"""Numbers as Chinese texts write them: 12, 十二, 廿三, 二〇一七."""

from __future__ import annotations

_DIGITS = {mark: digit for digit, mark in enumerate("〇一二三四五六七八九")} | dict.fromkeys(
    "零○◯ＯOoОΟ", 0
)


def number(text: str) -> int:
    """The value of digits or Chinese numerals: 12, 十二, 二十三, 廿三, 二〇一七."""
    if text.isdecimal():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    value = (_digits(tens) if tens else 1) * 10 if ten else 0
    return value + _digits(ones)


def _digits(text: str) -> int:
    value = 0
    for mark in text:
        value = value * 10 + (_DIGITS[mark] if mark in _DIGITS else int(mark))
    return value
