"""The demonstration province: a generator and server of sites with known defects."""
