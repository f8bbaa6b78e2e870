"""What the collector of cycles walks through in a process that stays."""

from __future__ import annotations

import gc
from typing import Final

#: New objects between two walks. A query makes thousands that go with it, and hardly a cycle.
_BETWEEN: Final = 20_000


def settle() -> None:
    """Call it when everything is loaded: that stays for good, and is not walked through again.

    Otherwise each few queries have the whole program walked through, which is a twelfth of the
    time of a worker, and now and then holds a page up for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_BETWEEN, 20, 50)
