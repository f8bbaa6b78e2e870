"""附件错误: 附件链接能打开，但内容为空，或给出的是网页而不是文件。

依据: 国办发〔2015〕15号“链接可用性”“附件下载”。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.checks.contract import Fault, indicator
from xuncha.evidence.response import Reach
from xuncha.evidence.snapshot import Answer, Page, Snapshot

_ENDINGS = (
    "pdf|docx?|wps|xlsx?|et|pptx?|dps|ofd|cebx?|rtf|zip|rar|7z|tar|gz|apk|exe|mp3|mp4|avi|wmv|flv"
)
_ENDING = re.compile(rf"\.({_ENDINGS})$", re.IGNORECASE)
#: /download?id=7&name=plan.pdf; what shows a file in a page of its own promises none.
_NAMED = re.compile(rf"[?&][^=&]{{0,30}}=[^&]*\.({_ENDINGS})(?:&|$)", re.IGNORECASE)
_DOWNLOAD = re.compile(r"/[^/]*(?:down|attach|export)[^/]*(?:/[^/]+)?$", re.IGNORECASE)
_VIEWER = re.compile(r"view|preview|online|reader", re.IGNORECASE)
#: Office opens a page that was saved under these names as the document it is.
_MAY_BE_HTML = frozenset(("doc", "xls", "wps", "et", "ppt", "dps", "rtf"))
_EMPTY = N_("文件为空（0字节）")
_PAGE = N_("打开的是网页")


@indicator(
    "link.bad_attachment",
    needs=("pages", "answers"),
    says={
        "": N_("附件“{text}”打开的是网页，不是所写的{promised}文件"),
        "empty": N_("附件“{text}”为空文件（0字节）"),
    },
)
def check(target: Answer | Page, _site: Snapshot) -> Iterator[Fault]:
    """Compare what an address ends in with what came."""
    if isinstance(target, Page):
        # A file's own name leads to a page of the site only where the server sends one on.
        if ending := _downloaded(target.asked):
            yield _of_page(target, ending)
        return
    ending = promised(target.asked) or _downloaded(target.asked)
    if not ending or target.reach is not Reach.OK:
        return
    if target.size == 0 and target.magic == "empty":
        yield _fault(target, ending, _EMPTY, sentence="empty")
    elif target.magic == "html":
        # A server that calls it a document may hold a page saved under that name.
        unsure = ending in _MAY_BE_HTML and "html" not in target.content_type.lower()
        yield _fault(target, ending, _PAGE, suspected=unsure)


def promised(url: str) -> str:
    """The ending of an address that promises a file, in lower case; "" when it promises none."""
    found = _ENDING.search(url.partition("?")[0])
    return found[1].lower() if found else ""


def _downloaded(url: str) -> str:
    """The ending of the file that a download's query names, "" without one."""
    path, _, query = url.partition("?")
    if not _DOWNLOAD.search(path) or _VIEWER.search(path):
        return ""
    found = _NAMED.search(f"?{query}")
    return found[1].lower() if found else ""


def _of_page(page: Page, ending: str) -> Fault:
    return Fault(
        where=page.asked,
        seen={"status": page.status, "promised": ending, "why": _PAGE, "title": mask(page.title)},
    )


def _fault(
    answer: Answer, ending: str, why: str, *, sentence: str = "", suspected: bool = False
) -> Fault:
    return Fault(
        where=answer.asked,
        seen={
            "status": answer.status,
            "promised": ending,
            "why": why,
            "title": mask(answer.title or ""),
        },
        evidence=(answer.record,) if answer.record else (),
        sentence=sentence,
        suspected=suspected,
    )
