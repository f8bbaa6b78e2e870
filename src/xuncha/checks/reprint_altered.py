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
#: characters of it in one place, or a single figure, are cut or changed.
_WHOLE, _GAP = 0.9, 4
_FIGURE = re.compile(r"[0-9]")
_RUN = 5
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
        gaps = _gaps(policy.text or "", best.text)
        if share < _WHOLE or any(len(gap) >= _GAP or _FIGURE.search(gap) for gap in gaps):
            faults.append(
                Fault(
                    where=f"policy:{policy.id}",
                    url=best.url,
                    seen={"policy": policy.id, "title": policy.title, "share": int(share * 100)},
                )
            )
    return faults


def _gaps(original: str, reprint: str) -> list[str]:
    """What `original` has and `reprint` has not, piece by piece, signs and spaces aside."""
    text, other = (_SIGNS.sub("", fold(one)) for one in (original, reprint))
    there = {other[at : at + _RUN] for at in range(len(other) - _RUN + 1)}
    gaps = []
    start: int | None = None
    for at in range(len(text) - _RUN + 2):
        missing = at <= len(text) - _RUN and text[at : at + _RUN] not in there
        if missing and start is None:
            start = at
        elif not missing and start is not None:
            # Each lost character takes the runs around it with it.
            gaps.append(text[start + _RUN - 1 : at] or text[at - 1 : at])
            start = None
    return gaps
