"""Telling people: who wants to hear what, grouping, quiet hours, delivery and its retries."""
