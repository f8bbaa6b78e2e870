"""When an answer is doubtful, how long to wait, and which server is known to be down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from xuncha.evidence.plan import Plan
from xuncha.evidence.response import Failure, Reach, Response

#: May pass by itself: what is tried again after a pause.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_UNCONNECTED = frozenset({Failure.DNS, Failure.CONNECT, Failure.TLS})
_BROKEN_OFF = frozenset({Failure.DNS, Failure.CONNECT, Failure.BROKEN})
#: So many addresses of one server, each tried to the end, and it counts as down for a while; a name
#: that nobody knows is no better at the next address.
_ENOUGH, _WHILE = 2, 60.0
_ENOUGH_WITHOUT_NAME = 1


@dataclass(frozen=True, slots=True)
class Again:
    """One more try: after a pause in seconds, and as whom."""

    pause: float
    as_browser: bool = False


class Patience:
    """Decides on second tries."""

    def __init__(self, plan: Plan) -> None:
        """`plan` says how long to wait for a server that asks for it."""
        self._plan = plan
        #: By origin: failure, how many addresses in a row failed so, when last (loop seconds).
        self._down: dict[str, tuple[Failure, int, float]] = {}

    def after(self, response: Response, tries: int) -> Again | None:
        """How to try again after `tries` tries; None when the answer stands.

        Nothing is dead before a second try; what keeps us out is asked again only where it says so.
        """
        if response.reach in (Reach.OK, Reach.UNTESTED):
            return None
        pause = max(self._plan.patience * tries, seconds_asked(response, self._plan.longest_pause))
        if response.reach is Reach.BLOCKED:
            return Again(pause) if response.status == 429 and tries < 2 else None
        if response.failure is Failure.TIMEOUT:
            return Again(pause, as_browser=True) if tries < 2 else None
        if response.status in _PASSING or response.failure in _BROKEN_OFF:
            return Again(pause, as_browser=tries == 2) if tries < 3 else None
        return Again(0.0, as_browser=True) if tries < 2 else None

    def known_down(self, origin: str, clock: float) -> Failure | None:
        """Why the server of `origin` gives nothing, where that was just tried out."""
        failure, times, when = self._down.get(origin, (Failure.CONNECT, 0, 0.0))
        enough = _ENOUGH_WITHOUT_NAME if failure is Failure.DNS else _ENOUGH
        return failure if times >= enough and clock - when < _WHILE else None

    def note(self, origin: str, response: Response, clock: float) -> None:
        """Remember how an address of `origin` ended."""
        if response.failure in _UNCONNECTED and not response.hops and response.answered is None:
            times = self._down.get(origin, (None, 0, 0.0))[1]
            self._down[origin] = (response.failure, times + 1, clock)
        elif origin in self._down:
            del self._down[origin]


def seconds_asked(response: Response, most: float) -> float:
    """What Retry-After asks for, in seconds from now and up to `most`; 0 without it."""
    value = response.header("retry-after").strip()
    if not value:
        return 0.0
    if value.isdigit():
        return min(float(value[:9]), most)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    now: datetime = response.when
    return min(max((moment - now).total_seconds(), 0.0), most)
