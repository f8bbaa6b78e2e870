"""Strata, quotas, batches and the draw that anyone can repeat."""
