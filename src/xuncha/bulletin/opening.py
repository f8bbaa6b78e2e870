"""一、抽查情况: what was drawn, how many qualified, error reports, reprints."""

from __future__ import annotations

from collections.abc import Iterator

from xuncha.bulletin import answers, queries, supervision
from xuncha.bulletin.facts import name_of
from xuncha.bulletin.models import Fact, Figure, Letter, Paragraph, Sources
from xuncha.bulletin.prose import Ledger, Prose
from xuncha.bulletin.ratios import numeral
from xuncha.bulletin.rules import certain_vetoes, worst
from xuncha.bulletin.wording import (
    enumerated,
    long_date,
    plain,
    site_name,
    stratum_name,
)

_MOST_NAMED = 8


def opening(s: Sources, letter: Letter, ledger: Ledger) -> Iterator[Paragraph]:
    """The items of the first section; what was not handed in has no item."""
    leads = iter(f"（{numeral(n)}）" for n in range(1, 11))
    first = Prose(ledger, "item", f"{next(leads)}{letter.area}政府网站抽查情况。")
    supervision.running(s, letter, first)
    _drawn(s, letter, first)
    _rates(s, first)
    supervision.trend(s, first)
    yield first.done()
    if len(queries.batch_numbers(s)) > 1:
        yield _by_batch(s, Prose(ledger, "body"))
    yield _failed(s, Prose(ledger, "body"))
    # An inspection made without the policies saw no reprint, which is not "none was there".
    if s.policies is not None and answers.required(s).value:
        yield _reprints(s, Prose(ledger, "item", f"{next(leads)}重要政策信息转载情况。"))
    if s.messages is not None:
        yield _messages(s, Prose(ledger, "item", f"{next(leads)}网民纠错留言办理情况。"))
    yield from supervision.items(s, leads, ledger)


def _drawn(s: Sources, letter: Letter, prose: Prose) -> None:
    prose.say(_when(s, letter))
    if len(queries.batch_numbers(s)) > 1:
        prose.say("分{batches}批次", batches=queries.batches(s))
    prose.say("共抽查{sites}家政府网站", sites=queries.sites(s))
    if s.draw is not None:
        prose.say(
            "（登记{registered}家，抽查比例{share}）",
            registered=queries.registered(s),
            share=queries.drawn_share(s),
        )
    prose.say("。")
    strata = queries.strata(s)
    if len(strata) > 1:
        prose.say("其中，").row(
            "{name}{number}家",
            [{"name": stratum_name(one), "number": queries.sites(s, one)} for one in strata],
        )
    if s.draw is not None and queries.not_inspected(s).value:
        prose.say("另有{number}家已抽中的网站未完成检查。", number=queries.not_inspected(s))


def _when(s: Sources, letter: Letter) -> str:
    if letter.begin and letter.end:
        end = long_date(letter.end)
        if letter.begin.year == letter.end.year:
            end = end.partition("年")[2]
        return f"本次抽查从{long_date(letter.begin)}至{end}，"
    return f"本次抽查以{long_date(s.today)}为监测时间点，"


def _rates(s: Sources, prose: Prose) -> None:
    strata = queries.strata(s)
    for stratum in strata:
        name = stratum_name(stratum)
        if len(queries.batch_numbers(s, stratum)) > 1:
            prose.say(
                "{name}平均合格率{mean}（合计{good}/{whole}，{rate}）。",
                name=name,
                mean=queries.mean_rate(s, stratum),
                **_pooled(s, stratum),
            )
        else:
            prose.say("{name}合格率{rate}（{good}/{whole}）。", name=name, **_pooled(s, stratum))
    if len(strata) > 1:
        prose.say("全部网站合计合格率{rate}（{good}/{whole}）。", **_pooled(s, None))
    if queries.standings(s, "untestable").value:
        prose.say(
            "另有{number}家网站因监测受阻等原因未能检查，不计入合格率。",
            number=queries.standings(s, "untestable"),
        )


def _pooled(s: Sources, stratum: str | None, batch: int | None = None) -> dict[str, Figure]:
    return {
        "rate": queries.rate(s, stratum, batch),
        "good": queries.qualified(s, stratum, batch),
        "whole": queries.decided(s, stratum, batch),
    }


def _by_batch(s: Sources, prose: Prose) -> Paragraph:
    """第一批抽查62家，合格率……; each stratum after it."""
    strata = queries.strata(s)
    for batch in queries.batch_numbers(s):
        prose.say(
            "第{numeral}批抽查{sites}家，合格率{rate}（{good}/{whole}）",
            numeral=numeral(batch),
            sites=queries.sites(s, batch=batch),
            **_pooled(s, None, batch),
        )
        present = [one for one in strata if queries.sites(s, one, batch).value]
        rates: list[dict[str, Figure | str]] = [
            {"name": stratum_name(one), **_pooled(s, one, batch)} for one in present
        ]
        if len(strata) > 1:
            prose.say("，其中").row("{name}{rate}（{good}/{whole}）", rates, "、", "")
        prose.say("。")
    return prose.done()


def _failed(s: Sources, prose: Prose) -> Paragraph:
    bad = queries.standing_so(s, "unqualified")
    if bad:
        prose.say("本次抽查认定{number}家网站不合格", number=queries.standings(s, "unqualified"))
        _reasons(s, prose)
        named = worst(s.inspection.sites, s.law, s.named)
        prose.say("其中，" if len(named) < len(bad) else "不合格的网站是：")
        for n, site in enumerate(named):
            words = site_name(site, unit=False)
            prose.say("、" if n else "").tell(
                words, Fact(words, plain(site.site_code), certain_vetoes(site))
            )
        prose.say("等网站问题突出，名单见附件。" if len(named) < len(bad) else "。")
    elif queries.decided(s).value and not queries.standings(s, "pending").value:
        prose.say("本次抽查未发现不合格网站。")
    if queries.standings(s, "pending").value:
        prose.say(
            "另有{number}家网站初判不合格，所依据的问题尚属疑似，正在复核，不列入名单。",
            number=queries.standings(s, "pending"),
        )
    regions = queries.perfect_regions(s)
    if 0 < len(regions) <= _MOST_NAMED:
        names = enumerated(plain(one, 20) for one in regions)
        prose.say("{names}被抽查网站全部合格。", names=names)
    return prose.done()


def _reasons(s: Sources, prose: Prose) -> None:
    found = queries.vetoed(s)
    several = sum(int(figure.value) for _code, figure in found) > len(
        queries.standing_so(s, "unqualified")
    )
    prose.say("（有的网站不止一项原因），其中" if several else "，其中").row(
        "{name}的{number}家",
        [
            {
                "name": name_of(code, s.law, holes=s.names_holes) if code else "得分低于合格线",
                "number": figure,
            }
            for code, figure in found
        ],
        "、",
    )


def _reprints(s: Sources, prose: Prose) -> Paragraph:
    prose.say(
        "本次检查重要政策信息{policies}项，应转载{required}篇次，已转载{done}篇次，转载率{rate}",
        policies=answers.policies(s),
        required=answers.required(s),
        done=answers.reprinted(s),
        rate=answers.reprint_rate(s),
    )
    prose.say(
        "；其中按时转载{done}篇次，及时率{rate}。",
        done=answers.reprinted_in_time(s),
        rate=answers.reprint_in_time_rate(s),
    )
    for figure, sentence in (
        (
            answers.reprint_in_state(s, "doubtful"),
            "另有{number}篇次疑似未按要求转载，正在复核，不计入。",
        ),
        (answers.reprint_in_state(s, "unseen"), "有{number}篇次未能检查，不计入。"),
    ):
        if figure.value:
            prose.say(sentence, number=figure)
    return prose.done()


def _messages(s: Sources, prose: Prose) -> Paragraph:
    if not answers.received(s).value:
        prose.say("本期没有收到政府网站网民纠错留言。")
        _entry(s, prose)
        return prose.done()
    prose.say("共受理政府网站网民纠错留言{number}件", number=answers.accepted(s))
    if answers.refused(s).value:
        prose.say("（另有{number}件不予受理）", number=answers.refused(s))
    prose.say(
        "，办结{closed}件，办结率{rate}。", closed=answers.closed(s), rate=answers.closing_rate(s)
    )
    prose.say(
        "在规定的{days}个工作日内办结{number}件，按期办结率{rate}",
        days=answers.allowed_days(s),
        number=answers.closed_in_time(s),
        rate=answers.in_time_rate(s),
    )
    for figure, words in (
        (answers.closed_late(s), "；超过时限办结{number}件"),
        (answers.still_open(s), "；尚未办结{number}件"),
        (answers.open_late(s), "，其中已超过时限{number}件"),
    ):
        if figure.value:
            prose.say(words, number=figure)
    prose.say("。")
    _categories(s, prose)
    _late(s, prose)
    if answers.slowest(s).value:
        prose.say("办理最慢的一件用了{days}个工作日。", days=answers.slowest(s))
    _entry(s, prose)
    return prose.done()


def _entry(s: Sources, prose: Prose) -> None:
    """The share of sites with the entry, one of the figures that are published (§6)."""
    if answers.entries_known(s).value:
        prose.say(
            "能够判断的{known}家网站中，{number}家首页设有“我为政府网站找错”入口，占{rate}。",
            known=answers.entries_known(s),
            number=answers.entries(s),
            rate=answers.entry_rate(s),
        )


def _categories(s: Sources, prose: Prose) -> None:
    found = answers.categories(s)
    if not found:
        return
    prose.say("按类别分：").row(
        "{name}{number}件",
        [{"name": plain(name, 20), "number": figure} for name, figure in found],
    )


def _late(s: Sources, prose: Prose) -> None:
    """Which sites let reports lie: by the register's name, or the table's where not inspected."""
    found = answers.late_by_site(s)[:_MOST_NAMED]
    if not found:
        return
    sites = {site.site_code: site for site in s.inspection.sites if site.site_code}
    prose.say("办理超过时限的有：")
    for i, (code, name, figure) in enumerate(found):
        shown = site_name(sites[code]) if code in sites else plain(name or code, 40)
        prose.tell(shown, Fact(shown, plain(code)))
        ending = "。" if i == len(found) - 1 else "，"
        prose.say("{number}件{ending}", number=figure, ending=ending)
