"""What is being done about it: one machine with a unit, a deadline and a history."""
