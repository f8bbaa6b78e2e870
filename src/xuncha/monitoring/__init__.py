"""Is each site there, round the clock: timed probes from several vantage points, and alarms."""
