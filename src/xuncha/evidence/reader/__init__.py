"""Reads one HTML page into facts: text, links, lists, dates, elements. Pure, one parse a page."""
