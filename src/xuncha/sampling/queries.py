"""Reading a published draw."""

from __future__ import annotations

from pathlib import Path

from xuncha.base.language import _
from xuncha.sampling.published import decode
from xuncha.sampling.rules import Draw, DrawError


def read(path: Path) -> Draw:
    """The draw published at ``path``; raises DrawError naming the file and what to do."""
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise DrawError(
            _("读不了 {path}（{error}）：请核对文件名").format(path=path, error=error.strerror)
        ) from error
    except DrawError as error:
        raise DrawError(f"{path}: {error}") from error
