"""Asks a site, where its register says so, for what should never be public: few addresses, each
once, and what comes is known by its content, never by its status alone.

Of what lies open only its kind and size are kept: the secrets in it are nobody's business here.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from xuncha.base.urls import host_of, join, same_site
from xuncha.evidence.glance import answer_of, magic
from xuncha.evidence.response import Reach, Response
from xuncha.evidence.safety import Exposures
from xuncha.evidence.snapshot import Answer
from xuncha.evidence.watch import Prober

#: Requests in all, that for the address that does not exist included.
MOST = 33
#: So much of each is read.
SNIFF = 4096
_RANGE = (("Range", f"bytes=0-{SNIFF - 1}"),)
#: So many answers in a row that say nothing but "leave me alone", and no more is asked.
_ENOUGH = 4
_LEAVE_ME = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Path:
    """One address that is asked for, and how what should not lie there is known."""

    path: str
    kind: str
    sign: re.Pattern[bytes]
    #: What lies there is a page; anywhere else a page is a site's way to say no.
    page: bool


@cache
def paths() -> tuple[Path, ...]:
    """The table that comes with Xuncha."""
    raw = tomllib.loads((resources.files("xuncha.evidence") / "paths.toml").read_text("utf-8"))
    return tuple(
        Path(
            one["path"],
            one["kind"],
            re.compile(one["sign"].encode(), re.IGNORECASE | re.DOTALL),
            one.get("page", False),
        )
        for one in raw["path"][: MOST - 1]
    )


async def look(
    home: str, prober: Prober, stop: asyncio.Event
) -> tuple[Exposures, Sequence[Answer]]:
    """Ask for each address once; what lies open, as answers of the site."""
    table = paths()
    control = await prober.ask(_at(home, f"/{secrets.token_hex(6)}.bak"), limit=SNIFF)
    asked, refused, found = 0, 0, list[Answer]()
    for one in table if control.reach is not Reach.UNTESTED else ():
        if stop.is_set() or refused >= _ENOUGH:
            break
        url = _at(home, one.path.replace("{host}", host_of(home)))
        answer = await prober.ask(url, limit=SNIFF, headers=_RANGE)
        refused = refused + 1 if _says_no(answer) else 0
        asked += 1
        if shows(one, answer, control):
            found.append(replace(answer_of(answer), exposed=one.kind, title=None, text=None))
    # The last refusals are no answers.
    return Exposures(asked=asked - refused, planned=len(table)), found


def shows(path: Path, answer: Response, control: Response) -> bool:
    """Whether `answer` is what should not lie at `path`; a site that answers the same for what does
    not exist shows nothing."""
    if not _is_there(answer) or not same_site(answer.answered or "", answer.asked):
        return False
    if (magic(answer) == "html") is not path.page or not path.sign.search(answer.body[:SNIFF]):
        return False
    return not (_is_there(control) and path.sign.search(control.body[:SNIFF]))


def _is_there(answer: Response) -> bool:
    return answer.reach is Reach.OK and answer.status in (200, 206) and bool(answer.body)


def _says_no(answer: Response) -> bool:
    return answer.status is None or answer.status in _LEAVE_ME


def _at(home: str, path: str) -> str:
    return join(home, path) or home
