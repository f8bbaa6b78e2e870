"""Reads one HTML page into facts: text, links, lists, dates, elements. Pure, one parse a page."""

from xuncha.evidence.reader.addresses import addresses
from xuncha.evidence.reader.page import read

__all__ = ["addresses", "read"]
