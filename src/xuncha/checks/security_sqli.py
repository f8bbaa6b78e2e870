"""SQL注入: 参数可改变数据库查询，只在持有授权时探测。

依据: 《政府网站发展指引》（国办发〔2017〕47号）安全防护要求。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.checks.contract import Said, indicator
from xuncha.checks.probing import said
from xuncha.evidence.snapshot import Snapshot


@indicator(
    "security.sqli",
    needs=(),
    mode="semi",
    says={
        "": N_("参数“{parameter}”存在SQL注入隐患（{context}）"),
        "suspected": N_("参数“{parameter}”疑似存在SQL注入隐患（{context}）"),
    },
)
def check(site: Snapshot) -> Iterator[Said]:
    """Say what the probes found; without an authorisation nobody looked."""
    yield from said(site, "security.sqli")
