"""Finds the columns of a site and what stands in them. Pure, over pages already read."""
