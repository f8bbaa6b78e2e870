"""What a template's author called an element: its class and id, and what these names say of it.

A site writes few names many times, so what a name says is found out once and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

#: A longer name is a key, not a word; a longer list of names is no template's.
LONGEST_NAME, LONGEST = 60, 300

_HEADLINE = re.compile(
    r"(?:^|[\s_\-])(?:\w*title\w*|\w*biaoti\w*|\w*headline\w*|\w*heading\w*|bt\d?|tit\d?|\w*[-_]bt|"
    r"xl_?tit\w*|arti_?tit\w*|nr_?bt|wz_?bt|tt)(?:$|[\s_\-])"
)
_MAIN = re.compile(
    r"(?:^|[\s_\-])(?:trs_\w+|zoom|ucapcontent|ucap-content|article\w*|content\w*|"
    r"\w*[-_]?content|\w*zhengwen\w*|news_?con\w*|nr|nrong|detail\w*|contxt|pages_content|"
    r"main_?con\w*|text\w*|view|bt_content|xl_\w*|vsb_content\w*|j-fontcontent|mainbody|"
    r"info_?con\w*|newsbody)(?:$|[\s_\-\d])"
)
_BODY = re.compile(
    r"(?:^|[\s_\-])(?:trs_editor\w*|zoom|content-?body|article-?(?:body|content|con)\w*|"
    r"news_?content|ucap-content|view|pages_content|contxt|xl_?con\w*|"
    r"detail-?(?:content|con|body)|bt_content|editor\w*)(?:$|[\s_\-\d])"
)
_CRUMBS = re.compile(
    r"(?:^|[\s_\-])(?:\w*crumbs?\w*|\w*position\w*|\w*location\w*|dqwz\w*|weizhi\w*|\w*place|wz|"
    r"currentpath|\w*path|curpos\w*|local|site)(?:$|[\s_\-])"
)
#: Not "page" by itself: a platform of the world calls the whole document so.
_FURNITURE = re.compile(
    r"(?:^|[\s_\-])(?:\w*nav\w*|\w*menu\w*|header|head|top(?:bar|nav|menu)?|\w*foot(?:er)?\w*|"
    r"bottom|copyright|friend\w*|yqlj|links?|link-?(?:list|box)|crumbs?|breadcrumbs?|position|"
    r"location|weizhi|dqwz|pag(?!e(?:$|[\s_\-\d]))\w{0,8}|fenye|share|bdshare\w*|bdsharebuttonbox|search|hotwords?|"
    r"banner|logo|sitemap|lang|toolbar)(?:$|[\s_\-\d])"
)
_PAGER = re.compile(
    r"(?:^|[\s_\-])(?:pag(?:e|er|es|ing|ination|e-?nav|e-?bar|e-?list)|fenye|laypage\w*)"
    r"(?:$|[\s_\-\d])"
)
_LISTISH = re.compile(r"list|news|con|item|info|box|lb|ul|data|xx|content")


class Mark:
    """Class and id of an element, and what they call it."""

    __slots__ = (
        "body",
        "crumbs",
        "furniture",
        "headline",
        "kin",
        "listish",
        "main",
        "names",
        "pager",
        "step",
        "text",
    )

    def __init__(self, called: str, name: str) -> None:
        """`called` is the class attribute, `name` the id, both as written."""
        #: Both in lower case.
        self.text = _words(called, name) if called or name else ""
        #: What it adds to the tag in a tag.class path.
        self.step = _step(called, name)
        #: Selectors that a style rule may reach it by.
        classes = called.split()
        self.names = (*("." + one for one in classes), *(("#" + name.strip(),) * bool(name)))
        #: The first name without its number: entries and panels of one strip share it.
        self.kin = (classes[0] if classes else name.strip()).rstrip("0123456789").rstrip("_-")
        self.headline = bool(_HEADLINE.search(self.text))
        self.main = bool(_MAIN.search(self.text))
        self.body = bool(_BODY.search(self.text))
        self.crumbs = bool(_CRUMBS.search(self.text))
        #: It is furniture of the template: a menu, a footer, a search box.
        self.furniture = bool(_FURNITURE.search(self.text))
        self.pager = bool(_PAGER.search(self.text))
        self.listish = bool(_LISTISH.search(self.text))


def _words(called: str, name: str) -> str:
    text = f"{called} {name}".lower()
    if len(text) <= LONGEST_NAME:
        return text
    # Long runs of letters are refused here, since they would make the patterns slow.
    return " ".join(word for word in text.split(" ") if len(word) <= LONGEST_NAME)[:LONGEST]


def _step(called: str, name: str) -> str:
    if called:
        return "." + ".".join(called.split())
    # Numbered ids name the entry, not the place.
    return f"#{name}" if name and not any(c.isdigit() for c in name) else ""


_remembered = lru_cache(maxsize=4096)(Mark)

#: Of an element without class and id.
NONE = Mark("", "")


def mark_of(attrs: Mapping[str, str | None]) -> Mark:
    """The mark of an element with these attributes."""
    called, name = attrs.get("class") or "", attrs.get("id") or ""
    if not called and not name:
        return NONE
    # What is longer is not remembered, so that a hostile page cannot fill the memory.
    return (Mark if len(called) + len(name) > LONGEST else _remembered)(called, name)
