"""报备: an absence told in advance or in time; inside its window nothing counts."""
