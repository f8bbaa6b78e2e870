"""The programs a site names by version, and since when nobody mends those versions any more.

The days, in `lifetimes.toml`, are those of the makers' own announcements; a version not listed is
not judged. Weaknesses of script libraries stand in `libraries.json`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from xuncha.checks import libraries

Version = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Component:
    """One program as a server's header, an error page or a script's address names it."""

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class End:
    """Versions below a limit, and the day from which they are no longer safe to run."""

    below: Version
    since: date
    #: What the weakness is called ("CVE-…"), "" for a mere end.
    name: str = ""
    #: The maker has published a weakness that only later versions are free of.
    is_weak: bool = False


def _numbers(version: str) -> Version:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version)[:4])


@cache
def _ends() -> Mapping[str, tuple[End, ...]]:
    """By name in lower case; lowest versions first: the first that fits is the oldest reason."""
    raw = tomllib.loads((resources.files("xuncha.checks") / "lifetimes.toml").read_text("utf-8"))
    return {
        name: tuple(End(_numbers(below), since) for below, since in ends)
        for name, ends in raw["ends"].items()
    }


def end_of(component: Component, day: date) -> End | None:
    """Why the component should not be running on that day, None when nothing speaks against it."""
    version = _numbers(component.version)
    for end in _ends().get(component.name.lower(), ()):
        if version < end.below:
            return end if end.since <= day else None
    weak = libraries.weakness(component.name, component.version, day)
    return End(weak.below, weak.known, weak.name, is_weak=True) if weak else None


def age_key(component: Component) -> Version:
    """Sorts components of one name from the oldest."""
    return _numbers(component.version)


# -- where the versions are said -----------------------------------------------------------------

_PRODUCTS = ("Microsoft-IIS", "Apache-Coyote", "Apache Tomcat", "Apache", "nginx", "PHP", "OpenSSL")
_NAMES = {name.lower(): name for name in _PRODUCTS}
_PRODUCT = re.compile(rf"(?<![\w.-])({'|'.join(_PRODUCTS)})/(\d[\d.]{{0,20}})", re.IGNORECASE)
_DOTTED = re.compile(r"\d[\d.]{1,20}")
#: The library itself, never a plug-in of another version: "jquery-1.8.3.min.js",
#: "jquery/1.7.2/jquery.min.js", "jquery.min.js?v=1.8.3", "jquery1.42.min.js".
_FLAVOUR = r"(?:[._-](?:min|pack|packed|slim|compressed|source|src|prod))*"
_NUMBER = r"v?(\d{1,4}(?:\.\d{1,4}){1,3})"
_JQUERY = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"/jquery[._-]?{_NUMBER}{_FLAVOUR}\.js(?:\?|$)",
        rf"/jquery[/@_-]{_NUMBER}/(?:\w{{1,20}}/)?jquery{_FLAVOUR}\.js(?:\?|$)",
        rf"/jquery{_FLAVOUR}\.js\?(?:v|ver|version)={_NUMBER}(?:&|$)",
    )
)
_LAST_OF_1 = 12


def in_headers(headers: tuple[tuple[str, str], ...]) -> Iterator[Component]:
    """What a server's answer says of itself."""
    for name, value in headers:
        if name.lower() in ("server", "x-powered-by"):
            yield from in_words(value[:500])
        elif name.lower() == "x-aspnet-version" and (found := _DOTTED.match(value.strip())):
            yield Component("ASP.NET", found[0])


def in_words(text: str) -> Iterator[Component]:
    """What a server's own page, such as the one for a missing address, signs with."""
    for found in _PRODUCT.finditer(text):
        yield Component(_NAMES[found[1].lower()], found[2].rstrip("."))


@lru_cache(maxsize=4096)
def in_address(url: str) -> Component | None:
    """The script library an address names with its version."""
    for pattern in _JQUERY:
        if found := pattern.search(url):
            return Component("jQuery", _undotted(found[1]))
    told = libraries.in_address(url)
    return Component(*told) if told else None


def _undotted(version: str) -> str:
    """1.4.2 is often filed as "1.42"; the 1.x line ended with 1.12."""
    major, _, minor = version.partition(".")
    if major == "1" and minor.isdigit() and int(minor) > _LAST_OF_1:
        return f"1.{minor[0]}.{minor[1:]}"
    return version
