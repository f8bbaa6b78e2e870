"""Gives each fault an identity across visits: site, indicator, where."""
