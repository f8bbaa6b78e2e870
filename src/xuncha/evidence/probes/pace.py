"""How fast a site may be probed: one request at a time, and a pause that grows when it suffers."""

from __future__ import annotations

#: The longest pause between two requests, in seconds.
SLOWEST = 10.0
#: Answers that ask for less; and how much slower than usual an answer may be, from where on.
_TOO_MUCH = frozenset({429, 503})
_SLOWER, _FLOOR = 3.0, 0.15


class Pace:
    """A bucket of one token, refilled from the end of each answer on.

    The next request begins one whole gap after the last answer ended, so that whatever the network
    delays, the target never sees two requests nearer to each other than the gap.
    """

    def __init__(self, rate: float) -> None:
        """`rate` in requests a second, above 0."""
        self._base = self.gap = 1 / rate
        self._next = 0.0

    def pause(self, now: float) -> float:
        """Seconds to wait from `now`, on the same clock as `note`."""
        return max(0.0, self._next - now)

    def note(self, now: float, status: int | None, seconds: float, usual: float) -> None:
        """An answer, or none, ended at `now` after `seconds`; `usual` is a harmless one's time."""
        slow = seconds > _SLOWER * max(usual, _FLOOR)
        if status is None or status in _TOO_MUCH or slow:
            self.gap = min(2 * self.gap, max(SLOWEST, self._base))
        else:
            self.gap = max(self._base, self.gap / 2)
        self._next = now + self.gap
