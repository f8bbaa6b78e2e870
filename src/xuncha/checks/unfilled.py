"""What a template leaves where a value should stand, and how text that shows code differs."""

from __future__ import annotations

import re
from itertools import islice

#: `${var:-x}` and its kin are the shell's alone.
_PLACE_HOLDER = re.compile(
    r"\$!?\{\s*[A-Za-z_](?![\w.]*:[-+=?])[\w.!()\[\]'\"?:-]{0,80}\s*\}"
    r"|\{\{\s*[A-Za-z_$][\w.$]{0,60}\s*(?:[|?:+(\[][^{}\n]{0,60})?\}\}"
    r"|<%[=@#]?[^%\n]{1,120}%>"
    r"|\{\$[A-Za-z_][\w.|\[\]'-]{0,60}\}|\{%\s*\w[^%\n]{0,80}%\}|\[!--[\w.]{2,40}--\]"
    r"|\{/?(?:dede|cms|field|aspcms|pboot|eyou|php|loop|foreach)\b[:\s][^{}\n]{1,60}\}|\[field:\w{1,40}\s?/?\]"
    r"|\{\{[#/{]\s*[A-Za-z][^{}\n]{0,60}\}{2,3}|<(?:TRS|WCM)_[A-Z]{3,30}\b[^<>\n]{0,80}>"
    r"|[{\[%](?:title|content|pubdate|pubtime|source|author|hits)[}\]%]|\$(?:title|content|pubDate|source|author)\b"
    r"|<#(?:if|list|assign)\b[^<>\n]{0,80}>"
    r"|(?<![\w#&/?=.])#[a-z][A-Za-z_]{2,20}#(?![\w#])"
)
#: A text without any of these has no place holder: what each form begins with.
_BEGINNINGS = ("{", "<", "[!", "#")
#: More places say no more of a page.
_MOST = 200
#: How far on its line a place is told apart by what stands beside it.
_BESIDE = 40
#: Signs of a program's source; `|` and `>` stand in menus and crumbs too.
_CODE = re.compile(r"[`;=\\{}]|\$[\w(]|[a-z]\w*\(|\w->\w|(?:^|\s)--?[a-z]{2,}")
_CODE_BEFORE = re.compile(r"(?:[\"'`=\\@]|[\w.:/]/)$")
_CODE_AFTER = re.compile(r"^(?:[\"'`=\\@]|/[\w.$]|[.:][A-Za-z])")
#: Labels have no commas and few words.
_SENTENCE = re.compile(
    r"[，。；！？]|(?:[A-Za-z][a-z'’-]*[,.]?\s+){5}[A-Za-z]|(?<=[a-z])[,.] [A-Za-z]"
)
_LABEL = re.compile(r"\s*(?:[\u4e00-\u9fff]{2,8}\s*[:：]\s*)?")
#: A line with more words than this, not Chinese ones, is a paragraph or a listing folded into one.
_WORDY = 40
_WORD = re.compile(r"[A-Za-z]{2,}")
_TITLE_PARTS = re.compile(r"\s*[-_—–|·>»]+\s*")


def places(text: str) -> list[tuple[int, int]]:
    """Where place holders stand as a value would: by themselves or beside a label.

    Those inside a line of code or a sentence are shown to be read.
    """
    if not any(sign in text for sign in _BEGINNINGS):
        return []
    spans = [found.span() for found in islice(_PLACE_HOLDER.finditer(text), _MOST)]
    return [span for span in spans if not _is_shown(text, span) and not _is_wordy(text, span)]


def is_value(text: str, span: tuple[int, int]) -> bool:
    """Whether a place holder is all of its line, or all that follows a label."""
    start, end = span
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : end + _BESIDE].partition("\n")[0].strip()
    return not after and bool(_LABEL.fullmatch(before))


def _is_shown(text: str, span: tuple[int, int]) -> bool:
    start, end = span
    before = text[max(0, start - _BESIDE) : start].rpartition("\n")[2]
    after = text[end : end + _BESIDE].partition("\n")[0]
    if _CODE_BEFORE.search(before) or _CODE_AFTER.search(after):
        return True
    # Neighbours that are place holders themselves, whole or cut, say nothing.
    before = re.sub(r"^[^{}]*\}", "", _PLACE_HOLDER.sub(" ", before))
    after = re.sub(r"(?:\$\{|\{\{|\{\$|\{%|<%)[^}>]*$", "", _PLACE_HOLDER.sub(" ", after))
    return any(sign.search(side) for side in (before, after) for sign in (_CODE, _SENTENCE))


def _is_wordy(text: str, span: tuple[int, int]) -> bool:
    first = text.rfind("\n", 0, span[0]) + 1
    last = text.find("\n", span[1])
    line = text[
        max(first, span[0] - 1_000) : min(last if last >= 0 else len(text), span[1] + 1_000)
    ]
    return len(_WORD.findall(_PLACE_HOLDER.sub(" ", line))) > _WORDY


def in_title(title: str, text: str) -> str:
    """The title when a part of it begins with a place holder that the text does not speak of."""
    for part in _TITLE_PARTS.split(title):
        found = _PLACE_HOLDER.match(part.strip())
        if found and found[0] not in text:
            return title
    return ""
