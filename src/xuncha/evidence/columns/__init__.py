"""Finds the columns of a site and what stands in them. Pure, over pages already read."""

from xuncha.evidence.columns.items import items_of
from xuncha.evidence.columns.letters import letters
from xuncha.evidence.columns.survey import survey

__all__ = ["items_of", "letters", "survey"]
