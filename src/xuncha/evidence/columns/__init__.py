"""Finds the columns of a site and what stands in them. Pure, over pages already read."""

from xuncha.evidence.columns.items import items_of
from xuncha.evidence.columns.letters import letters
from xuncha.evidence.columns.sheets import Sheets
from xuncha.evidence.columns.survey import sheets_for, survey, survey_sheets

__all__ = ["Sheets", "items_of", "letters", "sheets_for", "survey", "survey_sheets"]
