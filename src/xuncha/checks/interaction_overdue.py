"""留言超期未答复: 规定时段内的有效留言超过期限没有答复，或者超过期限才答复。

依据: 国办发〔2015〕15号“互动回应差”；国办秘函〔2019〕19号“互动回应差”。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.base.types import Period
from xuncha.checks.contract import Fault, NotTested, Said, indicator
from xuncha.evidence.snapshot import Letter, Snapshot

_UNDATED = N_("留言未注明日期，无法判断是否超期")


@indicator(
    "interaction.overdue",
    needs=("letters",),
    mode="semi",
    says={
        "": N_("留言“{title}”（{asked}）{days}天未答复，期限{limit}"),
        "late": N_("留言“{title}”（{asked}）{days}天后才答复，期限{limit}"),
    },
)
def check(site: Snapshot, *, within: Period, looking_back: Period) -> Iterator[Said]:
    """Judge each letter asked in the time looked back on; the limit's own day is in time."""
    today = site.as_of.date()
    for letter in site.letters or ():
        asked = letter.asked.day if letter.asked else None
        if asked is None:
            if letter.replied is False:
                yield NotTested(_UNDATED, letter.url)
        elif looking_back.before(today) <= asked <= today:
            end = _end(letter, today)
            if end is not None and asked < within.before(end):
                yield _fault(letter, asked, end, within)


def _end(letter: Letter, today: date) -> date | None:
    """Until when it waited for an answer, None where that is not known."""
    if letter.replied is False:
        return today
    answered = letter.answered.day if letter.replied and letter.answered else None
    # An answer from the future is a slip of the pen; date.absurd's matter.
    return answered if answered and answered <= today else None


def _fault(letter: Letter, asked: date, end: date, within: Period) -> Fault:
    return Fault(
        where=letter.url,
        url=letter.url,
        source_url=letter.url,
        seen={
            "title": mask(letter.title[:80]),
            "asked": asked.isoformat(),
            "days": (end - asked).days,
            "limit": str(within),
        },
        # The rule counts letters that stand without an answer; of a late one a person decides.
        suspected=letter.replied is not False,
        sentence="late" if letter.replied else "",
    )
