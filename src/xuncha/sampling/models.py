"""What a draw consists of, as it is published."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from xuncha.base.language import N_, _

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
