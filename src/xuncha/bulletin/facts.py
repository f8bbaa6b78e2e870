"""What is said of one site about one kind of problem: its findings in a few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from xuncha.bulletin.models import Fact
from xuncha.bulletin.rules import Kind, certain, days_of, is_certain, kind_of
from xuncha.bulletin.wording import age, day_of, enumerated, listed, long_date, plain, quoted
from xuncha.checks.contract import catalogue
from xuncha.report.privacy import PROBED, RISK
from xuncha.scoring.law import Standard
from xuncha.scoring.results import Finding, SiteResult

Said = Callable[[Sequence[Finding], date], str]
_OWN_FOLDER = re.compile(r"(https?://[^/?#]+/(?:[^?#]*/)?[^/?#]+/)(?:index\.\w+)?")
_CHINESE = re.compile("[\u4e00-\u9fff]")


def fact(
    site: SiteResult, kind: Kind, today: date, law: Standard | None, *, holes: bool = False
) -> Fact:
    """Everything certain of one kind about a site, in words, with what proves it.

    What kind of hole it is is told to nobody who might use it, unless `holes` says so.
    """
    found = certain(site, kind)
    by_code: dict[str, list[Finding]] = {}
    for one in sorted(found, key=lambda one: _ORDER.get(one.indicator, len(_ORDER))):
        by_code.setdefault(one.indicator, []).append(one)
    say = _said if kind.places else _unplaced
    words = [
        RISK if code in PROBED and not holes else say(code, findings, today, law)
        for code, findings in by_code.items()
    ]
    cited = list(found)
    if "column.stale" in by_code:
        strange = _absurd_in(site, by_code["column.stale"])
        if strange and kind_of("date.absurd") is not kind:
            words[list(by_code).index("column.stale")] += f"，且{_absurd(strange, today, name='')}"
            cited += strange
    return Fact(
        words="，".join(dict.fromkeys(words)),
        site_code=plain(site.site_code),
        indicators=tuple(
            dict.fromkeys(plain(_public(one.indicator, holes=holes)) for one in cited)
        ),
        where=tuple(plain(one.where) for one in cited) if kind.places else (),
        evidence=tuple(dict.fromkeys(plain(sha) for one in cited for sha in one.evidence)),
    )


def _public(code: str, *, holes: bool) -> str:
    return "security" if code in PROBED and not holes else code


def name_of(code: str, law: Standard | None, *, holes: bool = False) -> str:
    """The Chinese name of an indicator or of a row; the code itself where neither knows it.

    A hole is no more than a risk, unless `holes` says otherwise.
    """
    if code in PROBED and not holes:
        return RISK
    if code in catalogue():
        return catalogue()[code].name
    return law.rows[code].name if law is not None and code in law.rows else plain(code)


def _said(code: str, findings: Sequence[Finding], today: date, law: Standard | None) -> str:
    if code in _SAYS:
        return _SAYS[code](findings, today)
    messages = list(dict.fromkeys(plain(one.message, 60) for one in findings if one.message))
    # A message may have been written in English; the bulletin then gives the indicator's name.
    if len(messages) == 1 and _CHINESE.search(messages[0]):
        return messages[0]
    return f"{name_of(code, law)}（{len(findings)}处）"


def _unplaced(code: str, findings: Sequence[Finding], today: date, law: Standard | None) -> str:
    """As `_said`, but never a message, which may give the place away."""
    said = _SAYS.get(code)
    return said(findings, today) if said else f"{name_of(code, law)}（{len(findings)}处）"


def _absurd_in(site: SiteResult, stale: Sequence[Finding]) -> list[Finding]:
    """The absurd dates of the column that has stood longest, since one sentence speaks of both."""
    oldest = max(stale, key=days_of)
    name, folder = _column(oldest), _folder(oldest.where.removeprefix("column:"))
    return [
        one
        for one in site.findings
        if one.indicator == "date.absurd"
        and is_certain(one)
        and (
            one.where == oldest.where
            or (name and _column(one) == name)
            or (folder and one.where.startswith(folder))
        )
    ]


def _folder(url: str) -> str:
    """The folder that is a column's own, "" where its address does not say that it has one."""
    found = _OWN_FOLDER.fullmatch(url)
    return found[1] if found else ""


def _column(finding: Finding) -> str:
    return plain(finding.column or finding.observed.get("column") or "")


def _columns(findings: Sequence[Finding]) -> str:
    names = list(dict.fromkeys(filter(None, map(_column, findings))))
    unnamed = len(findings) - len(names)
    return listed(names, "栏目") if names and unnamed <= 0 else f"{len(findings)}个栏目"


def _stale(findings: Sequence[Finding], today: date) -> str:
    ordered = sorted(findings, key=lambda one: -days_of(one))
    oldest = ordered[0]
    newest = day_of(oldest.observed.get("newest"))
    if newest is None or newest > today:
        return f"{_columns(ordered)}更新不及时"
    span, last = age(newest, today), f"最后更新时间为{long_date(newest)}"
    if len(ordered) == 1:
        return f"{_columns(ordered)}{span}未更新，{last}"
    name = f"{quoted(_column(oldest))}栏目" if _column(oldest) else "最久的栏目"
    return f"{_columns(ordered)}更新不及时，其中{name}{span}未更新，{last}"


def _home_stale(findings: Sequence[Finding], today: date) -> str:
    seen = findings[0].observed
    within = plain(seen.get("limit") or "规定期限", 20)
    number, newest = seen.get("count"), day_of(seen.get("newest"))
    if isinstance(number, int) and number > 0:
        return f"首页{within}内仅更新{number}条信息"
    last = f"，最新信息日期为{long_date(newest)}" if newest and newest <= today else ""
    return f"首页{within}内没有更新{last}"


def _blank(findings: Sequence[Finding], _today: date) -> str:
    # What stands empty on the home page is what everyone sees.
    seen_first = sorted(findings, key=lambda one: "#" not in one.where)
    return f"{_columns(seen_first)}为空白栏目"


def _links(findings: Sequence[Finding], _today: date) -> str:
    home = sum(one.observed.get("page") == "home" for one in findings)
    verb = "打不开"
    if home and home < len(findings):
        return f"首页有{home}个链接{verb}，其他页面有{len(findings) - home}个"
    return f"{'首页' if home else '页面上'}有{len(findings)}个链接{verb}"


def _absurd(findings: Sequence[Finding], _today: date, name: str | None = None) -> str:
    first = findings[0]
    shown, other = first.observed.get("date"), first.observed.get("found")
    column = _column(first) if name is None else name
    place = f"{quoted(column)}栏目" if column else ""
    if not isinstance(shown, str) or not shown:
        return f"{place}有{len(findings)}处日期异常"
    item = first.observed.get("item")
    title = quoted(item) if name is None and isinstance(item, str) and item else ""
    more = f"等{len(findings)}处日期异常" if len(findings) > 1 else ""
    if isinstance(other, str) and other:
        return f"{place}信息{title}列表日期{quoted(shown)}与文章日期{quoted(other)}不一致{more}"
    return f"{place}信息{title}日期显示为{quoted(shown)}{more}"


def _abnormal(findings: Sequence[Finding], _today: date) -> str:
    kinds = [plain(kind, 20) for one in findings if (kind := one.observed.get("kind"))]
    named = f"（{enumerated(list(dict.fromkeys(kinds))[:3])}）" if kinds else ""
    return f"有{len(findings)}个网页显示异常{named}"


def _number_of(what: str) -> Said:
    def said(findings: Sequence[Finding], _today: date) -> str:
        return what.format(number=len(findings))

    return said


def _values(template: str, key: str, otherwise: str) -> Said:
    """A sentence that lists what `key` of the findings holds."""

    def said(findings: Sequence[Finding], _today: date) -> str:
        values = [one.observed.get(key) for one in findings]
        words = list(dict.fromkeys(plain(one, 40) for one in values if isinstance(one, str)))
        if not words:
            return otherwise
        more = "等" if len(words) > 5 else ""
        return template.format(words=enumerated(words[:5]) + more)

    return said


def _tags(findings: Sequence[Finding], _today: date) -> str:
    """Their names are a developer's words: one and how many there are is enough."""
    values = [one.observed.get("tag") for one in findings]
    tags = list(dict.fromkeys(plain(one, 40) for one in values if isinstance(one, str)))
    if len(tags) < 2:
        return f"缺少页面标签{tags[0]}" if tags else "页面标签不全"
    return f"缺少{tags[0]}等{len(tags)}种页面标签"


def _titles(template: str, otherwise: str) -> Said:
    def said(findings: Sequence[Finding], _today: date) -> str:
        values = [one.observed.get("title") or one.observed.get("policy") for one in findings]
        words = list(dict.fromkeys(plain(one, 60) for one in values if isinstance(one, str)))
        titles = "".join(f"《{word.strip('《》')}》" for word in words[:2])
        more = f"等{len(words)}项" if len(words) > 2 else ""
        return template.format(words=titles + more) if words else otherwise

    return said


def _down(findings: Sequence[Finding], _today: date) -> str:
    seen = findings[0].observed
    visits, failed = seen.get("visits"), seen.get("failed")
    if isinstance(visits, int) and isinstance(failed, int):
        return f"首页{visits}次访问有{failed}次打不开或超时"
    return "首页打不开"


def _overdue(findings: Sequence[Finding], _today: date) -> str:
    asked = [day for one in findings if (day := day_of(one.observed.get("asked")))]
    oldest = f"，最早一件留言于{long_date(min(asked))}" if asked else ""
    return f"有{len(findings)}件咨询留言超过规定期限未答复{oldest}"


_SAYS: dict[str, Said] = {
    "site.unreachable": _down,
    "home.stale": _home_stale,
    "column.stale": _stale,
    "column.blank": _blank,
    "link.dead": _links,
    "link.soft404": _number_of("有{number}个链接指向错误页面"),
    "link.bad_attachment": _number_of("有{number}个附件不能正常下载"),
    "link.hijacked": _number_of("有{number}个链接指向无关内容"),
    "date.absurd": _absurd,
    "date.backdated": _number_of("有{number}条信息旧文新发或所标日期与实际发布不符"),
    "page.abnormal": _abnormal,
    "interaction.no_channel": _number_of("未开设有效的网上咨询渠道"),
    "interaction.overdue": _overdue,
    "service.none": _number_of("未提供办事服务"),
    "service.guide_incomplete": _number_of("有{number}项办事指南要素不全"),
    "reprint.missing": _titles("未转载{words}", "未转载重要政策信息"),
    "reprint.late": _titles("转载{words}不及时", "转载重要政策信息不及时"),
    "reprint.altered": _titles("转载{words}与原文不一致", "转载内容与原文不一致"),
    "element.missing": _values("首页未标明{words}", "element", "首页标识不全"),
    "element.mismatch": _values("页面所标{words}与登记不一致", "element", "页面标识与登记不一致"),
    "tag.missing": _tags,
    "security.sqli": _number_of("存在SQL注入漏洞"),
    "security.xss": _number_of("存在XSS跨站漏洞"),
    "privacy.leak": _number_of("有{number}处公开个人隐私信息"),
    "security.hidden_link": _number_of("有{number}处隐藏链接"),
    "security.exposed_file": _number_of("有{number}个文件外露"),
}

#: A site's clauses stand in the order of the table above, the rest after them.
_ORDER = {code: place for place, code in enumerate(_SAYS)}
