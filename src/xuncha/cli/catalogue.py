"""``xuncha indicators`` and ``xuncha standards``: the catalogue and the law, printed."""

from __future__ import annotations

import argparse

from xuncha.base.language import _
from xuncha.scoring.catalogue import Form, indicators, standards


def describe_indicators(parser: argparse.ArgumentParser) -> None:
    """Say what ``indicators`` takes."""
    _add_forms(parser)
    parser.set_defaults(run=run_indicators)


def describe_standards(parser: argparse.ArgumentParser) -> None:
    """Say what ``standards`` takes."""
    parser.add_argument("standard", nargs="?", help=_("只列这一套：名称或文件"))
    _add_forms(parser)
    parser.set_defaults(run=run_standards)


def run_indicators(chosen: argparse.Namespace) -> int:
    """Print every indicator; 0 done."""
    print(indicators(_form(chosen)))  # noqa: T201
    return 0


def run_standards(chosen: argparse.Namespace) -> int:
    """Print the standards; 0 done."""
    print(standards(_form(chosen), chosen.standard))  # noqa: T201
    return 0


def _add_forms(parser: argparse.ArgumentParser) -> None:
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help=_("写成 JSON"))
    forms.add_argument("--markdown", action="store_true", help=_("写成 Markdown"))


def _form(chosen: argparse.Namespace) -> Form:
    return "json" if chosen.json else "markdown" if chosen.markdown else "text"
