"""The catalogue of indicators and standards in print: for the terminal, for scripts, for docs.

`docs/indicators.md` and `docs/standards.md` are what this module writes; a test compares them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from xuncha.base.language import N_, _
from xuncha.checks.contract import Indicator, Mode, catalogue
from xuncha.scoring.law import Confidence, Row, Standard
from xuncha.scoring.rates import half_up
from xuncha.scoring.standard import load, shipped

Form = Literal["text", "json", "markdown"]

MODES: Mapping[Mode, str] = {
    "auto": N_("自动"),
    "semi": N_("机器提出，人工确认"),
    "human": N_("人工"),
}
LEVELS = {
    "veto": N_("单项否决"),
    "deduct": N_("扣分"),
    "bonus": N_("加分"),
    "notice": N_("提示"),
}
CONFIDENCES: Mapping[Confidence, str] = {
    "official": N_("官方原文"),
    "second-hand": N_("转述"),
    "memory": N_("凭记忆，待核定"),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """A table with a title, printable in several forms."""

    title: str
    notes: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def text(self, columns: int) -> str:
        """Aligned for a terminal, only the first so many columns."""
        cells = [self.head[:columns], *(row[:columns] for row in self.rows)]
        widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
        lines = ("  ".join(map(_padded, row, widths)).rstrip() for row in cells)
        return "\n".join((self.title, *self.notes, "", *lines))

    def markdown(self) -> str:
        """As a section of a Markdown page."""
        lines = [
            f"## {self.title}",
            "",
            *(f"{note}  " for note in self.notes),
            "",
            _barred(self.head),
            _barred("---" for _cell in self.head),
            *map(_barred, self.rows),
        ]
        return "\n".join(lines)


def indicators(form: Form = "text") -> str:
    """Every indicator: code, name, what it means, on what basis, its thresholds."""
    known = tuple(catalogue().values())
    if form == "json":
        return _json([_indicator_record(one) for one in known])
    listing = Listing(
        title=_("检查指标"),
        notes=(_("共{count}项；一项指标一个文件。").format(count=len(known)),),
        head=(_("编码"), _("名称"), _("方式"), _("门槛参数"), _("含义"), _("依据")),
        rows=tuple(map(_indicator_cells, known)),
    )
    if form == "text":
        return listing.text(4)
    return f"# {_('指标目录')}\n\n{_generated('xuncha indicators --markdown')}\n\n" + (
        listing.markdown() + "\n"
    )


def standards(form: Form = "text", only: str | None = None) -> str:
    """Every shipped standard row by row, or the one standard (id or file) asked for."""
    chosen = tuple(map(load, shipped() if only is None else (only,)))
    if form == "json":
        return _json([_standard_record(one) for one in chosen])
    if form == "text":
        return "\n\n".join(_rows(one).text(6) for one in chosen)
    sections = [section for one in chosen for section in (_rows(one), _uses(one))]
    return "\n\n".join(
        (
            f"# {_('评分标准')}",
            _generated("xuncha standards --markdown"),
            *(section.markdown() for section in sections),
        )
    ) + ("\n")


def _generated(command: str) -> str:
    return _("本页由 `{command}` 生成，请勿手改。").format(command=command)


def _indicator_cells(one: Indicator) -> tuple[str, ...]:
    basis = " ".join(one.basis.split()).removeprefix("依据:").removeprefix("依据：").strip()
    arguments = "、".join(one.arguments) or "–"
    return (one.code, one.name, _(MODES[one.mode]), arguments, one.meaning, basis)


def _indicator_record(one: Indicator) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "meaning": one.meaning,
        "basis": one.basis,
        "mode": one.mode,
        "thresholds": list(one.arguments),
        "needs": list(one.needs),
    }


def _rows(standard: Standard) -> Listing:
    head = (_("行"), _("部分"), _("名称"), _("级别"), _("分值"), _("可信度"))
    return Listing(
        title=f"{standard.title}（{standard.id}）",
        notes=tuple(_facts(standard)),
        head=(*head, _("规则"), _("机器指标"), _("依据")),
        rows=tuple(_row_cells(standard, row) for row in standard.rows.values()),
    )


def _facts(standard: Standard) -> Iterator[str]:
    yield _("文号：{document}").format(document=standard.document)
    yield _("适用：{begin} 至 {end}").format(
        begin=standard.effective_from or "–", end=standard.effective_to or _("今")
    )
    scope = _("全部网站") if standard.scored == "all" else _("仅门户网站评分，其他只查单项否决")
    yield _("满分{full}，低于{least}分不合格；{scope}").format(
        full=_number(standard.full_mark), least=_number(standard.pass_mark), scope=scope
    )
    if standard.bonus is not None:
        yield _("高于{above}分的另加分，最多{most}分").format(
            above=_number(standard.bonus.above), most=_number(standard.bonus.most)
        )
    if standard.rescale is not None:
        yield _("没有该项职能的网站不查{module}，按{points}分折算为{full}分").format(
            module=standard.rescale.module,
            points=_number(standard.full_mark - standard.rescale.points),
            full=_number(standard.full_mark),
        )


def _row_cells(standard: Standard, row: Row) -> tuple[str, ...]:
    codes = [code for code, use in standard.uses.items() if any(f.row == row.id for f in use.falls)]
    return (
        row.id,
        row.module,
        row.name,
        _(LEVELS[row.level.value]),
        _worth(row),
        _(CONFIDENCES[row.confidence]),
        row.rule,
        "、".join(codes) if codes else _("人工评分") if row.human else "–",
        row.citation,
    )


def _worth(row: Row) -> str:
    """What the row costs, in a few words."""
    if row.level.value == "veto":
        return _("{count}个以上").format(count=row.count) if row.count > 1 else _("1处即否决")
    if row.points is None:
        return _("人工") if row.human else "–"
    worth = _("每1%扣{points}") if row.per else _("每处扣{points}")
    if row.human:
        worth = _("扣{points}（人工）")
    limit = _("，至多{cap}").format(cap=_number(row.cap)) if row.cap is not None else ""
    return worth.format(points=_number(row.points)) + limit


def _uses(standard: Standard) -> Listing:
    return Listing(
        title=_("{id} 的机器指标与门槛").format(id=standard.id),
        notes=(),
        head=(_("编码"), _("名称"), _("门槛"), _("落到的行"), _("疑似也算数")),
        rows=tuple(
            (
                code,
                use.indicator.name,
                "；".join(f"{key} = {_value(value)}" for key, value in use.thresholds.items())
                or "–",
                "、".join(dict.fromkeys(fall.row for fall in use.falls)),
                _("是") if use.suspected_counts else _("否"),
            )
            for code, use in standard.uses.items()
        ),
    )


def _value(value: object) -> str:
    """A threshold in a few words: a long list or word list by its keys or its length."""
    if isinstance(value, Mapping):
        if len(value) > 12:
            return _("词表{count}条").format(count=len(value))
        entries = (k if isinstance(v, tuple) else f"{k} {_value(v)}" for k, v in value.items())
        return "、".join(map(str, entries))
    if isinstance(value, tuple):
        return "、".join(map(str, value))
    return str(value)


def _standard_record(standard: Standard) -> dict[str, Any]:
    return {
        "id": standard.id,
        "title": standard.title,
        "document": standard.document,
        "effective_from": str(standard.effective_from or "") or None,
        "effective_to": str(standard.effective_to or "") or None,
        "full_mark": float(standard.full_mark),
        "pass_mark": float(standard.pass_mark),
        "scored": standard.scored,
        "rows": [_row_record(row) for row in standard.rows.values()],
        "indicators": {
            code: {
                "thresholds": {key: _plain(value) for key, value in use.thresholds.items()},
                "rows": [fall.row for fall in use.falls],
                "suspected_counts": use.suspected_counts,
            }
            for code, use in standard.uses.items()
        },
    }


def _row_record(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "module": row.module,
        "name": row.name,
        "level": row.level.value,
        "rule": row.rule,
        "points": None if row.points is None else float(row.points),
        "per": row.per or None,
        "cap": None if row.cap is None else float(row.cap),
        "count": row.count,
        "human": row.human,
        "citation": row.citation,
        "confidence": row.confidence,
    }


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, str | int | float) else str(value)


def _json(records: object) -> str:
    return json.dumps(records, ensure_ascii=False, indent=2)


def _number(value: Decimal) -> str:
    return str(half_up(value))


def _barred(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
