"""What is kept for years: evidence under its own hash, page facts in columns, and for how long."""
