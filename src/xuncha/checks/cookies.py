"""What a site's cookies go without: only those that stand for a visitor who has signed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xuncha.evidence.snapshot import Page

#: Names under which the usual systems, and those who follow them, keep a visitor's session.
_SESSION = re.compile(
    r"(?:[\w.-]*(?:sess(?:ion)?[._-]?(?:id|key|token)?|token|ticket|tgc|sso)|sid|.*[._-]sid"
    r"|aspsessionid\w+|\.aspxauth|\.aspnetcore\.\w+|cftoken|shiro\w*|auth(?:cookie)?|remember[\w-]*)",
    re.IGNORECASE,
)
#: Tokens against forged requests are read by scripts on purpose.
_READ_BY_SCRIPTS = re.compile(r"csrf|xsrf", re.IGNORECASE)
_MOST = 20


@dataclass(frozen=True, slots=True)
class Bare:
    """A session's cookie and the guards it goes without."""

    name: str
    lacks: tuple[str, ...]


def bare(page: Page) -> Iterator[Bare]:
    """The session cookies that a page hands out without their guards."""
    lines = [value for name, value in page.headers if name.lower() == "set-cookie"]
    for line in lines[:_MOST]:
        pair, *attributes = line.split(";")
        name, _, value = pair.strip().partition("=")
        given = {one.strip().partition("=")[0].lower(): one for one in attributes}
        if not value.strip('"') or not is_session(name) or _is_taken_back(given):
            continue
        if lacks := tuple(_lacking(given, page.answered.startswith("https:"))):
            yield Bare(name[:60], lacks)


def is_session(name: str) -> bool:
    """Whether a cookie's name says that it stands for a session."""
    short = name[:80].removeprefix("__Host-").removeprefix("__Secure-")
    return bool(_SESSION.fullmatch(short)) and not _READ_BY_SCRIPTS.search(short)


def _lacking(given: dict[str, str], is_https: bool) -> Iterator[str]:
    if "httponly" not in given:
        yield "HttpOnly"
    if is_https and "secure" not in given:
        yield "Secure"
    # Without a word browsers assume Lax; None opens it to every site.
    if given.get("samesite", "").partition("=")[2].strip().lower() == "none":
        yield "SameSite"


def _is_taken_back(given: dict[str, str]) -> bool:
    return given.get("max-age", "").partition("=")[2].strip() == "0"
