"""Spot checks from plan to draw: the frozen register, the announced seed, the batches."""
