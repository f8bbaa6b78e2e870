"""Pictures of a site's faults, where a browser is at hand and the page was shown by it anyway."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from xuncha.base.files import write_whole
from xuncha.checks import programerrors, unfilled
from xuncha.checks.contract import Fault
from xuncha.checks.examination import Examined
from xuncha.evidence import archive, marking, store
from xuncha.evidence.marking import Mark
from xuncha.evidence.response import Response
from xuncha.evidence.secondlook import When

if TYPE_CHECKING:
    from xuncha.evidence.render import Rendered

#: Pictures of one site at most: each costs hundreds of times what reading a page costs.
MOST = 5
#: Of a quotation, so much is looked for, then less: a page may break it in several elements.
_QUOTED = (40, 20, 10)
_SIGHTS: Final = "sights.json"


class Camera(Protocol):
    """What shows a page and takes its picture."""

    async def render(
        self, url: str, *, picture: bool = False, mark: Mark = (), held: Response | None = None
    ) -> Rendered | None:
        """`url` as its scripts leave it; see `Renderer.render`."""
        ...


@dataclass(frozen=True, slots=True)
class _Shot:
    """One picture to take: of which fault, where, and what is framed in it."""

    number: int
    url: str
    mark: tuple[tuple[str, ...], ...]


async def take(
    examined: Examined, folder: Path, evidence: Path, camera: Camera, when: When
) -> Mapping[int, tuple[str, ...]]:
    """The name of each picture taken, by the number of the fault among the site's.

    Behind it stand the style sheets and pictures that the page was shown with. The page is shown
    as it was answered during the visit to `folder`; what cannot be shown, or no longer shows the
    fault, has no picture. Raises OSError when the disk does not take one.
    """
    shown = store.rendered(folder)
    taken: dict[int, tuple[str, ...]] = {}
    for shot in _shots(examined, lambda url: when == "always" or url in shown):
        held = await asyncio.to_thread(archive.answered, folder, shot.url)
        if held is None:
            continue
        seen = await camera.render(shot.url, picture=True, mark=shot.mark, held=held)
        if seen is None or seen.picture is None or (shot.mark and not seen.marked):
            continue
        name = await asyncio.to_thread(marking.keep, seen.picture, evidence)
        if name is not None:
            parts = await asyncio.to_thread(archive.keep_parts, seen.parts, evidence)
            taken[shot.number] = (name, *parts)
    return taken


async def show(addresses: Iterable[str], folder: Path, evidence: Path, camera: Camera) -> None:
    """Keep a picture of each address as it was answered during the visit to `folder`.

    Nothing is framed: these are pages where something was wrong before. `shown` tells of them.
    Raises OSError when the disk does not take one.
    """
    kept: dict[str, str] = {}
    for url in addresses:
        held = await asyncio.to_thread(archive.answered, folder, url)
        seen = await camera.render(url, picture=True, held=held) if held is not None else None
        if seen is not None and seen.picture is not None:
            name = await asyncio.to_thread(marking.keep, seen.picture, evidence)
            if name is not None:
                kept[url] = name
    if kept:
        await asyncio.to_thread(write_whole, folder / _SIGHTS, msgspec.json.encode(kept))


def shown(folder: Path) -> Mapping[str, str]:
    """By address, the names of the pictures that `show` kept of the visit to `folder`."""
    try:
        return msgspec.json.decode((folder / _SIGHTS).read_bytes(), type=dict[str, str])
    except (FileNotFoundError, msgspec.DecodeError):
        return {}


def page_of(indicator: str, url: str, source: str) -> str:
    """The page that shows a fault: the column itself, else the page that it stands on; or ""."""
    own = indicator.startswith("column.") or not source
    return (url if own else source).partition("#")[0]


def _shots(examined: Examined, may: Callable[[str], bool]) -> list[_Shot]:
    """The first faults that a picture can prove, certain ones before suspected ones."""
    faults = sorted(enumerate(examined.faults), key=lambda one: one[1][1].suspected)
    found: list[_Shot] = []
    for number, (code, fault) in faults:
        url = _page(fault, code)
        if len(found) < MOST and code in _MARKS and url and may(url):
            found.append(_Shot(number, url, tuple(_MARKS[code](fault))))
    return found


def _page(fault: Fault, code: str) -> str:
    """The page that shows it; a block of the home page stands behind ``#``."""
    url = fault.url if code == "column.blank" else fault.source_url
    return (url or "").partition("#")[0]


def _of_column(fault: Fault) -> Iterator[tuple[str, ...]]:
    name, why = str(fault.seen.get("column") or ""), str(fault.seen.get("why") or "")
    # The page's own words for it, or the heading over nothing.
    yield from ((why,), (name,))


def _of_page(fault: Fault) -> Iterator[tuple[str, ...]]:
    if fault.sentence:
        # An empty page and one without its style sheets are proved by their sight.
        return
    quote = str(fault.seen.get("quote") or "").strip("…")
    # A quotation begins before the place, which is told apart once more.
    spans = [(one.start, one.end) for one in programerrors.traces(quote)] or unfilled.places(quote)
    told = [quote[start:end] for start, end in spans[:1]]
    for part in (*told, quote):
        yield from (("".join(part.split())[:length],) for length in _QUOTED)


def _of_date(fault: Fault) -> Iterator[tuple[str, ...]]:
    date, item = str(fault.seen.get("date") or ""), str(fault.seen.get("item") or "")
    yield from ((date, item[:20]), (date,))


#: What is framed, by indicator; no other fault is proved by the sight of a page.
_MARKS: Mapping[str, Callable[[Fault], Iterator[tuple[str, ...]]]] = {
    "column.blank": _of_column,
    "page.abnormal": _of_page,
    "date.absurd": _of_date,
}
