"""The facts everyone shares: working days, addresses, Chinese dates and text, types."""
