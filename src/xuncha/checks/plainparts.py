"""What pages load from, or send to, addresses without encryption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from xuncha.base.urls import host_of
from xuncha.evidence.safety import Form
from xuncha.evidence.snapshot import Link, LinkKind, Page

#: What browsers refuse to load over http from an https page.
_ACTIVE = frozenset({LinkKind.SCRIPT, LinkKind.STYLE, LinkKind.FRAME})
#: What they show all the same, by the element that carries it: a link to a picture loads nothing.
_SHOWN = frozenset(("img", "source", "video", "audio", "body", "table", "td"))
_POLICY = "content-security-policy"
_OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]")


@dataclass(slots=True)
class Seen:
    """One kind of plain part, on how many pages, and the first of them."""

    first: str
    example: str
    pages: int = 0


@dataclass(slots=True)
class Parts:
    """Gathers plain parts page by page."""

    found: dict[str, Seen] = field(default_factory=dict)

    def take(self, page: Page) -> None:
        """Look at one page."""
        forms = page.forms or ()
        if page.url.startswith("https:"):
            if not _is_upgraded(page):
                for kind, link in _plain_links(page).items():
                    self._note(kind, page, link.url)
            for form in forms:
                if _is_plain(form.action):
                    self._note("password" if form.password else "form", page, form.action)
                    break
        elif secret := next(_open_passwords(forms), None):
            self._note("password", page, secret.action or page.url)

    def _note(self, kind: str, page: Page, example: str) -> None:
        self.found.setdefault(kind, Seen(page.url, example)).pages += 1


def _open_passwords(forms: tuple[Form, ...]) -> Iterator[Form]:
    """Forms of a plain page that ask for a password: whoever is on the way may change the page."""
    return (form for form in forms if form.password)


def _plain_links(page: Page) -> dict[str, Link]:
    found: dict[str, Link] = {}
    for link in page.links:
        if not link.url.startswith("http:"):
            continue
        if link.kind in _ACTIVE:
            kind = "mixed"
        elif link.kind in (LinkKind.IMAGE, LinkKind.ATTACHMENT) and _is_shown(link):
            kind = "mixed_passive"
        else:
            continue
        if kind not in found and _is_plain(link.url):
            found[kind] = link
    return found


def _is_shown(link: Link) -> bool:
    return link.place.rpartition(">")[2].partition(".")[0].partition("#")[0] in _SHOWN


def _is_plain(url: str) -> bool:
    """Whether an address is without encryption; a plug-in of the visitor's own machine may be."""
    return url.startswith("http:") and host_of(url) not in _OWN_MACHINE


def _is_upgraded(page: Page) -> bool:
    """Whether the page tells browsers to ask for everything over https."""
    policies = [value for name, value in page.headers if name.lower() == _POLICY]
    policies += [meta.content for meta in page.metas if meta.name == _POLICY]
    return any("upgrade-insecure-requests" in policy.lower() for policy in policies)
