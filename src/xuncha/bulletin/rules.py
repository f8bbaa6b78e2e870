"""The choices of a bulletin: kinds of problem and their order, who may be named, which examples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from xuncha.base.types import Level, Outcome, Verdict
from xuncha.scoring.law import Standard
from xuncha.scoring.results import Finding, SiteResult

#: Examples of each kind, and sites called the worst, as many as a reader takes in.
MOST_EXAMPLES = 3
MOST_WORST = 7

#: "pending": unqualified only by what is suspected, so that a person has to look first.
Standing = Literal["qualified", "unqualified", "pending", "untestable"]
STANDINGS: dict[Standing, str] = {
    "qualified": "合格",
    "unqualified": "不合格",
    "pending": "待复核",
    "untestable": "未能检查",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: one paragraph of 主要问题."""

    key: str
    title: str
    #: Codes of indicators, or beginnings of codes that end in ".".
    codes: tuple[str, ...]
    #: What the offices are asked to do about it.
    advice: str
    #: Whether sites are named. A leak is not advertised before it is closed.
    named: bool = True
    #: Whether addresses may be given away, in text or annex.
    places: bool = True
    #: Whether a site is held up as an example even where it cost it nothing.
    grave: bool = False


KINDS = (
    Kind(
        "unreachable",
        "网站无法访问",
        ("site.unreachable",),
        "加强运行保障，因停电、故障或迁移不能访问的，要及时报备并尽快恢复",
    ),
    Kind(
        "stale",
        "信息更新不及时",
        ("home.stale", "column.stale"),
        "加强信息内容保障，落实栏目责任人，对长期没有更新内容的栏目及时撤并",
    ),
    Kind(
        "blank",
        "空白栏目",
        ("column.blank",),
        "全面清理空白栏目，合理规划栏目设置，暂无内容的栏目不对外显示",
    ),
    Kind(
        "links",
        "链接不可用",
        ("link.dead", "link.soft404", "link.bad_attachment"),
        "定期排查错链断链，及时修正或移除不能打开的链接和附件",
    ),
    Kind(
        "accuracy",
        "信息不准确、日期异常",
        ("date.", "text.", "C09"),
        "严格信息发布审核，认真核对发布日期和内容，杜绝日期异常和内容差错",
    ),
    Kind(
        "abnormal",
        "网页显示异常",
        ("page.",),
        "加强值班读网，发现网页显示异常及时修复",
    ),
    Kind(
        "interaction",
        "互动回应不及时",
        ("interaction.", "I02", "I03", "I04", "I05", "I06"),
        "规范互动交流，按时限答复公众咨询留言",
    ),
    Kind(
        "service",
        "服务不实用",
        ("service.", "S01", "S02", "S03"),
        "完善办事指南要素，核对办理材料、地点、时间和联系方式",
    ),
    Kind(
        "reprint",
        "重要政策信息转载不规范",
        ("reprint.",),
        "及时、完整转载重要政策信息",
    ),
    Kind(
        "marks",
        "网站标识、标签和登记信息不规范",
        ("element.", "tag.", "domain.", "registry."),
        "规范网站名称、域名、底部标识和网页标签，登记信息有变化的及时变更",
    ),
    Kind(
        "holes",
        "存在安全漏洞",
        ("security.sqli", "security.xss"),
        "立即修补安全漏洞，定期开展安全检测，提升网站安全防护能力",
        places=False,
        grave=True,
    ),
    Kind(
        "security",
        "存在安全和个人信息保护隐患",
        ("security.", "privacy.", "link.hijacked"),
        "清除暗链和失控链接，关闭外露文件，不公开个人隐私信息",
        named=False,
        places=False,
    ),
    Kind("other", "其他问题", (), "对照检查指标逐项自查自纠"),
)


@cache
def kind_of(code: str) -> Kind:
    """The kind an indicator, or a row scored by people, belongs to."""
    for exact in (True, False):
        for kind in KINDS:
            for one in kind.codes:
                if code == one if exact else one.endswith(".") and code.startswith(one):
                    return kind
    return KINDS[-1]


def is_certain(finding: Finding) -> bool:
    """Whether it may be said of a unit; what is suspected may not."""
    return finding.outcome is Outcome.FAULT


def costs(finding: Finding) -> bool:
    """Whether it is a veto or a deduction."""
    return finding.level in (Level.VETO, Level.DEDUCT)


def certain(site: SiteResult, kind: Kind | None = None) -> tuple[Finding, ...]:
    """The certain findings of a site, of one kind where it is given."""
    return tuple(
        one
        for one in site.findings
        if is_certain(one) and (kind is None or kind_of(one.indicator) is kind)
    )


def certain_vetoes(site: SiteResult) -> tuple[str, ...]:
    """The vetoes that rest on something certain."""
    sure = {f.indicator for f in site.findings if is_certain(f) and f.level is Level.VETO}
    return tuple(code for code in site.vetoes if code in sure)


def standing(site: SiteResult, law: Standard | None) -> Standing:
    """Where a site stands in the bulletin."""
    if site.verdict is Verdict.QUALIFIED:
        return "qualified"
    if site.verdict is Verdict.UNTESTABLE:
        return "untestable"
    if certain_vetoes(site) or (not site.vetoes and _low_anyway(site, law)):
        return "unqualified"
    return "pending"


def _low_anyway(site: SiteResult, law: Standard | None) -> bool:
    """Whether the score is too low even with what suspicions cost given back."""
    doubtful = sum((f.points for f in site.findings if not is_certain(f)), Decimal(0))
    if not doubtful:
        return True
    if law is None or site.score is None:
        return False
    if law.rescale is not None:
        doubtful = doubtful * law.full_mark / (law.full_mark - law.rescale.points)
    return site.score + doubtful < law.pass_mark


def examples(
    sites: Iterable[SiteResult],
    kind: Kind,
    law: Standard | None,
    first: Collection[str] = (),
) -> tuple[tuple[SiteResult, tuple[Finding, ...]], ...]:
    """The sites that show a kind of problem best, each with its findings of that kind.

    Those the office puts forward (`first`, site codes) and that failed come first, then other
    unqualified sites, then what costs most, then the longest standing and the most numerous;
    a site that only has remarks, and passed, is held up as an example of what is grave alone.
    """
    if not kind.named:
        return ()
    found = []
    for site in sites:
        findings = certain(site, kind)
        bad = standing(site, law) == "unqualified"
        if findings and (kind.grave or bad or any(map(costs, findings))):
            place = (not (bad and site.site_code in first), not bad, *_weight(findings))
            found.append((*place, site.site_code, site.name, site, findings))
    found.sort(key=lambda one: one[:-2])
    return tuple((one[-2], one[-1]) for one in found[:MOST_EXAMPLES])


def worst(
    sites: Iterable[SiteResult], law: Standard | None, first: Collection[str] = ()
) -> tuple[SiteResult, ...]:
    """The unqualified sites whose problems stand out: those the office puts forward, or else those
    with the most vetoes and deductions."""
    bad = [site for site in sites if standing(site, law) == "unqualified"]
    chosen = [site for site in bad if site.site_code in first]
    return tuple(chosen or sorted(bad, key=_badness)[:MOST_WORST])


def _badness(site: SiteResult) -> tuple[int, int, str, str]:
    cost = sum(costs(finding) for finding in certain(site))
    return -len(certain_vetoes(site)), -cost, site.site_code, site.name


def _weight(findings: Sequence[Finding]) -> tuple[int, int, int]:
    """Smaller is weightier: vetoes, then the longest standing, then the number."""
    vetoes = sum(one.level is Level.VETO for one in findings)
    return -min(vetoes, 1), -max(map(days_of, findings)), -len(findings)


def days_of(finding: Finding) -> int:
    """For how many days a finding says it has stood, 0 where it does not say."""
    days = finding.observed.get("days")
    return days if isinstance(days, int) and not isinstance(days, bool) else 0
