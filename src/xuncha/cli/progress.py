"""How far a run has come, shown to a person as one bar and to a machine as JSON lines."""

from __future__ import annotations

import sys
import time
from typing import Protocol, TextIO

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn

from xuncha.base.language import _
from xuncha.pipeline import run

#: Seconds between two JSON lines.
JSON_EVERY = 1.0


class Teller(Protocol):
    """Shows progress until it is closed."""

    def __call__(self, progress: run.Progress) -> None:
        """Show the state of the run."""
        ...

    def close(self) -> None:
        """Stop showing; what is on the screen stays."""
        ...


class Quiet:
    """Shows nothing."""

    def __call__(self, progress: run.Progress) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Bar:
    """One bar on the terminal: sites done, pages a second, faults so far, time left."""

    def __init__(self) -> None:
        """The bar goes to standard error, so that standard output stays the answer."""
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TextColumn("{task.fields[said]}"),
            console=Console(stderr=True),
            refresh_per_second=4,
        )
        self._task: TaskID | None = None

    def __call__(self, progress: run.Progress) -> None:
        """Show the state of the run."""
        if self._task is None:
            self._task = self._bar.add_task(_("检查"), total=progress.total, said="")
            self._bar.start()
        self._bar.update(self._task, completed=progress.done, said=_said(progress))

    def close(self) -> None:
        """Leave the last state standing."""
        self._bar.stop()


class JsonLines:
    """One JSON object a line, at most one a second."""

    def __init__(self, out: TextIO) -> None:
        """`out` is where the lines go."""
        self._out, self._last, self._line = out, 0.0, b""

    def __call__(self, progress: run.Progress) -> None:
        """Write a line when the last is old enough."""
        self._line = msgspec.json.encode(
            {
                "done": progress.done,
                "total": progress.total,
                "pages": progress.pages,
                "faults": progress.faults,
                "unqualified": progress.unqualified,
                "untestable": progress.untestable,
                "failed": len(progress.failed),
                "seconds": round(progress.seconds, 1),
                "seconds_left": progress.seconds_left,
            }
        )
        if time.monotonic() - self._last >= JSON_EVERY:
            self._write()

    def close(self) -> None:
        """Write the last state."""
        self._write()

    def _write(self) -> None:
        self._last = time.monotonic()
        self._out.write(self._line.decode() + "\n")
        self._out.flush()


def teller(*, quiet: bool, json_lines: bool) -> Teller:
    """The one that was asked for."""
    if json_lines:
        return JsonLines(sys.stdout)
    return Quiet() if quiet else Bar()


def _said(progress: run.Progress) -> str:
    speed = progress.pages / progress.seconds if progress.seconds else 0.0
    said = _("{speed:.0f} 页/秒 · 问题 {faults} · 不合格 {unqualified}").format(
        speed=speed, faults=progress.faults, unqualified=progress.unqualified
    )
    left = progress.seconds_left
    if left is not None and progress.done < progress.total:
        said += " · " + _("约剩 {minutes}:{seconds:02d}").format(
            minutes=int(left) // 60, seconds=int(left) % 60
        )
    return said
