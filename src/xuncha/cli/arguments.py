"""Words of the command line turned into values, refused with a remedy."""

from __future__ import annotations

import argparse
import ipaddress
from collections.abc import Sequence
from datetime import datetime

from xuncha.base.errors import InputError
from xuncha.base.language import _
from xuncha.evidence.browser import find_browser
from xuncha.evidence.secondlook import When
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


def is_url(word: str) -> bool:
    """Whether a word is meant as an address on the web, not as a file."""
    return word.lower().startswith(("http://", "https://"))


def refuse_without_browser(render: When) -> None:
    """Raise InputError where every page is to be rendered and no browser is there to do it."""
    if render == "always" and find_browser() is None:
        raise InputError(
            "--render always",
            _("没有找到 Chromium"),
            _("请安装（apt-get install chromium），或改用 --render auto、--render never"),
        )


def networks(words: Sequence[str]) -> tuple[str, ...]:
    """CIDRs in their usual form; raises InputError for what is none."""
    found = []
    for word in words:
        try:
            found.append(str(ipaddress.ip_network(word)))
        except ValueError as error:
            raise InputError(word, _("不是网段"), _("请写作 10.0.0.0/8 或 127.0.0.1/32")) from error
    return tuple(found)
