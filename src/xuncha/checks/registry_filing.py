"""报备问题: 无法访问而没有报备，逾期报备，临时下线过长过多，报备过于频繁。

依据: 《政府网站发展指引》（国办发〔2017〕47号）关于临时下线的要求；季度通报“不能及时报备”。"""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.checks.contract import NotTested, Said, indicator
from xuncha.evidence.snapshot import Snapshot

_BOOKS = N_("访问看不到报备情况，由登记平台每日核对")


@indicator(
    "registry.filing",
    needs=(),
    says={
        "": N_("报备不符合规定"),
        "missing": N_("{began}起约{hours}小时无法访问，未报备"),
        "late": N_("{began}起的情况于{told}才报备，已逾期"),
        "offline_long": N_("{year}年临时下线{days}天，超过{most}天"),
        "offline_often": N_("{year}年临时下线{times}次，超过{most}次"),
        "many": N_("{year}年第{quarter}季度报备{times}次，超过{most}次"),
    },
)
def check(_site: Snapshot) -> Iterator[Said]:
    """A visit sees no filing: what R02 says is written by the console from its own books."""
    yield NotTested(_BOOKS)
