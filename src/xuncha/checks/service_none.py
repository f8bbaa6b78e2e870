"""未提供办事服务: 网站没有办事服务、办事指南、网上办事等入口。

依据: 国办秘函〔2019〕19号“服务不实用”。"""

from __future__ import annotations

import re

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.checks.entries import Entries, first
from xuncha.evidence.snapshot import Snapshot

#: Where a citizen gets something done, however the site calls it.
_SERVICE = re.compile(
    r"(?:政务|在线|网上|办事|便民|公共|公众|社会|利企|惠民|为民|民生|企业|个人|公民|法人|市民|电子|综合|业务|法律)服务"
    r"|服务(?:大厅|事项|指南|导航|专区|平台|网|之窗|目录|项目)|办事(?:指南|大厅|流程|程序|项目|事项|导航|须知|公开|直通车|服务|查询)"
    r"|(?:网上|在线|个人|企业|法人|市民|公民|我要|场景)办(?:事|理)?|一网通办|网办|一件事|行政(?:审批|许可)|审批(?:事项|服务|大厅)"
    r"|(?:在线|网上)(?:申报|申请|审批|预约|受理|查询)|表格下载|许可(?:事项|服务)|办理指南|^(?:服务|办事)$"
)
#: Units that carry the word in their name, and services that nobody applies for.
_NO_SERVICE = re.compile(
    r"(?:局|科|处|股|室|委|(?<!大)厅|司|公司|协会|集团)$|服务(?:型|宗旨|承诺|业|队|团队|水平|质量|基层|群众|发展)|志愿服务|后勤服务|机关服务"
    r"|(?:志愿|优质|文明)服务|公开指南|结果公示|服务中心$"
)
#: A person must look at what these lead to.
_PERHAPS = re.compile(r"服务|办事|办理|审批|许可|申报|下载|指南|预约|查询")

_PORTAL = "门户"
_EXEMPT = re.compile(r"无对外服务|无服务职能")
_NO_DUTY = N_("没有对外服务职能，不查办事服务")


@indicator(
    "service.none",
    says={
        "": N_("没有找到办事服务入口"),
        "other": N_("没有找到办事服务入口，只有{found}"),
    },
    gathers=True,
)
def check(site: Snapshot) -> Gathering:
    """Look for a word that offers a service among all that the site offers."""
    entries = Entries(site)
    while (page := (yield)) is not None:
        entries.take(page)
    if _EXEMPT.search(site.site.kind):
        return (NotTested(_NO_DUTY),)
    return _judge(entries)


def _judge(entries: Entries) -> tuple[Fault | NotTested, ...]:
    if any(entries.of(_SERVICE, _NO_SERVICE)):
        return ()
    if why := entries.why_not():
        return (NotTested(why),)
    site = entries.site
    shown = [one for one in entries.lines if _SERVICE.search(one) and not _NO_SERVICE.search(one)]
    perhaps = first((*entries.of(_PERHAPS, _NO_SERVICE), *shown))
    # Whether an office that is no portal must serve the public, the register does not always say.
    unsure = bool(perhaps) or not is_portal(site.site.kind)
    return (
        Fault(
            where="site",
            url=site.home_url,
            source_url=site.home_url,
            seen={"found": perhaps},
            suspected=unsure,
            sentence="other" if perhaps else "",
        ),
    )


def is_portal(kind: str) -> bool:
    """Whether the register calls the site a government portal (政府门户网站)."""
    return _PORTAL in kind and "非门户" not in kind
