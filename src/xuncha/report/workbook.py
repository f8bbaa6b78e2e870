"""problems.xlsx: one sheet per family of indicators, a summary first, nothing that computes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from xuncha.base.language import _
from xuncha.report import sheets
from xuncha.report.sheets import Sheet, Value
from xuncha.report.words import (
    LEVELS,
    OUTCOMES,
    VERDICTS,
    families,
    family,
    indicator_name,
)
from xuncha.scoring.rates import half_up
from xuncha.scoring.results import Finding, Inspection, SiteResult


def encode(inspection: Inspection) -> bytes:
    """The workbook's bytes; raises OSError when the temporary folder does not take its sheets."""
    return sheets.encode(_sheets(inspection))


def _sheets(inspection: Inspection) -> Iterator[Sheet]:
    yield _summary(inspection)
    yield _rates(inspection)
    rows: dict[str, list[Sequence[Value]]] = {name: [] for name in families()}
    for site in inspection.sites:
        for finding in site.findings:
            rows[family(finding.indicator)].append(_problem(inspection, site, finding))
    for name, found in rows.items():
        if found:
            yield Sheet(name, _problem_head(), found)
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
        _("页面数"),
        _("链接数"),
        _("受阻数"),
        _("监测时间点"),
    )
    return Sheet(_("汇总"), head, [_site(inspection, site) for site in inspection.sites])


def _site(inspection: Inspection, site: SiteResult) -> Sequence[Value]:
    suspected = sum(f.outcome == "suspected" for f in site.findings)
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
        len(site.findings) - suspected,
        suspected,
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
        _("栏目"),
        _("问题地址"),
        _("来源页"),
        _("最新日期"),
        _("天数"),
        _("扣分"),
        _("证据"),
    )


def _problem(inspection: Inspection, site: SiteResult, finding: Finding) -> Sequence[Value]:
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
        finding.column,
        finding.url or finding.where,
        finding.source_url,
        _day(finding.observed.get("newest")),
        days if isinstance(days, int) else None,
        half_up(finding.points),
        " ".join(finding.evidence),
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
