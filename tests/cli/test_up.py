"""``xuncha up`` on an empty folder: it prepares itself, prints its address, and ends when told."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from xuncha.cli.machine import names_for
from xuncha.cli.part import Part

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def started(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The command on a free port with a data folder of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XUNCHA_")}
    environment = kept | {"XUNCHA_DATA": str(tmp_path / "data"), "PYTHONPATH": str(SOURCE)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    program = subprocess.Popen(
        [sys.executable, "-m", "xuncha", "up", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    yield program
    if program.poll() is None:
        program.kill()
    program.wait()
    assert program.stdout
    program.stdout.close()


def test_it_prints_the_first_page_serves_it_and_ends_cleanly(
    started: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert started.stdout
    said = started.stdout.readline()
    address = re.search(r"http://127\.0\.0\.1:\d+/begin/\?key=\S+", said)
    assert address, said
    with urllib.request.urlopen(address[0], timeout=30) as answer:
        page = answer.read().decode()
    assert "首次启用" in page
    style = re.search(r'href="(/static/console\.\w+\.css)"', page)
    assert style, "assets are named by their content, so that a new version is fetched at once"
    root = address[0].split("/begin")[0]
    with urllib.request.urlopen(root + style[1], timeout=30) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
    assert (tmp_path / "data" / "secret-key").stat().st_mode & 0o077 == 0

    started.send_signal(signal.SIGTERM)
    assert started.wait(60) == 0
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(root, timeout=5)


def test_its_parts_end_with_it_even_when_it_is_killed(started: subprocess.Popen[str]) -> None:
    assert started.stdout
    started.stdout.readline()
    parts = children(started.pid)
    assert len(parts) >= 3
    started.kill()
    started.wait()
    until = time.monotonic() + 60
    while (left := [one for one in parts if alive(one)]) and time.monotonic() < until:
        time.sleep(0.2)
    assert left == []


def test_a_part_that_falls_is_started_again_until_it_is_hopeless(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = [0.0]
    part = Part("work", lambda: subprocess.Popen(["sleep", "600"]), clock=lambda: clock[0])
    clock[0] = 60.0
    assert part.keep_up()
    falls = 0
    while part.keep_up():
        falls += 1
        fallen = part.pid
        os.kill(fallen, signal.SIGKILL)
        gone(fallen)
        if not part.keep_up():
            break
        clock[0] += 60.0
        assert part.keep_up()
        assert part.pid != fallen
    assert falls == 6
    assert capsys.readouterr().err.count("work") == 5


def test_a_part_that_falls_now_and_then_never_is(capsys: pytest.CaptureFixture[str]) -> None:
    clock = [0.0]
    part = Part("work", lambda: subprocess.Popen(["sleep", "600"]), clock=lambda: clock[0])
    for _fall in range(12):
        clock[0] += 60.0
        assert part.keep_up()
        os.kill(part.pid, signal.SIGKILL)
        gone(part.pid)
        assert part.keep_up()
        clock[0] += 60.0
        assert part.keep_up()
    part.tell_to_end()
    part.end(30)
    assert not alive(part.pid)
    assert capsys.readouterr().err.count("-9") == 12


def gone(process: int) -> None:
    """Wait until a killed process is no more than a name."""
    until = time.monotonic() + 30
    while alive(process) and time.monotonic() < until:
        time.sleep(0.01)


def test_a_port_that_is_taken_is_said_at_once(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        ran = subprocess.run(
            [sys.executable, "-m", "xuncha", "up", "--port", port],
            env=os.environ | {"XUNCHA_DATA": str(tmp_path / "data"), "PYTHONPATH": str(SOURCE)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert ran.returncode == 1
    said = f"xuncha: 127.0.0.1:{port}：端口已被别的程序占用。请用 --port 换一个，或先停止那个程序。"
    assert ran.stderr.strip() == said


def children(parent: int) -> list[int]:
    """The processes that were started by one."""
    return [
        int(folder.name)
        for folder in Path("/proc").iterdir()
        if folder.name.isdigit() and parent_of(folder) == parent
    ]


def parent_of(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_on_every_address_it_answers_to_this_machine_s_names_alone(host: str) -> None:
    names = names_for(host)
    assert socket.gethostname().lower() in names
    assert "127.0.0.1" in names
    assert "*" not in names


def test_on_one_address_it_answers_to_that_and_the_machine_s_own_name() -> None:
    assert names_for("10.2.3.4")[-1] == "10.2.3.4"
    assert names_for("fd00::1")[-1] == "[fd00::1]"
    assert names_for("Console.example")[-1] == "console.example"
