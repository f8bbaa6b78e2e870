"""One folder a kind of case, discovered: its machine in `rules.py`, its table in `models.py`."""
