"""二、主要问题 and 三、下一步工作: each kind of problem found, and what is asked because of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xuncha.bulletin import answers, queries
from xuncha.bulletin.facts import fact
from xuncha.bulletin.models import Letter, Paragraph, Sources
from xuncha.bulletin.prose import Ledger, Prose
from xuncha.bulletin.ratios import numeral
from xuncha.bulletin.rules import Kind, examples
from xuncha.bulletin.wording import long_date, plain, site_name

#: More requests would be read by nobody.
_MOST_REQUESTS = 6


def problems(s: Sources, ledger: Ledger) -> Iterator[Paragraph]:
    """One item a kind of problem, then what is still suspected, without a name."""
    kinds = queries.kinds_found(s)
    for n, kind in enumerate(kinds, start=1):
        yield _problem(s, kind, Prose(ledger, "item", f"（{numeral(n)}）{kind.title}。"))
    if not kinds:
        yield Prose(ledger, "body").say("本次抽查未发现明确的问题。").done()
    if queries.suspected_places(s).value:
        prose = Prose(ledger, "body")
        prose.say(
            "此外，还有{sites}家网站的{places}处疑似问题正在人工复核，确认前不点名、不计入以上数字。",
            sites=queries.suspected_sites(s),
            places=queries.suspected_places(s),
        )
        yield prose.done()


def _problem(s: Sources, kind: Kind, prose: Prose) -> Paragraph:
    number, places = queries.problem_count(s, kind), queries.problem_places(s, kind)
    prose.say("{sites}家网站存在此类问题，共", sites=queries.problem_sites(s, kind))
    if number.value != places.value:
        # One entry of a menu that leads nowhere shows on every page of a site.
        prose.say("{number}个问题、", number=number)
    prose.say("{places}处", places=places)
    failed = queries.problem_unqualified(s, kind)
    if failed.value:
        prose.say("，其中不合格网站{number}家", number=failed)
    prose.say("。")
    shown = examples(s.inspection.sites, kind, s.law, s.named)
    for n, (site, _findings) in enumerate(shown):
        one = fact(site, kind, s.today, s.law, holes=s.names_holes)
        prose.say("；" if n else "如：").tell(f"{site_name(site)}{one.words}", one)
    if shown:
        prose.say("。")
    return prose.done()


def next_steps(s: Sources, letter: Letter, ledger: Ledger) -> Iterator[Paragraph]:
    """What the offices are to do, each request drawn from something found."""
    for n, prose in enumerate(_requests(s, ledger), start=1):
        one = prose.done()
        yield replace(one, lead=f"{numeral(n)}是")
    for words in s.context.requests:
        yield Prose(ledger, "body").say("{words}", words=plain(words)).done()
    if letter.report_by is not None:
        to = plain(letter.report_to or letter.issuer, 60)
        words = f"请于{long_date(letter.report_by)}前将整改情况书面报送{to}。"
        yield Prose(ledger, "body").say("{words}", words=words).done()


def _requests(s: Sources, ledger: Ledger) -> list[Prose]:
    """First the repairs, last the watching; between them as many kinds as there is room for."""
    first, last = [], []
    bad = queries.standings(s, "unqualified")
    if bad.value:
        first.append(
            Prose(ledger, "body").say(
                "抓好整改。附件所列{number}家不合格网站的主管、主办单位要对照所列问题逐项整改，"
                "举一反三，整改完成后申请复查。",
                number=bad,
            )
        )
    if s.messages and (answers.closed_late(s).value or answers.open_late(s).value):
        last.append(
            Prose(ledger, "body").say(
                "及时办理网民纠错留言，在{days}个工作日内核实、处理和反馈。",
                days=answers.allowed_days(s),
            )
        )
    last.append(
        Prose(ledger, "body").say(
            "加强常态化监测，及时发现和解决问题，网站名称、域名、栏目等有变化的及时变更登记信息。"
        )
    )
    room = _MOST_REQUESTS - len(first) - len(last)
    kinds = queries.kinds_found(s)[:room]
    return [*first, *(Prose(ledger, "body").say(f"{kind.advice}。") for kind in kinds), *last]
