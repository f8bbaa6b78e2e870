"""The past judged again: stored snapshots under another or a changed standard, nothing overwritten.

What comes out is shown and nowhere kept: an office sees who would have fallen before it decides.
"""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from xuncha.base.language import _
from xuncha.base.types import Verdict
from xuncha.checks.examination import examine
from xuncha.evidence import store
from xuncha.findings.models import Judgement
from xuncha.people.actions import RefusedError
from xuncha.scoring.judge import judge
from xuncha.scoring.law import Standard
from xuncha.scoring.standard import StandardError, load, shipped

#: A changed standard is a page of figures, not a book.
MOST_TEXT: Final = 60_000


@dataclass(frozen=True, slots=True)
class Again:
    """One verdict of the past beside what it would be."""

    judgement: Judgement
    #: None where the snapshot is not there any more.
    verdict: Verdict | None
    score: Decimal | None = None
    vetoes: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the verdict itself would be another."""
        return self.verdict is not None and self.verdict != self.judgement.verdict


def standard_of(name: str, text: str = "") -> Standard:
    """The standard to judge by: one that ships, or with `text` that one with what it says.

    `text` is TOML as in an overlay file, without `extends`. Raises RefusedError saying what is
    wrong; it names no other file, so that nothing of this machine is read through it.
    """
    if name not in shipped():
        raise RefusedError(_("请选择评分标准"))
    if not text.strip():
        return load(name)
    if len(text) > MOST_TEXT:
        raise RefusedError(_("改动的内容超过 {most} 字").format(most=MOST_TEXT))
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(_("改动的内容不是 TOML：{error}").format(error=error)) from error
    if "extends" in own or "lexicons" in text:
        raise RefusedError(_("改动里不能写 extends 和 lexicons"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "changed.toml"
        path.write_text(f'extends = "{name}"\n{text}', "utf-8")
        try:
            return load(str(path))
        except StandardError as error:
            raise RefusedError(str(error).replace(folder, "")) from error


def judged_again(judgements: Iterable[Judgement], law: Standard, data: Path) -> list[Again]:
    """Each verdict of the past under `law`, from its own snapshot below `data`."""
    return [_again(one, law, data) for one in judgements]


def _again(judgement: Judgement, law: Standard, data: Path) -> Again:
    folder = (data / judgement.folder).resolve()
    whole = bool(judgement.folder) and folder.is_relative_to(data.resolve())
    if not whole or not (folder / "result.json").exists():
        return Again(judgement, None)
    try:
        snapshot = store.load(folder)
    except (OSError, ValueError):
        return Again(judgement, None)
    said = judge(law, snapshot, examine(snapshot, law.thresholds))
    return Again(judgement, said.verdict, said.score, said.vetoes)
