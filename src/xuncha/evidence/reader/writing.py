"""What a page's own small scripts write: `var day = "2018-02-13"; document.write(day)`.

Templates of the common systems put titles, days and entries on the page this way. Nothing is run:
only assignments of literals, conditions over them and document.write are followed; anything else
ends the reading, so that nothing is invented.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

#: Longer scripts are programs, more steps a loop.
MAX_LENGTH, _STEPS = 6_000, 400
_TOKEN = re.compile(
    r"""\s+|//[^\n]*|/\*.*?\*/|<!--[^\n]*|-->[^\n]*"""
    r"""|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
    r"""|(?P<number>\d+)|(?P<name>[A-Za-z_$][\w$]*)|(?P<mark>===|!==|==|!=|&&|\|\||[-+(){};,.=!<>?:\[\]])""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_EQUAL = {"==": True, "===": True, "!=": False, "!==": False}


class _UnknownError(Exception):
    """The script does what is not followed here."""


@dataclass(slots=True)
class _Script:
    tokens: Sequence[tuple[str, str]]
    at: int = 0
    steps: int = 0
    known: dict[str, str] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> tuple[str, str]:
        if self.at >= len(self.tokens) or (wanted and self.peek() != wanted):
            raise _UnknownError
        self.at += 1
        return self.tokens[self.at - 1]

    def skip(self, mark: str) -> bool:
        if self.peek() == mark:
            self.at += 1
            return True
        return False

    def statements(self, end: str, does: bool) -> None:
        """Statements up to `end`; `does` says whether they happen."""
        while self.at < len(self.tokens) and self.peek() != end:
            self.statement(does)

    def statement(self, does: bool) -> None:
        self.steps += 1
        if self.steps > _STEPS:
            raise _UnknownError
        if self.skip(";"):
            return
        if self.skip("{"):
            self.statements("}", does)
            self.take("}")
        elif self.skip("if"):
            self.branch(does)
        elif self.peek() == "document":
            self.write(does)
        else:
            self.assign(does)

    def branch(self, does: bool) -> None:
        self.take("(")
        holds = self.either()
        self.take(")")
        self.statement(does and holds)
        if self.skip("else"):
            self.statement(does and not holds)

    def write(self, does: bool) -> None:
        self.take("document")
        self.take(".")
        if self.take()[1] not in ("write", "writeln"):
            raise _UnknownError
        self.take("(")
        said = self.value()
        while self.skip(","):
            said += self.value()
        self.take(")")
        if does:
            self.out.append(said)

    def assign(self, does: bool) -> None:
        declares = self.skip("var") or self.skip("let") or self.skip("const")
        while True:
            kind, name = self.take()
            if kind != "name":
                raise _UnknownError
            if self.skip("="):
                said = self.value()
            elif declares:
                said = ""
            else:
                raise _UnknownError
            if does:
                self.known[name] = said
            if not self.skip(","):
                return

    def value(self) -> str:
        said = self.term()
        while self.skip("+"):
            said += self.term()
        return said

    def term(self) -> str:
        kind, said = self.take()
        if said == "(":
            said = self.value()
            self.take(")")
        elif kind == "text":
            said = unescape(said[1:-1])
        elif kind == "name":
            if said not in self.known:
                raise _UnknownError
            said = self.known[said]
        elif kind != "number":
            raise _UnknownError
        while self.skip("."):
            said = self.method(said)
        return said

    def method(self, said: str) -> str:
        name = self.take()[1]
        if name == "length":
            return str(len(said))
        self.take("(")
        given = [] if self.peek() == ")" else [self.value()]
        while self.skip(","):
            given.append(self.value())
        self.take(")")
        if name == "trim" and not given:
            return said.strip()
        if name in ("substring", "substr", "slice") and all(one.isdecimal() for one in given):
            first, last = (*map(int, given), len(said), len(said))[:2]
            return said[first : first + last] if name == "substr" else said[first:last]
        raise _UnknownError

    def either(self) -> bool:
        holds = self.both()
        while self.skip("||"):
            # Both sides are read before they are joined.
            holds = self.both() or holds
        return holds

    def both(self) -> bool:
        holds = self.comparison()
        while self.skip("&&"):
            holds = self.comparison() and holds
        return holds

    def comparison(self) -> bool:
        if self.skip("!"):
            return not self.comparison()
        if self.peek() == "(":
            self.take("(")
            holds = self.either()
            self.take(")")
            return holds
        left = self.value()
        mark = self.peek()
        if mark in _EQUAL:
            self.take()
            return (left == self.value()) is _EQUAL[mark]
        if mark in ("<", ">"):
            self.take()
            right = self.value()
            if not (left.isdecimal() and right.isdecimal()):
                raise _UnknownError
            return int(left) < int(right) if mark == "<" else int(left) > int(right)
        return left not in ("", "0")


def unescape(literal: str) -> str:
    """A JavaScript string literal's value."""

    def one(found: re.Match[str]) -> str:
        code = found[1]
        if code[0] in "ux" and len(code) > 1:
            return chr(int(code[1:], 16))
        return {"n": "\n", "t": "\t", "r": "\n", "\n": ""}.get(code, code)

    return _ESCAPE.sub(one, literal) if "\\" in literal else literal


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _UnknownError
        if match.lastgroup:
            found.append((match.lastgroup, match[0]))
        at = match.end()
    return found


def said(text: str) -> str | None:
    """The HTML a script writes where it stands; None where it does more than is followed here."""
    return _said(text) if len(text) <= MAX_LENGTH else None


#: The scripts of a menu are the same on every page.
@lru_cache(maxsize=256)
def _said(text: str) -> str | None:
    try:
        script = _Script(_tokens(text))
        script.statements("", True)
    except (_UnknownError, RecursionError, ValueError):
        return None
    return "".join(script.out)
