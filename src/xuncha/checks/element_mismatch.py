"""网站标识与登记不符: 页面上的网站标识码或网站名称与登记的不一致。

依据: 《政府网站发展指引》网页设计规范、网页标签规范（国办发〔2017〕47号）。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xuncha.base.language import N_
from xuncha.base.text import fold
from xuncha.checks.contract import Fault, indicator
from xuncha.evidence.snapshot import Elements, Snapshot

#: 网站标识码 is 6-digit region and 4-digit serial, or bm with a ministry's (standards.md §5).
_CODE = re.compile(r"(?:bm\d{4}|\d{6})\d{4}")
#: Words that a name may have or lack without being another one.
#: What makes of a body's name the name of another body below it.
_BODY = re.compile(r".{0,6}(?:中心|协会|学会|公司|研究院|研究所|学校|医院|委员会|办公室|站|所|队)")
_LOOSE = re.compile(
    r"网站群?|门户|政务网|政府网|信息网|公众网|官方|官网|中国|首页|欢迎您?|欢迎光临|[\s\W_]+|省|市|县|区|州|旗|自治|人民|藏族|回族|蒙古族|土族|哈萨克族|撒拉族|壮族|维吾尔"
)


@indicator(
    "element.mismatch",
    needs=("home",),
    says=N_("首页的{element}为“{found}”，登记为“{registered}”"),
)
def check(site: Snapshot) -> Iterator[Fault]:
    """Compare what the home page says of itself with the register; a name only raises a doubt."""
    home = site.home
    if home is None:
        return
    if _other_code(home.elements, site.site.site_code):
        yield _fault(home.url, N_("网站标识码"), home.elements.site_code, site.site.site_code)
    name = home.elements.name or home.title
    if _other_name(name, site.site.name, tagged=home.elements.name is not None):
        yield _fault(home.url, N_("网站名称"), name, site.site.name, suspected=True)


def _other_code(shown: Elements, registered: str) -> bool:
    if shown.site_code is None or not _CODE.fullmatch(registered.lower()):
        return False
    return fold(shown.site_code).lower() != registered.lower()


def _other_name(shown: str, registered: str, *, tagged: bool) -> bool:
    """Whether two names differ once the words that all of them share are gone.

    A title says more than a name, so there only the name of another body beside it counts.
    """
    one, two = _LOOSE.sub("", fold(shown)), _LOOSE.sub("", fold(registered))
    if not one or not two or one == two:
        return False
    if two in one:
        return bool(_BODY.fullmatch(one.replace(two, "", 1)))
    return tagged and one not in two


def _fault(
    url: str, element: str, found: str | None, registered: str, *, suspected: bool = False
) -> Fault:
    return Fault(
        where=f"element:{element}",
        url=url,
        suspected=suspected,
        seen={"element": element, "found": found, "registered": registered},
    )
