"""``xuncha doctor``: looks at what the installation stands on, each trouble with its remedy."""

from __future__ import annotations

import argparse
import json
import os
from datetime import UTC, datetime
from typing import Final

from xuncha.base.language import _

_SIGNS: Final = {"ok": "✓", "warn": "!", "fail": "✗", "skip": "–"}


def describe(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--json", action="store_true", help=_("结果写成 JSON"))
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Look: 0 all is well or there are warnings, 1 something fails."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xuncha.settings")
    import django

    django.setup()
    from xuncha.operations.checks import run_checks

    checks = run_checks(datetime.now(UTC))
    bad = any(one.found.state == "fail" for one in checks)
    if chosen.json:
        said = [
            {
                "check": one.name,
                "state": one.found.state,
                "said": one.found.said,
                "remedy": one.found.remedy,
            }
            for one in checks
        ]
        print(json.dumps(said, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        for one in checks:
            print(f"{_SIGNS[one.found.state]} {one.name}  {one.found.said}")  # noqa: T201
            if one.found.remedy:
                print(f"    → {one.found.remedy}")  # noqa: T201
    return 1 if bad else 0
