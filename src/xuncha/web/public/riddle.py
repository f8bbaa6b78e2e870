"""What tells a person from a program, with nobody else's service and no tracking.

The reader's browser finds a number by trying (ALTCHA's proof of work, a second or less), which asks
nothing of the reader; without scripts, or where the browser keeps its hashes to secure pages, a sum
in a picture is answered, or beeps are counted (`beeps.py`): by eye or by ear.
Nothing is kept until a report comes: the server knows its own riddles by their signature.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import altcha
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac
from PIL import Image, ImageDraw, ImageFont

from xuncha.web.public.door import public

#: The largest number a browser may have to try: about a second on an old phone.
_MOST_TRIES: Final = 60_000
_LASTS: Final = timedelta(minutes=30)
SALT: Final = "xuncha.public.riddle"
_SIZE: Final = (168, 52)


@dataclass(frozen=True, slots=True)
class Riddle:
    """One riddle in both its forms."""

    #: For the script: ALTCHA's challenge as JSON.
    challenge: str
    #: Names the picture.
    token: str


def pose() -> Riddle:
    """A fresh riddle."""
    made = altcha.create_challenge(
        altcha.ChallengeOptions(
            hmac_key=_key(), max_number=_MOST_TRIES, expires=timezone.now() + _LASTS
        )
    )
    token = signing.TimestampSigner(salt=SALT).sign(secrets.token_hex(8))
    return Riddle(json.dumps(made.to_dict()), token)


def solved(form: QueryDict) -> str | None:
    """The name of the riddle that the form solves, to be used once; None: it solves none."""
    worked = form.get("altcha", "")
    if worked and len(worked) < 2000 and _is_worked(worked):
        return "work:" + str(json.loads(base64.b64decode(worked))["challenge"])
    nonce = nonce_of(form.get("riddle", ""))
    answer = re.sub(r"\D", "", form.get("sum", "").translate(_NARROW))[:4]
    if nonce and answer and (_is(answer, str(sum(summands(nonce)))) or _is(answer, counted(nonce))):
        return f"sum:{nonce}"
    return None


def _is(answer: str, right: str) -> bool:
    return hmac.compare_digest(answer, right)


_NARROW: Final = str.maketrans("０１２３４５６７８９", "0123456789")


def _is_worked(payload: str) -> bool:
    try:
        right, _why = altcha.verify_solution(payload, _key())
    except (TypeError, ValueError, KeyError, AttributeError):
        # What a stranger sends instead of the payload need not even be an object.
        return False
    return right


def nonce_of(token: str) -> str:
    """What a token of ours names; "" for one that is not ours or is over."""
    try:
        return str(signing.TimestampSigner(salt=SALT).unsign(token[:200], max_age=_LASTS))
    except signing.BadSignature:
        return ""


def _key() -> str:
    return salted_hmac(SALT, "altcha", algorithm="sha256").hexdigest()


def summands(nonce: str) -> tuple[int, int]:
    """What the picture asks to add; who does not know our key cannot work it out."""
    dice = salted_hmac(SALT, nonce, algorithm="sha256").digest()
    return 10 + dice[0] % 40, 2 + dice[1] % 8


def beeps(nonce: str) -> tuple[int, int, int]:
    """How many beeps each of the three groups of the sound has."""
    dice = salted_hmac(SALT, f"beeps:{nonce}", algorithm="sha256").digest()
    return 2 + dice[0] % 6, 2 + dice[1] % 6, 2 + dice[2] % 6


def counted(nonce: str) -> str:
    """The answer by ear: the three numbers one after the other."""
    return "".join(map(str, beeps(nonce)))


@public()
def picture(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The sum as a picture; 404 for a token that is not ours or is over."""
    nonce = nonce_of(token)
    if not nonce:
        raise Http404(token)
    out = io.BytesIO()
    _draw(nonce).save(out, "PNG")
    return HttpResponse(
        out.getvalue(), content_type="image/png", headers={"Cache-Control": "no-store"}
    )


def _draw(nonce: str) -> Image.Image:
    dice = hashlib.sha256(nonce.encode()).digest()
    image = Image.new("L", _SIZE, 255)
    pen = ImageDraw.Draw(image)
    one, two = summands(nonce)
    left = 8
    for at, sign in enumerate(f"{one}+{two}=?"):
        size = 27 + dice[at] % 7
        tile = Image.new("L", (34, 48), 0)
        ImageDraw.Draw(tile).text((5, 4), sign, fill=255, font=ImageFont.load_default(size))
        turned = tile.rotate(dice[at + 8] % 31 - 15, resample=Image.Resampling.BILINEAR)
        image.paste(40, (left, dice[at + 16] % 8 - 2), turned)
        left += 25
    for at in range(4):
        ends = [dice[at * 4 + i] * _SIZE[i % 2] // 255 for i in range(4)]
        pen.line(ends, fill=110, width=1)
    return image
