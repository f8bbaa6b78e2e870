"""One file per indicator, pure functions over a snapshot; discovered, never listed."""
