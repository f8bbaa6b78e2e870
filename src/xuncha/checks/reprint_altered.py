"""重要政策转载不完整: 转载的重要政策信息与原文相比有删减或改动。

依据: 《政府网站发展指引》关于转载内容准确、完整的要求。"""

from __future__ import annotations

import re

from xuncha.base.language import N_
from xuncha.base.text import containment, fold, shingles
from xuncha.checks import reprints
from xuncha.checks.contract import Fault, Gathering, indicator
from xuncha.evidence.snapshot import Snapshot

#: Typesetting changes single characters here and there; less than this of the original, or so many
#: characters of it in one place, are cut or changed.
_WHOLE, _GAP = 0.9, 4
#: Spaces and signs are set in many ways.
_SIGNS = re.compile(r"[\s\W_]+")


@indicator(
    "reprint.altered",
    needs=("pages", "policies"),
    gathers=True,
    mode="semi",
    says=N_("转载的《{title}》只有原文的{share}%"),
)
def check(site: Snapshot, *, hours: int) -> Gathering:  # noqa: ARG001 (the row's, of the standard)
    """Measure how much of the official text stands in the reprint; a link alters nothing."""
    search = reprints.Search(tuple(one for one in reprints.asked_of(site) if one.text))
    while (page := (yield)) is not None:
        search.take(page)
    faults = []
    for policy in search.policies:
        best = search.best(policy)
        if best is None or not best.text:
            continue
        share = containment(policy.text or "", shingles(best.text))
        if share < _WHOLE or _longest_gap(policy.text or "", best.text) >= _GAP:
            faults.append(
                Fault(
                    where=f"policy:{policy.id}",
                    url=best.url,
                    seen={"policy": policy.id, "title": policy.title, "share": int(share * 100)},
                )
            )
    return faults


def _longest_gap(original: str, reprint: str) -> int:
    """The most characters in a row of `original` that `reprint` has not."""
    size = 5
    text = _SIGNS.sub("", fold(original))
    bare = _SIGNS.sub("", fold(reprint))
    there = frozenset(bare[at : at + size] for at in range(len(bare) - size + 1))
    longest = run = 0
    for at in range(len(text) - size + 1):
        run = 0 if text[at : at + size] in there else run + 1
        longest = max(longest, run)
    # One character alone takes as many shingles with it as they are long.
    return max(0, longest - size + 1)
