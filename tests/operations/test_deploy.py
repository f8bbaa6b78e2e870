"""The examples a keeper copies: systemd reads them, and the words in them exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from xuncha.cli.main import main

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def test_systemd_accepts_every_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    for unit in UNITS:
        text = re.sub(r"(?m)^(ExecStart=)\S+ .*", r"\1/bin/true", unit.read_text())
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(text)
    ran = subprocess.run(
        ["systemd-analyze", "verify", *(str(one) for one in tmp_path.iterdir())],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert not [line for line in ran.stderr.splitlines() if "xuncha" in line], ran.stderr


@pytest.mark.parametrize("unit", [one for one in UNITS if "ExecStart=" in one.read_text()])
def test_every_command_in_a_unit_exists(unit: Path) -> None:
    said = re.search(r"-m xuncha ([a-z-]+)(.*)", unit.read_text())
    assert said
    flags = re.findall(r"--[a-z-]+", said[2])
    with pytest.raises(SystemExit) as ended:
        main([said[1], "--help"])
    assert ended.value.code == 0
    assert set(flags) <= {"--host", "--port", "--key", "--data"}
