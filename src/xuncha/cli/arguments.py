"""Words of the command line turned into values, refused with a remedy."""

from __future__ import annotations

import argparse
import ipaddress
from collections.abc import Sequence
from datetime import datetime

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.policies.files import CHINA


def moment(word: str) -> datetime:
    """A time such as 2017-12-05T10:00+08:00; without a zone it is China's."""
    try:
        when = datetime.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("“{word}”不是时间，请写作 2017-12-05T10:00+08:00").format(word=word)
        ) from error
    return when if when.tzinfo else when.replace(tzinfo=CHINA)


def positive(word: str) -> int:
    """A whole number from 1 up."""
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(_("“{word}”不是正整数").format(word=word))
    return int(word)


def rate(word: str) -> float:
    """Requests a second for one host; 0 means without any pause, for a server of one's own."""
    try:
        value = float(word)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1000:
        raise argparse.ArgumentTypeError(_("“{word}”不是每秒请求数").format(word=word))
    return value


def networks(words: Sequence[str]) -> tuple[str, ...]:
    """CIDRs in their usual form; raises InputError for what is none."""
    found = []
    for word in words:
        try:
            found.append(str(ipaddress.ip_network(word)))
        except ValueError as error:
            raise InputError(word, _("不是网段"), _("请写作 10.0.0.0/8 或 127.0.0.1/32")) from error
    return tuple(found)
