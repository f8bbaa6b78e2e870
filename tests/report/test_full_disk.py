"""A disk that takes no more: every old file stays, and one line says what happened."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.report.cases import quarter

from xuncha.report import write

#: A disk that takes no file above 64 kB, as far as this process is concerned.
LITTLE_DISK = """
import resource, sys
from pathlib import Path
from tests.report.cases import finding, inspection, quarter, site
from xuncha.base.errors import InputError
from xuncha.report import write
runs = {
    # The workbook has no place for this value, so only the other two files are too large.
    "place": inspection(site(findings=(finding("a", observed={"quote": "x" * 999_999}),))),
    # The workbook's own temporary files are too large already.
    "work": quarter(),
}
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
try:
    write(runs[sys.argv[2]], Path(sys.argv[1]))
except InputError as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.parametrize("full", ["place", "work"])
def test_keeps_every_old_file_and_says_so_once(full: str, tmp_path: Path) -> None:
    write(quarter(sites=3, most=5), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    run = subprocess.run(
        [sys.executable, "-c", LITTLE_DISK, str(tmp_path), full],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
    )
    assert run.returncode == 7, run.stderr
    assert str(tmp_path) in run.stdout
    assert len(run.stdout.splitlines()) == 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
