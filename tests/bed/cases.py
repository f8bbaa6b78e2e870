"""What a case of the bed is: a page, how it is invited to, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.bed.served import Program

HOST = "bed.test.gov.cn"
SQLI, XSS = "security.sqli", "security.xss"


@dataclass(frozen=True)
class Case:
    """One page of the bed."""

    path: str
    program: Program
    #: A query of a link, or the HTML of a form's fields.
    link: str
    parameter: str
    holes: frozenset[str] = frozenset()
    host: str = HOST

    @property
    def invitation(self) -> str:
        """The HTML that leads to it."""
        if "<" in self.link:
            return f'<form action="{self.path}">{self.link}<input type="submit" name="go"></form>'
        return f'<a href="{self.path}?{self.link}">{self.path}</a>'


_MENU = " ".join(f'<a href="#m{n}">Column {n}</a>' for n in range(20))
_FOOT = "<div>Office of the county government <span>ICP 12000001</span> phone 0971-1234567</div>"


def framed(content: str, title: str = "County government") -> str:
    """A page with what stands around its content."""
    return (
        f"<html><head><title>{title}</title></head><body><div class=menu>{_MENU}</div>"
        f"<div class=main>{content}</div>{_FOOT}</body></html>"
    )


def index(cases: Iterable[Case]) -> str:
    """The page that invites to all of them."""
    return framed("".join(f"<p>{one.invitation}</p>" for one in cases))
