"""problems.xlsx: one sheet per family of indicators, a summary first, nothing that computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from xuncha.base.language import _
from xuncha.report import sheets
from xuncha.report.privacy import Published
from xuncha.report.sheets import Sheet, Value
from xuncha.report.words import (
    LEVELS,
    OUTCOMES,
    VERDICTS,
    families,
    family,
    indicator_name,
    root_name,
)
from xuncha.scoring.causes import Problem, problems
from xuncha.scoring.rates import half_up
from xuncha.scoring.results import Inspection, SiteResult


def encode(inspection: Published) -> bytes:
    """The workbook's bytes; raises OSError when the temporary folder does not take its sheets."""
    return sheets.encode(_sheets(inspection))


def _sheets(inspection: Inspection) -> Iterator[Sheet]:
    yield _summary(inspection)
    yield _rates(inspection)
    rows: dict[str, list[Sequence[Value]]] = {name: [] for name in families()}
    every: list[Sequence[Value]] = []
    for site in inspection.sites:
        for one in problems(site.findings):
            rows[family(one.lead.indicator)].append(_problem(inspection, site, one))
            if len(one.findings) > 1:
                parts = [replace(one, findings=(finding,)) for finding in one.findings]
                every += [_problem(inspection, site, part) for part in parts]
    for name, found in rows.items():
        if found:
            yield Sheet(name, _problem_head(), found)
    if every:
        yield Sheet(_("同源问题明细"), _problem_head(), every)
    yield _unseen(inspection)


def _summary(inspection: Inspection) -> Sheet:
    head = (
        _("网站标识码"),
        _("网站名称"),
        _("单位"),
        _("层级"),
        _("地区"),
        _("首页网址"),
        _("结论"),
        _("得分"),
        _("否决项"),
        _("问题数"),
        _("疑似数"),
        _("问题处数"),
        _("页面数"),
        _("链接数"),
        _("受阻数"),
        _("监测时间点"),
    )
    return Sheet(_("汇总"), head, [_site(inspection, site) for site in inspection.sites])


def _site(inspection: Inspection, site: SiteResult) -> Sequence[Value]:
    found = problems(site.findings)
    certain = [one for one in found if one.is_certain]
    return (
        site.site_code,
        site.name,
        site.unit,
        site.stratum,
        site.region,
        site.home_url,
        _(VERDICTS[site.verdict][1]),
        None if site.score is None else half_up(site.score),
        "、".join(indicator_name(code, inspection.standard) for code in site.vetoes),
        len(certain),
        len(found) - len(certain),
        sum(one.places for one in certain),
        site.pages,
        site.links,
        site.blocked,
        _day(inspection.as_of),
    )


def _rates(inspection: Inspection) -> Sheet:
    head = (_("层级"), _("检查数"), _("合格数"), _("合格率"), _("无法检查"))
    rows = [(s.stratum, s.inspected, s.qualified, s.rate, s.untestable) for s in inspection.strata]
    return Sheet(_("合格率"), head, rows)


def _problem_head() -> Sequence[str]:
    return (
        _("网站标识码"),
        _("网站名称"),
        _("层级"),
        _("指标编码"),
        _("指标名称"),
        _("级别"),
        _("结论"),
        _("问题"),
        _("处数"),
        _("栏目"),
        _("问题地址"),
        _("来源页"),
        _("最新日期"),
        _("天数"),
        _("扣分"),
        _("证据"),
        _("同一来源"),
    )


def _problem(inspection: Inspection, site: SiteResult, problem: Problem) -> Sequence[Value]:
    """One problem in a line; where it shows in many places, the first stands for them."""
    finding = problem.lead
    days = finding.observed.get("days")
    return (
        site.site_code,
        site.name,
        site.stratum,
        finding.indicator,
        indicator_name(finding.indicator, inspection.standard),
        _(LEVELS[finding.level]),
        _(OUTCOMES[finding.outcome][1]),
        finding.message,
        problem.places,
        finding.column,
        finding.url or finding.where,
        finding.source_url,
        _day(finding.observed.get("newest")),
        days if isinstance(days, int) else None,
        half_up(sum((one.points for one in problem.findings), Decimal(0))),
        " ".join(finding.evidence),
        root_name(finding.root) if finding.root else None,
    )


def _unseen(inspection: Inspection) -> Sheet:
    head = (
        _("网站标识码"),
        _("网站名称"),
        _("结论"),
        _("指标编码"),
        _("指标名称"),
        _("位置"),
        _("原因"),
    )
    rows: list[Sequence[Value]] = []
    for site in inspection.sites:
        said = [("untested", u.indicator, u.where, u.why) for u in site.untested]
        said += [("error", code, "", why) for code, why in site.errors]
        rows += [
            (
                site.site_code,
                site.name,
                _(OUTCOMES[outcome][1]),  # type: ignore[index]  # a StrEnum is its own word
                code,
                indicator_name(code, inspection.standard),
                where,
                why,
            )
            for outcome, code, where, why in said
        ]
    return Sheet(_("未检与出错"), head, rows)


def _day(value: object) -> Value:
    """A real date where the text begins with one, so that it sorts; the text itself elsewhere."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return value
