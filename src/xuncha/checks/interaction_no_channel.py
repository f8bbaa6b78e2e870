"""无网上咨询渠道: 网站没有网上咨询、留言、信箱等渠道；网上信访、纪检举报不计。

依据: 国办秘函〔2019〕19号“互动回应差”；国办发〔2015〕15号“政务咨询类”。"""

from __future__ import annotations

import re

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.checks.entries import Entries, first
from xuncha.evidence.snapshot import Snapshot

#: Where a citizen may ask, however the site calls it.
_CHANNEL = re.compile(
    r"咨询|留言|信箱|邮箱|写信|来信|寄语|问政|提问|答疑|有问必答|诉求|意见箱|建言|献策|我有话说|网友(?:互动|之声)"
    r"|群众呼声|在线(?:交流|互动|沟通)|网上(?:互动|交流)|12345|市民热线|(?:市长|县长|区长|州长|省长|局长|厅长)热线"
)
#: 网上信访、纪检举报 do not count, nor what only tells of asking.
_NO_CHANNEL = re.compile(
    r"信访|举报|纪检|监察|廉政|监督|访谈|征集|调查|须知|统计|办法$|咨询(?:电话|公司|机构|企业|业务?$|会|专家|报告|单位|委)"
    r"|邮箱登录|(?:工作|办公|企业|内部|电子|政务|公务)邮箱|邮箱系统|投稿"
)
#: A section that usually holds a channel; a person must look.
_PERHAPS = re.compile(r"互动|公众参与|投诉|热线|网民|沟通|联系我们|问答|民声|心声|连线|直通车")


@indicator(
    "interaction.no_channel",
    says={
        "": N_("没有找到网上咨询渠道（网上信访、纪检举报不计）"),
        "other": N_("没有找到网上咨询渠道（网上信访、纪检举报不计），只有{found}"),
    },
    gathers=True,
)
def check(site: Snapshot) -> Gathering:
    """Look for a word that offers to ask among all that the site offers."""
    entries = Entries(site)
    while (page := (yield)) is not None:
        entries.take(page)
    return _judge(entries)


def _judge(entries: Entries) -> tuple[Fault | NotTested, ...]:
    if any(entries.of(_CHANNEL, _NO_CHANNEL)):
        return ()
    if why := entries.why_not():
        return (NotTested(why),)
    home = entries.site.home_url
    shown = [one for one in entries.lines if _CHANNEL.search(one) and not _NO_CHANNEL.search(one)]
    perhaps = first((*entries.of(_PERHAPS, _NO_CHANNEL), *shown))
    other = first((*perhaps, *(one for one in entries.names if _excluded(one))))
    return (
        Fault(
            where="site",
            url=home,
            source_url=home,
            seen={"found": other},
            suspected=bool(perhaps),
            sentence="other" if other else "",
        ),
    )


def _excluded(word: str) -> bool:
    return bool(re.search(r"信访|举报|纪检", word))
