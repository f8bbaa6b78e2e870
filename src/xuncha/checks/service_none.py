"""没有办事服务: 网站没有提供办事服务。

依据: 国办秘函〔2019〕19号 单项否决“服务不实用”。"""

from __future__ import annotations

import re

from xuncha.base.language import N_
from xuncha.checks.contract import Fault, Gathering, NotTested, indicator
from xuncha.checks.element_missing import NO_HOME, SCRIPTED
from xuncha.checks.interaction_no_channel import HEADLINE
from xuncha.checks.services import SERVICE
from xuncha.evidence.snapshot import LinkKind, Snapshot

#: Kinds of site in the register that need not offer services (国办秘函〔2019〕19号, 75分×4/3).
_EXEMPT = re.compile(r"无对外服务|无服务职能|专题|网上大厅")
#: Longer words are a headline, not an entry.
_ENTRY = 20


@indicator("service.none", gathers=True, says=N_("网站未见办事服务"))
def check(site: Snapshot) -> Gathering:
    """Look for services among the columns and among what all pages link to.

    Only a portal must have them; for any other site a person decides.
    """
    found = bool(_EXEMPT.search(site.site.kind)) or any(
        SERVICE.search(column.name) for column in site.columns or ()
    )
    while (page := (yield)) is not None:
        found = found or any(
            link.kind in (LinkKind.PAGE, LinkKind.FRAME)
            and len(link.text) <= _ENTRY
            and SERVICE.search(link.text)
            and not HEADLINE.search(link.text)
            for link in page.links
        )
    if found:
        return []
    if site.home is None or site.home.scripted:
        return [NotTested(NO_HOME if site.home is None else SCRIPTED)]
    portal = "门户" in site.site.kind and "非门户" not in site.site.kind
    return [Fault(where="site", url=site.home.url, suspected=not portal)]
