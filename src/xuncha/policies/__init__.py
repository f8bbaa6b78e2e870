"""What every site is expected to reprint, and by when."""
