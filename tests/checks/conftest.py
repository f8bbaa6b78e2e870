"""A shelf on which a test puts indicators of its own, found as the shipped ones are."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import xuncha.checks
from xuncha.checks.contract import catalogue

_HEAD = '''"""{name}: 只为测试而设。

依据: 无。"""

from xuncha.checks.contract import Fault, NotTested, indicator

'''


class Shelf:
    """A folder that Python looks into beside the checks that come with Xuncha."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, file: str, body: str, name: str = "样本") -> None:
        """Write one check file; its docstring and imports are there already."""
        (self._folder / f"{file}.py").write_text(_HEAD.format(name=name) + body, "utf-8")
        importlib.invalidate_caches()
        catalogue.cache_clear()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """An empty shelf; what is put there is gone after the test."""
    before = set(sys.modules)
    monkeypatch.setattr(xuncha.checks, "__path__", [*xuncha.checks.__path__, str(tmp_path)])
    yield Shelf(tmp_path)
    catalogue.cache_clear()
    for name in set(sys.modules) - before:
        if (Path(sys.modules[name].__file__ or "")).parent == tmp_path:
            del sys.modules[name]
            vars(xuncha.checks).pop(name.rpartition(".")[2], None)
