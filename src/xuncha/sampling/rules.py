"""The draw: who is inspected, decided by a public seed so that anyone can repeat it.

Every site of a stratum gets the SHA-256 of three words, joined by a line feed (U+000A) and written
in UTF-8: the seed, the campaign, the site code. The sites stand in ascending order of that number
in hexadecimal (equal numbers, which do not happen, in order of site code), and the quota is filled
from the front. Nothing else enters: not the order of the register, no clock, no chance.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xuncha.base.language import N_, _
from xuncha.base.types import Site

SCHEMA = "xuncha.draw/1"

#: What the published file says of itself; part of the schema, so never reworded within one.
RULE = (
    "每个分层内，把种子、抽查名称、网站标识码依次用换行符（U+000A）连接，按 UTF-8 编码计算 "
    "SHA-256，以小写十六进制从小到大排列（相同时按网站标识码排列），从前往后取足应抽数量，再按各批数量依次分批。"
    "排除的网站不参加排列，理由随文件公布；按比例抽取时以未排除的网站为基数，不足一家的进为一家。"
    "上期复查和人工加入的网站另行列出，不占抽取名额。"
)

#: 国办秘函〔2016〕48号 and 政府网站发展指引: at least 30 % in a quarter.
USUAL_PERCENT = 30

How = Literal["recheck", "manual"]
HOW_NAMES: Mapping[How, str] = {
    "recheck": N_("上期复查"),
    "manual": N_("人工加入"),
}


class DrawError(ValueError):
    """The draw cannot be made, read or published; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Quota:
    """How many sites of one stratum are drawn, and in which batches."""

    stratum: str
    #: A number of sites; None: `percent` of those that are not excluded, rounded up.
    count: int | None = None
    percent: int = USUAL_PERCENT
    #: The size of each batch; empty: even batches, the first ones larger by one where needed.
    batches: tuple[int, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Quota:
        """Read ``"省直部门=34"``, ``"市州=30%"`` or, by batches, ``"市州=51+51+50"``.

        Raises DrawError for anything else.
        """
        stratum, equals, amount = text.rpartition("=")
        if equals and re.fullmatch(r"[0-9]{1,3}%", amount):
            return cls(stratum.strip(), percent=int(amount[:-1]))
        if equals and re.fullmatch(r"[0-9]{1,6}(?:\+[0-9]{1,6}){0,50}", amount):
            sizes = tuple(map(int, amount.split("+")))
            return cls(stratum.strip(), sum(sizes), batches=sizes if len(sizes) > 1 else ())
        raise DrawError(
            _("看不懂配额“{text}”：请写成“分层=数量”“分层=比例%”或“分层=第一批+第二批”").format(
                text=text
            )
        )


@dataclass(frozen=True, slots=True)
class Row:
    """What the draw uses of one line of the register."""

    site_code: str
    name: str
    stratum: str


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A site that took no part, and why (例外, 关停, 临时下线 …)."""

    site_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A site inspected whatever the draw says."""

    site_code: str
    how: How
    reason: str = ""
    batch: int = 1


@dataclass(frozen=True, slots=True)
class Ranked:
    """One site in the order of its stratum."""

    stratum: str
    #: 1 is the first.
    rank: int
    hash: str
    site_code: str
    name: str
    #: None: not drawn.
    batch: int | None


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw with everything needed to repeat it."""

    campaign: str
    seed: str
    #: Every row of the register, in order of site code.
    register: tuple[Row, ...]
    exclusions: tuple[Exclusion, ...]
    #: One for each stratum of the register, its batches worked out.
    quotas: tuple[Quota, ...]
    additions: tuple[Addition, ...]
    result: tuple[Ranked, ...]
    rule: str = RULE
    schema: str = SCHEMA

    def sample(self) -> dict[str, int]:
        """The batch of every site that is inspected, by site code: the drawn, then the added."""
        batches = {one.site_code: one.batch for one in self.result if one.batch is not None}
        for one in self.additions:
            batches.setdefault(one.site_code, one.batch)
        return batches


def draw(
    register: Iterable[Site],
    *,
    campaign: str,
    seed: str,
    quotas: Iterable[Quota] = (),
    batches: int = 1,
    exclusions: Mapping[str, str] | None = None,
    rechecks: Mapping[str, str] | None = None,
    manual: Mapping[str, str] | None = None,
) -> Draw:
    """Draw from ``register``; a stratum without a quota gives `USUAL_PERCENT` of its sites.

    ``exclusions``, ``rechecks`` (last period's unqualified, always inspected) and ``manual`` map
    site codes to reasons; an excluded re-check stays excluded, since it cannot be visited. Raises
    DrawError where the register or the wishes contradict themselves.
    """
    _check_word(_("种子"), seed)
    _check_word(_("抽查名称"), campaign)
    rows = _rows(register)
    excluded = dict(exclusions or {})
    _check_known("排除", excluded, rows)
    result: list[Ranked] = []
    filled: list[Quota] = []
    for quota in _quotas(quotas, rows.values()):
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


def _quotas(wishes: Iterable[Quota], rows: Iterable[Row]) -> list[Quota]:
    strata = dict.fromkeys(sorted({row.stratum for row in rows}))
    asked: dict[str, Quota] = {}
    for quota in wishes:
        if quota.stratum not in strata:
            names = "、".join(name or "（空）" for name in strata)
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
    return [asked.get(stratum) or Quota(stratum) for stratum in strata]


def _additions(
    rechecks: Mapping[str, str],
    manual: Mapping[str, str],
    excluded: Mapping[str, str],
    rows: Mapping[str, Row],
) -> tuple[Addition, ...]:
    _check_known("复查", rechecks, rows)
    _check_known("人工加入", manual, rows)
    for code in sorted(manual):
        if code in excluded:
            raise DrawError(
                _("网站 {code}“{name}”既被排除又被人工加入：请去掉其中一个").format(
                    code=code, name=rows[code].name
                )
            )
    found = [Addition(code, "recheck", rechecks[code]) for code in sorted(rechecks)]
    found += [Addition(code, "manual", manual[code]) for code in sorted(manual)]
    return tuple(
        {one.site_code: one for one in reversed(found) if one.site_code not in excluded}.values()
    )[::-1]


def _check_known(what: str, codes: Iterable[str], rows: Mapping[str, Row]) -> None:
    for code in sorted(codes):
        if code not in rows:
            raise DrawError(
                _("{what}名单中的网站标识码 {code} 不在网站名单里：请核对").format(
                    what=what, code=code
                )
            )


def _check_word(what: str, word: str) -> None:
    """A line feed within would let two different draws share their numbers."""
    if not word.strip() or word != word.strip() or not word.isprintable():
        raise DrawError(_("{what}不能为空，首尾不能有空格，也不能换行：请改正").format(what=what))


def sizes(result: Sequence[Ranked]) -> dict[str, int]:
    """How many sites of each stratum were drawn."""
    drawn = [one.stratum for one in result if one.batch is not None]
    return {stratum: drawn.count(stratum) for stratum in dict.fromkeys(drawn)}
