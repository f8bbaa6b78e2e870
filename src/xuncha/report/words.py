"""The words, signs and names a written inspection uses, one place for page and workbook."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from xuncha.base.language import N_, _
from xuncha.base.types import Level, Outcome, Verdict
from xuncha.checks.contract import catalogue
from xuncha.checks.sentences import span
from xuncha.scoring.standard import Standard, StandardError, load

#: State by sign and word; the colour is the page's, and never alone (look.md, "Colour").
VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.QUALIFIED: ("✓", N_("合格")),
    Verdict.UNQUALIFIED: ("✗", N_("不合格")),
    Verdict.UNTESTABLE: ("⊘", N_("无法检查")),
}
OUTCOMES: Mapping[Outcome, tuple[str, str]] = {
    Outcome.PASS: ("✓", N_("合格")),
    Outcome.FAULT: ("●", N_("发现问题")),
    Outcome.SUSPECTED: ("?", N_("疑似")),
    Outcome.UNTESTED: ("–", N_("未检")),
    Outcome.BLOCKED: ("⊘", N_("监测受阻")),
    Outcome.ERROR: ("!", N_("检测出错")),
}
LEVELS: Mapping[Level, str] = {
    Level.VETO: N_("单项否决"),
    Level.DEDUCT: N_("扣分"),
    Level.BONUS: N_("加分"),
    Level.NOTICE: N_("提示"),
}

#: Families of indicators by the part of the code before the dot, in the order they are shown.
FAMILIES: Mapping[str, str] = {
    "site": N_("站点访问"),
    "home": N_("信息更新"),
    "column": N_("信息更新"),
    "link": N_("链接"),
    "page": N_("页面与日期"),
    "date": N_("页面与日期"),
    "interaction": N_("互动回应"),
    "service": N_("办事服务"),
    "reprint": N_("政策转载"),
    "element": N_("标识与标签"),
    "tag": N_("标识与标签"),
    "domain": N_("域名与登记"),
    "registry": N_("域名与登记"),
    "security": N_("安全与隐私"),
    "privacy": N_("安全与隐私"),
    "text": N_("文字差错"),
}
PEOPLE = N_("人工评分")

#: What the keys of `observed` are called on the page; a key not here is shown as it is.
OBSERVED: Mapping[str, str] = {
    "visits": N_("访问次数"),
    "failed": N_("失败次数"),
    "percent": N_("失败比例（%）"),
    "within": N_("期限"),
    "limit": N_("期限"),
    "newest": N_("最新一条"),
    "days": N_("距今天数"),
    "count": N_("数量"),
    "column": N_("栏目"),
    "type": N_("栏目类别"),
    "why": N_("原因"),
    "status": N_("状态码"),
    "failure": N_("失败原因"),
    "text": N_("链接文字"),
    "page": N_("所在页"),
    "kind": N_("类别"),
    "external": N_("外部链接"),
    "quote": N_("原文"),
    "date": N_("所写日期"),
    "item": N_("信息标题"),
    "title": N_("标题"),
    "element": N_("标识"),
    "found": N_("页面所写"),
    "registered": N_("登记内容"),
    "tag": N_("标签"),
    "pages": N_("页面数"),
    "example": N_("例如"),
    "asked": N_("留言日期"),
    "lacks": N_("所缺要素"),
    "policy": N_("政策"),
    "wrong": N_("误"),
    "right": N_("正"),
    "host": N_("主机名"),
    "sources": N_("出现页面数"),
    "parameter": N_("参数"),
    "context": N_("位置"),
    "proof": N_("证明文件"),
    "component": N_("组件"),
    "version": N_("版本"),
    "header": N_("响应头"),
    "share": N_("占比"),
    "label": N_("所在位置"),
    "promised": N_("应为文件"),
    "guides": N_("办事指南数"),
    "how": N_("隐藏方式"),
    "source": N_("原文网址"),
    "year": N_("年度"),
}

#: Codes among the observed values, by key; every other value is text and shown as it is.
_KINDS = {
    "page": N_("网页"),
    "attachment": N_("附件"),
    "image": N_("图片"),
    "style": N_("样式表"),
    "script": N_("脚本"),
    "frame": N_("框架"),
    "home": N_("首页"),
    "column": N_("栏目页"),
    "article": N_("文章页"),
    "other": N_("其他页面"),
}
CODES: Mapping[str, Mapping[str, str]] = {"kind": _KINDS, "page": _KINDS}

#: What a common root is, by the word before its colon.
ROOTS: Mapping[str, str] = {
    "template": N_("模板同一处：{what}"),
    "hidden": N_("隐藏在同一处：{what}"),
    "host": N_("同一主机：{what}"),
    "tag": N_("同一标签：{what}"),
    "style": N_("同一样式表：{what}"),
    "text": N_("同一处文字：{what}"),
}


def family(code: str) -> str:
    """The family of an indicator, in the language in use; a row of the table is people's."""
    prefix, dot, _rest = code.partition(".")
    return _(FAMILIES.get(prefix, N_("其他"))) if dot else _(PEOPLE)


def families() -> tuple[str, ...]:
    """Every family once, in the order shown."""
    return tuple(dict.fromkeys((*map(_, FAMILIES.values()), _("其他"), _(PEOPLE))))


def observed_name(key: str) -> str:
    """What a key of `observed` is called."""
    return _(OBSERVED[key]) if key in OBSERVED else key


def observed_value(key: str, value: object) -> str:
    """One observed value as a reader wants it."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return _("、").join(observed_value(key, one) for one in value)
    text = str(value) if key not in ("limit", "within") else span(str(value))
    return _(CODES.get(key, {}).get(text, text))


def root_name(root: str) -> str:
    """What findings with this root have in common."""
    kind, colon, what = root.partition(":")
    if colon and kind in ROOTS:
        return _(ROOTS[kind]).format(what=what)
    return _("同一来源：{what}").format(what=root)


def indicator_name(code: str, standard: str) -> str:
    """The name of an indicator, or of a row people scored; the code itself when unknown."""
    if (one := catalogue().get(code)) is not None:
        return _(one.name)
    law = _law(standard)
    return law.rows[code].name if law is not None and code in law.rows else code


def indicator_clause(code: str, standard: str) -> tuple[str, str]:
    """What an indicator, or a row people scored, means and what it rests on; "" where unknown."""
    if (one := catalogue().get(code)) is not None:
        basis = " ".join(one.basis.split()).removeprefix("依据:").removeprefix("依据：")
        return _(one.meaning), basis.strip()
    law = _law(standard)
    return (law.rows[code].rule, law.rows[code].citation) if law and code in law.rows else ("", "")


def standard_title(standard: str) -> str:
    """``"全国政府网站普查评分表（census-2015）"``, or only the id of a standard not at hand."""
    law = _law(standard)
    return _("{name}（{n}）").format(name=_(law.title), n=law.id) if law is not None else standard


@cache
def _law(standard: str) -> Standard | None:
    try:
        return load(standard)
    except StandardError:
        return None
