"""Just enough of JavaScript's lexical grammar: which words stand in code, and what ends where.

Nothing is run. A word in a string, a comment or a regular expression is data; in code it would be
executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"\d[\w.]*")
_SPACE = re.compile(r"\s+")
_STRING = {
    "'": re.compile(r"'(?:[^'\\\n]|\\.|\\\n)*", re.DOTALL),
    '"': re.compile(r'"(?:[^"\\\n]|\\.|\\\n)*', re.DOTALL),
    "`": re.compile(r"`(?:[^`\\]|\\.)*", re.DOTALL),
}
_LINE = re.compile(r"//[^\n\r\u2028\u2029]*")
_BLOCK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_REGEX = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
#: After these a slash begins a regular expression.
_BEFORE_REGEX = frozenset("(,=:[!&|?{};+-*%<>~^") | {"", "return", "typeof", "case", "in"}
_MOST = 300_000


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a script: `kind` is code, or the sign that opens what it stands in."""

    #: "word", "sign", "'", '"', "`", "//", "/*", "/".
    kind: str
    text: str
    start: int


def tokens(script: str) -> Iterator[Token]:
    """The pieces of `script`, up to a cap; an unclosed string ends with its line."""
    at, before = 0, ""
    script = script[:_MOST]
    while at < len(script):
        kind, end = _next(script, at, before)
        text = script[at:end]
        if kind:
            yield Token(kind, text, at)
            if kind not in ("//", "/*"):
                before = text if kind in ("word", "sign") else kind
        at = end


def _next(script: str, at: int, before: str) -> tuple[str, int]:
    character = script[at]
    if found := _SPACE.match(script, at):
        return "", found.end()
    if character in _STRING:
        found = _STRING[character].match(script, at)
        end = found.end() if found else at + 1
        return character, end + (script[end : end + 1] == character)
    if script.startswith("//", at) and (found := _LINE.match(script, at)):
        return "//", found.end()
    if script.startswith("/*", at) and (found := _BLOCK.match(script, at)):
        return "/*", found.end()
    if character == "/" and before in _BEFORE_REGEX and (found := _REGEX.match(script, at)):
        return "/", found.end()
    if found := _IDENTIFIER.match(script, at) or _NUMBER.match(script, at):
        return "word", found.end()
    return "sign", at + 1


#: What a template literal holds as code.
_SUBSTITUTION = re.compile(r"(?<!\\)(?:\\\\)*\$\{([^`}]*)\}")


def where(script: str, word: str) -> tuple[str, ...]:
    """In what kinds of token `word` (lower case) stands."""
    return tuple(dict.fromkeys(one.kind for one in tokens(script) if word in one.text.lower()))


def is_code(script: str, word: str) -> bool:
    """Whether `word` stands in code by itself."""
    for one in tokens(script):
        if one.kind == "word" and one.text.lower() == word:
            return True
        if one.kind == "`" and word in one.text.lower():
            # Nothing of ours nests templates.
            held = _SUBSTITUTION.findall(one.text)
            if any(is_code(code, word) for code in held if "`" not in code):
                return True
    return False
