"""留言超期未答复: 监测时间点前1年内的有效留言，超过3个月没有答复。

依据: 国办秘函〔2019〕19号、国办发〔2015〕15号 单项否决“互动回应差”。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xuncha.base.language import N_
from xuncha.base.text import mask
from xuncha.base.types import Period
from xuncha.checks.contract import Fault, indicator
from xuncha.evidence.snapshot import Letter, Snapshot


@indicator(
    "interaction.overdue",
    needs=("letters",),
    mode="semi",
    says={
        "": N_("留言“{title}”（{asked}）已{days}天没有答复，期限{limit}"),
        "late": N_("留言“{title}”（{asked}）过了{days}天才答复，期限{limit}"),
    },
)
def check(site: Snapshot, *, within: Period, looking_back: Period) -> Iterator[Fault]:
    """Tell each letter of the last year that waits, or waited, for longer than the limit."""
    today = site.as_of.date()
    first = looking_back.before(today)
    for letter in site.letters or ():
        asked = letter.asked.day if letter.asked is not None else None
        if asked is None or not first <= asked <= today:
            continue
        answered = letter.answered.day if letter.answered is not None else None
        if letter.replied is False and asked < within.before(today):
            yield _fault(letter, asked, today, within)
        elif answered is not None and asked < within.before(answered):
            # It was answered in the end: the rule asks for what is unanswered, so a person decides.
            yield _fault(letter, asked, answered, within, late=True)


def _fault(
    letter: Letter, asked: date, until: date, within: Period, *, late: bool = False
) -> Fault:
    return Fault(
        where=letter.url,
        url=letter.url,
        suspected=late,
        sentence="late" if late else "",
        seen={
            "title": mask(letter.title)[:80],
            "asked": asked.isoformat(),
            "days": (until - asked).days,
            "limit": str(within),
        },
    )
