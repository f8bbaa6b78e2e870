"""Which questions a site invites are put to it, in which order: the list that a dry run shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xuncha.base.traps import pattern
from xuncha.evidence.probes import signs
from xuncha.evidence.probes.authorisation import ScanAuthorisation
from xuncha.evidence.probes.likeness import Seen
from xuncha.evidence.probes.signs import Signs
from xuncha.evidence.probes.target import Target, is_action

#: Targets of one site, and of one path that routes to many.
MOST_TARGETS, _MOST_OF_PATH = 600, 60
#: Pages that only lead on, and how far they are followed.
MOST_WALKED, DEEPEST = 200, 4
#: Pages that are shown to a browser at most.
_SCRIPTED, _SHELLS = 40, 8
#: Requests to one parameter at most, beside the harmless ones of its target.
MOST_EACH, HARMLESS = 45, 2


@dataclass(frozen=True, slots=True)
class Planned:
    """One line of a dry run."""

    url: str
    parameters: tuple[str, ...]
    #: No more requests than these would be sent.
    most: int


class Agenda:
    """Takes in what pages invite to and gives out each kind of question once."""

    def __init__(self, authorisation: ScanAuthorisation, netloc: str) -> None:
        """Only addresses of `netloc` that the letter admits."""
        self._letter, self._netloc = authorisation, netloc
        self._keys: set[tuple[str, ...]] = set()
        self._of_path: dict[str, int] = {}
        self._targets: deque[Target] = deque()
        self._pages: deque[Target] = deque()
        self._walked: set[str] = set()
        self.targets = 0
        #: Pages whose own scripts read their address, with what they do with it; one of each
        #: pattern.
        self.scripted: dict[str, tuple[Target, Signs]] = {}
        #: Pages that take what other pages say, by their pattern and the way it comes.
        self.heard: dict[tuple[str, str], Target] = {}
        self._shells: deque[Target] = deque()
        self._shown: set[str] = set()

    def note_page(self, target: Target, seen: Seen) -> None:
        """Whether a page is worth a browser, or a suspicion."""
        if not self._is_in_scope(target):
            return
        name = pattern(target.path)
        if (found := signs.of(seen)) and len(self.scripted) < _SCRIPTED:
            self.scripted.setdefault(name, (target, found))
        for source in signs.heard(seen):
            self.heard.setdefault((name, source), target)
        if name not in self._shown and len(self._shown) < _SHELLS and signs.is_shell(seen):
            self._shown.add(name)
            self._shells.append(target)

    def next_shell(self) -> Target | None:
        """The next page that its scripts build, None when there is none."""
        return self._shells.popleft() if self._shells else None

    def note_read(self, url: str) -> None:
        """A page that was read already need not be walked."""
        self._walked.add(url)

    def take(self, invited: Iterable[Target]) -> None:
        """Queue what is new among `invited`."""
        for target in invited:
            if not self._is_in_scope(target):
                continue
            if target.probed:
                self._take_target(target)
            if target.url not in self._walked and target.depth <= DEEPEST:
                self._walk(target)

    def _take_target(self, target: Target) -> None:
        key = target.key
        number = self._of_path.get(target.path, 0)
        full = self.targets >= MOST_TARGETS or number >= _MOST_OF_PATH
        if key in self._keys or full:
            return
        self._keys.add(key)
        self._of_path[target.path] = number + 1
        self.targets += 1
        self._targets.append(target)
        # Its harmless answer is read anyway.
        self._walked.add(target.url)

    def _walk(self, target: Target) -> None:
        if len(self._walked) < MOST_TARGETS + MOST_WALKED and not target.parameters:
            self._walked.add(target.url)
            self._pages.append(target)

    def _is_in_scope(self, target: Target) -> bool:
        netloc = target.path.partition("://")[2].partition("/")[0]
        return netloc == self._netloc and self._letter.admits(target.path) and not is_action(target)

    def next_target(self) -> Target | None:
        """The next to be probed, None when there is none now."""
        return self._targets.popleft() if self._targets else None

    def next_page(self) -> Target | None:
        """The next page to be read for what it invites to, None when there is none."""
        return self._pages.popleft() if self._pages else None

    def planned(self) -> Iterator[Planned]:
        """What is queued now, as a dry run shows it."""
        for target in self._targets:
            names = tuple(target.parameters[number].shown for number in target.probed)
            yield Planned(target.url, names, HARMLESS + MOST_EACH * len(names))
        for page in self._pages:
            yield Planned(page.url, (), 1)
