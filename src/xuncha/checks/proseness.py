"""How much of a page is written in sentences, for whoever must tell a text from a list."""

from __future__ import annotations

import re

from xuncha.evidence.snapshot import Page

#: Two ends of sentences at least, or one long sentence.
_END = re.compile(r"[。！？]|(?<=[^\W\d_]{2})[.!?](?:\s|$)")
_LONG = 60
_WORD = re.compile("[\u3400-\u9fff]|[^\\W\\d_\u3400-\u9fff]{2,}")


def prose(text: str, page: Page) -> int:
    """How many Chinese characters, or words of other languages, stand in lines of sentences.

    What the page's links and lists are called is no prose, however long.
    """
    titles = {link.text for link in page.links}
    titles.update(item.title for one in page.lists for item in one.items)
    lines = (line for line in text.split("\n") if line not in titles and _is_prose(line))
    return sum(len(_WORD.findall(line)) for line in lines)


def _is_prose(line: str) -> bool:
    ends = len(_END.findall(line))
    return ends >= 2 or (ends == 1 and len(line) >= _LONG)
