"""Which hosts a site's own pages have no reason to trust: neither its own, nor offices, nor those
everybody uses."""

from __future__ import annotations

from dataclasses import dataclass

from xuncha.base.urls import host_of, registrable
from xuncha.checks.trades import is_trusted
from xuncha.evidence.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Near:
    """The hosts that belong to one site, or to the register it stands in."""

    own: frozenset[str]
    registered: frozenset[str]

    def is_strange(self, url: str) -> bool:
        """Whether an address is that of a stranger."""
        host = host_of(url)
        if not host or registrable(host) in self.own or host in self.registered:
            return False
        return not is_trusted(host)


def near(site: Snapshot) -> Near:
    """What belongs to `site`."""
    homes = (site.home_url, site.home.url if site.home else site.home_url)
    return Near(
        frozenset(registrable(host_of(home)) for home in homes),
        site.registered_hosts or frozenset(),
    )
