"""How many sites carry the 我为政府网站找错 entry (standards.md §6), as their last visits saw."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from xuncha.checks.element_missing import NO_ENTRY
from xuncha.findings.models import Finding
from xuncha.findings.rules import LIVE, where_hash
from xuncha.people.tree import below
from xuncha.registry.models import Site, SiteState


@dataclass(frozen=True, slots=True)
class Entries:
    """Running sites of which it is known, and those of them with the entry."""

    looked: int
    carrying: int

    @property
    def rate(self) -> float | None:
        """The share, 0 to 1; None where it is known of no site."""
        return self.carrying / self.looked if self.looked else None


def entries_below(path: str) -> Entries:
    """Of the running sites at or below ``path``. A false alarm is an entry all the same."""
    known = Site.objects.filter(below(path), state=SiteState.ACTIVE, has_entry__isnull=False)
    fault = Finding.objects.filter(
        site=OuterRef("pk"),
        indicator="element.missing",
        where_hash=where_hash(NO_ENTRY),
        state__in=LIVE,
    )
    looked = known.count()
    missing = known.filter(Exists(fault), has_entry=False).count()
    return Entries(looked, looked - missing)
