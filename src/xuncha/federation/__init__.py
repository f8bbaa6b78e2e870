"""What offices without a line to us carry up: signed files, read with care, counted once."""
