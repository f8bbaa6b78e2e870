"""Freezes the figures of a spot check and writes the 通报 in every form, under one hash."""
