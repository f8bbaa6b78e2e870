"""How a bulletin speaks of a site, a column, an age; everything a site wrote is made harmless."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from xuncha.base.text import mask
from xuncha.base.types import Period
from xuncha.base.urls import host_of
from xuncha.scoring.results import SiteResult

_LONGEST = 30
_LONGEST_NAME = 40
_ALREADY = ("网站", "网", "平台", "门户", "系统")


def plain(text: object, most: int = 2000) -> str:
    """`text` as print takes it: one line, nothing invisible, no personal data, not endless."""
    kept = "".join(
        " " if one.isspace() else one
        for one in str(text)[: most * 4]
        # Controls, direction marks, halves of pairs, private use: what no font should meet.
        if one.isspace() or unicodedata.category(one)[0] != "C"
    )
    line = mask(" ".join(kept.split()))
    return line if len(line) <= most else f"{line[: most - 1]}…"


def quoted(text: object) -> str:
    """“工作动态”, its own quotation marks a rank lower."""
    inner = plain(text, _LONGEST).translate(str.maketrans("“”", "‘’"))
    return f"“{inner}”"


def listed(words: Sequence[str], measure: str, most: int = 3) -> str:
    """Quoted names in a row: “甲”和“乙”, or “甲”“乙”“丙”等5个."""
    shown = [quoted(word) for word in words[:most]]
    if len(words) > most:
        return f"{''.join(shown)}等{len(words)}个{measure}"
    return ("和".join(shown) if len(shown) == 2 else "".join(shown)) + measure


def enumerated(words: Iterable[str]) -> str:
    """甲、乙和丙 as Chinese prose has it: 甲、乙、丙."""
    return "、".join(words)


def site_name(site: SiteResult, *, unit: bool = True) -> str:
    """共和县国土资源局网站, its unit in brackets where the name does not say it."""
    name = plain(site.name, _LONGEST_NAME) or host_of(site.home_url) or plain(site.site_code)
    shown = name if name.endswith(_ALREADY) else f"{name}网站"
    owner = plain(site.unit, _LONGEST_NAME)
    return f"{shown}（{owner}）" if unit and owner and owner not in shown else shown


def stratum_name(stratum: str) -> str:
    """省直部门网站; 政府网站 where sites are in no stratum."""
    name = plain(stratum, _LONGEST)
    if not name:
        return "政府网站"
    return name if name.endswith(_ALREADY) else f"{name}网站"


def long_date(day: date) -> str:
    """2016年10月8日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_of(value: object) -> date | None:
    """A day as findings write it, None for anything else."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def age(newest: date, today: date) -> str:
    """How long ago in whole years, months or days, never more than it was: 超过2年."""
    years = today.year - newest.year
    while years and Period(months=12 * years).before(today) <= newest:
        years -= 1
    if years > 0:
        return f"超过{years}年"
    months = 11
    while months and Period(months=months).before(today) <= newest:
        months -= 1
    return f"超过{months}个月" if months else f"{max((today - newest).days, 0)}天"
