"""老张 at his phone: what he sends, and a picture with everything in it that should not be kept."""

from __future__ import annotations

import io
import itertools
from datetime import datetime
from typing import Any

from PIL import Image
from tests.people import NOW

from xuncha.cases.kinds.citizen_report.actions import Sent, receive
from xuncha.cases.kinds.citizen_report.intake import settle, take
from xuncha.cases.kinds.citizen_report.models import CitizenReport
from xuncha.people.actions import Actor

PAGE = "http://gtj.gonghe.gov.cn/2017/a.html"
#: Where the phone was, in its picture's EXIF.
PLACE = b"36.2834N,100.6205E"
_riddles = itertools.count()


def send(now: datetime = NOW, address: str = "10.1.2.3", **said: Any) -> CitizenReport:
    """A report received; each with a riddle of its own."""
    filled: dict[str, Any] = {"url": PAGE, "category": "inaccurate", "text": "日期写成了2106年"}
    report, _token = receive(
        Actor(None, now, address), Sent(**filled | said), f"riddle {next(_riddles)}"
    )
    return report


def sent(now: datetime = NOW, **said: Any) -> CitizenReport:
    """A report received and settled, without a look at the page."""
    report = send(now, **said)
    for taken in take(10, now):
        settle(taken, None, now)
    report.refresh_from_db()
    return report


def photo(form: str = "JPEG", size: tuple[int, int] = (1170, 2532)) -> bytes:
    """A screenshot as a phone makes it, with EXIF that tells where, and lying on its side."""
    image = Image.new("RGB", size, "navy")
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, form, exif=exif)
    return out.getvalue()
