"""没有互动渠道: 网站没有有效的网上咨询渠道。

依据: 国办秘函〔2019〕19号 单项否决“互动回应差”；国办发〔2015〕15号“政务咨询类”。"""

from __future__ import annotations

import re

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.checks.element_missing import NO_HOME, SCRIPTED
from xuncha.evidence.snapshot import LinkKind, Snapshot

#: 网上信访、纪检举报 are no consultation (standards.md §1.2 V5); nor is a survey or an interview.
_CHANNEL = re.compile(
    r"咨询|留言|信箱|写信|来信|问政|互动|意见箱|建言|诉求|12345|网上答疑|在线提问|答复|民意通|网民"
)
_OTHER = re.compile(r"信访|举报|纪检|监察|征集|调查|访谈|投稿|电话|热线|邮箱登录|招聘")
#: Longer words are a headline, not an entry; and what notices are called.
_ENTRY = 16
HEADLINE = re.compile(r"^关于|(?:通知|公告|通告|公示|说明|办法|方案|报告|意见|总结)$|培训|召开|举办|开展")


@indicator("interaction.no_channel", gathers=True, says=N_("网站未见网上咨询渠道"))
def check(site: Snapshot) -> Gathering:
    """Look for an entry among the columns and among what all pages link to."""
    found = any(_is_channel(column.name) for column in site.columns or ())
    unread = False
    while (page := (yield)) is not None:
        unread = unread or page.scripted
        found = found or any(
            link.kind in (LinkKind.PAGE, LinkKind.FRAME) and _is_channel(link.text)
            for link in page.links
        )
    if found:
        return []
    if site.home is None or site.home.scripted or unread:
        return [NotTested(NO_HOME if site.home is None else SCRIPTED)]
    return [Fault(where="site", url=site.home.url)]


def _is_channel(words: str) -> bool:
    words = words.strip()
    if not 2 <= len(words) <= _ENTRY or not _CHANNEL.search(words) or HEADLINE.search(words):
        return False
    rest = _OTHER.sub("", words)
    return bool(_CHANNEL.search(rest))
