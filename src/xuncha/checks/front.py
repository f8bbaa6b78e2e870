"""What stands for the home page: itself, its frames, and behind a mere entrance its next level."""

from __future__ import annotations

from xuncha.base.urls import same_site
from xuncha.evidence.snapshot import LinkKind, Page, Snapshot


def is_entrance(home: Page) -> bool:
    """Whether the home page only leads on, without an item of its own (仅为栏目导航入口)."""
    if home.scripted or any(block.items or block.scripted for block in home.lists):
        return False
    return any(link.kind is LinkKind.PAGE for link in home.links) or has_frames(home)


def has_frames(page: Page) -> bool:
    """Whether parts of the page stand at addresses of their own."""
    return any(link.kind is LinkKind.FRAME for link in page.links)


def front(site: Snapshot) -> frozenset[str]:
    """The addresses of the pages that the rules for the home page look at.

    国办发〔2015〕15号: where the home page is only an entrance, all second-level pages.
    """
    home = site.home
    if home is None:
        return frozenset()
    kinds = {LinkKind.FRAME, LinkKind.PAGE} if is_entrance(home) else {LinkKind.FRAME}
    below = (link.url for link in home.links if link.kind in kinds)
    return frozenset((home.url, home.asked, *(url for url in below if same_site(url, home.url))))
