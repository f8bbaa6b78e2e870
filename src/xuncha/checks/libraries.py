"""Script libraries: how a file says which one it is, and which versions have published weaknesses.

The table, `libraries.json`, is drawn from the advisories that the Retire.js project collects
(Apache-2.0); it says its source, its licence and its day. `xuncha libraries` draws a newer one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

SCHEMA = "xuncha.libraries/1"
#: Of a file's beginning no more is read, and of an address.
BEGINNING, _LONGEST = 400, 300
_VERSION = r"\d{1,4}(?:\.\d{1,4}){1,3}(?:[-.]?(?:alpha|beta|rc|pre|b)[-.]?\d{0,3})?"
_PLACE = "§§version§§"
#: Parts of one library with the same files, and entries that are none.
_LEFT_OUT = re.compile(r"retire-example|dont check|jquery-ui-.*|react-is|scheduler|zrender")
_SHOWN = {"jquery": "jQuery", "jquery-ui": "jQuery UI", "bootstrap": "Bootstrap", "vue": "Vue"}
_CVE_YEAR = re.compile(r"CVE-(\d{4})-")

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Weakness:
    """Versions from `since` up to but not including `below` have it; known from that day."""

    since: Version
    below: Version
    known: date
    name: str


@dataclass(frozen=True, slots=True)
class Library:
    """One library of the table."""

    name: str
    #: Of a file's whole name, of an address, and of the words at a file's beginning.
    files: tuple[re.Pattern[str], ...]
    addresses: tuple[re.Pattern[str], ...]
    words: tuple[re.Pattern[str], ...]
    weak: tuple[Weakness, ...]

    @property
    def stem(self) -> str:
        """What any address of it has somewhere before the version."""
        return re.sub(r"[^a-z]", "", self.name.lower())[:5]


def numbers(version: str) -> Version:
    """A version as numbers to compare: four of them, what follows the dots left out."""
    found = re.match(r"\d{1,9}(?:\.\d{1,9}){0,3}", version.lstrip("vV"))
    parts = [int(one) for one in found[0].split(".")] if found else []
    return tuple([*parts, 0, 0, 0, 0][:4])


@cache
def table() -> Mapping[str, Library]:
    """The libraries by name in lower case."""
    raw = json.loads((resources.files("xuncha.checks") / "libraries.json").read_text("utf-8"))
    if raw["schema"] != SCHEMA:
        raise ValueError(f"libraries.json: {raw['schema']} is not {SCHEMA}")
    return {one["name"].lower(): _library(one) for one in raw["libraries"]}


def _library(one: Mapping[str, Any]) -> Library:
    return Library(
        name=one["name"],
        files=_compiled(one["files"]),
        addresses=_compiled(one["addresses"]),
        words=_compiled(one["words"]),
        weak=tuple(
            Weakness(numbers(since), numbers(below), date.fromisoformat(known), name)
            for since, below, known, name in one["weak"]
        ),
    )


def _compiled(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one.replace(_PLACE, _VERSION)) for one in patterns)


@lru_cache(maxsize=4096)
def in_address(url: str) -> tuple[str, str] | None:
    """Name and version of the library that an address of a script tells, None where it does not."""
    path = url.partition("?")[0][-_LONGEST:]
    file = path.rpartition("/")[2]
    for one in table().values():
        found = next((hit for p in one.files if (hit := p.fullmatch(file))), None)
        found = found or _in_path(one, path)
        if found is not None:
            return one.name, found[1]
    return None


def _in_path(one: Library, path: str) -> re.Match[str] | None:
    """A version that is a folder's name says something only beneath the library's own."""
    low = path.lower()
    for pattern in one.addresses:
        found = pattern.search(path)
        if found is not None and found[1].count(".") >= 2 and one.stem in low[: found.start(1)]:
            return found
    return None


@lru_cache(maxsize=4096)
def in_words(beginning: str) -> tuple[str, str] | None:
    """Name and version that the beginning of a script file tells, None where it does not."""
    text = beginning[:BEGINNING]
    for one in table().values():
        for pattern in one.words:
            if found := pattern.search(text):
                return one.name, found[1]
    return None


def weakness(name: str, version: str, day: date) -> Weakness | None:
    """A weakness of that version which was known on that day, None without one."""
    one, at = table().get(name.lower()), numbers(version)
    if one is None or not any(at):
        return None
    return next((w for w in one.weak if w.since <= at < w.below and w.known <= day), None)


# -- drawing a newer table -----------------------------------------------------------------------


def drawn(repository: Mapping[str, Any], day: date, source: str) -> str:
    """The table as a file, one library a line, from a Retire.js repository of that day.

    Raises ValueError for what is no such repository.
    """
    libraries = [
        one
        for name, entry in repository.items()
        if not _LEFT_OUT.fullmatch(name)
        for one in _entry(name, entry, day)
    ]
    if not libraries:
        raise ValueError(f"{source}: no library in it")
    head = {
        "schema": SCHEMA,
        "source": source,
        "licence": "Apache-2.0",
        "copyright": "2018 Erlend Oftedal",
        "day": day.isoformat(),
    }
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in libraries)
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    return f'{opening}, "libraries": [\n{lines}\n]}}\n'


def _entry(name: str, entry: Any, day: date) -> Iterator[dict[str, Any]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("extractors"), dict):
        raise ValueError(f"{name}: not an entry of a Retire.js repository")
    ways = entry["extractors"]
    weak = [
        [one.get("atOrAbove", "0"), one["below"], *_known(one, day)]
        for one in entry.get("vulnerabilities", ())
        if one.get("severity") != "low" and "below" in one
    ]
    found = {
        "name": _SHOWN.get(name, name),
        "files": _usable(ways.get("filename", ())),
        "addresses": _usable(ways.get("uri", ())),
        "words": _usable(ways.get("filecontent", ())),
        "weak": weak,
    }
    if weak and (found["files"] or found["addresses"] or found["words"]):
        yield found


def _known(one: Mapping[str, Any], day: date) -> tuple[str, str]:
    """From which day a weakness is known, and its name; a CVE's year has ended by then."""
    told = one.get("identifiers", {})
    names = told.get("CVE") or [told.get("githubID", "")]
    year = _CVE_YEAR.match(names[0])
    known = min(date(int(year[1]), 12, 31), day) if year else day
    return known.isoformat(), names[0]


def _usable(patterns: Any) -> list[str]:
    """The patterns that mean the same here: with one version in each, and no long way to go."""
    return [one for one in patterns if one.count(_PLACE) == 1 and _is_good(one)]


def _is_good(pattern: str) -> bool:
    """Whether it can be used here, with the version as its first group."""
    before = pattern[: pattern.index(_PLACE)]
    if not before.endswith("(") or re.search(r"(?<!\\)\((?!\?)", before[:-1]):
        return False
    try:
        re.compile(pattern.replace(_PLACE, _VERSION))
    except re.error:
        return False
    return True
