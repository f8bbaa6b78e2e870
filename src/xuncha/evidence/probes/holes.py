"""What probing one site came to, as the snapshot keeps it: facts and grades, never the proof."""

from __future__ import annotations

from dataclasses import dataclass

from xuncha.evidence.probes.course import Grade


@dataclass(frozen=True, slots=True)
class Hole:
    """What a course found, or why it found out nothing."""

    indicator: str
    #: Address without a query, and as a visitor asks for it.
    path: str
    url: str
    source_url: str
    parameter: str
    context: str
    grade: Grade
    #: Name of the file in the run's folder of proofs; "" where nothing is proved.
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Probed:
    """One site's probing."""

    run: str
    document: str
    granted_by: str
    targets: int = 0
    parameters: int = 0
    requests: int = 0
    #: Why it ended before its end, a Chinese source string; "" when it did not.
    stopped: str = ""
    holes: tuple[Hole, ...] = ()
