"""报备: an outage, maintenance or redesign told in advance or in time; inside its window nothing counts."""
