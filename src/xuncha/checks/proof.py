"""Where a faulty address is linked from, and which archive records prove a fault.

The pass over the pages that asks the indicators serves the faults of all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from xuncha.base.urls import same_site
from xuncha.checks.front import front
from xuncha.evidence.snapshot import Link, LinkKind, Page, Snapshot

#: On so many pages at one place of the template, a link belongs to the template.
TEMPLATE_PAGES = 3


@dataclass(slots=True)
class Use:
    """How the site's pages use one address."""

    #: The first page that links to it, and how that link reads.
    page: str
    link: Link
    pages: int = 1
    #: How many of the pages have the link where the first one has it.
    same_place: int = 1
    on_front: bool = False
    #: Whether an element of some page leads there, not only words in a script.
    is_shown: bool = True
    #: On how many pages the same entry of a menu leads somewhere faulty, here or elsewhere.
    same_entry: int = 1

    @property
    def root(self) -> str:
        """The place in the template that brings the link to every page, "" without one."""
        often = max(self.same_place, self.same_entry)
        return f"template:{self.link.place}" if often >= TEMPLATE_PAGES else ""

    def seen(self, url: str, home: str) -> dict[str, str | int | bool]:
        """What every fault of a link target says of its use."""
        return {
            "text": self.link.text,
            "kind": self.link.kind.value,
            "page": "home" if self.on_front else "other",
            "external": not same_site(url, home),
            "sources": self.pages,
        }


def unused(url: str, home: str) -> dict[str, str | int | bool]:
    """The same for an address that no page that was read links to."""
    use = Use(home, Link(url, LinkKind.PAGE), pages=0)
    return use.seen(url, home)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the pass over the pages found."""

    uses: Mapping[str, Use]
    #: Archive record of an address that was read or tried.
    records: Mapping[str, str]


class Tracing:
    """Follows where links lead while the pages stream by."""

    def __init__(self, site: Snapshot, targets: Collection[str]) -> None:
        """`targets`: the faulty addresses that are known before the pages are read."""
        self._site, self._targets = site, targets
        self._entrance = front(site)
        self._uses: dict[str, Use] = {}
        self._records: dict[str, str] = {}
        self._has_read = False

    def take(self, page: Page) -> None:
        """Note the links of one page."""
        self._has_read = True
        if page.record:
            self._records[page.url] = page.record
        if self._targets:
            _note(page, self._targets, self._uses, page.url in self._entrance)

    def finish(self, targets: Collection[str], addresses: Collection[str]) -> Proof:
        """The uses of `targets` and the records of `addresses`.

        Pages are read once more only where the pages themselves showed that one of them is faulty.
        """
        late = set(targets).difference(self._targets if self._has_read else ())
        home = self._site.home
        if late or not self._has_read:
            # Where there is nothing to trace, only the home page's own record may be wanted.
            elsewhere = targets or home is None or not set(addresses) <= {home.url}
            self._targets = late
            for page in (self._site.pages or ()) if elsewhere else (home,):
                if page is not None:
                    self.take(page)
        records = {
            url: answer.record
            for url in addresses
            if (answer := (self._site.answers or {}).get(url)) is not None and answer.record
        }
        records |= {url: self._records[url] for url in addresses if url in self._records}
        _count_entries(self._uses)
        return Proof(self._uses, records)


def _count_entries(uses: Mapping[str, Use]) -> None:
    """Know a menu's entry again although it leads elsewhere from every folder.

    One written as "zwgk/" gives a dead address of its own on every page.
    """
    entries = Counter[tuple[str, str, str]]()
    for url, use in uses.items():
        entries[_entry(url, use.link)] += use.same_place
    for url, use in uses.items():
        if use.link.text:
            use.same_entry = entries[_entry(url, use.link)]


def _entry(url: str, link: Link) -> tuple[str, str, str]:
    end = url.rstrip("/").rpartition("/")[2]
    return link.place, link.text, end


def _note(page: Page, targets: Collection[str], uses: dict[str, Use], is_front: bool) -> None:
    counted: set[str] = set()
    for link in page.links:
        if link.url not in targets:
            continue
        use = uses.get(link.url)
        if use is None:
            use = uses[link.url] = Use(page.url, link, is_shown=False)
        elif link.url not in counted:
            use.pages += 1
            use.same_place += link.place == use.link.place
        counted.add(link.url)
        use.on_front = use.on_front or is_front
        use.is_shown = use.is_shown or not _in_script(link)


def _in_script(link: Link) -> bool:
    return link.place.rpartition(">")[2].split(".")[0].split("#")[0] == "script"
