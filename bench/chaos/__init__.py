"""Random deaths of everything that can die, and the books that prove that nothing was lost."""
