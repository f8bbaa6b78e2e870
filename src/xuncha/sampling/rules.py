"""The draw: who is inspected, decided by a public seed so that anyone can repeat it.

Every site of a stratum gets the SHA-256 of three words, joined by a line feed (U+000A) and written
in UTF-8: the seed, the campaign, the site code. The sites stand in ascending order of that number
in hexadecimal (equal numbers, which do not happen, in order of site code), and the quota is filled
from the front. Nothing else enters: not the order of the register, no clock, no chance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from xuncha.base.language import _
from xuncha.base.types import Site
from xuncha.sampling.models import (
    HOW_NAMES,
    RULE,
    SCHEMA,
    USUAL_PERCENT,
    Addition,
    Draw,
    DrawError,
    Exclusion,
    Quota,
    Ranked,
    Row,
)

__all__ = [
    "HOW_NAMES",
    "RULE",
    "SCHEMA",
    "USUAL_PERCENT",
    "Draw",
    "DrawError",
    "Quota",
    "Ranked",
    "Row",
    "draw",
    "fill",
    "number",
    "rank",
    "sizes",
]


def draw(
    register: Iterable[Site],
    *,
    campaign: str,
    seed: str,
    quotas: Iterable[Quota] = (),
    percent: int = USUAL_PERCENT,
    batches: int = 1,
    exclusions: Mapping[str, str] | None = None,
    rechecks: Mapping[str, str] | None = None,
    manual: Mapping[str, str] | None = None,
) -> Draw:
    """Draw from ``register``; a stratum without a quota gives ``percent`` of its sites.

    ``exclusions``, ``rechecks`` (last period's unqualified, always inspected) and ``manual`` map
    site codes to reasons, which an exclusion must have; an excluded re-check stays excluded, since
    it cannot be visited. Raises DrawError where the register or the wishes contradict themselves.
    """
    _check_word(_("种子"), seed)
    _check_word(_("抽查名称"), campaign)
    rows = _rows(register)
    excluded = dict(exclusions or {})
    _check_known(_("排除"), excluded, rows)
    _check_reasons(excluded)
    result: list[Ranked] = []
    filled: list[Quota] = []
    for quota in _quotas(quotas, rows.values(), percent):
        sites = [
            row
            for row in rows.values()
            if row.stratum == quota.stratum and row.site_code not in excluded
        ]
        quota = fill(quota, len(sites), batches)
        filled.append(quota)
        result += rank(sites, quota, seed=seed, campaign=campaign)
    return Draw(
        campaign=campaign,
        seed=seed,
        register=tuple(rows.values()),
        exclusions=tuple(Exclusion(code, excluded[code]) for code in sorted(excluded)),
        quotas=tuple(filled),
        additions=_additions(rechecks or {}, manual or {}, excluded, rows),
        result=tuple(result),
    )


def number(seed: str, campaign: str, site_code: str) -> str:
    """The number that ranks a site, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256("\n".join((seed, campaign, site_code)).encode()).hexdigest()


def rank(sites: Iterable[Row], quota: Quota, *, seed: str, campaign: str) -> list[Ranked]:
    """The sites of one stratum in the order of their numbers, the first ones with their batch."""
    numbered = sorted((number(seed, campaign, row.site_code), row.site_code, row) for row in sites)
    batches = [batch for batch, size in enumerate(quota.batches, 1) for _place in range(size)]
    return [
        Ranked(
            stratum=row.stratum,
            rank=place,
            hash=value,
            site_code=code,
            name=row.name,
            batch=batches[place - 1] if place <= len(batches) else None,
        )
        for place, (value, code, row) in enumerate(numbered, 1)
    ]


def fill(quota: Quota, available: int, batches: int) -> Quota:
    """``quota`` with the sizes of its batches worked out for so many sites."""
    if not 0 <= quota.percent <= 100:
        raise DrawError(
            _("分层“{stratum}”的比例 {percent}% 不对：应在 0 到 100 之间").format(
                stratum=quota.stratum, percent=quota.percent
            )
        )
    wanted = -(-available * quota.percent // 100) if quota.count is None else quota.count
    if wanted < 0 or any(size < 0 for size in quota.batches):
        raise DrawError(_("分层“{stratum}”的数量是负数：请改正").format(stratum=quota.stratum))
    if wanted > available:
        raise DrawError(
            _(
                "分层“{stratum}”要抽 {wanted} 家，未排除的只有 {available} 家："
                "请减少数量或核对分层名称"
            ).format(stratum=quota.stratum, wanted=wanted, available=available)
        )
    if quota.batches and sum(quota.batches) != wanted:
        raise DrawError(
            _("分层“{stratum}”各批合计 {sum} 家，应抽 {wanted} 家：请改成一致").format(
                stratum=quota.stratum, sum=sum(quota.batches), wanted=wanted
            )
        )
    sizes = quota.batches or _even(wanted, max(1, batches))
    return Quota(quota.stratum, quota.count, quota.percent, sizes)


def _even(count: int, batches: int) -> tuple[int, ...]:
    each, more = divmod(count, batches)
    return tuple(each + (batch < more) for batch in range(batches))


def _rows(register: Iterable[Site]) -> dict[str, Row]:
    """The register by site code, in its order, so that no other order can matter."""
    rows: dict[str, tuple[int, Row]] = {}
    for place, site in enumerate(register, 1):
        code = site.site_code
        if not code or code != "".join(code.split()):
            raise DrawError(
                _("名单第 {place} 家“{name}”没有网站标识码或标识码中有空格：请补正后重抽").format(
                    place=place, name=site.name or site.home_url
                )
            )
        if code in rows:
            raise DrawError(
                _(
                    "名单第 {first} 家和第 {place} 家的网站标识码都是 {code}：请改正或删去一家"
                ).format(first=rows[code][0], place=place, code=code)
            )
        rows[code] = place, Row(code, site.name, site.stratum)
    if not rows:
        raise DrawError(_("名单里没有网站，无从抽取：请先导入名单"))
    return {code: rows[code][1] for code in sorted(rows)}


def _quotas(wishes: Iterable[Quota], rows: Iterable[Row], percent: int) -> list[Quota]:
    strata = dict.fromkeys(sorted({row.stratum for row in rows}))
    asked: dict[str, Quota] = {}
    for quota in wishes:
        if quota.stratum not in strata:
            names = "、".join(name or _("（空）") for name in strata)
            raise DrawError(
                _("名单里没有分层“{stratum}”：名单的分层是 {names}").format(
                    stratum=quota.stratum, names=names
                )
            )
        if quota.stratum in asked:
            raise DrawError(
                _("分层“{stratum}”的配额写了两次：请只留一个").format(stratum=quota.stratum)
            )
        asked[quota.stratum] = quota
    return [asked.get(stratum) or Quota(stratum, percent=percent) for stratum in strata]


def _additions(
    rechecks: Mapping[str, str],
    manual: Mapping[str, str],
    excluded: Mapping[str, str],
    rows: Mapping[str, Row],
) -> tuple[Addition, ...]:
    _check_known(_("复查"), rechecks, rows)
    _check_known(_("人工加入"), manual, rows)
    for code in sorted(manual):
        if code in excluded:
            raise DrawError(
                _("网站 {code}“{name}”既被排除又被人工加入：请去掉其中一个").format(
                    code=code, name=rows[code].name
                )
            )
    # A site that is both is a re-check: that is not ours to choose.
    found = [
        Addition(code, "manual", manual[code]) for code in sorted(manual.keys() - rechecks.keys())
    ]
    found += [Addition(code, "recheck", why) for code, why in rechecks.items()]
    kept = (one for one in found if one.site_code not in excluded)
    return tuple(sorted(kept, key=lambda one: one.site_code))


def _check_known(what: str, codes: Iterable[str], rows: Mapping[str, Row]) -> None:
    for code in sorted(codes):
        if code not in rows:
            raise DrawError(
                _("{what}名单中的网站标识码 {code} 不在网站名单里：请核对").format(
                    what=what, code=code
                )
            )


def _check_reasons(excluded: Mapping[str, str]) -> None:
    """Who is left out without a reason was left out at will."""
    for code, reason in sorted(excluded.items()):
        if not reason.strip():
            raise DrawError(_("排除网站 {code} 没有写理由：请补写").format(code=code))


def _check_word(what: str, word: str) -> None:
    """A line feed within would let two different draws share their numbers."""
    if not word.strip() or word != word.strip() or not word.isprintable():
        raise DrawError(_("{what}不能为空，首尾不能有空格，也不能换行：请改正").format(what=what))


def sizes(result: Sequence[Ranked]) -> dict[str, int]:
    """How many sites of each stratum were drawn."""
    drawn = [one.stratum for one in result if one.batch is not None]
    return {stratum: drawn.count(stratum) for stratum in dict.fromkeys(drawn)}
