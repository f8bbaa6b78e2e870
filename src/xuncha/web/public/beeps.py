"""The riddle by ear: three groups of beeps to be counted, for who cannot see the picture."""

from __future__ import annotations

import io
import math
import wave
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from xuncha.web.public.door import public
from xuncha.web.public.riddle import beeps, nonce_of

#: Samples a second, of eight bits each: a telephone's voice, and a small file.
_RATE: Final = 8_000
#: Seconds: a beep, the silence behind it, and that between two groups.
_BEEP, _REST, _GAP = 0.16, 0.3, 1.4
_HIGH: Final = (620, 760, 900)


@public()
def sound(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001
    """The beeps as a sound; 404 for a token that is not ours or is over."""
    nonce = nonce_of(token)
    if not nonce:
        raise Http404(token)
    return HttpResponse(
        _played(beeps(nonce)), content_type="audio/wav", headers={"Cache-Control": "no-store"}
    )


def _played(numbers: tuple[int, ...]) -> bytes:
    silence = b"\x80"
    frames = [silence * int(_RATE * 0.5)]
    for number, high in zip(numbers, _HIGH, strict=True):
        frames.append((_beep(high) + silence * int(_RATE * _REST)) * number)
        frames.append(silence * int(_RATE * _GAP))
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(_RATE)
        file.writeframes(b"".join(frames))
    return out.getvalue()


def _beep(high: int) -> bytes:
    """One beep of so many hertz, swelling and fading so that it does not crack."""
    length = int(_RATE * _BEEP)
    edge = length // 8
    wave_of = [math.sin(math.tau * high * at / _RATE) for at in range(length)]
    swell = [min(1, at / edge, (length - at) / edge) for at in range(length)]
    return bytes(128 + int(90 * one * loud) for one, loud in zip(wave_of, swell, strict=True))
