"""Cookies by host: enough for sites that show nothing before they have handed one out."""

from __future__ import annotations

from collections.abc import Iterable

#: A host that hands out more, or larger ones, has other plans; more than `_WHOLE` characters in all
#: and servers refuse the request.
_MOST, _LONGEST, _WHOLE = 30, 2000, 4000
#: Hosts whose cookies are remembered; the one that handed out its first the longest ago is the
#: first that is forgotten.
_HOSTS = 5000


class Cookies:
    """Name and value for each host, kept for the length of a run and shown to no other host."""

    def __init__(self) -> None:
        self._jars: dict[str, dict[str, str]] = {}

    def keep(self, host: str, headers: Iterable[tuple[str, str]]) -> None:
        """Take over what an answer's headers hand out, or take back."""
        for name, value in headers:
            if name == "set-cookie":
                self._keep_one(host, value)

    def header(self, host: str) -> tuple[str, ...]:
        """The header line for a request to `host`, () without a cookie."""
        jar = self._jars.get(host)
        if not jar:
            return ()
        return ("Cookie: " + "; ".join(f"{name}={value}" for name, value in jar.items()),)

    def _keep_one(self, host: str, line: str) -> None:
        pair, _, attributes = line.partition(";")
        name, equals, value = pair.strip().partition("=")
        plain = pair.isascii() and pair.isprintable()
        if not equals or not name or len(pair) > _LONGEST or not plain:
            return
        jar = self._jars.setdefault(host, {})
        before = jar.pop(name, None)
        if "max-age=0" in attributes.replace(" ", "").lower():
            return
        if len(jar) < _MOST and _size(jar) + len(pair) <= _WHOLE:
            jar[name] = value
        elif before is not None:
            jar[name] = before
        if len(self._jars) > _HOSTS:
            del self._jars[next(iter(self._jars))]


def _size(jar: dict[str, str]) -> int:
    return sum(len(name) + len(value) + 3 for name, value in jar.items())
