"""What was found, with an identity that holds across visits: site, indicator, where."""

from __future__ import annotations

from xuncha.findings.models.explanations import (
    Explanation,
    ExplanationFile,
    ExplanationKind,
    ExplanationState,
)
from xuncha.findings.models.findings import Finding, FindingEvent, FindingState, Judgement, Ruling
from xuncha.findings.models.precision import IndicatorEvent, IndicatorStanding
from xuncha.findings.models.problems import Problem
from xuncha.findings.models.seals import Seal, SealedRoot

__all__ = [
    "Explanation",
    "ExplanationFile",
    "ExplanationKind",
    "ExplanationState",
    "Finding",
    "FindingEvent",
    "FindingState",
    "IndicatorEvent",
    "IndicatorStanding",
    "Judgement",
    "Problem",
    "Ruling",
    "Seal",
    "SealedRoot",
]
