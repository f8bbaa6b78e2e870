"""How the installation itself is doing: checks with a remedy each, figures, and its log."""
