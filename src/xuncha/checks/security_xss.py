"""跨站脚本: 参数原样写进网页，可被植入脚本，只在持有授权时探测。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.checks.contract import Said, indicator
from xuncha.checks.probing import said
from xuncha.evidence.snapshot import Snapshot


@indicator(
    "security.xss",
    needs=(),
    mode="semi",
    says={
        "": N_("参数“{parameter}”存在跨站脚本隐患（{context}）"),
        "suspected": N_("参数“{parameter}”疑似存在跨站脚本隐患（{context}）"),
    },
)
def check(site: Snapshot) -> Iterator[Said]:
    """Say what the probes found; without an authorisation nobody looked."""
    yield from said(site, "security.xss")
