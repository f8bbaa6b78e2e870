"""A citizen's picture, drawn anew: nothing of the file they sent is kept but what it shows."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from xuncha.base.files import write_whole
from xuncha.base.language import _
from xuncha.people.actions import RefusedError

MOST_BYTES: Final = 8 * 1024 * 1024
#: Pixels of the picture sent: a phone's camera has fewer, and a bomb of a few bytes more.
MOST_PIXELS: Final = 50_000_000
#: As kept: wide enough to read a page's text, long enough for a whole page on a phone.
_KEPT: Final = (1600, 6000)
#: How it goes out: as a picture and nothing else.
SAFE: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Told by the file's own beginning, whatever its name says.
_FORMS: Final = ("JPEG", "PNG", "WEBP")
_LOCK: Final = threading.Lock()


def redraw(data: bytes) -> bytes:
    """The picture as a JPEG of our own: upright, at most so large, without EXIF or anything else.

    Raises RefusedError for what is no picture, no JPEG, PNG or WebP, damaged, or too large.
    """
    if len(data) > MOST_BYTES:
        raise RefusedError(_("图片超过 {most} MB，请缩小后再传").format(most=MOST_BYTES // 2**20))
    try:
        with warnings.catch_warnings():
            # Its own check of the pixels warns first; ours refuses before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with _whole(), Image.open(io.BytesIO(data), formats=_FORMS) as image:
                return _redrawn(image)
    except UnidentifiedImageError as error:
        raise RefusedError(_("不是图片，请上传 JPG、PNG 或 WebP 图片")) from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, MemoryError) as error:
        raise RefusedError(_("图片损坏或过大，请重新截图后再传")) from error


@contextmanager
def _whole() -> Iterator[None]:
    """Half a picture is none: the PDF's library tells the whole process to make do with one."""
    with _LOCK:
        before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


def _redrawn(image: Image.Image) -> bytes:
    width, height = image.size
    if width * height > MOST_PIXELS or min(width, height) < 1:
        raise RefusedError(_("图片损坏或过大，请重新截图后再传"))
    # A large JPEG is decoded small: as much less memory as pixels.
    image.draft("RGB", _KEPT)
    # What is turned is turned before its EXIF is left behind.
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        pale = Image.new("RGBA", upright.size, "white")
        pale.alpha_composite(upright.convert("RGBA"))
        upright = pale
    upright.thumbnail(_KEPT)
    out = io.BytesIO()
    Image.frombytes("RGB", upright.size, upright.convert("RGB").tobytes()).save(
        out, "JPEG", quality=85
    )
    return out.getvalue()


def keep(data: bytes) -> str:
    """Put a redrawn picture away; its SHA-256."""
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    return digest


def path_of(digest: str) -> Path:
    """Where the picture with this SHA-256 lies."""
    return Path(settings.MEDIA_ROOT) / "reports" / digest[:2] / f"{digest}.jpg"
