"""A whole register made up: offices, sites, columns and years of history, to measure on.

Everything follows from one number, so two machines measure the same thing.
"""
