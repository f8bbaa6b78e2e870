"""Applies one dated standard, a data file, to the findings: verdict, points, strata rates."""
