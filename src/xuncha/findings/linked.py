"""The hosts an inspected site links to, as the register's search for missed sites wants them."""

from __future__ import annotations

from xuncha.base.urls import host_of
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Link, LinkKind, Snapshot
from xuncha.registry.candidacy import Sighting, bare, is_site_name


def sightings(site: Snapshot) -> list[Sighting]:
    """Every foreign host the site's pages lead to, once, and what was read of it.

    A host that did not answer is no site; one that kept us out may be one. Links that people do
    not see are left out: they are somebody else's.
    """
    own = bare(host_of(site.home_url))
    best: dict[str, tuple[Link, str]] = {}
    for page in site.pages or ():
        for link in page.links:
            host = host_of(link.url)
            if link.kind is not LinkKind.PAGE or link.hidden or bare(host) == own:
                continue
            known = best.get(bare(host))
            if known is None or (is_site_name(link.text) and not is_site_name(known[0].text)):
                best[bare(host)] = (link, page.url)
    found = (_sighting(site, link, page) for link, page in best.values())
    return [one for one in found if one is not None]


def _sighting(site: Snapshot, link: Link, page: str) -> Sighting | None:
    answer = (site.answers or {}).get(link.url)
    if answer is not None and answer.reach is Reach.DEAD:
        return None
    return Sighting(
        host=host_of(link.url),
        url=link.url,
        page=page,
        anchor=link.text,
        title=(answer and answer.title) or "",
        text=(answer and answer.text) or "",
    )
