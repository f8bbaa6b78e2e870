"""What stands beside the spot check itself: trend, re-checks, rectification, register, reports.

The sections are those of the bulletins of the provinces (standards.md §9); one without content is
left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from xuncha.bulletin import queries
from xuncha.bulletin.context import Earlier
from xuncha.bulletin.models import Figure, Letter, Paragraph, Sources
from xuncha.bulletin.prose import Ledger, Prose
from xuncha.bulletin.ratios import count, percent, ratio
from xuncha.bulletin.rules import KINDS
from xuncha.bulletin.wording import long_date, plain, stratum_name

_SECURITY = tuple(kind for kind in KINDS if kind.key in ("holes", "security"))


def running(s: Sources, letter: Letter, prose: Prose) -> None:
    """截至…，全省正在运行的政府网站共…家, by stratum."""
    found = s.context.running
    if not found:
        return
    prose.say(
        "截至{day}，{area}正在运行的政府网站共{n}家",
        day=long_date(letter.end or letter.day),
        area=letter.area,
        n=count("running", sum(found.values()), {}),
    )
    if len(found) > 1:
        prose.say("，其中").row(
            "{name}{n}家",
            [
                {"name": stratum_name(name), "n": count("running", n, {"stratum": name})}
                for name, n in found.items()
            ],
            "、",
            "",
        )
    prose.say("。")


def trend(s: Sources, prose: Prose) -> None:
    """Against last quarter and the same quarter a year ago, and how sure the rate is."""
    part, whole = _rate(queries.rate(s))
    for one in s.context.earlier:
        if one.decided and whole:
            now = Fraction(part, whole) - Fraction(one.qualified, one.decided)
            prose.say(
                "合格率比{label}（{rate}，{good}/{all}）{moved}",
                label=one.label,
                rate=ratio("earlier_rate", one.qualified, one.decided, _label(one)),
                good=count("earlier_qualified", one.qualified, _label(one)),
                all=count("earlier_decided", one.decided, _label(one)),
                moved=_direction(now),
            )
            if now:
                prose.say("{points}个百分点", points=_change("rate_change", now, one))
            _share(s, one, prose)
            prose.say("。")
    likely = s.context.likely
    if likely is not None and likely.low < likely.high:
        prose.say(
            "按不放回抽样精确推算，全部网站的合格率有95%的把握在{low}至{high}之间。",
            low=ratio("likely_low", likely.low, likely.population, {}),
            high=ratio("likely_high", likely.high, likely.population, {}),
        )


def _share(s: Sources, one: Earlier, prose: Prose) -> None:
    part, whole = _rate(queries.drawn_share(s))
    if not (one.registered and whole):
        return
    moved = Fraction(part, whole) - Fraction(one.sampled, one.registered)
    prose.say("，抽查比例{moved}", moved=_direction(moved))
    if moved:
        prose.say("{points}个百分点", points=_change("share_change", moved, one))


def _direction(moved: Fraction) -> str:
    return "提高" if moved > 0 else "下降" if moved < 0 else "持平"


def _change(query: str, moved: Fraction, one: Earlier) -> Figure:
    shown = percent(abs(moved)).removesuffix("%")
    return Figure(query, _label(one), str(moved), shown)


def _label(one: Earlier) -> dict[str, str]:
    return {"against": one.label}


def _rate(figure: Figure) -> tuple[int, int]:
    part, _slash, whole = str(figure.value).partition("/")
    return int(part), int(whole)


def items(s: Sources, leads: Iterator[str], ledger: Ledger) -> Iterator[Paragraph]:
    """The items of 一、抽查情况 that follow the spot check, each with its lead."""
    for title, tell in (
        ("上期不合格网站复查情况。", _recheck),
        ("整改和问责情况。", _rectification),
        ("网站登记管理情况。", _register),
        ("年度报表公开情况。", _reports),
        ("安全检查情况。", _security),
    ):
        prose = Prose(ledger, "item", "")
        if tell(s, prose):
            yield prose.done(f"{next(leads)}{title}")
    for n, words in enumerate(s.context.praise):
        lead = f"{next(leads)}好的做法。" if n == 0 else ""
        yield Prose(ledger, "item" if n == 0 else "body", lead).say("{w}", w=plain(words)).done()


def _recheck(s: Sources, prose: Prose) -> bool:
    found = s.context.recheck
    if found is None or not found.unqualified:
        return False
    prose.say(
        "上期不合格的{all}家网站，本期复查{again}家，其中{good}家已合格",
        all=count("recheck_all", found.unqualified, {}),
        again=count("recheck_again", found.again, {}),
        good=count("recheck_qualified", found.qualified, {}),
    )
    bad = found.again - found.qualified
    if bad:
        prose.say("，{bad}家仍不合格或尚无结论", bad=count("recheck_bad", bad, {}))
    prose.say("。")
    return True


def _rectification(s: Sources, prose: Prose) -> bool:
    found, called = s.context.rectification, s.context.accountability
    if (found is None or not found.issued) and not called:
        return False
    if found is not None and found.issued:
        prose.say(
            "共下发整改通知单{issued}份，复查通过{passed}份",
            issued=count("notices_issued", found.issued, {}),
            passed=count("notices_passed", found.passed, {}),
        )
        if found.open:
            prose.say("，尚在整改{open}份", open=count("notices_open", found.open, {}))
        if found.overdue:
            prose.say("（其中逾期{late}份）", late=count("notices_overdue", found.overdue, {}))
        prose.say("。")
    if called:
        prose.say("对有关单位和责任人").row(
            "{name}{n}人次",
            [
                {"name": plain(k, 20), "n": count("called", n, {"how": k})}
                for k, n in called.items()
            ],
            "、",
        )
    return True


def _register(s: Sources, prose: Prose) -> bool:
    found = s.context.register
    if found is None or not (found.missed or found.mismatched or found.closed):
        return False
    said = [
        ("发现漏报网站线索{n}条", "missed", found.missed),
        ("补录{n}家", "supplemented", found.supplemented),
        ("登记信息与实际不符{n}处", "mismatched", found.mismatched),
        ("关停或迁移{n}家", "closed", found.closed),
    ]
    rows = [(text, count(f"register_{name}", n, {})) for text, name, n in said if n]
    for n, (text, figure) in enumerate(rows):
        prose.say("，" if n else "").say(text, n=figure)
    prose.say("。")
    return True


def _reports(s: Sources, prose: Prose) -> bool:
    found = s.context.reports
    if found is None or not found.due:
        return False
    prose.say(
        "应公开年度报表{due}份，已公开{done}份，公开率{rate}。",
        due=count("reports_due", found.due, {}),
        done=count("reports_published", found.published, {}),
        rate=ratio("reports_rate", found.published, found.due, {}),
    )
    return True


def _security(s: Sources, prose: Prose) -> bool:
    """Only how many sites have a risk: what it is, and whose, is told to nobody here."""
    sites = sum(
        any(queries.has_problem(site, kind) for kind in _SECURITY) for site in s.inspection.sites
    )
    if not sites:
        return False
    prose.say(
        "{n}家网站存在安全隐患，已逐一告知主办单位，要求立即消除。", n=count("risky", sites, {})
    )
    return True
