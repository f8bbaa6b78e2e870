"""The programs a site names by version, and since when nobody mends those versions any more.

The days are those of the makers' own announcements; a version not listed is not judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
    #: The maker has published a weakness that only later versions are free of.
    is_weak: bool = False


def _ends(*lines: tuple[str, str]) -> tuple[End, ...]:
    return tuple(End(_numbers(below), date.fromisoformat(since)) for below, since in lines)


def _numbers(version: str) -> Version:
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version)[:4])


#: By name in lower case; lowest versions first, so that the first that fits is the oldest reason.
_ENDS: dict[str, tuple[End, ...]] = {
    "microsoft-iis": _ends(
        ("6.0", "2010-07-13"),
        ("7.0", "2015-07-14"),
        ("8.0", "2020-01-14"),
        ("10.0", "2023-10-10"),
    ),
    # The connector says 1.1 whatever its Tomcat; from 8.5 on Tomcat no longer says it.
    "apache-coyote": _ends(("1.2", "2021-03-31")),
    "apache tomcat": _ends(
        ("6.0", "2012-09-30"),
        ("7.0", "2016-12-31"),
        ("8.0", "2021-03-31"),
        ("8.5", "2018-06-30"),
        ("9.0", "2024-03-31"),
    ),
    "apache": _ends(("2.0", "2010-02-03"), ("2.2", "2013-07-10"), ("2.4", "2018-01-01")),
    "nginx": _ends(
        ("1.0", "2011-04-12"),
        ("1.10", "2016-04-26"),
        ("1.14", "2018-04-17"),
        ("1.18", "2020-04-21"),
    ),
    "php": _ends(
        ("5.3", "2011-01-06"),
        ("5.4", "2014-08-14"),
        ("5.5", "2015-09-03"),
        ("5.6", "2016-07-21"),
        ("7.0", "2018-12-31"),
        ("7.1", "2019-01-10"),
        ("7.2", "2019-12-01"),
        ("7.3", "2020-11-30"),
        ("7.4", "2021-12-06"),
        ("8.0", "2022-11-28"),
        ("8.1", "2023-11-26"),
    ),
    # 2.0.50727 is also what the still maintained 3.5 says of itself: a person looks.
    "asp.net": _ends(("2.0", "2013-10-08"), ("4.0", "2011-07-12")),
    "jquery": (
        End((1, 9), date(2013, 1, 15), is_weak=True),
        End((3, 5), date(2020, 4, 10), is_weak=True),
    ),
}


def end_of(component: Component, day: date) -> End | None:
    """Why the component should not be running on that day, None when nothing speaks against it."""
    version = _numbers(component.version)
    for end in _ENDS.get(component.name.lower(), ()):
        if version < end.below:
            return end if end.since <= day else None
    return None


def age_key(component: Component) -> Version:
    """Sorts components of one name from the oldest."""
    return _numbers(component.version)


# -- where the versions are said -----------------------------------------------------------------

_PRODUCT = re.compile(
    r"(?<![\w.-])(Microsoft-IIS|Apache-Coyote|Apache Tomcat|Apache|nginx|PHP)/(\d[\d.]{0,20})",
    re.IGNORECASE,
)
_NAMES = {
    name.lower(): name
    for name in ("Microsoft-IIS", "Apache-Coyote", "Apache Tomcat", "Apache", "nginx", "PHP")
}
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


def in_address(url: str) -> Component | None:
    """The script library an address names with its version."""
    for pattern in _JQUERY:
        if found := pattern.search(url):
            return Component("jQuery", _undotted(found[1]))
    return None


def _undotted(version: str) -> str:
    """1.4.2 is often filed as "1.42"; the 1.x line ended with 1.12."""
    major, _, minor = version.partition(".")
    if major == "1" and minor.isdigit() and int(minor) > _LAST_OF_1:
        return f"1.{minor[0]}.{minor[1:]}"
    return version
