"""Reads a standard from its data file, overlays applied, and checks it to the last key.

A province overlays a standard with a file that says ``extends = "census-2015"`` and only what
differs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path

from xuncha.base.language import _
from xuncha.checks.contract import Indicator, catalogue
from xuncha.registry.tables import read_table
from xuncha.scoring.law import Standard
from xuncha.scoring.reading import Reading, StandardError, Table

__all__ = ["Standard", "StandardError", "load", "shipped"]


@cache
def shipped() -> tuple[str, ...]:
    """The ids of the standards that come with Xuncha."""
    folder = resources.files("xuncha.scoring") / "standards"
    return tuple(
        sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml"))
    )


def load(name: str, indicators: Mapping[str, Indicator] | None = None) -> Standard:
    """Read a standard by its id or from the file at that path, overlays applied.

    `indicators` is the catalogue of checks, the shipped one unless a test brings its own. Raises
    StandardError naming file, key and remedy. What is shipped is read once.
    """
    if indicators is None and name in shipped():
        return _shipped(name)
    return _read(name, indicators)


@cache
def _shipped(name: str) -> Standard:
    return _read(name, None)


def _read(name: str, indicators: Mapping[str, Indicator] | None) -> Standard:
    path = _find(name, Path())
    return Reading(str(path), indicators or catalogue()).standard(_table(path))


def _find(name: str, beside: Path) -> Path:
    if name in shipped():
        return Path(str(resources.files("xuncha.scoring") / "standards" / f"{name}.toml"))
    path = beside / name
    if not path.is_file():
        remedy = _("没有这个文件，也没有这个名称的评分表；可用的有 {names}")
        raise StandardError(name, "--standard", remedy.format(names="、".join(shipped())))
    return path


def _table(path: Path, seen: tuple[Path, ...] = ()) -> Table:
    if path.resolve() in seen:
        raise StandardError(str(path), "extends", _("评分表互相引用成环，请去掉其中一个 extends"))
    try:
        own = tomllib.loads(path.read_text("utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        remedy = _("读不了这个 TOML 文件（{error}），请按 UTF-8 保存并改正该处")
        raise StandardError(str(path), "TOML", remedy.format(error=error)) from error
    _take_in_lexicons(own, path)
    if "extends" not in own:
        return own
    if not isinstance(own["extends"], str):
        raise StandardError(str(path), "extends", _("应为评分表的名称或文件路径"))
    under = _table(_find(own.pop("extends"), path.parent), (*seen, path.resolve()))
    return overlay(under, own)


#: The columns of a lexicon: wrong wording, right wording, and what the office sorts them by.
_WORDING = {"wrong": "错误写法", "right": "正确写法", "kind": "类别"}


def _take_in_lexicons(own: Table, path: Path) -> None:
    """Add the tables of wordings that a standard names to the lexicon it carries itself.

    `lexicons = ["words.csv"]` stands among the thresholds of text.error; each is CSV or XLSX in the
    folder of the standard, so that the office edits it without touching the law.
    """
    use = own.get("indicator")
    for key in ("text.error", "thresholds"):
        use = use.get(key) if isinstance(use, dict) else None
    if not isinstance(use, dict) or "lexicons" not in use:
        return
    named = use.pop("lexicons")
    if not (isinstance(named, list) and all(isinstance(name, str) for name in named)):
        raise StandardError(str(path), "lexicons", _('应为词表文件的列表，如 ["words.csv"]'))
    for name in named:
        rows = read_table(path.parent / name, _WORDING, ("wrong", "right"))
        use.setdefault("lexicon", {}).update((r["wrong"], r["right"]) for r in rows if r["wrong"])


#: Where an overlay replaces the whole table instead of merging into it.
_WHOLE = ("bonus", "rescale")


def overlay(under: Table, over: Table) -> Table:
    """`under` with what `over` says differently; tables merge key by key, all else is replaced."""
    merged = dict(under)
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(value, dict) and isinstance(old, dict) and key not in _WHOLE:
            merged[key] = overlay(old, value)
        else:
            merged[key] = value
    return merged
