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

_ENDING = re.compile(
    r"\.(pdf|docx?|wps|xlsx?|et|pptx?|dps|zip|rar|7z|tar|gz|ofd|ceb|cebx|rtf|apk|exe|mp3|mp4|avi|wmv|flv)$",
    re.IGNORECASE,
)
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
    ending = promised(target.asked)
    # A page of the site: a file's name leads there only where the server sends one on.
    if isinstance(target, Page) or not ending or target.reach is not Reach.OK:
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
